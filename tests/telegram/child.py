"""A process of its own that runs the service, for tests that kill it."""

from __future__ import annotations

import asyncio
import os
import signal
from multiprocessing.connection import Connection
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette

from bot.channels.telegram.drafting_beside import DraftingBeside
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.service import TelegramService
from bot.store.store import Store
from tests.telegram.answering import DAY, VOICE, Repeater
from tests.telegram.running import QUICK, UNHURRIED


async def serve(given: dict[str, Any], started: Connection) -> None:
    """Runs until SIGTERM; says when it has started."""
    structlog.configure(processors=[_silence])
    drain, port = given.pop("drain"), given.pop("port")
    os.environ.update(given.pop("environment"))
    store = await Store.open(given.pop("database"))
    assistant, beside = Repeater(), given.pop("beside", False)
    options = TelegramOptions(**given, timing=QUICK, pace=UNHURRIED)
    service = TelegramService(options, assistant, VOICE, store, lambda: DAY)
    if beside:
        service.desk.drafting = DraftingBeside(lambda: assistant, VOICE)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[service.route()]), port=port, log_level="error"))
    listening = asyncio.create_task(server._serve()) if port else None
    await service.start()
    started.send("started")
    await stop.wait()
    await service.stop(drain)
    if listening:
        server.should_exit = True
        await listening
    await store.close()


def run(given: dict[str, Any], started: Connection) -> None:
    """The process's main function."""
    asyncio.run(serve(given, started))


def _silence(_logger: Any, _method: str, _event: Any) -> Any:
    raise structlog.DropEvent
