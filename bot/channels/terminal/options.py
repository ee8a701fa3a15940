"""What the commands share: language, day, knowledge."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from knowledge.records import dataclass

if TYPE_CHECKING:
    from bot.assistant.assistant import Assistant


class InputError(Exception):
    """Something the user gave cannot be used; the message is one line."""


class Format(str, Enum):
    """Forms of an answer."""

    plain = "plain"
    markdown = "markdown"
    json = "json"


@dataclass(frozen=True, slots=True)
class Options:
    """What the commands share."""

    language: str | None
    """None: the language of the message."""
    as_of: date | None
    """None: today in the pack's time zone."""
    knowledge: tuple[Path, ...]
    shipped: bool

    def assistant(self) -> Assistant:
        """The assistant over this knowledge. Raises: KnowledgeError."""
        from bot.assembly import build_assistant, default_cache  # not needed to say what is wrong with an option

        return build_assistant(self.knowledge, shipped=self.shipped, cache=default_cache())

    def day(self, assistant: Assistant) -> date:
        """The day asked about."""
        return self.as_of or datetime.now(ZoneInfo(assistant.catalogue.pack.time_zone)).date()


def parse_day(text: str | None) -> date | None:
    """The day. Raises: InputError saying what was read and what is allowed."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--as-of: read '{text}', but a day looks like 2026-11-22") from None
