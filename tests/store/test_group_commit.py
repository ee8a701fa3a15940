"""Group commit: what waits is written together; a store that is away loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.store.engine import open_writing_engine
from bot.store.errors import StoreDown
from bot.store.group_commit import GroupCommit
from bot.store.units import Errand, Intake, Unit

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


@pytest_asyncio.fixture
async def writer(disk: Disk, tmp_path: Path) -> AsyncIterator[GroupCommit]:
    """A writer on it, whose intakes wait 50 ms at most."""
    engine = open_writing_engine(f"sqlite:///{tmp_path}/x.db")
    writer = GroupCommit(engine, disk.write, patience=0.05)
    writer.start()
    yield writer
    await writer.stop()
    engine.dispose()


def errand() -> Errand:
    return Errand(lambda connection: None)


async def test_what_waits_at_once_is_one_commit(writer: GroupCommit, disk: Disk) -> None:
    results = await asyncio.gather(*(writer.submit(errand()) for _ in range(50)))
    assert results == list(range(50))
    assert disk.batches == [50]


async def test_while_the_store_is_away_intake_is_refused_and_reports_wait(writer: GroupCommit, disk: Disk) -> None:
    disk.failing = True
    report = asyncio.ensure_future(writer.submit(errand()))
    with pytest.raises(StoreDown):
        await writer.submit(Intake(7, ()))
    assert not writer.writable
    assert not report.done()
    disk.failing = False
    assert await asyncio.wait_for(report, 5) == 0
    assert writer.writable


async def test_after_the_stop_nothing_is_promised(writer: GroupCommit) -> None:
    await writer.stop()
    with pytest.raises(StoreDown):
        await writer.submit(errand())
