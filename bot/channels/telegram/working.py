"""Works one lane: what waits in it is answered and delivered, one message after the other."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any, Protocol

import structlog
from structlog.contextvars import bound_contextvars

from bot.channels.telegram.counts import Counts
from bot.channels.telegram.desk import Desk, Unreadable
from bot.channels.telegram.held import Held, in_one_line
from bot.channels.telegram.letters import notice
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.parking import Pacing
from bot.channels.telegram.reading import correlation, is_foldable
from bot.channels.telegram.sending import Sender
from bot.store.errors import LostLane, StoreDown
from bot.store.inbox import Inbox
from bot.store.store import FLOOD
from bot.store.units import Answered, Failure, LaneReport, Letter, Settled, Waiting
from knowledge.records import replace

log = structlog.get_logger(__name__)


class Pool(Protocol):
    """Where the places at work are had from."""

    draining: bool
    """Whether nothing more is to be begun."""

    async def pause(self, seconds: float, /) -> None:
        """Waits without holding a place at work."""


class Worker:
    """What is done in a lane while this process has it."""

    def __init__(
        self, options: TelegramOptions, inbox: Inbox, desk: Desk, sender: Sender, counts: Counts, pool: Pool
    ) -> None:
        self._options = options
        self._account = options.account
        self._inbox = inbox
        self._desk = desk
        self._sender = sender
        self._counts = counts
        self._pool = pool
        self._pacing = Pacing(options.pace, time.monotonic)

    async def empty(self, held: Held) -> None:
        """The whole of a lane's turn, in order."""
        work = held.work
        await self._deliver_owed(held)
        if work.waiting > FLOOD and work.folded_from is None and work.arrivals and work.lane > 0:
            await self._notice_flood(held)
        for waiting in work.arrivals:
            if self._pool.draining:
                break
            if _is_folded(held, waiting):
                await self._answer_together(held)
                break
            await self._answer(held, waiting)
        held.emptied = work.waiting <= len(work.letters) + len(work.arrivals) and not self._pool.draining
        await self._report(held, release=True, more_waits=not held.emptied)

    async def release(self, held: Held) -> None:
        """The lane is another's to claim."""
        await self._report(held, release=True)

    async def _answer(self, held: Held, waiting: Waiting, together: int = 0) -> None:
        """One message from question to delivered answer; what fails is tried again, then set aside."""
        tries = waiting.tries
        with bound_contextvars(correlation=correlation(self._account, waiting.update_id), seq=waiting.seq):
            while (wait := self._pacing.wait_of(held.work.lane, waiting.user)) > 0:
                await self._pool.pause(wait)
            while not await self._attempt(held, waiting, tries, together):
                tries += 1
                await self._report(held, failure=Failure(waiting.seq, "see log"))
                await self._pool.pause(self._options.timing.first_pause * 2 ** (tries - 1))

    async def _attempt(self, held: Held, waiting: Waiting, tries: int, together: int) -> bool:
        """Whether the message has come to its end: answered and written, or a dead letter."""
        last = tries + 1 >= self._options.tries
        answered = await self._try(held, waiting, last, together)
        if answered is None:
            return False
        try:
            await self._report(held, answered)
        except (LostLane, StoreDown):
            raise
        except Exception as error:  # an answer that the database refuses is a failed try like any other
            log.exception("telegram.answer_not_written", update_id=waiting.update_id)
            if not last or answered.dead:
                return False
            answered = replace(self._desk.apology(waiting, None, in_one_line(error)), fold_to=together > 0)
            await self._report(held, answered)
        if answered.conversation is not None and answered.state is not None:
            held.states[answered.conversation] = answered.state
        self._counts.ended(answered)
        if answered.letters:
            self._pacing.note(held.work.lane, waiting.user)
        await self._deliver(held, answered.letters)
        _say_done(waiting, answered)
        return True

    async def _try(self, held: Held, waiting: Waiting, last: bool, together: int) -> Answered | None:
        """What the message comes to; None where this try failed and there is another."""
        state = held.state_of(waiting)
        try:
            answered, shut_out = await self._desk.answer(waiting, state, together)
        except Unreadable as error:
            log.error("telegram.unreadable", update_id=waiting.update_id, error=str(error))
            return replace(self._desk.apology(waiting, state, str(error)), fold_to=together > 0)
        except (Exception, asyncio.CancelledError) as error:
            task = asyncio.current_task()
            if isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling():
                raise
            self._counts.failed_tries += 1
            log.exception("telegram.try_failed", update_id=waiting.update_id)
            if not last:
                return None
            return replace(self._desk.apology(waiting, state, in_one_line(error)), fold_to=together > 0)
        held.inactive |= shut_out
        return answered

    async def _notice_flood(self, held: Held) -> None:
        """Says once that much waits; from the hundredth message on, one answer stands for all."""
        first = held.work.arrivals[0]
        border = await self._inbox.waiting_at(held.work.lane, FLOOD)
        if border is None:
            return
        letter = notice(first.seq, -1, held.work.lane, self._desk.flood_notice(first, held.work.lane))
        await self._report(held, folded_from=border.seq, notices=(letter,))
        held.work = replace(held.work, folded_from=border.seq)
        with bound_contextvars(seq=letter.inbox_seq):
            await self._deliver(held, (letter,))

    async def _answer_together(self, held: Held) -> None:
        """One answer to the last of the questions that wait in a row; what is no question ends the row."""
        found = await self._inbox.last_alike(held.work.lane, is_foldable)
        if found is not None:
            newest, count = found
            self._counts.folded += count - 1
            await self._answer(held, newest, together=count if count > 1 else 0)

    async def _deliver_owed(self, held: Held) -> None:
        """Letters of an earlier turn, or of a process that is gone, under the correlation id of their update."""
        for letter in held.work.letters:
            known = letter.update_id
            more = {} if known is None else {"correlation": correlation(self._account, known)}
            with bound_contextvars(seq=letter.inbox_seq, **more):
                await self._deliver(held, (letter,))
                log.info("telegram.delivered_late", method=letter.method)

    async def _deliver(self, held: Held, letters: tuple[Letter, ...]) -> None:
        for letter in letters:
            await held.noted()
            note = partial(self._note, held, more_waits=letter is not letters[-1])
            delivered = await self._sender.deliver(held.work.lane, letter, self._pool.pause, note)
            held.inactive |= delivered.inactive
            if held.settling is None:  # it ended otherwise than by arriving
                held.settling = self._inbox.report(self._about(held, settled=(delivered.settled,)))

    def _note(self, held: Held, settled: Settled, *, more_waits: bool) -> asyncio.Future[None] | None:
        """A letter has arrived: it is in the journal at once; without one the answer is to wait for the commit."""
        self._inbox.note_sent(settled)
        held.settling = self._inbox.report(self._about(held, settled=(settled,), more_waits=more_waits))
        return held.settling if self._inbox.shared else None

    async def _report(self, held: Held, *answered: Answered, **more: Any) -> None:
        """Writes what happened, after what was noted before. A cancelled lane's write goes on without it."""
        await self._inbox.report(self._about(held, answered=answered, **more))
        await held.noted()

    def _about(self, held: Held, **more: Any) -> LaneReport:
        return LaneReport(self._account, held.work.lane, held.work.fence, inactive=held.inactive, **more)


def _is_folded(held: Held, waiting: Waiting) -> bool:
    """Whether the message is one of a flood's, for which one answer stands."""
    border = held.work.folded_from
    return border is not None and waiting.seq >= border and is_foldable(waiting.body)


def _say_done(waiting: Waiting, answered: Answered) -> None:
    """One line for each update, once its answer has arrived; with it in every other line stands the correlation id."""
    exchange = answered.exchange
    log.info(
        "telegram.delivered",
        letters=len(answered.letters),
        outcome="dead" if answered.dead else exchange.outcome if exchange else None,
        measure=exchange.first_measure if exchange else None,
        seconds=round(time.time() - waiting.received_at, 3),
    )
