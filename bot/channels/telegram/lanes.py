"""The lanes: which are worked on, how many at once, and how they end; what is done in one is Worker's."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

import structlog

from bot.channels.telegram.counts import Counts
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.held import Held
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.parking import Parking
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.working import Worker
from bot.store.errors import LostLane, StoreDown
from bot.store.inbox import Inbox
from bot.store.units import LaneWork

log = structlog.get_logger(__name__)
NOTING_SECONDS = 5.0
"""How long a stop waits for lanes to note what they have sent."""

HELD_PER_SLOT = 8
"""Lanes held in all, waiting ones included, for each one at work: what bounds memory."""


class Lanes:
    """Claims waiting lanes and answers what is in them, until it is told to stop."""

    def __init__(
        self, options: TelegramOptions, inbox: Inbox, desk: Desk, sender: Sender, parking: Parking, counts: Counts
    ) -> None:
        self._options = options
        self._inbox = inbox
        self._sender = sender
        self._parking = parking
        self._worker = Worker(options, inbox, desk, sender, counts, self)
        self._slots = asyncio.Semaphore(options.lanes)
        self._held: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._told = 0
        self._more = False
        """Whether the last claim filled its room, so that other lanes may wait."""
        self.draining = False

    def wake(self) -> None:
        """There may be work."""
        self._told += 1
        self._wake.set()

    async def run(self) -> None:
        """Claims and works, for ever."""
        while True:
            self._wake.clear()
            told, room = self._told, self._room()
            claimed = await self._claim(room) if room > 0 else []
            self._more = len(claimed) >= room
            for work in claimed:
                self._start(work, told)
            if len(claimed) < max(room, 1):
                # Not wait_for: before Python 3.12 it can swallow a cancellation.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._options.timing.idle):
                        await self._wake.wait()

    async def drain(self, seconds: float) -> None:
        """Finishes the messages under way, for at most so long; lanes that wait for something are let go at once."""
        self.draining = True
        for task in list(self._waiting):
            task.cancel()
        if self._held:
            await asyncio.wait(self._held, timeout=seconds)
        for task in list(self._held):
            task.cancel()
        if self._held:  # each waits until what it has sent is noted: not for ever, where the database is gone
            _, unnoted = await asyncio.wait(self._held, timeout=NOTING_SECONDS)
            for task in unnoted:
                task.cancel()
        await asyncio.gather(*self._held, return_exceptions=True)

    def _room(self) -> int:
        if self.draining or self._parking.wait_of_all() > 0 or self._sender.admission.refused.is_set():
            return 0
        busy = len(self._held) - len(self._waiting)
        return min(self._options.lanes - busy, self._options.lanes * HELD_PER_SLOT - len(self._held))

    async def _claim(self, room: int) -> list[LaneWork]:
        try:
            return await self._inbox.claim(room, self._options.timing.lease)
        except StoreDown:
            return []
        except Exception:  # the dispatcher outlives whatever the database says
            log.exception("telegram.claim_failed")
            return []

    def _start(self, work: LaneWork, told: int) -> None:
        held = Held(work)
        task = asyncio.create_task(self._work(held), name=f"lane-{work.lane}")
        self._held.add(task)
        task.add_done_callback(partial(self._forget, held, told))

    def _forget(self, held: Held, told: int, task: asyncio.Task[None]) -> None:
        """Looks for more where there can be some: a claim that finds nothing costs a commit all the same."""
        self._held.discard(task)
        self._waiting.discard(task)
        if not held.emptied or self._more or told != self._told or self._inbox.shared:
            self._wake.set()

    async def _work(self, held: Held) -> None:
        try:
            async with self._slots:
                await self._worker.empty(held)
        except asyncio.CancelledError:
            await held.noted()
            raise
        except LostLane:
            log.warning("telegram.lane_lost", lane=held.work.lane)
        except StoreDown:
            log.warning("telegram.lane_left", lane=held.work.lane)
        except Exception:
            log.exception("telegram.lane_failed", lane=held.work.lane)
            await self._worker.release(held)

    async def pause(self, seconds: float) -> None:
        """Waits without holding a place at work."""
        async with self._aside():
            await asyncio.sleep(seconds)

    @contextlib.asynccontextmanager
    async def _aside(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        assert task is not None
        if self.draining:
            raise asyncio.CancelledError
        self._waiting.add(task)
        self._slots.release()
        self._wake.set()
        try:
            yield
        finally:
            self._waiting.discard(task)
            await self._slots.acquire()
