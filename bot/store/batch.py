"""One transaction under way, for many units at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
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
    shared: bool
    """Whether other processes may work in the same database (PostgreSQL): then fences are checked."""
    waiting: defaultdict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    """Change of each lane's queue, by (account, lane)."""

    fences: dict[tuple[int, int], int] = field(default_factory=dict)
    """The lanes' fencing tokens, read under lock; empty where there is one process only."""

    def holds(self, report: LaneReport) -> bool:
        """Whether the lane is still the reporter's."""
        return not self.shared or self.fences.get((report.account, report.lane)) == report.fence

    def insert(self, table: Any) -> Any:
        """An INSERT for this database."""
        return insert(self.connection.dialect, table)

    def many(self, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
        """Runs a statement for all rows; for none, nothing."""
        if rows:
            self.connection.execute(statement, rows)
