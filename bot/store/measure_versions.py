"""What each measure has said over time: its history, and what a correction is seen by."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batch import insert
from bot.store.corrections import Amendment, open_correction
from bot.store.staff_models import MEASURE_VERSIONS
from bot.store.store import Store
from knowledge.statements import REMOVED, stated_title

Content = Mapping[str, str]
"""Part of a measure to what it says."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a measure said from a moment on."""

    number: int
    at: float
    knowledge: str
    content: Content
    """Empty where the base held the measure no longer."""


GONE: Content = {REMOVED: REMOVED}
"""What of a removed measure decides: that it is gone."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a measure says now."""

    content: Content
    substance: Content
    """Part to what of it decides or counts; the same for two wordings of the same thing."""


class MeasureVersions:
    """The versions in one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, measure: str) -> list[Version]:
        """All versions of a measure, oldest first."""

        async def read(connection: AsyncConnection) -> list[Version]:
            query = select(MEASURE_VERSIONS).where(MEASURE_VERSIONS.c.measure == measure)
            rows = await connection.execute(query.order_by(MEASURE_VERSIONS.c.number))
            return [Version(row.number, row.at, row.knowledge, json.loads(row.content)) for row in rows]

        return await self._store.read(read)

    async def title(self, measure: str) -> Mapping[str, str]:
        """What the measure was called last, by language."""
        return next((stated_title(one.content) for one in reversed(await self.of(measure)) if one.content), {})

    async def note(self, knowledge: str, said: Mapping[str, Said], due_at: float) -> list[str]:
        """Notes what the measures say now; gives those that said something else before.

        Where not only the wording has changed, a correction is to be told from `due_at` on. Whoever notes the same
        change at the same time, or later, adds nothing.
        """

        def write(connection: Connection) -> list[str]:
            newest, now = _newest(connection, list(said)), self._store.clock()
            fresh, changed = [], []
            for measure, says in said.items():
                before = newest.get(measure)
                if before is None:
                    fresh.append(_row(measure, Version(1, now, knowledge, says.content), says.substance))
                elif before.content != says.content:
                    version = Version(before.number + 1, now, knowledge, says.content)
                    if _is_added(connection, _row(measure, version, says.substance)):
                        changed.append(measure)
                        step = Amendment(measure, before.number, version.number, now, says.substance)
                        open_correction(connection, step, due_at)
            if fresh:
                connection.execute(insert(connection.dialect, MEASURE_VERSIONS).on_conflict_do_nothing(), fresh)
            return changed

        changed: list[str] = await self._store.run(write)
        return changed

    async def note_removed(self, knowledge: str, held: Collection[str], due_at: float) -> list[str]:
        """Notes which measures that were noted are in the base no longer, `held` being those that are; gives these.

        That is a correction to be told from `due_at` on. Whoever notes the same at the same time, or later, adds
        nothing.
        """

        def write(connection: Connection) -> list[str]:
            known = set(connection.execute(select(MEASURE_VERSIONS.c.measure).distinct()).scalars())
            now, gone = self._store.clock(), []
            for measure, last in sorted(_newest(connection, sorted(known.difference(held))).items()):
                version = Version(last.number + 1, now, knowledge, {})
                if last.content and _is_added(connection, _row(measure, version, GONE)):
                    gone.append(measure)
                    open_correction(connection, Amendment(measure, last.number, version.number, now, GONE), due_at)
            return gone

        gone: list[str] = await self._store.run(write)
        return gone


def _row(measure: str, version: Version, substance: Content) -> dict[str, Any]:
    row = {"measure": measure, "number": version.number, "at": version.at, "knowledge": version.knowledge}
    return row | {"content": _written(version.content), "substance": _written(substance)}


def _is_added(connection: Connection, row: dict[str, Any]) -> bool:
    """Whether nobody else had noted the version before."""
    statement = insert(connection.dialect, MEASURE_VERSIONS).values(**row).on_conflict_do_nothing()
    return connection.execute(statement.returning(MEASURE_VERSIONS.c.number)).first() is not None


def _newest(connection: Connection, measures: Sequence[str]) -> dict[str, Version]:
    last = select(MEASURE_VERSIONS.c.measure, func.max(MEASURE_VERSIONS.c.number).label("number"))
    latest = last.where(MEASURE_VERSIONS.c.measure.in_(measures)).group_by(MEASURE_VERSIONS.c.measure).subquery()
    query = select(MEASURE_VERSIONS).join(
        latest,
        (latest.c.measure == MEASURE_VERSIONS.c.measure) & (latest.c.number == MEASURE_VERSIONS.c.number),
    )
    return {
        row.measure: Version(row.number, row.at, row.knowledge, json.loads(row.content))
        for row in connection.execute(query)
    }


def _written(content: Content) -> str:
    return json.dumps(dict(content), ensure_ascii=False, sort_keys=True)
