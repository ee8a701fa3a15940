"""Reads places and facts from a message, for one tree of places and one vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any

from intents.features import Span
from intents.normalise import Normalised
from intents.reading.drafts import Draft, draft_of
from intents.reading.model import ReadFact, Reading, ReadingContext
from intents.reading.numbers.numerals import ENGLISH_WORDS
from intents.reading.reader import read
from intents.reading.vocabulary.grammar import load_grammar
from intents.reading.vocabulary.placenames import PlaceNames, build_place_names
from knowledge.records import dataclass, replace
from knowledge.regions import Regions


@dataclass(frozen=True, slots=True)
class Known:
    """What a conversation has come to so far, as far as reading needs it."""

    asked: str | None = None
    """The fact that was just asked for."""
    profile: Mapping[str, Any] = field(default_factory=dict)
    recent: tuple[str, ...] = ()
    """Facts stated in the last turns, newest first."""
    wanted: tuple[str, ...] = ()
    """Facts that are still missing."""
    subject: tuple[str, ...] = ()
    """Facts of the measure that the message is about."""
    place: str | None = None
    """Where "the zone" is, as long as nobody says which."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Places and facts of messages."""

    regions: Regions
    names: PlaceNames
    types: Mapping[str, str]
    """Fact id to its type."""

    def words(self) -> tuple[str, ...]:
        """The Latin words by which facts, numbers and places are read."""
        return (*sorted(load_grammar().latin_words), *sorted(ENGLISH_WORDS), *sorted(self.names.latin))

    def places(self, text: str) -> list[tuple[str | None, Span]]:
        """Places named in a normalised text with their spans; None for a bare "the high-tech zone"."""
        return [(hit.region, (hit.start, hit.end)) for hit in self.draft(text).hits if not hit.weak]

    def spans(self, text: str) -> list[Span]:
        """Where a normalised text names places."""
        return [span for _, span in self.places(text)]

    def draft(self, text: str) -> Draft:
        """A normalised text before it is read, with all its places, those too that may be other words."""
        return draft_of(text, self.names)

    def read(self, message: Normalised, day: date, known: Known, draft: Draft) -> Reading:
        """The facts that the message states; `draft` is made of its text."""
        context = ReadingContext(
            day,
            self.names,
            known.asked,
            known.profile,
            known.recent,
            self.types,
            known.wanted,
            known.subject,
            known.place,
        )
        reading = read(message, context, draft)
        if not reading.facts:
            return reading
        possible = tuple(fact for fact in reading.facts if not self._is_impossible(fact))
        return reading if len(possible) == len(reading.facts) else replace(reading, facts=possible)

    def _is_impossible(self, fact: ReadFact) -> bool:
        """A share above the whole: the number was meant for something else ("3 of the 40")."""
        is_number = isinstance(fact.value, int | float) and not isinstance(fact.value, bool)
        return self.types.get(fact.fact) == "share" and is_number and fact.value > 1


def build_reader(regions: Regions, types: Mapping[str, str]) -> Reader:
    """The reader for a tree of places."""
    return Reader(regions, build_place_names(regions), types)
