"""Who must wait: chats that Telegram has limited, chats answered faster than is polite. In monotonic seconds."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable

from bot.channels.telegram.options import Pace

MANY_CHATS = 3
MANY_SECONDS = 10.0


class Parking:
    """A 429 makes its own chat wait; three chats within ten seconds mean the whole bot is too fast: then all wait."""

    def __init__(self, clock: Callable[[], float], jitter: Callable[[], float] = random.random) -> None:
        self._clock = clock
        self._jitter = jitter
        self._chats: dict[int, float] = {}
        self._all = 0.0
        self._recent: deque[tuple[float, int]] = deque()

    def park(self, chat: int, seconds: float) -> None:
        """The chat waits so long and a little more."""
        now = self._clock()
        until = now + seconds + self._jitter() * min(1.0, 0.1 * seconds)
        self._chats[chat] = max(until, self._chats.get(chat, 0.0))
        self._recent.append((now, chat))
        while self._recent and self._recent[0][0] < now - MANY_SECONDS:
            self._recent.popleft()
        if len({parked for _, parked in self._recent}) >= MANY_CHATS:
            self._all = max(self._all, until)

    def wait_of(self, chat: int) -> float:
        """Seconds until the chat may be sent something; 0 where it may be now."""
        now = self._clock()
        until = self._chats.get(chat, 0.0)
        if until <= now:
            self._chats.pop(chat, None)
        return max(0.0, until - now, self._all - now)

    def wait_of_all(self) -> float:
        """Seconds until anybody may be sent something."""
        return max(0.0, self._all - self._clock())


class Pacing:
    """The generic cell rate algorithm (ITU-T I.371), one cell an answer; a chat and who writes in it are paced alike.

    A private chat has its user's id, so that one person has one pace wherever they write.
    """

    def __init__(self, pace: Pace, clock: Callable[[], float]) -> None:
        self._pace = pace
        self._clock = clock
        self._due: dict[int, float] = {}

    def wait_of(self, *parties: int) -> float:
        """Seconds until a chat and a user may have their next answer; 0 where they may now."""
        return max(self._wait_of(party) for party in parties)

    def _wait_of(self, chat: int) -> float:
        seconds, burst = self._limits(chat)
        return max(0.0, self._due.get(chat, 0.0) - seconds * (burst - 1) - self._clock())

    def note(self, *parties: int) -> None:
        """An answer was given to a user in a chat."""
        now = self._clock()
        for party in set(parties):
            self._due[party] = max(self._due.get(party, 0.0), now) + self._limits(party)[0]
        if len(self._due) > 10_000:
            self._due = {known: due for known, due in self._due.items() if due > now}

    def _limits(self, chat: int) -> tuple[float, int]:
        if chat < 0:
            return self._pace.group_seconds, self._pace.group_burst
        return self._pace.private_seconds, self._pace.private_burst
