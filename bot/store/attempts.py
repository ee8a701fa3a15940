"""How often somebody may try to sign in: one count for all replicas, kept over restarts.

Source of the algorithm: the token bucket (J. Turner, 1986), in its form without a timer.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, case, select

from bot.store.batch import insert
from bot.store.staff_models import ATTEMPTS
from bot.store.store import Store

ROUNDING = 1e-6
"""Whoever waits exactly as long as told may try; times since 1970 are no more exact than that."""


class Attempts:
    """The attempts at one database; `burst` of them may come at once, and `per_minute` follow."""

    def __init__(self, store: Store, per_minute: float, burst: int) -> None:
        self._store = store
        self._per_second = per_minute / 60
        self._burst = float(burst)

    async def wait_seconds(self, *callers: str) -> float:
        """0 and an attempt is counted for each caller where all of them may try now; else how long to wait.

        A caller is an address or a name; only its digest is kept.
        """

        def write(connection: Connection) -> float:
            return max(self._count(connection, _digest(caller)) for caller in callers)

        return float(await self._store.run(write))

    def _count(self, connection: Connection, caller: str) -> float:
        """One statement counts, so that no two replicas count the same."""
        now = self._store.clock()
        left = self._left(now)
        fresh = insert(connection.dialect, ATTEMPTS).values(caller=caller, left=self._burst - 1, at=now)
        counted = fresh.on_conflict_do_update(
            index_elements=["caller"], set_={"left": left - 1, "at": now}, where=left > 1 - ROUNDING
        )
        if connection.execute(counted.returning(ATTEMPTS.c.left)).first() is not None:
            return 0.0
        row = connection.execute(select(left.label("left")).where(ATTEMPTS.c.caller == caller)).one()
        return float((1 - row.left) / self._per_second)

    def _left(self, now: float) -> Any:
        grown = ATTEMPTS.c.left + (now - ATTEMPTS.c.at) * self._per_second
        return case((grown > self._burst, self._burst), else_=grown)


def _digest(caller: str) -> str:
    return hashlib.sha256(caller.encode()).hexdigest()
