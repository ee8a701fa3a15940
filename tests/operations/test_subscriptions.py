"""Owners who asked for it are told what changes for them: once, in daytime, and nobody else is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Command
from bot.store.models import NOTICES, OUTBOX
from bot.store.notices import tell_due
from bot.store.staff_models import NOTES
from bot.store.store import Store
from bot.subscriptions import Subscriptions
from knowledge.catalogue import Catalogue
from knowledge.loading import load_catalogue
from tests.knowledge.small_pack import FILES, MEASURE
from tests.operations.overlaying import write
from tests.store.databases import ENGINES, database_url

pytestmark = pytest.mark.asyncio
SHANGHAI = ZoneInfo("Asia/Shanghai")
PROFILE = {"region": "north", "layoffs": "few"}
CHAT = "telegram:7:501"


def small(folder: Path, old: str = "", new: str = "") -> Catalogue:
    """The small pack, with a text of its measure replaced."""
    for name, text in FILES.items():
        write(folder, (name, text.replace(old, new, 1) if old and name == MEASURE else text))
    return load_catalogue((folder,), shipped=False)


@dataclass
class Time:
    """The time, as the test sets it."""

    at: datetime = datetime(2025, 6, 2, 10, tzinfo=SHANGHAI)

    def clock(self) -> float:
        return self.at.timestamp()


@dataclass
class Desk:
    """A store at a given time, and what it has told."""

    store: Store
    time: Time

    async def remember(self, key: str = CHAT, **more: object) -> None:
        state = replace(Conversation(profile=PROFILE, is_subscribed=True, language="en"), **more)  # type: ignore[arg-type]
        await self.store.remember(key, state.to_json())

    async def told(self) -> list[str]:
        await tell_due(self.store)
        sent = await self.store.run(lambda c: c.execute(select(OUTBOX.c.body)).scalars().all())
        return [json.loads(body)["text"] for body in sent]


@pytest_asyncio.fixture(params=ENGINES)
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    time = Time()
    store = await Store.open(database_url(request.param, tmp_path), time.clock)
    yield Desk(store, time)
    await store.close()


@pytest.fixture
def packs(tmp_path: Path) -> tuple[Catalogue, Catalogue]:
    """Before: laying off few is fine. After: none may be laid off."""
    return small(tmp_path / "before"), small(tmp_path / "after", "value: [none, few]", "value: [none]")


async def test_a_verdict_that_changes_is_told_once(desk: Desk, packs: tuple[Catalogue, Catalogue]) -> None:
    before, after = packs
    await desk.remember()
    for _replica in range(2):
        await Subscriptions(desk.store, lambda: after).compare(before, after)
    (text,) = await desk.told()
    assert "Northern grant: you qualify → you do not qualify" in text
    assert "/unsubscribe" in text
    assert await desk.told() == [text]


async def test_nobody_is_told_who_did_not_ask_or_whose_verdict_stays(
    desk: Desk, packs: tuple[Catalogue, Catalogue]
) -> None:
    before, after = packs
    await desk.remember(is_subscribed=False)
    await desk.remember("telegram:7:502", profile={"region": "north", "layoffs": "none"})
    await desk.remember("telegram:7:503", profile={})
    await Subscriptions(desk.store, lambda: after).compare(before, after)
    assert await desk.told() == []


async def test_a_measure_that_says_the_same_is_judged_anew_where_what_it_rests_on_is_not(
    desk: Desk, tmp_path: Path
) -> None:
    """The owner's place lies in the north no longer: the measure is as it was, and still does not fit any more."""
    sides = []
    for side in ("north", "south"):
        place = f"upper: {{parent: {side}, names: {{zh: [上], en: [Upper]}}}}\n"
        small(tmp_path / side)
        write(tmp_path / side, ("regions.yml", FILES["regions.yml"] + place))
        sides.append(load_catalogue((tmp_path / side,), shipped=False))
    await desk.remember(profile=PROFILE | {"region": "upper"})
    await Subscriptions(desk.store, lambda: sides[1]).compare(*sides)
    assert [text.count("Northern grant: you qualify → ") for text in await desk.told()] == [1]


async def test_what_is_found_at_night_waits_for_the_morning(desk: Desk, packs: tuple[Catalogue, Catalogue]) -> None:
    before, after = packs
    await desk.remember()
    desk.time.at = datetime(2025, 6, 2, 23, 30, tzinfo=SHANGHAI)
    await Subscriptions(desk.store, lambda: after).compare(before, after)
    assert await desk.told() == []
    desk.time.at = datetime(2025, 6, 3, 7, 59, tzinfo=SHANGHAI)
    assert await desk.told() == []
    desk.time.at = datetime(2025, 6, 3, 8, 0, tzinfo=SHANGHAI)
    assert len(await desk.told()) == 1


@pytest.mark.parametrize(("day", "number"), [(16, 0), (17, 1), (31, 1)])
async def test_a_window_that_closes_within_two_weeks_is_told_once(
    desk: Desk, packs: tuple[Catalogue, Catalogue], day: int, number: int
) -> None:
    await desk.remember()
    desk.time.at = datetime(2025, 12, day, 12, tzinfo=SHANGHAI)
    subscriptions = Subscriptions(desk.store, lambda: packs[0])
    await subscriptions.look_at_windows()
    await subscriptions.look_at_windows()
    told = await desk.told()
    assert len(told) == number
    assert all("Northern grant: closes on 31 December 2025" in text for text in told)


async def test_a_visitor_of_the_page_is_told_there_and_a_forgotten_one_nowhere(
    desk: Desk, packs: tuple[Catalogue, Catalogue]
) -> None:
    before, after = packs
    state = Conversation(profile=PROFILE, is_subscribed=True).to_json()
    for key in ("web:a", "web:b"):
        await desk.store.remember(key, f'{{"conversation":{state},"exchanges":[]}}')
    await Subscriptions(desk.store, lambda: after).compare(before, after)
    await desk.store.forget("web:b")
    await tell_due(desk.store)
    rows = await desk.store.run(lambda c: c.execute(select(NOTES.c.conversation, NOTES.c.text)).all())
    assert [(row.conversation, "北方补助" in row.text) for row in rows] == [("web:a", True)]
    left = await desk.store.run(lambda c: c.execute(select(NOTICES.c.conversation)).scalars().all())
    assert left == ["web:a"]


async def test_the_commands_turn_it_on_and_off(assistant: Assistant) -> None:
    day = date(2026, 11, 22)
    on = assistant.respond(Command("subscribe"), Conversation(profile={"staff": 30}, language="en"), day)
    assert on.conversation.is_subscribed
    assert "/unsubscribe" in on.answer.blocks[0].text
    assert Conversation.from_json(on.conversation.to_json()).is_subscribed
    off = assistant.respond(Command("unsubscribe"), on.conversation, day)
    assert not off.conversation.is_subscribed
    assert off.conversation.profile == {"staff": 30}
