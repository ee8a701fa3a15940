"""Drafts from a process of its own, which is begun anew whenever it has ended or the knowledge has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.channels.telegram.answering_process import AnsweringProcess, ProcessGone
from bot.channels.telegram.drafting import Assistant, Draft, Order, Voice, make_draft

log = structlog.get_logger(__name__)
MOST_WAITING = 40
"""Orders that wait for the process before others are made here: more than it makes while those it gave are sent."""
STUCK_SECONDS = 20.0
"""Thousands of times what the slowest answer takes."""


class DraftingBeside:
    """On another core, while this process delivers; on both where many wait, so that neither core has nothing to do.

    `assistant` gives the one in use, asked anew for each draft. Where no process can be begun drafts are made here. One
    that has given nothing for `stuck_seconds`, although it was asked, is taken for dead.
    """

    def __init__(self, assistant: Callable[[], Assistant], voice: Voice, stuck_seconds: float = STUCK_SECONDS) -> None:
        self._assistant = assistant
        self._voice = voice
        self._stuck_seconds = stuck_seconds
        self._process: AnsweringProcess | None = None
        self._beginning = asyncio.Lock()
        self._suspects = asyncio.Lock()

    async def draft(self, order: Order) -> Draft:
        """The draft.

        Raises: DraftFailed, or what the assistant raises where it is made here; ProcessGone where the order alone ends
        the process; OSError.
        """
        try:
            return await self._draft(order)
        except ProcessGone:  # most likely over somebody else's order
            return await self._draft_alone(order)

    def renew(self) -> None:
        """Lets a process go that answers from older knowledge; the next order begins another."""
        if self._process is not None and self._process.of is not self._assistant():
            self._process.finish()
            self._process = None

    def resident_bytes(self) -> int:
        """The process's memory, with what it shares with this one; 0 where there is none."""
        return self._process.resident_bytes() if self._process is not None else 0

    async def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.finish()

    async def _draft(self, order: Order) -> Draft:
        process = self._process
        if process is None or process.is_gone or process.of is not self._assistant():
            async with self._beginning:
                process = await self._renewed()
        if process is None or process.backlog >= MOST_WAITING:
            return make_draft(self._assistant(), self._voice, order)
        return await process.draft(order)

    async def _draft_alone(self, order: Order) -> Draft:
        """One of those that a process has ended over: each in a process that nobody else needs, one after the other."""
        async with self._suspects:
            process = await AnsweringProcess.start(self._assistant(), self._voice, self._stuck_seconds)
            try:
                return await process.draft(order)
            finally:
                process.finish()

    async def _renewed(self) -> AnsweringProcess | None:
        """One that runs, over the knowledge in use; None where none can be begun."""
        old, assistant = self._process, self._assistant()
        if old is not None and not old.is_gone and old.of is assistant:
            return old  # somebody else has begun it meanwhile
        if old is not None and old.is_gone:
            log.error("telegram.answering_process_ended", pid=old.pid)
        elif old is not None:
            old.finish()
        try:
            self._process = await AnsweringProcess.start(assistant, self._voice, self._stuck_seconds)
        except OSError as error:
            self._process = None
            log.error("telegram.answering_process_refused", error=type(error).__name__, reason=error.strerror)
            return None
        log.info("telegram.answering_process_begun", pid=self._process.pid)
        return self._process
