"""The webhook: nothing is accepted without the secret, nothing is acknowledged before it is on disk."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.store.dead_letters import dead_letters
from bot.store.errors import StoreDown
from tests.telegram.processes import free_port
from tests.telegram.running import Bench, running
from tests.telegram_server import TelegramServer

pytestmark = pytest.mark.asyncio
DEEP = b"[" * 100_000 + b"]" * 100_000
"""More than the interpreter can read."""
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@asynccontextmanager
async def pushed(folder: Path, **more: Any) -> AsyncIterator[tuple[Bench, str]]:
    """A bot that Telegram pushes to, mounted in a web application as in production; with its address."""
    server, port = TelegramServer(), free_port()
    await server.start()
    address = f"http://127.0.0.1:{port}/telegram/webhook"
    options = {
        "mode": "webhook",
        "webhook_url": address,
        "webhook_secret": "new-secret",
        "webhook_previous_secret": "old-secret",
    }
    async with running(folder, server=server, **(options | more)) as bench:
        config = uvicorn.Config(Starlette(routes=[bench.service.route()]), port=port, log_level="error", lifespan="off")
        web = uvicorn.Server(config)
        serving = asyncio.create_task(web._serve())
        await bench.eventually(lambda: bench.service.state == "webhook")
        yield bench, address
        web.should_exit = True
        await serving
    await server.stop()


async def post(address: str, body: bytes, secret: str = "new-secret") -> int:
    """The status that a push gets; a 503 must say when to come again."""
    headers = {HEADER: secret} if secret else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=io.BytesIO(body), headers=headers) as answer,
    ):
        assert answer.headers.get("Retry-After") == ("5" if answer.status == 503 else None)
        return answer.status


async def test_pushed_messages_are_answered_in_order(tmp_path: Path) -> None:
    """The webhook is set with its secret and what it brings is answered."""
    async with pushed(tmp_path) as (bench, address):
        for number in range(10):
            for chat in (1, 2, 3):
                await bench.server.write(chat, f"m{number}")
        await bench.server.until(lambda: sum(map(len, bench.server.account.sent.values())) == 30)
        assert bench.server.sent(2) == [f"{number + 1}: m{number}" for number in range(10)]
        hook = bench.server.account.webhook
        assert hook is not None
        assert (hook.url, hook.secret) == (address, "new-secret")
        assert bench.service.state == "webhook"
        assert bench.server.called("getUpdates") == []


async def test_only_the_current_and_the_previous_secret_open_the_door(tmp_path: Path) -> None:
    """Rotation loses nothing; strangers are refused and counted."""
    async with pushed(tmp_path) as (bench, address):
        body = b'{"update_id": 1}'
        statuses = [await post(address, body, secret) for secret in ("new-secret", "old-secret", "", "new-secre", "é")]
        assert statuses == [200, 200, 403, 403, 403]
        assert bench.service.counts.webhook_refusals["secret"] == 3


async def test_bodies_that_are_no_updates_are_accepted_and_set_aside(tmp_path: Path) -> None:
    """Refusing them would make Telegram repeat them for ever."""
    async with pushed(tmp_path) as (bench, address):
        bodies = [
            b"",
            b"{half",
            b"[]",
            b'"x"',
            b'{"update_id": "7"}',
            b'{"update_id": true}',
            b"\xff\xfe",
            b'{"update_id": 99999999999999999999}',
            DEEP,
            b'{"update_id": 8, "message": ' + DEEP + b"}",
        ]
        assert [await post(address, body) for body in bodies] == [200] * len(bodies)
        letters = await dead_letters(bench.store)
        assert {letter.body for letter in letters} == {body.decode(errors="replace") for body in bodies}
        assert {letter.lane for letter in letters} == {0}
        assert bench.service.status()["dead"] == len(letters) == len(bodies)
        assert await post(address, b"x" * (2**20 + 1)) == 413
        assert await bench.ask(5, "fine") == ["1: fine"]
        assert bench.service.healthy()


async def test_however_deep_a_body_nests_it_is_accepted(tmp_path: Path) -> None:
    """Also where it can just be read and what follows takes a few calls more."""
    async with pushed(tmp_path) as (bench, address):
        limit = sys.getrecursionlimit()
        depths = [*range(limit - 150, limit, 3), 10_000]
        for number, depth in enumerate(depths, 1):
            nested = b"[" * depth + b"]" * depth
            chat = b'{"id": 7, "type": "private"}, "date": 1, "message_id": 1, "text": "deep"'
            body = b'{"update_id": %d, "message": {"chat": %s, "more": %s}}' % (number, chat, nested)
            assert await post(address, body) == 200
        await bench.settled()
        assert bench.service.healthy()
        assert await bench.ask(5, "fine") == ["1: fine"]


async def test_a_store_that_is_down_is_503_and_telegram_comes_again(tmp_path: Path) -> None:
    """With Retry-After; the message is answered once the store is back."""
    async with pushed(tmp_path) as (bench, address):
        await bench.ask(5, "first")
        take_in = bench.service._inbox.take_in

        async def down(arrivals: Any) -> int:
            raise StoreDown("full disk")

        bench.service._inbox.take_in = down  # type: ignore[method-assign]
        assert await post(address, json.dumps({"update_id": 1, "message": {}}).encode()) == 503
        await bench.server.write(5, "second")
        await bench.eventually(lambda: 503 in bench.server.pusher.refusals)
        bench.service._inbox.take_in = take_in  # type: ignore[method-assign]
        await bench.server.until(lambda: bench.server.sent(5) == ["1: first", "2: second"])


async def test_the_webhook_is_set_again_only_when_something_differs(tmp_path: Path) -> None:
    """A restart with the same settings leaves it alone; a new secret does not."""
    async with pushed(tmp_path) as (bench, _):
        introduction = bench.service._introduction
        await introduction.set_webhook()
        assert len(bench.server.called("setWebhook")) == 1
        bench.server.account.webhook.url = "http://127.0.0.1:9/elsewhere"  # type: ignore[union-attr]
        await introduction.set_webhook()
        assert len(bench.server.called("setWebhook")) == 2


async def test_too_much_waiting_stops_the_intake(tmp_path: Path) -> None:
    """Past the high-water mark Telegram is asked to come later."""
    async with pushed(tmp_path, high_water=0) as (_, address):
        assert await post(address, b'{"update_id": 1}') == 503
