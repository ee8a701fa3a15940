"""Corrections: changes of what measures say or decide, to be told once to whoever was answered before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batch import insert
from bot.store.notices import Notice, write_notices
from bot.store.question_log import conversations_answered
from bot.store.staff_models import CORRECTIONS, MEASURE_VERSIONS
from bot.store.store import Store
from knowledge.statements import REMOVED


@dataclass(frozen=True, slots=True)
class Amendment:
    """A measure's step from one version to the next."""

    measure: str
    before: int
    number: int
    at: float
    substance: Mapping[str, str]
    """Of the newer version: part to what of it decides or counts."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction that is told, was told or is held back."""

    measure: str
    number: int
    """The measure's version that it leads to."""
    before: int
    """The version that people have been told of."""
    at: float
    due_at: float
    parts: tuple[str, ...]
    """Names of what changed."""
    state: str
    """waiting, held or told."""
    agent: str | None
    """Who held it back or told it at once; None where nobody did."""

    @property
    def is_removal(self) -> bool:
        """Whether the measure is gone."""
        return REMOVED in self.parts


def open_correction(connection: Connection, step: Amendment, due_at: float) -> None:
    """The step is to be told from `due_at` on, together with earlier ones of the measure that still wait.

    Nothing is to be told where only wording differs, or where the steps together lead back to what was told.
    """
    waiting = (CORRECTIONS.c.measure == step.measure, CORRECTIONS.c.state == "waiting")
    earlier = select(CORRECTIONS.c.before).where(*waiting).order_by(CORRECTIONS.c.before).limit(1)
    before = connection.execute(earlier).scalar_one_or_none() or step.before
    known = _substance(connection, step.measure, before)
    if known is None and REMOVED not in step.substance:
        return
    known = known or {}
    parts = [part for part in step.substance if step.substance[part] != known.get(part)]
    last = _substance(connection, step.measure, step.before)
    if parts and last == dict(step.substance):
        return  # of the last step only the wording differs: what waits stays as it is
    connection.execute(delete(CORRECTIONS).where(*waiting))
    if parts:
        row = {"measure": step.measure, "number": step.number, "before": before, "at": step.at, "due_at": due_at}
        statement = insert(connection.dialect, CORRECTIONS).values(**row, parts=json.dumps(parts), state="waiting")
        connection.execute(statement.on_conflict_do_nothing())


def _substance(connection: Connection, measure: str, number: int) -> dict[str, str] | None:
    """None where an older program noted the version."""
    version = (MEASURE_VERSIONS.c.measure == measure, MEASURE_VERSIONS.c.number == number)
    text = connection.execute(select(MEASURE_VERSIONS.c.substance).where(*version)).scalar_one_or_none()
    known: dict[str, str] | None = json.loads(text) if text else None
    return known


class Corrections:
    """The corrections of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def waiting(self) -> list[Correction]:
        """What is to be told, the first due first."""
        waiting = select(CORRECTIONS).where(CORRECTIONS.c.state == "waiting")
        return await self._some(waiting.order_by(CORRECTIONS.c.due_at, CORRECTIONS.c.measure))

    async def of(self, measure: str) -> Correction | None:
        """The measure's last correction; None where there was none."""
        theirs = select(CORRECTIONS).where(CORRECTIONS.c.measure == measure)
        found = await self._some(theirs.order_by(CORRECTIONS.c.number.desc()).limit(1))
        return found[0] if found else None

    async def since(self, measure: str, at: float) -> list[str]:
        """Names of the measure's parts that have changed since the moment, each once."""
        theirs = select(CORRECTIONS).where(CORRECTIONS.c.measure == measure, CORRECTIONS.c.at >= at)
        return list(dict.fromkeys(part for found in await self._some(theirs) for part in found.parts))

    async def due(self) -> list[Correction]:
        """What is to be told now."""
        now = self._store.clock()
        return [correction for correction in await self.waiting() if correction.due_at <= now]

    async def hold(self, measure: str, number: int, agent: str) -> bool:
        """Whether it was waiting: it is not told, by anybody."""
        return await self._move(measure, number, {"state": "held", "agent": agent})

    async def hurry(self, measure: str, number: int, agent: str) -> bool:
        """Whether it was waiting or held: it is told at the next opportunity."""
        now = {"state": "waiting", "due_at": self._store.clock(), "agent": agent}
        return await self._move(measure, number, now, "waiting", "held")

    async def tell(self, correction: Correction, texts: Mapping[str, str], due_at: float) -> int:
        """How many are told it from `due_at` on; 0 where another process did so before.

        `texts`: language to what is told.
        """

        def write(connection: Connection) -> int:
            told = {"state": "told", "due_at": due_at}
            if not connection.execute(_moved(correction.measure, correction.number, told, "waiting")).rowcount:
                return 0
            whom = conversations_answered(connection, correction.measure, 0.0, correction.at)
            key = f"correction|{correction.measure}|{correction.number}"
            write_notices(connection, [Notice(key, who, language, texts[language], due_at) for who, language in whom])
            return len(whom)

        return int(await self._store.run(write))

    async def _move(self, measure: str, number: int, values: dict[str, Any], *states: str) -> bool:
        moved = _moved(measure, number, values, *(states or ("waiting",)))
        return bool(await self._store.run(lambda connection: connection.execute(moved).rowcount))

    async def _some(self, query: Any) -> list[Correction]:
        async def read(connection: AsyncConnection) -> Sequence[Any]:
            return (await connection.execute(query)).all()

        rows = await self._store.read(read)
        names = [name for name in Correction.__slots__ if name != "parts"]
        return [Correction(parts=tuple(json.loads(row.parts)), **{n: getattr(row, n) for n in names}) for row in rows]


def _moved(measure: str, number: int, values: dict[str, Any], *states: str) -> Any:
    whole = (CORRECTIONS.c.measure == measure, CORRECTIONS.c.number == number, CORRECTIONS.c.state.in_(states))
    return update(CORRECTIONS).where(*whole).values(values)
