"""Who is measured: Huiqi with whole answers, and echoes over stock clients; each is a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.telegram_server import TelegramServer

IN_FLIGHT = 256
FORKS = multiprocessing.get_context("spawn")
WARM_CHAT = 999_999


async def whole_answers(url: str, token: str, folder: str) -> None:
    """Huiqi as it serves on two processors, without its pacing: all chats write faster than people do."""
    await _huiqi(url, token, in_file(folder))


async def answers_alone(url: str, token: str, folder: str) -> None:
    """The same without an answering process."""
    await _huiqi(url, token, in_file(folder), is_beside=False)


async def paced_answers(url: str, token: str, folder: str) -> None:
    """Huiqi as it serves."""
    await _huiqi(url, token, in_file(folder), is_paced=True)


async def replica(url: str, token: str, database: str) -> None:
    """Huiqi as one of several over the same database, whose address stands for the folder."""
    await _huiqi(url, token, database)


def in_file(folder: str) -> str:
    """The address of a database in the folder."""
    return f"sqlite:///{folder}/bench.db"


async def _huiqi(url: str, token: str, database: str, *, is_paced: bool = False, is_beside: bool = True) -> None:
    """In the order of `huiqi run`: the knowledge first, then what answers from it."""
    from bot.assembly import build_assistant, default_cache

    assistant = build_assistant(cache=default_cache())
    from bot.channels.telegram.drafting import Voice
    from bot.channels.telegram.options import Pace, TelegramOptions
    from bot.channels.telegram.service import TelegramService
    from bot.rendering import brief, telegram
    from bot.rendering.wording import wording
    from bot.store.store import Store

    store = await Store.open(database)
    options = TelegramOptions(token=token, api_url=url, pace=Pace() if is_paced else Pace(private_seconds=0.0))
    voice = Voice(telegram.render, lambda answer: brief.render(answer.blocks), wording)
    service = TelegramService(options, assistant, voice, store, lambda: date(2026, 11, 22))
    if is_beside:
        from bot.channels.telegram.drafting_beside import DraftingBeside

        service.desk.drafting = DraftingBeside(lambda: assistant, voice)
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
HUIQI, ALONE, PACED = "Huiqi, whole answers", "Huiqi, all in one process", "Huiqi, paced"
REPLICA = "Huiqi, one of several"
STOCK, BARE = "echo, PTB over httpx", "echo, PTB over aiohttp"
CONTENDERS: dict[str, Contender] = {
    HUIQI: whole_answers,
    ALONE: answers_alone,
    PACED: paced_answers,
    REPLICA: replica,
    STOCK: stock_echo,
    BARE: aiohttp_echo,
}


def run(name: str, url: str, token: str, folder: str) -> None:
    """A contender's process, until SIGTERM; with no more loaded, and no more threads, than `huiqi run` has."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from bot.operations.lean import import_structlog

    import_structlog()
    import structlog

    logging.disable(logging.CRITICAL)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING), cache_logger_on_first_use=True
    )
    asyncio.run(CONTENDERS[name](url, token, folder))


@dataclass(frozen=True, slots=True)
class Running:
    """A contender at work; what it used is read from the kernel's table of processes."""

    pid: int

    def cpu_seconds(self) -> float:
        """Processor time so far, of all its threads and of the processes that it has begun."""
        ticks = 0
        for pid in (self.pid, *self._beside()):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def megabytes(self, largest: bool = True) -> float:
        """Resident memory: the most so far, or now."""
        return _megabytes(self.pid, "status", "VmHWM:" if largest else "VmRSS:")

    def megabytes_beside(self) -> tuple[float, float]:
        """Of the processes that it has begun: the most that one has held so far, and what they share with nobody."""
        pids = self._beside()
        own = sum(
            _megabytes(pid, "smaps_rollup", name) for pid in pids for name in ("Private_Clean:", "Private_Dirty:")
        )
        return max((_megabytes(pid, "status", "VmHWM:") for pid in pids), default=0.0), own

    def _beside(self) -> list[int]:
        from tests.telegram.processes import children_of  # not in a contender's own process

        return children_of(self.pid)


def _megabytes(pid: int, table: str, name: str) -> float:
    lines = Path(f"/proc/{pid}/{table}").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


@contextlib.asynccontextmanager
async def contender(name: str, server: TelegramServer) -> AsyncIterator[Running]:
    """The contender over a fresh database, after its first answer."""
    with TemporaryDirectory() as folder:
        process = FORKS.Process(target=run, args=(name, server.url, server.token, folder))
        process.start()
        try:
            await server.write(WARM_CHAT, "warm")
            await server.until(lambda: server.sent(WARM_CHAT), 60)
            yield Running(process.pid or 0)
        finally:
            process.terminate()
            await asyncio.to_thread(process.join, 20)
            process.kill()
