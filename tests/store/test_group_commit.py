"""Group commit: what waits is written together; a store that is away loses nothing."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from bot.store import group_commit
from bot.store.engine import BUSY_MS, begin_unless_locked, commit, open_writing_engine
from bot.store.errors import StoreDown
from bot.store.group_commit import GroupCommit
from bot.store.units import Answered, Claim, Intake, LaneReport, Settled, Unit

pytestmark = pytest.mark.asyncio


class Disk:
    """Writes by remembering; fails while it is told to."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.failing = False

    def write(self, connection: Connection, units: Sequence[Unit]) -> list[Any]:
        """The units' places."""
        if self.failing:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))
        self.batches.append(len(units))
        return list(range(len(units)))


@pytest.fixture
def disk() -> Disk:
    """A disk that works."""
    return Disk()


@pytest_asyncio.fixture(params=[False, True], ids=["in_thread", "at_once"])
async def writer(request: pytest.FixtureRequest, disk: Disk, tmp_path: Path) -> AsyncIterator[GroupCommit]:
    """A writer on it, whose intakes wait 50 ms at most; it runs quick statements in its thread, or at once."""
    engine = open_writing_engine(f"sqlite:///{tmp_path}/x.db")
    writer = GroupCommit(engine, disk.write, patience=0.05, at_once=request.param)
    writer.start()
    yield writer
    await writer.stop()
    engine.dispose()


def report() -> LaneReport:
    return LaneReport(7, 5, 1)


async def test_what_waits_at_once_is_one_commit(writer: GroupCommit, disk: Disk) -> None:
    results = await asyncio.gather(*(writer.submit(report()) for _ in range(50)))
    assert results == list(range(50))
    assert disk.batches == [50]


async def test_while_the_store_is_away_intake_is_refused_and_reports_wait(writer: GroupCommit, disk: Disk) -> None:
    disk.failing = True
    waiting = writer.submit(report())
    while writer.writable:
        await asyncio.sleep(0)
    with pytest.raises(StoreDown):
        await writer.submit(Intake(7, ()))
    assert not waiting.done()
    disk.failing = False
    assert await waiting == 0
    await writer.submit(report())
    assert writer.writable


async def test_after_the_stop_nothing_is_promised(writer: GroupCommit) -> None:
    await writer.stop()
    with pytest.raises(StoreDown):
        await writer.submit(report())


async def test_what_nobody_waits_for_any_more_is_written_only_where_it_tells_of_what_happened(
    writer: GroupCommit, disk: Disk
) -> None:
    """A report whose lane was cancelled is; a claim is not, whose lanes nobody would work."""
    writer.submit(report()).cancel()
    writer.submit(Claim(7, "me", 1)).cancel()
    assert await writer.submit(report()) == 1
    assert disk.batches == [2]


async def test_what_is_in_no_hurry_shares_the_next_commit(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """That a letter has arrived waits a little for another unit: each commit delays the messages behind it."""
    monkeypatch.setattr(group_commit, "COMPANY_SECONDS", 3600.0)
    engine = open_writing_engine(f"sqlite:///{tmp_path}/x.db")
    writer = GroupCommit(engine, disk.write, at_once=True)
    writer.start()
    settled = writer.submit(LaneReport(7, 5, 1, settled=(Settled(1, 0, 100),)))
    for _ in range(20):
        await asyncio.sleep(0)
    assert disk.batches == []
    await writer.submit(LaneReport(7, 6, 1, answered=(Answered(2),)))
    assert await settled == 0
    assert disk.batches == [2]
    writer.submit(LaneReport(7, 5, 1, release=True))
    await writer.stop()
    assert disk.batches == [2, 2]  # with the errand that ends it
    engine.dispose()


async def test_beside_another_writer_the_loop_turns_and_the_commit_follows_it(tmp_path: Path) -> None:
    """A command holds the file: what is quick is run in the thread then, not in the loop, which would stand still."""
    engine = open_writing_engine(f"sqlite:///{tmp_path}/x.db")
    threads: list[str] = []

    def write(connection: Connection, units: Sequence[Unit]) -> list[Any]:
        threads.append(threading.current_thread().name)
        return list(units)

    writer = GroupCommit(engine, write, at_once=True)
    writer.start()
    await writer.submit(report())
    reached = asyncio.Event()
    loop = asyncio.get_running_loop()
    with sqlite3.connect(tmp_path / "x.db", isolation_level=None) as command:
        command.execute("BEGIN IMMEDIATE")
        event.listen(engine, "checkout", lambda *_: loop.call_soon_threadsafe(reached.set))
        writing = writer.submit(report())
        await reached.wait()  # the thread is about to wait for the file; the loop is here
        assert not writing.done()
        command.execute("COMMIT")
    command.close()
    assert await writing == report()
    await writer.submit(report())
    await writer.stop()
    engine.dispose()
    assert [name.startswith("store-writer") for name in threads[:3]] == [False, True, False]


async def test_a_locked_file_is_told_without_a_wait_and_leaves_nothing_begun(tmp_path: Path) -> None:
    """The connection can be used as before, with its own patience."""
    engine = open_writing_engine(f"sqlite:///{tmp_path}/x.db")
    with sqlite3.connect(tmp_path / "x.db", isolation_level=None) as command, engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        command.execute("BEGIN IMMEDIATE")
        assert not begin_unless_locked(connection)
        assert not driver.in_transaction
        assert driver.execute("PRAGMA busy_timeout").fetchone() == (BUSY_MS,)
        command.execute("COMMIT")
        assert begin_unless_locked(connection)
        assert driver.in_transaction
        assert commit(connection, "written") == "written"
        assert not driver.in_transaction
    command.close()
    engine.dispose()
