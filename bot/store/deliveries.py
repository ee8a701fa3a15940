"""Writes a batch of units in one transaction: intake, what lanes report, errands, claims."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select, tuple_

from bot.store.batch import Batch
from bot.store.claims import claim
from bot.store.intake import take_in
from bot.store.models import LANES
from bot.store.reports import write_reports
from bot.store.units import Claim, Errand, Intake, LaneReport, Unit


def writer_of(shared: bool, clock: Callable[[], float] = time.time) -> Callable[..., Any]:
    """The function that group commit calls with a connection and units; gives their results in the same order."""

    versions: set[int] = set()

    def is_fenced(connection: Connection) -> bool:
        """On SQLite only once another process, a command, has written: this number then is another one for us."""
        if not shared:
            driver: Any = connection.connection.driver_connection  # by itself: asked in every commit
            versions.add(driver.execute("PRAGMA data_version").fetchone()[0])
        return shared or len(versions) > 1

    def apply(connection: Connection, units: Sequence[Unit]) -> list[Any]:
        batch = Batch(connection, clock(), is_fenced(connection))
        if batch.fenced:
            _lock_lanes(batch, units)
        results: dict[int, Any] = {}
        for kind, write in WRITERS:
            chosen = [(at, unit) for at, unit in enumerate(units) if isinstance(unit, kind)]
            if chosen:
                done = write(batch, [unit for _, unit in chosen])
                results.update(zip((at for at, _ in chosen), done, strict=True))
        return [results[at] for at in range(len(units))]

    return apply


def _lock_lanes(batch: Batch, units: Sequence[Unit]) -> None:
    """Locks every lane that the batch will touch, in one order in every process, so that no two wait for each other."""
    keys = {(unit.account, unit.lane) for unit in units if isinstance(unit, LaneReport)}
    keys |= {(unit.account, arrival.lane) for unit in units if isinstance(unit, Intake) for arrival in unit.arrivals}
    if not keys:
        return
    statement = (
        select(LANES.c.account, LANES.c.lane, LANES.c.fence)
        .where(tuple_(LANES.c.account, LANES.c.lane).in_(sorted(keys)))
        .order_by(LANES.c.account, LANES.c.lane)
        .with_for_update()
    )
    batch.fences = {(row.account, row.lane): row.fence for row in batch.connection.execute(statement)}


def _run(batch: Batch, errands: Sequence[Errand]) -> list[Any]:
    return [errand.run(batch.connection) for errand in errands]


def _claim(batch: Batch, claims: Sequence[Claim]) -> list[Any]:
    return [claim(batch, request) for request in claims]


WRITERS: tuple[tuple[type[Unit], Callable[[Batch, Any], list[Any]]], ...] = (
    (Intake, take_in),
    (LaneReport, write_reports),
    (Errand, _run),
    (Claim, _claim),
)
"""Kinds of units in the order in which a batch is written: what has just come in may be claimed in the same commit."""
