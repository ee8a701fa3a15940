"""What `huiqi run` itself holds: page, console and Telegram, from a first start over an empty data folder."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.delivery.contenders import Running
from benchmarks.delivery.measures import CHATS, QUESTIONS, stand_in, until
from tests.telegram.processes import Load, free_port
from tests.telegram_server import TelegramServer

MESSAGES = 2_400
"""Twelve a chat: by then memory has nearly stopped to grow."""
PAGES = ("/", "/console", "/metrics", "/readyz")
WEBSITE = "http://127.0.0.1:{port}{path}"


@dataclass(frozen=True, slots=True)
class Held:
    """Memory, in MB."""

    largest: float
    """The most that the larger of its processes held, what it shares included."""
    together: float
    """Both: of what they share, all is the first one's."""


async def memory_of_serving(*, is_beside: bool) -> Held:
    """What it held until all messages were answered and all pages read."""
    async with stand_in() as server, _huiqi(server, is_beside) as (running, port):
        load = Load(server, MESSAGES, CHATS, texts=QUESTIONS)
        await load.write()
        await until(lambda: load.sent >= MESSAGES, 120)
        for path in PAGES:
            with contextlib.suppress(urllib.request.HTTPError):  # the console sends to where one signs in
                await asyncio.to_thread(_read, WEBSITE.format(port=port, path=path))
        first, (largest, own) = running.megabytes(), running.megabytes_beside()
        return Held(max(first, largest), first + own)


def _read(address: str) -> None:
    with urllib.request.urlopen(address, timeout=10) as response:
        response.read()


@contextlib.asynccontextmanager
async def _huiqi(server: TelegramServer, is_beside: bool) -> AsyncIterator[tuple[Running, int]]:
    """The process, with the settings of nobody else, and its port."""
    port = free_port()
    with TemporaryDirectory() as folder:
        given = {
            "HUIQI_DATA_DIR": folder,
            "HUIQI_HTTP_PORT": str(port),
            "HUIQI_TELEGRAM_TOKEN": server.token,
            "HUIQI_TELEGRAM_API_URL": server.url,
            "HUIQI_ANSWERING_PROCESS": "yes" if is_beside else "no",
            "HUIQI_LOG_LEVEL": "warning",
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith("HUIQI_")}
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("huiqi"), "run", env=others | given, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            yield Running(process.pid), port
        finally:
            process.terminate()
            await process.wait()
