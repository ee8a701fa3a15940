"""What is counted about the channel, for /readyz and /metrics."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counts:
    """Since the process started."""

    updates: int = 0
    duplicates: int = 0
    unreadable: int = 0
    answered: int = 0
    folded: int = 0
    dead: int = 0
    failed_tries: int = 0
    dropped: int = 0
    """Letters that can never arrive (blocked, chat gone, refused twice)."""
    conflicts: int = 0
    """Polls that another poller ended."""
    webhook_refusals: Counter[str] = field(default_factory=Counter)
    api_errors: Counter[str] = field(default_factory=Counter)
    """By status; "0" where there was no answer."""
    sends: Counter[str] = field(default_factory=Counter)
    """By method."""
    send_seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Sum of seconds by method."""
    retry_after_seconds: float = 0.0
    """Sum of what Telegram told us to wait."""
    outcomes: Counter[str] = field(default_factory=Counter)
    last_poll: float | None = None
    """Wall-clock time of the last poll that Telegram answered."""

    def sent(self, method: str, status: int, seconds: float) -> None:
        """One call was made."""
        self.sends[method] += 1
        self.send_seconds[method] += seconds
        if status != 200:
            self.api_errors[str(status)] += 1

    def limited(self, seconds: float) -> None:
        """Telegram asked for a pause."""
        self.retry_after_seconds += seconds
