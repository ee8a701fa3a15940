"""What buttons carry: versioned ids of at most 64 bytes, never text."""

from __future__ import annotations

from knowledge.records import dataclass

VERSION = "1"
LONGEST = 64
"""Bytes that Telegram allows."""


@dataclass(frozen=True, slots=True)
class Action:
    """A pressed button, taken apart: what to do and with what."""

    verb: str
    """m: show a measure, w: show it to an enterprise that is there, a: one side of a measure, f: answer a fact,
    b: answer it with a range, t: a topic, l: a language, c: a command, s: list one kind of a screening,
    e: an enterprise or one of its facts."""
    arguments: tuple[str, ...]


def encode(verb: str, *arguments: str) -> str:
    """The action as callback data. Raises: ValueError where it is longer than Telegram allows."""
    data = ":".join((VERSION, verb, *arguments))
    if len(data.encode()) > LONGEST:
        raise ValueError(f"callback data of {len(data.encode())} bytes: {data}")
    return data


def decode(data: str) -> Action | None:
    """The action; None where it is of no version that we know."""
    version, _, rest = data.partition(":")
    if version != VERSION or not rest:
        return None
    verb, *arguments = rest.split(":")
    return Action(verb, tuple(arguments))
