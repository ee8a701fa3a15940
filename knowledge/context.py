"""What judging needs beside a rule: the shared background, and what is known of one enterprise on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Protocol

from knowledge.facts import FactDefinition, Vocabulary
from knowledge.formulas import ChoiceKey
from knowledge.intervals import EVERYTHING, INFINITY, Interval, Number, between, overlap
from knowledge.parameters import Parameter
from knowledge.records import dataclass
from knowledge.values import Band, FactValue, Options, WhyUnknown

ALL_OPEN: Mapping[str, WhyUnknown] = {}
"""Nothing was asked for in vain."""
_YES_OR_NO: frozenset[ChoiceKey] = frozenset({True, False})


class Places(Protocol):
    """The questions that conditions ask about places, by region id."""

    def within(self, place: str, area: str, /) -> bool:
        """Whether the place is the area or lies in it."""

    def disjoint(self, place: str, area: str, /) -> bool:
        """Whether neither lies in the other."""


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for every enterprise."""

    vocabulary: Vocabulary
    regions: Places
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


class View:
    """One enterprise on one day: its facts (derived ones included) as numbers, options and places."""

    __slots__ = ("_choices", "_numbers", "cells", "context", "day", "facts", "outcomes", "sums", "unanswered")

    def __init__(
        self,
        context: Context,
        day: date,
        facts: Mapping[str, FactValue],
        unanswered: Mapping[str, WhyUnknown] = ALL_OPEN,
    ) -> None:
        self.context = context
        self.day = day
        self.facts = facts
        self.unanswered = unanswered
        """Facts that were asked for in vain, and why."""
        self.outcomes: dict[int, bool | None] = {}
        """What tests of several facts came to, by identity: a judgement looks at each more than once."""
        self.sums: dict[tuple[int, bool], Number] = {}
        """The same for benefits, by identity and whether the enterprise is not eligible."""
        self.cells: dict[tuple[str, int], list[FactValue]] = {}
        """The answers worth telling apart, by fact and by the identity of the tests that tell them apart."""
        self._numbers: dict[str, Number] = {}
        self._choices: dict[str, frozenset[ChoiceKey]] = {}

    def assuming(self, fact: str, value: FactValue) -> View:
        """The same enterprise if that fact were so; nothing is derived anew."""
        other = View(self.context, self.day, {**self.facts, fact: value}, self.unanswered)
        other._numbers = {name: known for name, known in self._numbers.items() if name != fact}
        other._choices = {name: known for name, known in self._choices.items() if name != fact}
        return other

    def why_unknown(self, fact: str, /) -> WhyUnknown:
        """Why a fact does not decide what it could."""
        if fact in self.facts:
            return "only_partly"
        return self.unanswered.get(fact, "not_asked")

    def number(self, fact: str, /) -> Number:
        """The fact as a number (a date as its ordinal); its whole range where nothing is known."""
        known = self._numbers.get(fact)
        if known is None:
            known = as_number(self.facts.get(fact), self.context.vocabulary.facts.get(fact))
            self._numbers[fact] = known
        return known

    def choices(self, fact: str, /) -> frozenset[ChoiceKey]:
        """The options of a choice or yes/no fact that are still possible."""
        known = self._choices.get(fact)
        if known is None:
            known = self._choices[fact] = self._possible(fact)
        return known

    def parameter(self, parameter: str, /) -> Number:
        """The parameter's value on the day; everything where none is recorded for that day."""
        known = self.context.parameters.get(parameter)
        dated = known.on(self.day) if known is not None else None
        return EVERYTHING if dated is None else dated.value

    def _possible(self, fact: str) -> frozenset[ChoiceKey]:
        value = self.facts.get(fact)
        if isinstance(value, bool | str):
            return frozenset((value,))
        if isinstance(value, Options):
            return frozenset(value.choices)
        definition = self.context.vocabulary.facts.get(fact)
        return _YES_OR_NO if definition is None or definition.type == "boolean" else frozenset(definition.option_ids)


def as_number(value: FactValue | None, definition: FactDefinition | None) -> Number:
    """What a value says about a number or a date; the whole range of the fact where it says nothing."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, date):
        return Decimal(value.toordinal())
    domain = definition.domain if definition is not None else EVERYTHING
    if not isinstance(value, Band):
        return domain
    stated = band_interval(value)
    return overlap(stated, domain) or stated


def band_interval(band: Band) -> Number:
    """A band as an interval, dates as ordinals."""
    low, high = _end(band.min), _end(band.max)
    return between(
        (-INFINITY, True) if low is None else (low, band.min_open),
        (INFINITY, True) if high is None else (high, band.max_open),
    )


def interval_band(interval: Interval) -> Band:
    """An interval of numbers as a band."""
    return Band(
        min=interval.low if interval.low.is_finite() else None,
        max=interval.high if interval.high.is_finite() else None,
        min_open=interval.low_open and interval.low.is_finite(),
        max_open=interval.high_open and interval.high.is_finite(),
    )


def _end(end: Decimal | date | None) -> Decimal | None:
    return Decimal(end.toordinal()) if isinstance(end, date) else end
