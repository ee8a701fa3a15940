"""What goes into and comes out of the reading of facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any

from intents.reading.vocabulary.placenames import PlaceNames
from knowledge.records import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReadFact:
    """One fact that the message states."""

    fact: str
    value: Any
    """A JSON value: a scalar, a band {"min", "max", "min_open", "max_open"}, or a list (a choice not yet narrowed)."""
    span: Span
    """Where it stands in the message as typed; for a derived fact the smallest span that covers its inputs."""
    cue: str
    """The words that bound it, as typed; empty where the number stands alone."""
    derived: bool = False
    """Worked out from other facts of the message or of the profile."""
    assumed: bool = False
    """A place that is only part of a measure's name."""

    @property
    def is_number(self) -> bool:
        """Whether the value is a number or a band."""
        return is_exact(self.value) or isinstance(self.value, dict)


def is_exact(value: object) -> bool:
    """Whether a fact's value is one number: neither a band nor a yes or no."""
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A number that can be meant in two ways: ask, never compute."""

    fact: str
    span: Span
    options: tuple[Any, ...]
    """The values it may stand for, smaller first (12 yuan, 120,000 yuan)."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A fact of which the message says two things that cannot both be so: ask, never choose."""

    fact: str
    values: tuple[Any, ...]
    """What is said, in the order in which it is said."""


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What is known beside the message."""

    day: date
    regions: PlaceNames
    asked: str | None = None
    """The fact that the bot has just asked for."""
    known: Mapping[str, Any] = field(default_factory=dict)
    """The profile so far, as JSON values."""
    recent: tuple[str, ...] = ()
    """Facts stated in the last turns, newest first: what "change that to 80" may mean."""
    types: Mapping[str, str] = field(default_factory=dict)
    """Fact id -> type of the vocabulary (money, count, share, boolean, choice, date, region); may be empty."""
    wanted: tuple[str, ...] = ()
    """Facts that are still missing: a number with a unit that fits only one of them answers it."""
    subject: tuple[str, ...] = ()
    """Facts of the measure that the message is about: what they are about need not be said in other words."""
    place: str | None = None
    """Where "the zone" is, as long as nobody says which."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one message."""

    facts: tuple[ReadFact, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    declined: bool = False
    """The asked fact was answered with "I don't know" or "skip"."""
    correction: bool = False
    """The message takes back what was said before."""
    answered: bool = False
    """The message answers the fact that was asked for and says nothing else."""
    places: tuple[str, ...] = ()
    """Places that the message is about, for or against."""
    alike: tuple[str, ...] = ()
    """Facts that a number comes near to without being one: a profit is no taxable income."""
    is_loose: bool = False
    """A number of it belongs to nothing that was said."""
    open_topics: frozenset[str] = frozenset()
    """What the message would have had to be about for all its words to count."""
