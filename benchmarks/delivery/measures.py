"""What is measured of a contender, each time against a fresh Bot API stand-in on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from benchmarks.delivery.contenders import FORKS, PACED, contender
from tests.telegram.processes import Load, free_port
from tests.telegram_server import TelegramServer
from tests.telegram_server.updates import Writer, person

CHATS = 200
QUESTIONS = ("西安高新区失业保险返还", "研发费加计扣除能省多少税", "rent relief in Hefei", "我们有30人,亏损", "谢谢")
FLOOD = 5_000
BYSTANDERS = 40


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a contender answered."""

    a_second: float
    cpu_ms: float
    """Processor time a message, its start not counted."""
    megabytes_together: float
    """Memory of its first process, and what the others held for themselves."""


@dataclass(frozen=True, slots=True)
class Waits:
    """From a message's arrival at the stand-in to its answer there, in milliseconds."""

    median: float
    p99: float
    longest: float
    p99_in_process: float
    """From the poll that hands the message over to its answer: what it waits at Telegram for that poll is not in it."""


@dataclass(frozen=True, slots=True)
class Flooded:
    """What a flood from one chat did."""

    others: Waits
    """Waits of messages that other chats sent after the whole flood."""
    before_megabytes: float
    after_megabytes: float


@contextlib.asynccontextmanager
async def stand_in(latency: float = 0.0) -> AsyncIterator[TelegramServer]:
    """A running stand-in."""
    server = TelegramServer(latency=latency, is_checking=False)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def rate_of(name: str, messages: int, latency: float) -> Rate:
    """All messages at once, as after an outage, from many chats that have had an answer before."""
    async with stand_in(latency) as server, contender(name, server) as running:
        await _answer_every_chat(server)
        load = Load(server, messages, CHATS, texts=QUESTIONS)
        before, cpu, began = load.sent, running.cpu_seconds(), time.monotonic()
        await load.write()
        await until(lambda: load.sent >= messages + before, 120)
        seconds = time.monotonic() - began
        cpu_ms = 1000 * (running.cpu_seconds() - cpu) / messages
        return Rate(messages / seconds, cpu_ms, running.megabytes() + running.megabytes_beside()[1])


async def _answer_every_chat(server: TelegramServer) -> None:
    """What is made at first use is made, whatever is measured."""
    load = Load(server, CHATS, CHATS, texts=QUESTIONS)
    before = load.sent
    await load.write()
    await until(lambda: load.sent >= CHATS + before, 60)


async def dispatch_rate(messages: int) -> float:
    """Updates a second that PTB's Application hands to a handler which does nothing."""
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters

    from bot.channels.telegram.options import TelegramOptions
    from bot.channels.telegram.requests import AiohttpRequest

    async def nothing(_update: Update, _context: Any) -> None:
        return

    async with stand_in() as server:
        writer = Writer(server.account.user)
        options = TelegramOptions(token=server.token, api_url=server.url)
        builder = Application.builder().token(options.token).base_url(f"{options.api_url}/bot").updater(None)
        builder = builder.request(AiohttpRequest(options)).get_updates_request(AiohttpRequest(options))
        application = builder.build()
        application.add_handler(MessageHandler(filters.TEXT, nothing))
        async with application:
            raw = [writer.update("message", writer.message(1, person(1), text=QUESTIONS[0])) for _ in range(messages)]
            began = time.monotonic()
            for one in raw:
                await application.process_update(Update.de_json(one, application.bot))
            return messages / (time.monotonic() - began)


async def waits_at(name: str, rate: float, messages: int) -> Waits:
    """Messages at a steady rate from all chats, after every chat has had an answer."""
    async with stand_in() as server, contender(name, server):
        await _answer_every_chat(server)
        asked, began = Asked(server), time.monotonic()
        for number in range(messages):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            await asked.write(1 + number % CHATS, QUESTIONS[number % len(QUESTIONS)])
        return await asked.waits()


async def flood() -> Flooded:
    """One chat sends thousands of messages at once, then others one each: Huiqi as it serves, pacing included."""
    async with stand_in() as server, contender(PACED, server) as running:
        before = running.megabytes(largest=False)
        await Load(server, FLOOD, 1, texts=QUESTIONS).write()
        asked = Asked(server)
        for number in range(BYSTANDERS):
            await asked.write(1000 + number, QUESTIONS[number % len(QUESTIONS)])
            await asyncio.sleep(0.1)
        return Flooded(await asked.waits(), before, running.megabytes())


class Asked:
    """Messages with the time of each, one after the other in a chat."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self._asked: dict[tuple[int, int], tuple[float, int]] = {}
        self._sent: dict[int, int] = {}

    async def write(self, chat: int, text: str) -> None:
        """A user writes."""
        place = self._sent.setdefault(chat, len(self._server.sent(chat)))
        self._sent[chat] += 1
        began = time.monotonic()
        message = await self._server.write(chat, text)
        self._asked[chat, place] = began, message["message_id"]

    async def waits(self) -> Waits:
        """Once every message has its answer."""
        await until(lambda: all(len(self._server.sent(chat)) >= number for chat, number in self._sent.items()), 60)
        waits: list[float] = []
        inside: list[float] = []
        handed = self._handed_over()
        places: dict[int, int] = {}
        for call in self._server.called("sendMessage"):
            chat = call.parameters["chat_id"]
            place = places[chat] = places.get(chat, -1) + 1
            if (chat, place) in self._asked:
                began, message = self._asked[chat, place]
                waits.append(1000 * (call.began - began))
                inside.append(1000 * (call.began - handed[message]))
        waits.sort()
        inside.sort()
        return Waits(waits[len(waits) // 2], _p99(waits), waits[-1], _p99(inside))

    def _handed_over(self) -> dict[int, float]:
        """When each message was first given to a poll, by its id."""
        handed: dict[int, float] = {}
        for poll in self._server.called("getUpdates"):
            for update in poll.result or ():
                if poll.ended is not None and "message" in update:
                    handed.setdefault(update["message"]["message_id"], poll.ended)
        return handed


def _p99(waits: list[float]) -> float:
    return waits[len(waits) * 99 // 100]


def seconds_to_ready(folder: str) -> float:
    """From the start of `huiqi run` to the first 200 of /readyz, on a port and a data folder of its own."""
    port = free_port()
    environment = os.environ | {"HUIQI_DATA_DIR": folder, "HUIQI_HTTP_PORT": str(port)}
    began = time.monotonic()
    command = [str(Path(sys.executable).with_name("huiqi")), "run"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            while time.monotonic() - began < 60:
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
                    return time.monotonic() - began
                time.sleep(0.01)
        finally:
            process.terminate()
    raise TimeoutError("not ready within a minute")


def sync_waits(times: int = 200) -> tuple[float, float]:
    """Median and p99 of what a commit cannot do without: writing two pages and waiting for the disk, in ms."""
    with TemporaryFile(buffering=0) as file:
        waits: list[float] = []
        for _ in range(times):
            began = time.monotonic()
            file.write(os.urandom(8192))
            os.fdatasync(file.fileno())
            waits.append(1000 * (time.monotonic() - began))
    waits.sort()
    return waits[times // 2], _p99(waits)


async def warm_cache() -> None:
    """Compiles the knowledge as every start but the first finds it."""
    compiling = FORKS.Process(target=_compile)
    compiling.start()
    await asyncio.to_thread(compiling.join)


def _compile() -> None:
    from bot.assembly import build_assistant, default_cache

    build_assistant(cache=default_cache())


async def until(condition: Any, seconds: float) -> None:
    """Looking costs the stand-in less than being told."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
