"""Changed knowledge is taken up while serving; a broken one is refused and the old one serves on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from bot.assembly import content_state
from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.current import CurrentAssistant, KnowledgeState
from bot.overlays import Overlays, last_used
from bot.reloading import Reloader, open_knowledge
from knowledge.catalogue import Catalogue
from knowledge.places import pack_files
from tests.operations.overlaying import MEASURE, QUESTION, TITLE, broken, renamed, write

DAY = date(2026, 11, 22)


class Shelf:
    """Staff's documents, as the store gives them."""

    def __init__(self, **documents: str) -> None:
        self.kept: dict[str, str] = documents
        self.number = 1

    async def revision(self) -> int:
        return self.number

    async def documents(self) -> Mapping[str, str]:
        return self.kept

    async def changed(self) -> None:
        await asyncio.Event().wait()


def first_title(assistant: CurrentAssistant) -> str:
    return assistant.respond(Message(QUESTION), Conversation(), DAY).answer.measures[0].name


async def look_twice(reloader: Reloader) -> None:
    """A change is taken up once two looks find the same."""
    await reloader.look()
    await reloader.look()


@pytest.fixture
def link(tmp_path: Path) -> Path:
    """A folder of knowledge as operators set it: a link to the release that is in use."""
    (tmp_path / "empty").mkdir()
    link = tmp_path / "knowledge"
    link.symlink_to("empty")
    return link


def lead_to(link: Path, folder: Path) -> None:
    """Swaps the link in one step."""
    fresh = link.with_name("fresh")
    fresh.symlink_to(folder.name)
    fresh.replace(link)


@pytest.fixture
def reloader(assistant: Assistant, link: Path, tmp_path: Path) -> Reloader:
    return Reloader(CurrentAssistant(assistant), (link,), tmp_path / "cache", content_state((link,)))


async def test_a_link_that_is_swapped_brings_the_new_knowledge(reloader: Reloader, link: Path, tmp_path: Path) -> None:
    before, told = reloader.state, list[KnowledgeState]()
    compared: list[tuple[str, str]] = []

    async def compare(old: Catalogue, new: Catalogue) -> None:
        compared.append((old.measures[MEASURE].title["zh"], new.measures[MEASURE].title["zh"]))

    reloader.told.append(told.append)
    reloader.exchanged.append(compare)
    lead_to(link, write(tmp_path / "release-2", renamed()))
    await look_twice(reloader)
    assert first_title(reloader.current) == TITLE
    assert [state.version for state in told] == [reloader.current.catalogue.version] != [before.version]
    assert (reloader.state.faults, compared[0][1]) == ((), TITLE)
    again = open_knowledge((link,), reloader.cache)
    assert first_title(again.current) == TITLE


async def test_a_broken_one_is_refused_with_its_faults_and_the_old_one_serves_on(
    reloader: Reloader, link: Path, tmp_path: Path
) -> None:
    before = reloader.state
    lead_to(link, write(tmp_path / "release-2", broken()))
    await look_twice(reloader)
    assert reloader.state.version == before.version == reloader.current.catalogue.version
    assert len(reloader.state.faults) == 1
    assert f"{MEASURE}.yml:3:7" in reloader.state.faults[0]
    assert first_title(reloader.current) != TITLE


async def test_a_case_that_does_not_hold_is_refused(reloader: Reloader, link: Path, tmp_path: Path) -> None:
    cases = (
        "cases/cn-small-low-profit-tax.yml",
        "- {name: wrong, as_of: 2026-11-22, facts: {}, expect: {verdict: eligible}}\n",
    )
    lead_to(link, write(tmp_path / "release-2", cases))
    await look_twice(reloader)
    assert [fault.split(":")[0] for fault in reloader.state.faults] == ["cases/cn-small-low-profit-tax.yml"]


async def test_a_copy_that_is_under_way_is_let_finish(reloader: Reloader, link: Path) -> None:
    write(link, broken())
    await reloader.look()
    write(link, ("measures/other/notes.txt", "no knowledge"))
    path, text = broken()
    write(link, (path, text + "\n"))
    await reloader.look()
    assert reloader.state.refused_at is None
    await reloader.look()
    assert reloader.state.refused_at is not None


async def test_documents_of_the_database_are_refused_and_taken_up_like_folders(
    assistant: Assistant, tmp_path: Path
) -> None:
    shelf = Shelf(**dict([broken()]))
    cache = tmp_path / "cache"
    reloader = Reloader(CurrentAssistant(assistant), (), cache, content_state(()), Overlays(shelf, cache))
    await reloader.look_at_documents()
    assert f"{MEASURE}.yml" in reloader.state.faults[0]
    assert last_used(cache) == ()
    shelf.kept, shelf.number = dict([renamed()]), 2
    await reloader.look_at_documents()
    assert (reloader.state.faults, first_title(reloader.current)) == ((), TITLE)
    (used,) = last_used(cache)
    assert [path.name for path in pack_files(used)] == [f"{MEASURE}.yml"]
    assert [path for path in cache.glob("overlay-*") if path.resolve() != used] == []


def test_documents_that_no_longer_fit_do_not_stop_a_start(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    write(cache / "overlay-1", broken())
    (cache / "overlay").symlink_to("overlay-1")
    (tmp_path / "compiled").mkdir()
    reloader = open_knowledge((), cache)
    assert f"{MEASURE}.yml" in reloader.state.faults[0]
    assert first_title(reloader.current) != TITLE


async def test_what_an_exchange_needs_leaves_the_loop_free(reloader: Reloader, link: Path, tmp_path: Path) -> None:
    """Other work goes on between the start of an exchange and its end."""
    lead_to(link, write(tmp_path / "release-2", broken()))
    await reloader.look()
    taking = asyncio.create_task(reloader.look())
    turns = 0
    while not taking.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100


def test_hidden_copies_and_files_beside_a_pack_are_no_part_of_it(tmp_path: Path) -> None:
    """A mounted ConfigMap shows each file twice: under a hidden folder with a date, and by a link to it."""
    for name in ("..2026_11_22/measures/a.yml", "pack.yml", "measures/b/c.yml", "cases/c.yml", "notes/d.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "measures" / "linked.yml").symlink_to(tmp_path / "..2026_11_22/measures/a.yml")
    found = [str(path.relative_to(tmp_path)) for path in pack_files(tmp_path)]
    assert found == ["pack.yml", "measures/linked.yml", "measures/b/c.yml", "cases/c.yml"]
