"""Where a commit is made: in the event loop on a quick disk, in a thread after it has been slow."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from bot.store import disk_pace
from bot.store.disk_pace import LOCK_SECONDS, QUICK_SECONDS, DiskPace
from bot.store.engine import open_writing_engine
from bot.store.group_commit import GroupCommit
from bot.store.units import LaneReport, Unit

SECONDS = st.floats(0.0, 20.0)


def pace_of(*commits: float) -> DiskPace:
    pace = DiskPace()
    for seconds in commits:
        pace.took(seconds, in_thread=False)
    return pace


def test_a_disk_is_not_trusted_before_it_is_known() -> None:
    assert not DiskPace().is_quick
    assert not pace_of(*[0.0003] * 20).is_quick
    assert pace_of(*[0.0003] * 100).is_quick


@given(st.lists(SECONDS, max_size=5), st.floats(QUICK_SECONDS, 20.0))
def test_a_slow_commit_is_the_last_that_the_loop_waits_for(before: list[float], slow: float) -> None:
    assert not pace_of(*before, slow).is_quick


@given(st.lists(SECONDS, max_size=5))
def test_a_disk_that_is_quick_again_is_trusted_in_time(before: list[float]) -> None:
    assert pace_of(*before, *[QUICK_SECONDS / 2] * 200).is_quick


@given(st.floats(0.0, LOCK_SECONDS))
def test_a_wait_for_the_interpreter_is_not_the_disks(seconds: float) -> None:
    pace = pace_of(*[0.0003] * 100)
    pace.took(seconds, in_thread=True)
    assert pace.is_quick
    pace.took(LOCK_SECONDS + 2 * QUICK_SECONDS, in_thread=True)
    assert not pace.is_quick


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("quick_seconds", "units", "in_loop"),
    [(3600.0, 1, True), (3600.0, 100, True), (0.0, 1, False), (0.0, 100, False)],
    ids=["quick", "quick, many", "slow", "slow, many"],
)
async def test_the_loop_waits_for_a_quick_disk_itself(
    quick_seconds: float, units: int, in_loop: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(disk_pace, "QUICK_SECONDS", quick_seconds)
    commits: list[str] = []
    engine = open_writing_engine(f"sqlite:///{tmp_path}/x.db")

    def traced(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(
            lambda statement: commits.append(threading.current_thread().name) if statement == "COMMIT" else None
        )

    def write(_connection: Connection, batch: Sequence[Unit]) -> list[Any]:
        return list(batch)

    event.listen(engine, "connect", traced)
    writer = GroupCommit(engine, write, at_once=True)
    writer.start()
    reports = [LaneReport(7, lane, 1, more_waits=True) for lane in range(units)]
    assert await asyncio.gather(*map(writer.submit, reports)) == reports
    await writer.stop()
    engine.dispose()
    assert [name.startswith("store-writer") for name in commits] == [not in_loop]
