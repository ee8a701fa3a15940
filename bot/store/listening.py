"""Hears at once that staff's documents have changed: by the database's own message where several processes share it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection, text

from bot.store.remedies import first_line, remedy

if TYPE_CHECKING:
    import psycopg

    from bot.store.store import Store

log = structlog.get_logger(__name__)

CHANNEL, DRAFTS = "huiqi_documents", "huiqi_drafts"
LONGEST_DRAFT = 7_000
"""Bytes: what the database's messages carry. Others compile a longer one when it is kept."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between tries to listen again."""


def announce(connection: Connection) -> None:
    """Every process that listens hears of it when the transaction under way is committed."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


async def announce_draft(store: Store, path: str, document: str) -> None:
    """Every process that listens hears what is tried out here, and can be ready for it before it is kept."""
    said = json.dumps({path: document}, ensure_ascii=False)

    def write(connection: Connection) -> None:
        connection.execute(text("SELECT pg_notify(:channel, :said)"), {"channel": DRAFTS, "said": said})

    if store.shared and len(said.encode()) <= LONGEST_DRAFT:
        await store.run(write)


def _hear(store: Store, notice: psycopg.Notify) -> None:
    if notice.channel == DRAFTS:
        store.drafts.append(json.loads(notice.payload))
    store.documents_bell.set()


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
                await connection.execute(f"LISTEN {CHANNEL}; LISTEN {DRAFTS}")
                log.info("knowledge.listening")
                store.documents_bell.set()
                pause = FIRST_PAUSE
                async for notice in connection.notifies():
                    _hear(store, notice)
        except (psycopg.Error, OSError) as error:
            cause = first_line(error)
            log.warning("store.not_listening", error=cause, advice=remedy(cause), again_in=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _connect(store: Store) -> psycopg.AsyncConnection[tuple[object, ...]]:
    import psycopg

    arguments, named = store.engine.dialect.create_connect_args(store.engine.url)
    return await psycopg.AsyncConnection.connect(*arguments, **named, autocommit=True)
