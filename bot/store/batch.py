"""One transaction under way, for many units at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.units import LaneReport


def insert(dialect: Dialect, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT in this database."""
    return (sqlite if dialect.name == "sqlite" else postgresql).insert(table)


@dataclass(slots=True)
class Batch:
    """One transaction under way."""

    connection: Connection
    now: float
    fenced: bool
    """Whether another process may have taken a lane: then fences are checked."""
    waiting: defaultdict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    """Change of each lane's queue, by (account, lane)."""

    fences: dict[tuple[int, int], int] = field(default_factory=dict)
    """The lanes' fencing tokens, read under lock; empty where they are not checked."""

    def holds(self, report: LaneReport) -> bool:
        """Whether the lane is still the reporter's."""
        return not self.fenced or self.fences.get((report.account, report.lane)) == report.fence

    def insert(self, table: Any) -> Any:
        """An INSERT for this database."""
        return insert(self.connection.dialect, table)

    def many(self, build: Callable[[Dialect], Any], rows: Sequence[dict[str, Any]]) -> None:
        """Runs the statement that `build` gives for all rows, which have the same keys; for none, nothing.

        It is compiled once a process and its parameters go to the driver as they are: for a few rows at a time,
        preparing a statement anew costs more than running it.
        """
        if rows:
            prepared = _prepared(build, self.connection.dialect, tuple(rows[0]))
            self.connection.exec_driver_sql(prepared.sql, prepared.parameters(rows))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as its driver takes it."""

    sql: str
    order: tuple[str, ...] | None
    """Names in the order of their places; None where the driver takes names."""
    fixed: dict[str, Any]
    """Values that stand in the statement itself."""

    def parameters(self, rows: Sequence[dict[str, Any]]) -> Any:
        whole = [self.fixed | row for row in rows] if self.fixed else list(rows)
        if self.order is None:
            return whole
        return [tuple(map(row.__getitem__, self.order)) for row in whole]


@cache
def _prepared(build: Callable[[Dialect], Any], dialect: Dialect, keys: tuple[str, ...]) -> _Prepared:
    compiled = build(dialect).compile(dialect=dialect, column_keys=list(keys))
    fixed = {name: bind.value for name, bind in compiled.binds.items() if name not in keys and not bind.required}
    return _Prepared(str(compiled), tuple(compiled.positiontup) if compiled.positional else None, fixed)
