"""What can reach the assistant from a channel."""

from __future__ import annotations

import re

from knowledge.records import dataclass

_COMMAND = re.compile(r"/([a-z_]{1,32})(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A text as typed, whole; an empty text is a message too."""

    text: str
    is_forwarded: bool = False
    """Whether it was written elsewhere and only handed on here."""


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: the `action` of the Choice that was shown, possibly days ago."""

    action: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its slash, lower case: start, help, topics, language, profile, forget, why …"""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that is not text: photo, voice, document, sticker, location, contact, video; with its caption."""

    kind: str
    caption: str = ""


Incoming = Message | Press | Command | Attachment


def typed(text: str) -> Message | Command:
    """A typed text: a command where it is a slash with a word, else a message."""
    found = _COMMAND.fullmatch(text.strip())
    return Message(text) if found is None else Command(found[1].lower(), (found[2] or "").strip())
