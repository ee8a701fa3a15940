"""`huiqi run`: wires store, web and Telegram into one process, and takes them down in order."""

from __future__ import annotations

import asyncio
import importlib
import shutil
import signal
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.current import CurrentAssistant, KnowledgeState
from bot.operations.health import Health
from bot.operations.interpreter import share_interpreter
from bot.operations.logging import configure_logging
from bot.operations.metrics import Metrics
from bot.overlays import Overlays
from bot.reloading import Reloader, open_knowledge
from bot.settings.values import Settings
from bot.staffing import Attendance, invite_first, note_versions
from bot.store.late import LateDocuments, LateStore
from bot.surfaces import ServingError, Watch, start_web, telegram_service

if TYPE_CHECKING:
    from bot.channels.telegram.service import TelegramService
    from bot.store.store import Store
    from knowledge.catalogue import Catalogue

log = structlog.get_logger(__name__)


def serve(settings: Settings) -> None:
    """Serve until the process is asked to stop. Raises: ServingError, KnowledgeError."""
    configure_logging(settings.log_format, settings.log_level)
    began = time.monotonic()
    share_interpreter()
    data = _data_folder(settings.data_dir)
    knowledge = open_knowledge(tuple(settings.knowledge_folders()), data / "cache", settings.retention_days)
    asyncio.run(_serve(settings, knowledge, began))


def _data_folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServingError(f"HUIQI_DATA_DIR: read '{path}', but it cannot be made: {error.strerror}") from None
    return path


async def _serve(settings: Settings, knowledge: Reloader, began: float) -> None:
    """The page first, so that the first visitor need not wait for the database; Telegram once that is open."""
    stopping = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    async with AsyncExitStack() as stack:
        opening = asyncio.create_task(_open_store(settings, stack))
        watch = Watch(Health(), Metrics(), Attendance(settings.staff_late_hours))
        late = LateStore(opening)
        assistant = knowledge.current
        _add_questions(watch.health, assistant, late)
        _measure_store(watch.metrics, late, settings.data_dir)
        _watch_knowledge(knowledge, opening, watch, stack)
        by_webhook = settings.telegram_mode == "webhook" and settings.telegram_token is not None
        telegram = telegram_service(settings, assistant, await opening, watch) if by_webhook else None
        address = await start_web(settings, knowledge, late, telegram, watch, stack)
        _announce(address, settings.telegram_token is not None, time.monotonic() - began)
        await invite_first(await opening, address)
        _watch_subscriptions(knowledge, await opening, stack)
        telegram = telegram or telegram_service(settings, assistant, await opening, watch)
        if telegram is not None:
            watch.health.dispatcher_alive = telegram.healthy
            watch.health.details |= {"telegram": telegram.status}
            await telegram.start()
            stack.push_async_callback(telegram.stop, float(settings.drain_seconds))
            _renew_with_knowledge(telegram, knowledge)
        _attend(knowledge, await opening, watch, settings.correction_hours, stack)
        await stopping.wait()
        watch.health.draining = True
        log.info("serving.stopping", drain_seconds=settings.drain_seconds)


def _attend(knowledge: Reloader, store: Store, watch: Watch, hours: float, stack: AsyncExitStack) -> None:
    """Staff are looked after from now on, and every change of a measure is noted; it is told after these hours."""

    async def note(older: Catalogue, newer: Catalogue) -> None:
        await note_versions(store, newer, older, hours)

    async def begin() -> None:
        await note_versions(store, knowledge.current.catalogue, hours=hours)
        await watch.attendance.run(store)

    knowledge.exchanged.append(note)
    stack.push_async_callback(_ended, asyncio.create_task(begin(), name="attendance"))


def _renew_with_knowledge(telegram: TelegramService, knowledge: Reloader) -> None:
    async def renew(_older: Catalogue, _newer: Catalogue) -> None:
        telegram.desk.drafting.renew()

    knowledge.exchanged.append(renew)


def _announce(address: str, with_telegram: bool, seconds: float) -> None:
    channels = "chat page and Telegram" if with_telegram else "chat page"
    print(f"Huiqi serves the {channels}: open {address} ({seconds:.1f} s)", file=sys.stderr, flush=True)


def _watch_knowledge(knowledge: Reloader, opening: asyncio.Task[Store], watch: Watch, stack: AsyncExitStack) -> None:
    """Changed knowledge is taken up from now on, and what became of it is seen."""

    def tell(state: KnowledgeState) -> None:
        watch.metrics.knowledge_is(state.version, state.since)
        watch.metrics.knowledge_refused.set(bool(state.faults))

    def count(state: KnowledgeState) -> None:
        watch.metrics.knowledge_changes.labels("refused" if state.faults else "exchanged").inc()

    tell(knowledge.state)
    knowledge.told += [tell, count]
    knowledge.overlays = Overlays(LateDocuments(opening), knowledge.cache)
    watch.attendance.faults = lambda: knowledge.state.faults
    watch.health.details |= {"knowledge_state": lambda: asdict(knowledge.state)}
    task = asyncio.create_task(knowledge.run(), name="knowledge")
    stack.push_async_callback(_ended, task)


def _watch_subscriptions(knowledge: Reloader, store: Store, stack: AsyncExitStack) -> None:
    """Owners who asked for it are told what changes for them."""
    from bot.subscriptions import Subscriptions

    subscriptions = Subscriptions(store, lambda: knowledge.current.catalogue)
    knowledge.exchanged.append(subscriptions.compare)
    stack.push_async_callback(_ended, asyncio.create_task(subscriptions.run(), name="subscriptions"))


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _open_store(settings: Settings, stack: AsyncExitStack) -> Store:
    await asyncio.to_thread(importlib.import_module, "bot.store.store")
    from bot.store.errors import StoreError
    from bot.store.listening import listen
    from bot.store.store import Store

    try:
        store = await Store.open(settings.store_address())
    except StoreError as error:
        raise ServingError(f"HUIQI_DATABASE_URL: {error}") from None
    store.keep_clean(settings.retention_days)
    await _be_seen(store, stack)
    stack.push_async_callback(store.close)
    stack.push_async_callback(_ended, asyncio.create_task(listen(store), name="listening"))
    return store


async def _be_seen(store: Store, stack: AsyncExitStack) -> None:
    """Nobody restores a backup beside this process; on PostgreSQL its sessions are seen without this."""
    if not store.shared:
        serving = store.role("serving")
        await serving.take()
        stack.push_async_callback(serving.leave)


def _measure_store(metrics: Metrics, store: LateStore, data: Path) -> None:
    """Asked whenever somebody looks."""
    metrics.store_writable.set_function(lambda: store.writable)
    metrics.disk_free.set_function(lambda: shutil.disk_usage(data).free)


def _add_questions(health: Health, assistant: CurrentAssistant, store: LateStore) -> None:
    health.checks = {
        "knowledge": lambda: bool(assistant.catalogue.measures),
        "migrations": lambda: store.is_open,
        "store": lambda: store.writable,
    }
