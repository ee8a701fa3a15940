"""How long the other replica takes to answer what one had in hand that was killed under load."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess

import psycopg

from benchmarks.delivery.contenders import FORKS, REPLICA, WARM_CHAT, run
from benchmarks.delivery.measures import CHATS, QUESTIONS, stand_in, until
from tests.store.databases import own_server
from tests.telegram.processes import Load
from tests.telegram_server import TelegramServer

MESSAGES = 1_000


async def seconds_to_hand_over() -> float:
    """From the kill of the replica that polls, a third of the load answered, to the last answer; with usual timing."""
    async with stand_in() as server, two_replicas(server) as (first, _):
        load = Load(server, MESSAGES, CHATS, texts=QUESTIONS)
        before = load.sent
        await load.write()
        await until(lambda: load.sent >= before + MESSAGES / 3, 60)
        first.kill()
        killed = time.monotonic()
        await until(lambda: all(len(server.sent(chat)) >= MESSAGES / CHATS for chat in range(1, CHATS + 1)), 60)
        return time.monotonic() - killed


@asynccontextmanager
async def two_replicas(server: TelegramServer) -> AsyncIterator[list[BaseProcess]]:
    """Two over one PostgreSQL, the first of which polls."""
    database = str((await asyncio.to_thread(own_server, "bench")).get_uri())
    replicas = [FORKS.Process(target=run, args=(REPLICA, server.url, server.token, database)) for _ in range(2)]
    try:
        replicas[0].start()
        await server.write(WARM_CHAT, "warm")
        await server.until(lambda: server.sent(WARM_CHAT), 60)
        known = _sessions(database)
        replicas[1].start()
        await until(lambda: _sessions(database) >= known + 2, 60)
        yield replicas
    finally:
        for one in replicas:
            one.kill()
            await asyncio.to_thread(one.join)


def _sessions(database: str) -> int:
    """Connections to the database, but for this one."""
    with psycopg.connect(database) as connection:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        row = connection.execute(others).fetchone()
        return int(row[0]) if row else 0
