"""The assistant in use, which everybody holds, and how it stands with its knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.assistant.answers import Turn
from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Incoming
from bot.assistant.offers import Offers
from knowledge.catalogue import Catalogue
from knowledge.records import replace


@dataclass(frozen=True, slots=True)
class KnowledgeState:
    """How it stands with the knowledge: for the log, the metrics, /readyz, the console and the staff group."""

    version: str
    """What serves."""
    since: float
    """When it was loaded, seconds since 1970."""
    faults: tuple[str, ...] = ()
    """Why the newest content is refused, one line a fault; empty where the newest is in use."""
    refused_at: float | None = None
    """When it was refused, seconds since 1970: how long the older content has been serving in its place."""


class CurrentAssistant:
    """The assistant in use. Everybody holds this one; what it stands for is exchanged between two messages.

    `kept_days`: days after which what was said to it is deleted; None where nothing is kept.
    """

    def __init__(self, first: Assistant, kept_days: int | None = None) -> None:
        self._kept_days = kept_days
        self._assistant = replace(first, kept_days=kept_days)

    def respond(self, incoming: Incoming, conversation: Conversation, day: date) -> Turn:
        """What to say and what to remember; see Assistant.respond."""
        return self._assistant.respond(incoming, conversation, day)

    def offers(self, typed: str, day: date, language: str, start: int = 0, count: int = 50) -> Offers:
        """A page of complete answers that fit a few typed words."""
        return self._assistant.offers(typed, day, language, start, count)

    @property
    def assistant(self) -> Assistant:
        """The one in use now, for what looks deeper into it; to be asked anew each time."""
        return self._assistant

    @property
    def catalogue(self) -> Catalogue:
        """The knowledge in use; to be asked anew each time."""
        return self._assistant.catalogue

    def exchange(self, newer: Assistant) -> Assistant:
        """Puts the newer one in place; gives back the older."""
        older, self._assistant = self._assistant, replace(newer, kept_days=self._kept_days)
        return older
