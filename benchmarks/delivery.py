"""Throughput of delivery beside stock clients, in one run: python -m benchmarks.delivery [messages].

Every contender is a process of its own and gets the same messages from the same Bot API stand-in, with and without
50 ms of latency. Huiqi gives whole answers (durable intake, order, understanding, knowledge, reply); the others echo.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

from tests.telegram.processes import Load
from tests.telegram_server import TelegramServer

CHATS = 200
IN_FLIGHT = 256
FORKS = multiprocessing.get_context("spawn")
QUESTIONS = ("西安高新区失业保险返还", "研发费加计扣除能省多少税", "rent relief in Hefei", "我们有30人,亏损", "谢谢")


async def whole_answers(url: str, token: str, folder: str) -> None:
    """Huiqi as it serves, without its pacing."""
    from bot.assembly import build_assistant
    from bot.channels.telegram.desk import Voice
    from bot.channels.telegram.options import Pace, TelegramOptions
    from bot.channels.telegram.service import TelegramService
    from bot.rendering import plain, telegram
    from bot.rendering.wording import wording
    from bot.store.store import Store

    store = await Store.open(f"sqlite:///{folder}/bench.db")
    options = TelegramOptions(token=token, api_url=url, pace=Pace(private_seconds=0.0))
    voice = Voice(telegram.render, plain.render, plain.render, wording)
    service = TelegramService(options, build_assistant(), voice, store, lambda: date(2026, 11, 22))
    await service.start()
    await _stopped()
    await service.stop(1.0)
    await store.close()


async def stock_echo(url: str, token: str, folder: str) -> None:
    """A plain python-telegram-bot application over its default httpx."""
    await _echo(url, token, None)


async def aiohttp_echo(url: str, token: str, folder: str) -> None:
    """The same application over Huiqi's aiohttp transport."""
    from bot.channels.telegram.options import TelegramOptions
    from bot.channels.telegram.requests import AiohttpRequest

    options = TelegramOptions(token=token, api_url=url)
    await _echo(url, token, lambda: AiohttpRequest(options))


async def _echo(url: str, token: str, transport: Callable[[], Any] | None) -> None:
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters

    async def echo(update: Update, _context: Any) -> None:
        if update.message is not None:
            await update.message.reply_text(update.message.text or "")

    builder = Application.builder().token(token).base_url(f"{url}/bot").concurrent_updates(IN_FLIGHT)
    if transport is None:
        builder = builder.connection_pool_size(IN_FLIGHT).pool_timeout(60)
    else:
        builder = builder.request(transport()).get_updates_request(transport())
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        await _stopped()
        await application.updater.stop()
        await application.stop()


async def _stopped() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


Contender = Callable[[str, str, str], Coroutine[Any, Any, None]]
CONTENDERS: dict[str, Contender] = {
    "Huiqi, whole answers": whole_answers,
    "echo, PTB over httpx": stock_echo,
    "echo, PTB over aiohttp": aiohttp_echo,
}


def run(name: str, url: str, token: str, folder: str, used: Any) -> None:
    """A contender's process; leaves its CPU seconds and its largest memory behind."""
    logging.disable(logging.CRITICAL)
    asyncio.run(CONTENDERS[name](url, token, folder))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used.send((usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))


async def measure(name: str, messages: int, latency: float) -> tuple[float, float, float]:
    """Answers a second, CPU milliseconds a message, megabytes."""
    server = TelegramServer(latency=latency)
    await server.start()
    load = Load(server, messages, CHATS, texts=QUESTIONS)
    ours, theirs = FORKS.Pipe(duplex=False)
    with TemporaryDirectory() as folder:
        process = FORKS.Process(target=run, args=(name, server.url, server.token, folder, theirs))
        process.start()
        await server.write(1, "warm")
        await server.until(lambda: load.sent >= 1, 60)
        began = time.monotonic()
        await load.write()
        while load.sent < messages + 1:  # noqa: ASYNC110 - looking costs the stand-in less than being told
            await asyncio.sleep(0.01)
        seconds = time.monotonic() - began
        os.kill(process.pid or 0, signal.SIGTERM)
        cpu, megabytes = await asyncio.to_thread(ours.recv)
        await asyncio.to_thread(process.join)
    await server.stop()
    return messages / seconds, 1000 * cpu / messages, megabytes


async def main(messages: int) -> None:
    """Prints the table."""
    print("| what | latency | a second | CPU ms each (start included) | MB |\n| --- | --- | --- | --- | --- |")
    for latency in (0.0, 0.05):
        for name in CONTENDERS:
            rate, cpu, megabytes = await measure(name, messages, latency)
            print(f"| {name} | {latency * 1000:.0f} ms | {rate:.0f} | {cpu:.2f} | {megabytes:.0f} |", flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
