"""Hears at once that staff's documents have changed: by the database's own message where several processes share it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection, text

if TYPE_CHECKING:
    import psycopg

    from bot.store.store import Store

log = structlog.get_logger(__name__)

CHANNEL = "huiqi_documents"
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between tries to listen again."""


def announce(connection: Connection) -> None:
    """Every process that listens hears of it when the transaction under way is committed."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


async def listen(store: Store) -> None:
    """Rings the store's bell at each change, for ever; what was missed while the connection was away is one more ring.

    It has a connection of its own, and no proxy that pools by transaction may stand in between. With SQLite there is
    nobody to listen to: who changes documents rings the bell in the same process.
    """
    if not store.shared:
        return
    import psycopg  # 50 ms that SQLite has no need of

    pause = FIRST_PAUSE
    while True:
        try:
            async with await _connect(store) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                store.documents_bell.set()
                pause = FIRST_PAUSE
                async for _ in connection.notifies():
                    store.documents_bell.set()
        except (psycopg.Error, OSError) as error:
            log.warning("store.not_listening", error=type(error).__name__, again_in=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _connect(store: Store) -> psycopg.AsyncConnection[tuple[object, ...]]:
    import psycopg

    arguments, named = store.engine.dialect.create_connect_args(store.engine.url)
    return await psycopg.AsyncConnection.connect(*arguments, **named, autocommit=True)
