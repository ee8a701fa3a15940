"""Several processes on PostgreSQL: one polls, all answer, any may die."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import OUTBOX
from bot.store.store import Store
from tests.store.databases import database_url
from tests.telegram.processes import Load, Process, given_for
from tests.telegram.running import running
from tests.telegram_server import TelegramServer

pytestmark = pytest.mark.asyncio


async def test_a_message_is_answered_from_postgresql(tmp_path: Path) -> None:
    """The same code on the other engine: question, command, edit, forget."""
    async with running(tmp_path, engine="postgresql") as bench:
        question = await bench.server.write(5, "房租 \x00 \ud83d")
        await bench.server.until(lambda: bench.server.sent(5))
        await bench.settled()
        await bench.server.edit(question, "贷款")
        await bench.server.until(lambda: bench.server.sent(5) == ["2: 贷款"])
        assert (await bench.ask(5, "/forget"))[-1] == "0: /forget"
        assert (await bench.ask(5, "anew"))[-1] == "1: anew"
        assert bench.server.refused == []


async def letters_owed(database: str) -> int:
    """Letters that nobody has marked as sent."""
    store = await Store.open(database)

    async def read(connection: AsyncConnection) -> int:
        return int((await connection.execute(select(func.count()).where(OUTBOX.c.state == "new"))).scalar_one())

    owed = await store.read(read)
    await store.close()
    return owed


async def test_one_polls_and_the_other_takes_over_when_it_dies(tmp_path: Path) -> None:
    """Under load, without a loss, in order, within fifteen seconds."""
    server = TelegramServer(latency=0.005)
    await server.start()
    database = database_url("postgresql", tmp_path)
    load = Load(server, messages=400, chats=30)
    first, second = (Process(given_for(server, database)) for _ in range(2))
    try:
        await first.start()
        await server.until(lambda: server.called("getUpdates"), 20)
        await second.start()
        await load.write()
        await server.until(lambda: load.sent >= 150, 30)
        at = time.monotonic()
        await first.kill()
        unmarked = await letters_owed(database)
        await server.until(lambda: load.distinct() >= 400, 30)
        load.assert_whole(unmarked)
        polls = [call.began for call in server.called("getUpdates") if call.began > at]
        assert min(polls) - at < 15
        before = [call for call in server.called("getUpdates") if call.ended is not None and call.ended < at]
        assert all(call.status != 409 for call in before)
    finally:
        await asyncio.gather(first.end(), second.end())
        await server.stop()
