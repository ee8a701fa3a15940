"""What is counted about the channel: for /readyz here, and for /metrics where the process keeps metrics."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.store.units import Answered

if TYPE_CHECKING:
    from bot.operations.metrics import Metrics

CHANNEL = "telegram"


@dataclass(slots=True)
class Counts:
    """Since the process started."""

    metrics: Metrics | None = None
    updates: int = 0
    duplicates: int = 0
    dead: int = 0
    """Updates that were given up: unreadable, or failed too often."""
    answered: int = 0
    folded: int = 0
    """Messages of a flood that were answered together with another."""
    failed_tries: int = 0
    dropped: int = 0
    """Letters that can never arrive (blocked, chat gone, refused twice)."""
    conflicts: int = 0
    """Polls that another poller ended."""
    webhook_refusals: Counter[str] = field(default_factory=Counter)
    last_poll: float | None = None
    """Wall-clock time of the last poll that Telegram answered."""

    def taken_in(self, source: str, new: int, duplicates: int, unreadable: int) -> None:
        """Updates came in; `source` is polling or webhook."""
        self.updates += new
        self.duplicates += duplicates
        self.dead += unreadable
        if self.metrics:
            self.metrics.updates.labels(source).inc(new)
            self.metrics.duplicates.inc(duplicates)
            self.metrics.dead_letters.inc(unreadable)

    def ended(self, answered: Answered) -> None:
        """An update came to its end."""
        self.answered += 1
        self.dead += answered.dead is not None
        exchange = answered.exchange
        if self.metrics and answered.dead is not None:
            self.metrics.dead_letters.inc()
        if self.metrics and exchange is not None:
            self.metrics.answered(CHANNEL, exchange.outcome, exchange.seconds, exchange.first_measure)

    def sent(self, method: str, status: int, seconds: float) -> None:
        """One call was made; status 0: no answer came."""
        if self.metrics:
            self.metrics.send_seconds.labels(method).observe(seconds)
            if status != 200:
                self.metrics.api_errors.labels(str(status)).inc()

    def limited(self, seconds: float) -> None:
        """Telegram asked for a pause."""
        if self.metrics:
            self.metrics.retry_after.inc(seconds)

    def polled(self) -> None:
        """Telegram answered a poll."""
        self.last_poll = time.time()
        if self.metrics:
            self.metrics.last_poll.set(self.last_poll)

    def conflicted(self) -> None:
        """Another poller ended our poll."""
        self.conflicts += 1
        if self.metrics:
            self.metrics.poll_conflicts.inc()

    def refused(self, reason: str) -> None:
        """A webhook request was refused."""
        self.webhook_refusals[reason] += 1
        if self.metrics:
            self.metrics.webhook_refusals.labels(reason).inc()

    def backlog(self, waiting: int, oldest_seconds: float, up: bool) -> None:
        """How much waits, and whether Telegram answers."""
        if self.metrics:
            self.metrics.inbox_depth.set(waiting)
            self.metrics.oldest_waiting.set(oldest_seconds)
            self.metrics.telegram_up.set(up)
