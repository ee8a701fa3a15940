"""What each measure has said over time: its history, and what a correction is seen by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.staff_models import MEASURE_VERSIONS
from bot.store.store import Store

Content = Mapping[str, str]
"""Part of a measure to what it says."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a measure said from a moment on."""

    number: int
    at: float
    knowledge: str
    content: Content


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

    async def note(self, knowledge: str, contents: Mapping[str, Content]) -> list[str]:
        """Notes what the measures say now; gives those that said something else before."""

        def write(connection: Connection) -> list[str]:
            newest = _newest(connection, list(contents))
            rows, changed = [], []
            for measure, content in contents.items():
                text = json.dumps(content, ensure_ascii=False, sort_keys=True)
                number, before = newest.get(measure, (0, None))
                if before == text:
                    continue
                if before is not None:
                    changed.append(measure)
                row = {"measure": measure, "number": number + 1, "knowledge": knowledge, "content": text}
                rows.append(row | {"at": self._store.clock()})
            if rows:
                connection.execute(MEASURE_VERSIONS.insert(), rows)
            return changed

        changed: list[str] = await self._store.run(write)
        return changed


def _newest(connection: Connection, measures: Sequence[str]) -> dict[str, tuple[int, str]]:
    last = select(MEASURE_VERSIONS.c.measure, func.max(MEASURE_VERSIONS.c.number).label("number"))
    latest = last.where(MEASURE_VERSIONS.c.measure.in_(measures)).group_by(MEASURE_VERSIONS.c.measure).subquery()
    query = select(MEASURE_VERSIONS.c.measure, MEASURE_VERSIONS.c.number, MEASURE_VERSIONS.c.content).join(
        latest,
        (latest.c.measure == MEASURE_VERSIONS.c.measure) & (latest.c.number == MEASURE_VERSIONS.c.number),
    )
    return {row.measure: (row.number, row.content) for row in connection.execute(query)}
