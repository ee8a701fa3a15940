"""Keys of the HTTP interface: who may ask more often than strangers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.staff import digest_of
from bot.store.staff_models import KEYS
from bot.store.store import Store

PREFIX = "huiqi_"
"""Begins every key, so that one that got out is recognised."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret."""

    name: str
    per_minute: float
    burst: int
    created_at: float


class Keys:
    """The keys of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, name: str, per_minute: float, burst: int) -> str | None:
        """The secret of a new key, shown this once; None where there is one of that name."""
        secret = PREFIX + secrets.token_urlsafe(32)

        def write(connection: Connection) -> bool:
            if connection.execute(select(KEYS.c.name).where(KEYS.c.name == name)).first():
                return False
            row = {"name": name, "per_minute": per_minute, "burst": burst, "created_at": self._store.clock()}
            connection.execute(KEYS.insert().values(**row, digest=digest_of(secret)))
            return True

        return secret if await self._store.run(write) else None

    async def find(self, secret: str) -> Key | None:
        """The key with that secret; None where there is none."""
        found = await self._some(select(KEYS).where(KEYS.c.digest == digest_of(secret)))
        return found[0] if found else None

    async def all(self) -> list[Key]:
        """Every key, by name."""
        return await self._some(select(KEYS).order_by(KEYS.c.name))

    async def remove(self, name: str) -> bool:
        """Whether there was such a key, which opens nothing from now on."""
        gone = delete(KEYS).where(KEYS.c.name == name)
        return bool(await self._store.run(lambda connection: connection.execute(gone).rowcount > 0))

    async def _some(self, query: Any) -> list[Key]:
        async def read(connection: AsyncConnection) -> list[Key]:
            rows = await connection.execute(query)
            return [Key(row.name, row.per_minute, row.burst, row.created_at) for row in rows]

        return await self._store.read(read)
