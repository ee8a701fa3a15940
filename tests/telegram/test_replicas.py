"""Several processes on PostgreSQL: one polls, all answer, any may die."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.telegram.options import Timing
from bot.channels.telegram.service import ROLE_SECONDS
from bot.store.models import LANES
from bot.store.store import Store
from tests.store.databases import database_url, own_server
from tests.telegram.processes import Load, Process, given_for
from tests.telegram.running import QUICK, running
from tests.telegram_server import TelegramServer
from tests.telegram_server.certificates import Authority

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


async def longest_lease(database: str) -> float:
    """Seconds, by the database's clock, until the last lane that somebody holds is free for others."""
    store = await Store.open(database)

    async def read(connection: AsyncConnection) -> float:
        now = func.extract("epoch", func.clock_timestamp())
        held = select(func.coalesce(func.max(LANES.c.until - now), 0.0)).where(LANES.c.owner.is_not(None))
        return float((await connection.execute(held)).scalar_one())

    longest = await store.read(read)
    await store.close()
    return longest


async def test_what_a_dead_replica_held_is_free_within_fifteen_seconds() -> None:
    """As the service is set up: the lease, then a look by another replica; for the poller's role its next try."""
    timing = Timing()
    assert timing.lease + timing.idle < 15
    assert ROLE_SECONDS < 15


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "tls"])
async def test_one_polls_and_the_other_takes_over_when_it_dies(tmp_path: Path, encrypted: bool) -> None:
    """Under load: without a loss, in order; what is repeated was on the wire; no lane is held longer than a lease."""
    authority = Authority(tmp_path)
    server = TelegramServer(latency=0.005, tls=authority.server_context() if encrypted else None)
    await server.start()
    database = database_url("postgresql", tmp_path)
    load = Load(server, messages=400, chats=30)
    trust = {"SSL_CERT_FILE": str(authority.trusted)}
    first, second = (Process(given_for(server, database, environment=trust)) for _ in range(2))
    try:
        await first.start()
        await server.until(lambda: server.called("getUpdates"))
        await second.start()
        await load.write()
        await server.until(lambda: load.sent >= 150)
        polls = server.called("getUpdates")
        answered = [call for call in polls if call.ended is not None]
        await first.kill()
        assert 0 < await longest_lease(database) <= QUICK.lease
        await server.until(lambda: load.distinct() >= 400)
        await server.until(lambda: len(server.called("getUpdates")) > len(polls))
        await server.until(server.is_idle)
        load.assert_whole()
        assert all(call.status != 409 for call in answered)
    finally:
        await asyncio.gather(first.end(), second.end())
        await server.stop()


async def test_a_database_that_goes_away_under_load_and_comes_back_loses_nothing(tmp_path: Path) -> None:
    """PostgreSQL dies at once with the load half answered: the rest is answered when it runs again, in order."""
    database = await asyncio.to_thread(own_server, "away")
    server = TelegramServer(latency=0.005)
    await server.start()
    load = Load(server, messages=400, chats=30)
    try:
        async with running(tmp_path, server=server, database=str(database.get_uri())) as bench:
            await load.write()
            await server.until(lambda: load.sent >= 150)
            os.kill(database.get_pid(), signal.SIGQUIT)
            await bench.eventually(lambda: not bench.store.writable)
            await bench.eventually(lambda: not (database.pgdata / "postmaster.pid").exists())  # else it is not begun
            assert load.distinct() < 400
            await asyncio.to_thread(database.ensure_postgres_running)
            await server.until(lambda: load.distinct() >= 400)
            await server.until(server.is_idle)
            load.assert_whole()
    finally:
        await server.stop()
        database.cleanup()


async def balance(ports: list[int]) -> asyncio.Server:
    """A balancer in front of replicas: each connection goes to the next one that listens."""
    turns = itertools.cycle(ports)

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in ports:
            try:
                inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", next(turns))
            except OSError:
                continue
            await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))
            return
        writer.close()

    return await asyncio.start_server(forward, "127.0.0.1", 0)


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Passes bytes on until one side has enough."""
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def test_two_webhook_replicas_lose_nothing_when_one_dies(tmp_path: Path) -> None:
    """Behind a balancer, under load: what the dead one had taken in is answered by the other, in order.

    What is repeated was on the wire, and no lane is held longer than a lease.
    """
    server = TelegramServer(latency=0.005)
    await server.start()
    database = database_url("postgresql", tmp_path)
    load = Load(server, messages=300, chats=30)
    given = [given_for(server, database, webhook=True) for _ in range(2)]
    balancer = await balance([one["port"] for one in given])
    address = f"http://127.0.0.1:{balancer.sockets[0].getsockname()[1]}/telegram/webhook"
    first, second = (Process(one | {"webhook_url": address}) for one in given)
    try:
        await first.start()
        await second.start()
        await load.write()
        await server.until(lambda: load.sent >= 100)
        await first.kill()
        assert 0 < await longest_lease(database) <= QUICK.lease
        await server.until(lambda: load.distinct() >= 300)
        await server.until(server.is_idle)
        load.assert_whole()
    finally:
        await asyncio.gather(first.end(), second.end())
        balancer.close()
        await server.stop()
