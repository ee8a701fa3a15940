"""Several processes on PostgreSQL: one polls, all answer, any may die."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

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
        await server.until(server.is_idle)
        # No journal beside PostgreSQL: a letter is noted with the next commit.
        on_the_wire = server.sends_on_the_wire(at, settling=0.3)
        await server.until(lambda: load.distinct() >= 400, 30)
        load.assert_whole(duplicates=on_the_wire)
        polls = [call.began for call in server.called("getUpdates") if call.began > at]
        assert min(polls) - at < 15
        before = [call for call in server.called("getUpdates") if call.ended is not None and call.ended < at]
        assert all(call.status != 409 for call in before)
    finally:
        await asyncio.gather(first.end(), second.end())
        await server.stop()
