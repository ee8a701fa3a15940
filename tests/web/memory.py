"""A store of the page's conversations that ends with the test."""

from __future__ import annotations

from collections.abc import Sequence

from bot.store.notes import Note
from bot.store.units import Exchange as LoggedExchange
from knowledge.records import replace


class MemoryStore:
    """Keeps everything in memory."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.log: list[LoggedExchange] = []

    async def conversation(self, key: str) -> str | None:
        """What was remembered; None where there is nothing."""
        return self.states.get(key)

    async def remember(self, key: str, state: str, exchange: LoggedExchange | None = None) -> None:
        """Keeps it, with a line of the log."""
        self.states[key] = state
        if exchange is not None:
            self.log.append(exchange)

    async def notes(self, key: str) -> Sequence[Note]:
        """What the conversation is to be told: nobody tells it anything here."""
        return ()

    async def notes_told(self, key: str, newest: int) -> None:
        """Nothing is to be told here."""

    async def judge(self, key: str, source: int, *, helpful: bool) -> None:
        """Notes what was said of an answer."""
        self.log = [
            replace(line, helpful=helpful) if (line.conversation, line.source) == (key, source) else line
            for line in self.log
        ]

    async def forget(self, key: str) -> None:
        """Nothing of it is kept."""
        self.states.pop(key, None)
        self.log = [line for line in self.log if line.conversation != key]
