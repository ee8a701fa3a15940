"""Whoever was answered with a measure hears that it says something else now: once, in daytime, unless staff hold it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.staffing import note_versions
from bot.store.corrections import Corrections
from bot.store.models import OUTBOX
from bot.store.notices import tell_due
from bot.store.staff_models import NOTES
from bot.store.store import Store
from bot.subscriptions import Subscriptions
from knowledge.catalogue import Catalogue
from knowledge.loading import load_catalogue
from knowledge.statements import substance
from tests.operations.test_subscriptions import SHANGHAI, Time, small
from tests.store.databases import ENGINES, database_url
from tests.store.test_questions import exchange

pytestmark = pytest.mark.asyncio
MEASURE = "north-grant"
CHAT, PAGE = "telegram:7:501", "web:a"
FEWER = ("value: [none, few]", "value: [none]")
LATER = ("through: 2025-12-31", "through: 2025-11-30")
REWORDED = ("zh: 每人一千元。", "zh: 一千元，按人头给。")


def with_change(pack: Path, old: str, new: str) -> Catalogue:
    """The pack after an editor's change."""
    for path in pack.rglob("*.yml"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return load_catalogue((pack,), shipped=False)


@dataclass
class Office:
    """A store at a given time, two people who were answered, and the knowledge in use."""

    store: Store
    time: Time
    now: Catalogue

    async def exchange(self, newer: Catalogue, hours: float = 1) -> list[str]:
        older, self.now = self.now, newer
        return await note_versions(self.store, newer, older, hours)

    async def told(self) -> dict[str, list[str]]:
        """Conversation to what it was told by now."""
        await Subscriptions(self.store, lambda: self.now).correct()
        await tell_due(self.store)
        sent = await self.store.run(lambda c: c.execute(select(OUTBOX.c.lane, OUTBOX.c.body)).all())
        notes = await self.store.run(lambda c: c.execute(select(NOTES.c.conversation, NOTES.c.text)).all())
        out: dict[str, list[str]] = {}
        for who, text in [*((f"telegram:7:{lane}", json.loads(body)["text"]) for lane, body in sent), *notes]:
            out.setdefault(who, []).append(text)
        return out

    def later(self, **span: float) -> None:
        self.time.at += timedelta(**span)


@pytest_asyncio.fixture(params=ENGINES)
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    time = Time()
    store = await Store.open(database_url(request.param, tmp_path), time.clock)
    running = Office(store, time, small(tmp_path / "first"))
    await note_versions(store, running.now)
    for who in (CHAT, PAGE):
        await store.remember(who, "{}", exchange(who, None, measures=f'["{MEASURE}"]'))
    await store.remember("web:other", "{}", exchange("web:other", None, measures='["another"]'))
    running.later(minutes=1)
    yield running
    await store.close()


async def test_a_changed_condition_is_told_once_to_everybody_who_was_answered(office: Office, tmp_path: Path) -> None:
    changed = small(tmp_path / "changed", *FEWER)
    assert await office.exchange(changed) == [MEASURE]
    office.later(minutes=59)
    assert await office.told() == {}
    office.later(minutes=2)
    await office.store.remember("web:late", "{}", exchange("web:late", None, measures=f'["{MEASURE}"]'))
    told = await office.told()
    assert sorted(told) == [CHAT, PAGE]
    assert "【更正】您之前查过的“北方补助”有变动" in told[PAGE][0]
    assert "条件，现在是：在北方、没怎么裁员" in told[PAGE][0]
    assert await office.exchange(changed) == []
    office.later(days=1)
    assert await office.told() == told


async def test_several_replicas_note_and_tell_a_change_once(office: Office, tmp_path: Path) -> None:
    changed = small(tmp_path / "changed", *FEWER)
    await asyncio.gather(*(note_versions(office.store, changed, office.now, 0) for _ in range(4)))
    office.now = changed
    subscriptions = Subscriptions(office.store, lambda: changed)
    assert sorted(await asyncio.gather(*(subscriptions.correct() for _ in range(4)))) == [0, 0, 0, 2]
    assert {who: len(texts) for who, texts in (await office.told()).items()} == {CHAT: 1, PAGE: 1}


async def test_a_change_of_wording_only_is_told_to_nobody(office: Office, tmp_path: Path) -> None:
    assert await office.exchange(small(tmp_path / "changed", *REWORDED)) == [MEASURE]
    office.later(days=1)
    assert await office.told() == {}


async def test_a_change_that_is_taken_back_in_time_is_told_to_nobody(office: Office, tmp_path: Path) -> None:
    first = office.now
    await office.exchange(small(tmp_path / "changed", *FEWER))
    await office.exchange(first)
    office.later(days=1)
    assert await office.told() == {}


def without(pack: Path) -> Catalogue:
    """The pack after an editor has taken the measure out."""
    for folder in ("measures", "cases"):
        for path in pack.rglob(f"{folder}/**/{MEASURE}.yml"):
            path.unlink()
    return load_catalogue((pack,), shipped=False)


@pytest.mark.parametrize("is_restarted", [False, True], ids=["exchanged", "restarted"])
async def test_a_measure_that_is_gone_is_told_once_whether_exchanged_or_found_at_a_start(
    office: Office, tmp_path: Path, is_restarted: bool
) -> None:
    gone = without(tmp_path / "first")
    assert MEASURE not in gone.measures
    older, office.now = None if is_restarted else office.now, gone
    found = [await note_versions(office.store, gone, older, 1) for _ in range(2)]
    assert found == [[MEASURE], []]
    assert await office.told() == {}
    office.later(days=1)
    told = await office.told()
    assert sorted(told) == [CHAT, PAGE]
    assert "【更正】您之前查过的“北方补助”已从知识库撤下" in told[PAGE][0]
    office.later(days=1)
    assert await office.told() == told


async def test_a_measure_that_comes_back_in_time_was_never_gone(office: Office, tmp_path: Path) -> None:
    first = office.now
    await office.exchange(without(tmp_path / "first"))
    await office.exchange(first)
    office.later(days=1)
    assert await office.told() == {}


async def test_who_still_holds_a_measure_does_not_tell_that_it_is_gone(office: Office, tmp_path: Path) -> None:
    """During a release one replica has the newer base and another the older."""
    first, gone = office.now, without(tmp_path / "first")
    await office.exchange(gone, hours=0)
    assert await Subscriptions(office.store, lambda: first).correct() == 0
    assert await Subscriptions(office.store, lambda: gone).correct() == 2


async def test_staff_hold_back_that_a_measure_is_gone(office: Office, tmp_path: Path) -> None:
    await office.exchange(without(tmp_path / "first"))
    (waiting,) = await Corrections(office.store).waiting()
    assert await Corrections(office.store).hold(MEASURE, waiting.number, "mei")
    office.later(days=1)
    assert await office.told() == {}


async def test_two_changes_that_wait_are_told_as_one(office: Office, tmp_path: Path) -> None:
    await office.exchange(small(tmp_path / "pack", *FEWER))
    await office.exchange(with_change(tmp_path / "pack", *LATER))
    office.later(days=1)
    (text,) = (await office.told())[PAGE]
    assert "条件" in text
    assert "2025年11月30日" in text


async def test_what_changes_at_night_is_told_in_the_morning(office: Office, tmp_path: Path) -> None:
    office.time.at = datetime(2025, 6, 2, 22, 30, tzinfo=SHANGHAI)
    await office.exchange(small(tmp_path / "changed", *FEWER))
    office.time.at = datetime(2025, 6, 3, 7, 59, tzinfo=SHANGHAI)
    assert await office.told() == {}
    office.time.at = datetime(2025, 6, 3, 8, 0, tzinfo=SHANGHAI)
    assert len(await office.told()) == 2


async def test_what_staff_hold_back_is_told_to_nobody_and_the_next_change_is(office: Office, tmp_path: Path) -> None:
    await office.exchange(small(tmp_path / "changed", *FEWER))
    corrections = Corrections(office.store)
    (waiting,) = await corrections.waiting()
    assert await corrections.hold(MEASURE, waiting.number, "mei")
    office.later(days=1)
    assert await office.told() == {}
    await office.exchange(small(tmp_path / "again", *LATER), hours=0)
    assert len(await office.told()) == 2


async def test_who_asked_to_be_forgotten_is_not_told(office: Office, tmp_path: Path) -> None:
    await office.exchange(small(tmp_path / "changed", *FEWER))
    await office.store.forget(PAGE)
    office.later(days=1)
    assert sorted(await office.told()) == [CHAT]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (*FEWER, ["condition"]),
        (*LATER, ["window"]),
        ("value: 1000", "value: 1200", ["amount"]),
        ("zh: 每人一千元。", "zh: 每人2000元。", ["texts"]),
        (*REWORDED, []),
        ("verified_on: 2026-01-01", "verified_on: 2026-02-01", []),
        ("keywords: {zh: [北方补助]", "keywords: {zh: [北方补贴]", []),
        ("zh: 没怎么裁员", "zh: 裁员很少", []),
    ],
    ids=["condition", "window", "parameter", "figure", "wording", "verified", "keyword", "condition-wording"],
)
async def test_what_counts_as_a_change_is_what_decides_or_counts(
    old: str, new: str, parts: list[str], tmp_path: Path
) -> None:
    first = small(tmp_path / "pack")
    before = substance(first.measures[MEASURE], first.context.parameters)
    second = with_change(tmp_path / "pack", old, new)
    after = substance(second.measures[MEASURE], second.context.parameters)
    assert [part for part in after if after[part] != before[part]] == parts
