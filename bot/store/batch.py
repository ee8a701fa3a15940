"""One transaction under way, for many units at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError

from bot.store.units import LaneReport


def insert(dialect: Dialect, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT in this database, whose dialect is loaded already; the other's is 3 MB."""
    return import_module(f"sqlalchemy.dialects.{dialect.name}").insert(table)


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

        It is compiled once a process and goes to the driver as it is: for a few rows at a time, preparing a statement
        anew costs more than running it. Raises: SQLAlchemy's errors.
        """
        if rows:
            prepared = _prepared(build, self.connection.dialect, tuple(rows[0]))
            with self._cursor(prepared) as cursor:
                cursor.executemany(prepared.sql, prepared.parameters(rows))

    def select(self, build: Callable[[Dialect], Any], values: dict[str, Any]) -> list[Any]:
        """The rows, as tuples, that the statement of `build` finds with these values; prepared as in `many`."""
        prepared = _prepared(build, self.connection.dialect, tuple(values))
        with self._cursor(prepared) as cursor:
            cursor.execute(prepared.sql, prepared.parameters([values])[0])
            rows: list[Any] = cursor.fetchall()
            return rows

    @contextmanager
    def _cursor(self, prepared: _Prepared) -> Iterator[Any]:
        """The driver's own cursor; its errors become SQLAlchemy's."""
        dialect = self.connection.dialect
        cursor = self.connection.connection.cursor()
        error_type: type[Exception] = dialect.loaded_dbapi.Error
        try:
            yield cursor
        except error_type as error:
            raise DBAPIError.instance(prepared.sql, None, error, error_type, dialect=dialect) from error
        finally:
            cursor.close()


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
