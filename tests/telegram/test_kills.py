"""A process that dies at any moment loses nothing, keeps the order and repeats at most what was on the wire."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.store.databases import database_url
from tests.telegram.processes import Load, Process, given_for, kill_at_random
from tests.telegram_server import TelegramServer
from tests.telegram_server.certificates import Authority

KILLS = int(os.environ.get("HUIQI_TEST_KILLS", "3"))
"""Twenty in `make chaos`."""
SEEDS = (20261122, 20261123, 20261124)

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def under_load(
    folder: Path,
    messages: int,
    chats: int,
    latency: float,
    webhook: bool = False,
    encrypted: bool = False,
    beside: bool = False,
) -> AsyncIterator[tuple[TelegramServer, Load, Process]]:
    """A bot in a process of its own that has begun, and a load that is there to be answered; whole at the end."""
    authority = Authority(folder)
    server = TelegramServer(tls=authority.server_context() if encrypted else None)
    await server.start()
    load = Load(server, messages, chats)
    trust = {"SSL_CERT_FILE": str(authority.trusted)}
    process = Process(
        given_for(server, database_url("sqlite", folder), webhook, drain=30, environment=trust) | {"beside": beside}
    )
    try:
        await process.start()
        await server.until(lambda: server.called("setWebhook" if webhook else "getUpdates"))
        server.latency = latency
        await load.write()
        yield server, load, process
        await server.until(lambda: load.distinct() >= messages)
        await server.until(server.is_idle)
        load.assert_whole()
    finally:
        await process.end()
        await server.stop()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_kills_over_800_updates_lose_nothing(tmp_path: Path, webhook: bool, seed: int) -> None:
    """SIGKILLs at seeded places of the load; what is repeated was on the wire."""
    async with under_load(tmp_path, 800, 40, latency=0.005, webhook=webhook) as (_, load, process):
        await kill_at_random(process, load, KILLS, seed)


async def test_kills_under_tls_repeat_no_more_than_without(tmp_path: Path) -> None:
    """As Telegram is reached: what was decrypted is noted before the kernel lets go of its bytes."""
    async with under_load(tmp_path, 800, 40, latency=0.005, encrypted=True) as (_, load, process):
        await kill_at_random(process, load, KILLS, SEEDS[0])


async def test_kills_beside_an_answering_process_lose_nothing(tmp_path: Path) -> None:
    """What was asked of it is asked again by the next process; the old one answers nobody."""
    async with under_load(tmp_path, 800, 40, latency=0.005, beside=True) as (_, load, process):
        await kill_at_random(process, load, KILLS, SEEDS[1])


async def test_a_stop_that_is_cut_short_loses_nothing(tmp_path: Path) -> None:
    """SIGTERM with 300 updates pending, slow sends under way, then SIGKILL: what was acknowledged is answered."""
    async with under_load(tmp_path, 300, 300, latency=0.5) as (server, load, process):
        await server.until(lambda: load.sent >= 20)
        process.signal(signal.SIGTERM)
        await server.until(lambda: load.sent >= 40)
        await process.end()
        server.latency = 0.005
        await process.start()


async def test_a_hurried_shutdown_loses_nothing(tmp_path: Path) -> None:
    """SIGTERM in the middle of 300 updates, then SIGKILL: the next process answers the rest."""
    async with under_load(tmp_path, 300, 20, latency=0.02) as (server, load, process):
        await server.until(lambda: load.sent >= 30)
        process.signal(signal.SIGTERM)
        await server.until(lambda: load.sent >= 32)
        await process.end()
        await process.start()


async def test_a_calm_shutdown_repeats_nothing(tmp_path: Path) -> None:
    """SIGTERM: what was begun is finished, exit status 0; the next process goes on without a single repetition."""
    async with under_load(tmp_path, 200, 20, latency=0.02) as (server, load, process):
        await server.until(lambda: load.sent >= 30)
        assert await process.kill(signal.SIGTERM) == 0
        await process.start()
        await server.until(lambda: load.distinct() >= 200)
        assert load.sent == 200
