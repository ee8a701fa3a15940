"""What the page remembers of a visitor: the assistant's conversation and what was said.

Both stand in one row of the store, so that forgetting, exporting and retention reach all of it.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.assistant.conversation import Conversation
from bot.channels.web.replies import Exchange, Reply, exchange_from_data, exchange_to_data
from bot.rendering.answers import Block
from knowledge.records import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.notes import Note
    from bot.store.units import Exchange as LoggedExchange

PATIENCE_SECONDS = 8.0
"""How long a visitor waits for the store."""
KEPT_EXCHANGES = 40
KEPT_CHARACTERS = 6_000
"""Of a question; more than the assistant reads."""


class ConversationStore(Protocol):
    """The three things that are asked of a store (bot.store.store.Store is one)."""

    async def conversation(self, key: str) -> str | None:
        """What was remembered; None where there is nothing."""

    async def remember(self, key: str, state: str, exchange: LoggedExchange | None = None) -> None:
        """Keeps it, with a line of the log."""

    async def notes(self, key: str) -> Sequence[Note]:
        """What the conversation is to be told, oldest first."""

    async def notes_told(self, key: str, newest: int) -> None:
        """Everything up to that note has been told."""

    async def judge(self, key: str, source: int, *, helpful: bool) -> None:
        """Notes what was said of an answer."""

    async def forget(self, key: str) -> None:
        """Nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is remembered of one visitor."""

    conversation: Conversation = field(default_factory=Conversation)
    exchanges: tuple[Exchange, ...] = ()
    """Oldest first; the last KEPT_EXCHANGES."""

    def after(self, exchange: Exchange, conversation: Conversation) -> Kept:
        """What is to be remembered after one more exchange."""
        short = replace(exchange, asked=exchange.asked[:KEPT_CHARACTERS])
        return Kept(conversation, (*self.exchanges, short)[-KEPT_EXCHANGES:])

    def judged(self, number: int, *, helpful: bool) -> Kept | None:
        """The same with what the visitor says of that reply; None where there is no such reply."""
        if number not in [exchange.reply.number for exchange in self.exchanges]:
            return None
        exchanges = (
            replace(one, reply=replace(one.reply, helpful=helpful)) if one.reply.number == number else one
            for one in self.exchanges
        )
        return replace(self, exchanges=tuple(exchanges))


class WebConversations:
    """The visitors' conversations in a store."""

    def __init__(self, store: ConversationStore) -> None:
        self._store = store

    async def get(self, key: str) -> Kept:
        """What is remembered of the visitor; an empty conversation where there is nothing that can be read.

        Raises: StoreError, or TimeoutError where the store does not answer.
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            return _read(await self._store.conversation(key))

    async def keep(self, key: str, kept: Kept, line: LoggedExchange | None = None) -> None:
        """Keeps it as it is now, with a line of the log. Raises: as `get`."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._store.remember(key, _written(kept), line)

    async def judge(self, key: str, kept: Kept, number: int, *, helpful: bool) -> bool:
        """Whether the visitor had such a reply; what is said of it is kept and counted. Raises: as `get`."""
        judged = kept.judged(number, helpful=helpful)
        if judged is None:
            return False
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._store.judge(key, number, helpful=helpful)
            await self._store.remember(key, _written(judged))
        return True

    async def with_news(self, key: str, kept: Kept) -> Kept:
        """The same with what the visitor is to be told since; kept before it counts as told. Raises: as `get`."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            notes = await self._store.notes(key)
            if not notes:
                return kept
            for note in notes:
                reply = Reply(note.language, None, None, None, (Block("person", note.text),), ())
                kept = kept.after(Exchange(note.about, reply), kept.conversation)
            await self._store.remember(key, _written(kept))
            await self._store.notes_told(key, notes[-1].id)
            return kept

    async def forget(self, key: str) -> None:
        """Nothing of the visitor is kept. Raises: as `get`."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._store.forget(key)


def _written(kept: Kept) -> str:
    state = {
        "conversation": json.loads(kept.conversation.to_json()),
        "exchanges": [exchange_to_data(exchange) for exchange in kept.exchanges],
    }
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def _read(state: str | None) -> Kept:
    """What was kept; a row that another version wrote and this one cannot read counts as nothing."""
    if state is None:
        return Kept()
    try:
        data = json.loads(state)
        conversation = Conversation.from_json(json.dumps(data["conversation"]))
        return Kept(conversation, tuple(exchange_from_data(exchange) for exchange in data["exchanges"]))
    except (KeyError, TypeError, ValueError):
        return Kept()
