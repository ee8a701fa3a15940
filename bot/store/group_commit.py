"""Group commit: whoever waits for the disk waits together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.store.engine import begin_unless_locked, without_password
from bot.store.errors import StoreDown
from bot.store.units import Intake, Unit, is_quick

log = structlog.get_logger(__name__)

Apply = Callable[[Connection, Sequence[Unit]], list[Any]]
PASSING = (OperationalError, InterfaceError, PoolTimeout, OSError)
"""Errors of the way to the database, not of what was written."""
BATCH = 400
LONGEST_PAUSE = 2.0


class GroupCommit:
    """Writes units in the order given, all that wait at once in one transaction, in a thread of its own.

    A unit's result is there when it is on disk. While the store is down units wait; an intake waits `patience` seconds
    and then raises StoreDown, so that its sender keeps it. With `at_once`, for a database that is a file, the thread
    only commits what is quick to write: each statement that it runs would cost it a wait for the interpreter's lock.
    """

    def __init__(self, engine: Engine, apply: Apply, patience: float = 5.0, *, at_once: bool = False) -> None:
        self._engine = engine
        self._apply = apply
        self._patience = patience
        self._at_once = at_once
        self._waiting: list[tuple[Unit, asyncio.Future[Any]]] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self.writable = True
        """Whether the last try to write succeeded."""
        self.commits = 0

    def start(self) -> None:
        """Begins to write."""
        self._task = asyncio.create_task(self._run(), name="group-commit")

    async def stop(self, seconds: float = 5.0) -> None:
        """Writes what waits, for at most so long, and ends."""
        if self._task is None:
            return
        if self._waiting and self.writable:
            await asyncio.wait([future for _, future in self._waiting], timeout=seconds)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        await asyncio.to_thread(self._thread.shutdown)
        for _, future in self._waiting:
            if not future.done():
                future.set_exception(StoreDown("the store is closed"))

    @property
    def alive(self) -> bool:
        """Whether the writer runs."""
        return self._task is not None and not self._task.done()

    async def submit(self, unit: Unit) -> Any:
        """The unit's result, once it is on disk.

        Raises: StoreDown for an intake that waited too long; LostLane; whatever the database says of a wrong unit.
        """
        if not self.alive:
            raise StoreDown("the store is closed")
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((unit, future))
        self._wake.set()
        if not isinstance(unit, Intake):
            return await future
        try:
            async with asyncio.timeout(self._patience):
                return await future
        except TimeoutError:
            raise StoreDown("the store does not take writes") from None

    async def _run(self) -> None:
        pause = 0.0
        while True:
            await self._wake.wait()
            await asyncio.sleep(0)  # whoever was woken by the same event joins this commit
            taken = self._waiting[:BATCH]
            try:
                await self._write([entry for entry in taken if not entry[1].done()])
            except PASSING as error:
                pause = min(max(pause * 2, 0.05), LONGEST_PAUSE)
                self._note_down(error)
                await asyncio.sleep(pause)
                continue
            self.writable, pause = True, 0.0
            del self._waiting[: len(taken)]
            if not self._waiting:
                self._wake.clear()

    async def _write(self, batch: list[tuple[Unit, asyncio.Future[Any]]]) -> None:
        """Writes the batch in one transaction; where a unit is wrong, each in its own."""
        if not batch:
            return
        units = [unit for unit, _ in batch]
        try:
            results = await self._write_at_once(units) if self._at_once and all(map(is_quick, units)) else None
            if results is None:
                results = await asyncio.get_running_loop().run_in_executor(self._thread, self._commit, units)
            self.commits += 1
        except PASSING:
            raise
        except Exception as error:
            if len(batch) > 1:
                for entry in batch:
                    await self._write([entry])
                return
            results = [error]
        for (_, future), result in zip(batch, results, strict=True):
            _settle(future, result)

    def _commit(self, units: list[Unit]) -> list[Any]:
        with self._engine.begin() as connection:
            return self._apply(connection, units)

    async def _write_at_once(self, units: list[Unit]) -> list[Any] | None:
        """The results, their statements run here and now; None where another process is writing."""
        connection = self._engine.connect()
        try:
            if not begin_unless_locked(connection):
                connection.close()
                return None
            results = self._apply(connection, units)
        except BaseException:
            connection.close()
            raise
        # From here on the connection is the thread's, whatever becomes of this task.
        await asyncio.get_running_loop().run_in_executor(self._thread, _end, connection)
        return results

    def _note_down(self, error: Exception) -> None:
        if self.writable:
            log.error("store.down", error=without_password(str(error).splitlines()[0]))
        self.writable = False


def _end(connection: Connection) -> None:
    with connection:
        connection.commit()


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
