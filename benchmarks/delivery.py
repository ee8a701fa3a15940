"""Throughput of delivery beside stock clients, in one run: python -m benchmarks.delivery [messages].

Every contender is a process of its own and gets the same messages, to as many chats, from the same Bot API stand-in,
with and without 50 ms of latency. Huiqi gives whole answers (durable intake, order, understanding, knowledge, reply);
the others echo. Then: PTB's dispatch alone, Huiqi's time from message to answer at half load, and its start.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from tests.telegram.processes import Load, free_port
from tests.telegram_server import TelegramServer

CHATS = 200
IN_FLIGHT = 256
FORKS = multiprocessing.get_context("spawn")
QUESTIONS = ("西安高新区失业保险返还", "研发费加计扣除能省多少税", "rent relief in Hefei", "我们有30人,亏损", "谢谢")


async def whole_answers(url: str, token: str, folder: str) -> None:
    """Huiqi as it serves, without its pacing."""
    from bot.assembly import build_assistant, default_cache
    from bot.channels.telegram.desk import Voice
    from bot.channels.telegram.options import Pace, TelegramOptions
    from bot.channels.telegram.service import TelegramService
    from bot.rendering import plain, telegram
    from bot.rendering.wording import wording
    from bot.store.store import Store

    store = await Store.open(f"sqlite:///{folder}/bench.db")
    options = TelegramOptions(token=token, api_url=url, pace=Pace(private_seconds=0.0))
    voice = Voice(telegram.render, plain.render, plain.render, wording)
    service = TelegramService(options, build_assistant(cache=default_cache()), voice, store, lambda: date(2026, 11, 22))
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
HUIQI = next(iter(CONTENDERS))


def run(name: str, url: str, token: str, folder: str, used: Any) -> None:
    """A contender's process; leaves its CPU seconds and its largest memory behind."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
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


async def dispatch_only(messages: int) -> float:
    """Updates a second that PTB's Application hands to a handler which does nothing."""
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters

    from tests.telegram_server.updates import Writer, person

    async def nothing(_update: Update, _context: Any) -> None:
        return

    server = TelegramServer()
    await server.start()
    writer = Writer(server.account.user)
    application = Application.builder().token(server.token).base_url(f"{server.url}/bot").updater(None).build()
    application.add_handler(MessageHandler(filters.TEXT, nothing))
    async with application:
        raw = [writer.update("message", writer.message(1, person(1), text=QUESTIONS[0])) for _ in range(messages)]
        began = time.monotonic()
        for one in raw:
            await application.process_update(Update.de_json(one, application.bot))
        seconds = time.monotonic() - began
    await server.stop()
    return messages / seconds


async def wait_at(rate: float, messages: int) -> tuple[float, float, float]:
    """Milliseconds from a message's arrival at the stand-in to its answer there, at a rate: median, p99, longest."""
    server = TelegramServer()
    await server.start()
    waits: list[float] = []
    ours, theirs = FORKS.Pipe(duplex=False)
    with TemporaryDirectory() as folder:
        process = FORKS.Process(target=run, args=(HUIQI, server.url, server.token, folder, theirs))
        process.start()
        for chat in range(1, CHATS + 1):  # every chat once, so that nothing is made for the first time below
            await server.write(chat, QUESTIONS[chat % len(QUESTIONS)])
        await server.until(lambda: sum(map(len, server.account.sent.values())) >= CHATS, 120)
        began, asked = time.monotonic(), {}
        for number in range(messages):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            chat = 1 + number % CHATS
            asked[chat, 1 + number // CHATS] = time.monotonic()
            await server.write(chat, QUESTIONS[chat % len(QUESTIONS)])
        await server.until(lambda: sum(map(len, server.account.sent.values())) >= CHATS + messages, 60)
        places: dict[int, int] = {}
        for call in server.called("sendMessage"):
            chat = call.parameters["chat_id"]
            place = places[chat] = places.get(chat, -1) + 1
            if place:
                waits.append(1000 * (call.began - asked[chat, place]))
        os.kill(process.pid or 0, signal.SIGTERM)
        await asyncio.to_thread(ours.recv)
        await asyncio.to_thread(process.join)
    await server.stop()
    waits.sort()
    return waits[len(waits) // 2], waits[len(waits) * 99 // 100], waits[-1]


def warm_cache() -> None:
    """Compiles the knowledge as every start but the first finds it."""
    from bot.assembly import build_assistant, default_cache

    build_assistant(cache=default_cache())


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


async def main(messages: int) -> None:
    """Prints the tables."""
    print("| what | latency | a second | CPU ms each (start included) | MB |\n| --- | --- | --- | --- | --- |")
    compiling = FORKS.Process(target=warm_cache)
    compiling.start()
    await asyncio.to_thread(compiling.join)
    rates: dict[tuple[str, float], float] = {}
    for latency in (0.0, 0.05):
        for name in CONTENDERS:
            rate, cpu, megabytes = await measure(name, messages, latency)
            rates[name, latency] = rate
            print(f"| {name} | {latency * 1000:.0f} ms | {rate:.0f} | {cpu:.2f} | {megabytes:.0f} |", flush=True)
    print(f"\nPTB's dispatch alone: {await dispatch_only(messages):.0f} updates a second")
    stock, bare = list(CONTENDERS)[1:]
    for latency in (0.0, 0.05):
        ours = rates[HUIQI, latency]
        print(
            f"{latency * 1000:.0f} ms: {ours / rates[stock, latency]:.2f} of the stock echo, "
            f"{ours / rates[bare, latency]:.2f} of the echo over aiohttp"
        )
    half = rates[HUIQI, 0.0] / 2
    median, most, longest = await wait_at(half, min(messages, 600))
    print(f"At {half:.0f} a second: median {median:.1f} ms, p99 {most:.1f} ms, longest {longest:.1f} ms")
    with TemporaryDirectory() as folder:
        starts = [await asyncio.to_thread(seconds_to_ready, folder) for _ in range(6)][1:]
    print(f"Ready after the start with a warm cache: median {sorted(starts)[2]:.2f} s of {len(starts)}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
