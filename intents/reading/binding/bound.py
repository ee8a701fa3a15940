"""A number with what it is about, and the fact made of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.wordclasses import Cue
from knowledge.records import dataclass
from knowledge.values import number_to_json

WHERE_SPENT = {"domestic": "rd_at_home", "foreign_part": "rd_abroad", "foreign_lab": "rd_abroad"}
"""Words for where R&D is paid for, with the concept of that part of it."""
BY_YEARS = ("rd", "sales")
"""Concepts whose sums are told year by year."""
LOANS = ("loan", "loan_word", "startup_loan", "ordinary_loan")
"""Words for what was borrowed, whose sum no measure asks for."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A number with what it is about."""

    quantity: Quantity
    concept: str
    cue: Cue | None
    period: str | None
    """last_year, this_year, year_before, year_2019, three_years, several_years, since_founding, increase or decrease.

    None where nothing is said of it.
    """

    @property
    def span(self) -> tuple[int, int]:
        """From the cue to the number."""
        if self.cue is None:
            return self.quantity.span
        return min(self.cue.start, self.quantity.span[0]), max(self.cue.end, self.quantity.span[1])


def as_value(quantity: Quantity, factor: Decimal = Decimal(1)) -> Any:
    """The quantity as a fact's value: a number, or a band."""
    if quantity.exact is not None:
        return number_to_json(quantity.exact * factor)
    band: dict[str, Any] = {}
    if quantity.low is not None:
        band["min"] = number_to_json(quantity.low * factor)
    if quantity.high is not None:
        band["max"] = number_to_json(quantity.high * factor)
    if quantity.low is not None and quantity.low_open:
        band["min_open"] = True
    if quantity.high is not None and quantity.high_open:
        band["max_open"] = True
    return band


def plain_fact(layout: Layout, fact: str, item: Bound, factor: Decimal = Decimal(1)) -> ReadFact:
    """A fact straight from a bound number."""
    cue = layout.text[item.cue.start : item.cue.end] if item.cue else ""
    return ReadFact(fact, as_value(item.quantity, factor), item.span, cue)
