"""Group commit: whoever waits for the disk waits together."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.store.disk_pace import DiskPace
from bot.store.engine import begin_unless_locked, commit
from bot.store.errors import StoreDown
from bot.store.remedies import first_line, remedy
from bot.store.units import Errand, Intake, LaneReport, Unit, is_patient, is_quick

log = structlog.get_logger(__name__)

Entry = tuple[Unit, asyncio.Future[Any]]
Apply = Callable[[Connection, Sequence[Unit]], list[Any]]
PASSING = (OperationalError, InterfaceError, PoolTimeout, OSError)
"""Errors of the way to the database, not of what was written."""
BATCH = 400
LONGEST_PAUSE = 2.0
TURNS = 4
"""Turns of a busy event loop for which a commit waits at most: each costs the same whatever is in it."""
CALM_SECONDS = 0.0005
"""A turn of the event loop in which nobody works out anything is shorter."""
COMPANY_SECONDS = 0.01
"""For which a unit that nobody's answer waits for waits at most for another, to share its commit."""


class GroupCommit:
    """Writes units in the order given, all that wait at once in one transaction, in a thread of its own.

    A unit's result is there when it is on disk. While the store is down units wait; an intake waits `patience` seconds
    and then raises StoreDown, so that its sender keeps it. With `at_once`, for a database that is a file, the thread
    only commits what is quick to write: each statement that it runs would cost it a wait for the interpreter's lock;
    and what is in no hurry begins no commit of its own, which the next message would have to wait for.
    """

    def __init__(self, engine: Engine, apply: Apply, patience: float = 5.0, *, at_once: bool = False) -> None:
        self._engine = engine
        self._apply = apply
        self._patience = patience
        self._at_once = at_once
        self._waiting: list[Entry] = []
        self._wake = asyncio.Event()
        """Set while something waits that is not to wait for company."""
        self._company: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._connection: Connection | None = None
        """For what is written at once: held from one commit to the next."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._pace = DiskPace()
        self.writable = True
        """Whether the last try to write succeeded."""

    def start(self) -> None:
        """Begins to write."""
        self._task = asyncio.create_task(self._run(), name="group-commit")

    async def stop(self, seconds: float = 5.0) -> None:
        """Writes what waits, for at most so long, and ends."""
        if self._task is None:
            return
        if self._waiting and self.writable:
            await asyncio.wait([self.submit(Errand(lambda _: None))], timeout=seconds)  # in order: behind all others
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        await asyncio.to_thread(self._thread.shutdown)
        self._let_go()
        for _, future in self._waiting:
            if not future.done():
                future.set_exception(StoreDown("the store is closed"))

    @property
    def alive(self) -> bool:
        """Whether the writer runs."""
        return self._task is not None and not self._task.done()

    def submit(self, unit: Unit) -> asyncio.Future[Any]:
        """The unit's result, once it is on disk. A report is written even if nobody waits for it any more.

        Raises, where it is awaited: StoreDown for an intake that waited too long; LostLane; whatever the database says
        of a wrong unit.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        if not self.alive:
            future.set_exception(StoreDown("the store is closed"))
            return future
        self._waiting.append((unit, future))
        if self._at_once and is_patient(unit):
            self._company = self._company or loop.call_later(COMPANY_SECONDS, self._wake.set)
        else:
            self._wake.set()
        if isinstance(unit, Intake):
            timer = loop.call_later(self._patience, _settle, future, StoreDown("the store does not take writes"))
            future.add_done_callback(lambda _: timer.cancel())
        return future

    async def _run(self) -> None:
        pause = 0.0
        while True:
            await self._wake.wait()
            await self._gather()
            self._begin_batch()
            self._waiting[:BATCH] = batch = [entry for entry in self._waiting[:BATCH] if _is_wanted(*entry)]
            try:
                await self._write(batch)
            except PASSING as error:
                pause = min(max(pause * 2, 0.05), LONGEST_PAUSE)
                self._note_down(error)
                await asyncio.sleep(pause)
                self._wake.set()
                continue
            self.writable, pause = True, 0.0

    def _begin_batch(self) -> None:
        """Whatever waits is in the batch, but for what is too much for one."""
        if len(self._waiting) <= BATCH:
            self._wake.clear()
        if self._company is not None:
            self._company.cancel()
            self._company = None

    async def _gather(self) -> None:
        """Where others are at work they are about to add to this commit; on a calm loop nothing is waited for."""
        loop = asyncio.get_running_loop()
        for _ in range(TURNS):
            began = loop.time()
            await asyncio.sleep(0)
            if loop.time() - began < CALM_SECONDS or len(self._waiting) >= BATCH:
                return

    async def _write(self, batch: list[Entry]) -> None:
        """Writes the head of the queue in one transaction; where a unit is wrong, each in its own."""
        if not batch:
            return
        units = [unit for unit, _ in batch]
        try:
            begun = self._begin_at_once(units) if self._at_once and all(map(is_quick, units)) else None
            if begun is not None and self._pace.is_quick:
                self._finish(batch, self._timed(begun, in_thread=False))
                return
            await self._in_thread(begun or partial(self._commit, units), batch)
        except PASSING:
            self._let_go()
            raise
        except Exception as error:
            self._let_go()
            if len(batch) == 1:
                del self._waiting[:1]
                _settle(batch[0][1], error)
                return
            for entry in batch:
                await self._write([entry])

    async def _in_thread(self, work: Callable[[], list[Any]], batch: list[Entry]) -> None:
        """Runs the work, which gives the results; whoever waits hears of its end in the same turn of the loop as we."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()

        def tell(results: list[Any]) -> None:
            self._finish(batch, results)
            _settle(ended, None)

        def run() -> None:
            try:
                results = self._timed(work, in_thread=True)
            except BaseException as error:
                loop.call_soon_threadsafe(_settle, ended, error)
            else:
                loop.call_soon_threadsafe(tell, results)

        self._thread.submit(run)
        await ended

    def _timed(self, work: Callable[[], list[Any]], *, in_thread: bool) -> list[Any]:
        began = time.monotonic()
        results = work()
        self._pace.took(time.monotonic() - began, in_thread=in_thread)
        return results

    def _finish(self, batch: list[Entry], results: list[Any]) -> None:
        """The batch is on disk: whoever waits for a part of it hears so."""
        del self._waiting[: len(batch)]
        for (_, future), result in zip(batch, results, strict=True):
            _settle(future, result)

    def _commit(self, units: list[Unit]) -> list[Any]:
        self._let_go()
        with self._engine.begin() as connection:
            return self._apply(connection, units)

    def _begin_at_once(self, units: list[Unit]) -> Callable[[], list[Any]] | None:
        """Runs the statements here and now; what is left to do commits them. None where another process writes."""
        connection = self._connection = self._connection or self._engine.connect()
        if not begin_unless_locked(connection):
            return None
        return partial(commit, connection, self._apply(connection, units))

    def _let_go(self) -> None:
        """Gives the connection back, and what it had begun up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _note_down(self, error: Exception) -> None:
        if self.writable:
            cause = first_line(error)
            log.error("store.down", error=cause, advice=remedy(cause))
        self.writable = False


def _is_wanted(unit: Unit, future: asyncio.Future[Any]) -> bool:
    return not future.done() or (isinstance(unit, LaneReport) and future.cancelled())


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if future.done():
        return
    if isinstance(result, BaseException):
        future.set_exception(result)
    else:
        future.set_result(result)
