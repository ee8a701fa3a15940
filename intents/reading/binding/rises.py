"""By how much R&D rose, where that is told without two sums: as much as last year, twice as much, 50 % more."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from intents.reading.binding.bound import Bound
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.grammar import Grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue
from knowledge.values import number_to_json

GROWTH = "rd_growth"
"""The concept of a share by which R&D rose."""
_CLOSE = 3
_ONE = Decimal(1)
_TWO = Decimal(2)


def growth_of(layout: Layout, grammar: Grammar, clause: Clause, quantity: Quantity, last: Bound | None) -> Bound | None:
    """A share by which R&D rose or fell: 今年增长了50%, "R&D is up 50%"."""
    if (
        quantity.unit != "share"
        or clause.asks
        or "rd" not in layout.kinds
        or not is_about_rd(layout, grammar, clause, last)
    ):
        return None
    for kind in ("increase", "increase_after", "decrease", "decrease_after"):
        for cue in clause.of(kind):
            near = layout.distance((cue.start, cue.end), quantity.span) <= _CLOSE and not clause.has("reached")
            if near and spoken("by_a_share").search(layout.text, cue.start, cue.end):
                return Bound(quantity, GROWTH, cue, kind.removesuffix("_after"))
    return None


def base_of(layout: Layout, clause: Clause, quantity: Quantity, last: Bound | None) -> Bound | None:
    """What R&D rose from, told after the rise or after this year's sum: "up from 3 million"."""
    if last is None or last.concept not in ("rd", GROWTH) or quantity.unit not in ("money", "bare"):
        return None
    if clause.sentence != layout.clause_at(last.quantity.span[0]).sentence:
        return None
    said = spoken("risen_from_before").search(layout.text, last.quantity.span[1], quantity.span[0])
    return Bound(quantity, "rd", None, "last_year") if said else None


def is_about_rd(layout: Layout, grammar: Grammar, clause: Clause, last: Bound | None) -> bool:
    """Whether a clause without a subject of its own goes on about R&D."""
    if clause.hearsay or clause.theirs or clause.general:
        return False
    named = {cue.kind for cue in clause.cues if cue.kind in grammar.concepts} - {"invested", "budget"}
    if "rd" in named:
        return named <= {"rd", "rd_people", "st_staff"}
    before = layout.clauses[max(0, layout.index_at(clause.start) - 1)]
    is_told = (last is not None and last.concept == "rd") or before.has("rd")
    return not named and is_told and before.sentence == clause.sentence


def rises(layout: Layout, grammar: Grammar, bound: Sequence[Bound]) -> list[ReadFact]:
    """What follows of this year and of the rise; nothing where both years are told in sums."""
    if "rd" not in layout.kinds:
        return []
    sums = {b.period or "last_year": b for b in bound if b.concept == "rd" and b.quantity.exact is not None}
    if {"this_year", "last_year"} <= sums.keys() or "increase" in sums:
        return []
    return _grown(layout, bound, sums.get("last_year")) or _alike(layout, grammar, bound)


def _grown(layout: Layout, bound: Sequence[Bound], last: Bound | None) -> list[ReadFact]:
    """Half as much again as last year, or twice as much."""
    found = next((b for b in bound if b.concept == GROWTH), None)
    if found is None:
        twice = spoken("doubled").search(layout.text)
        if twice is None or last is None:
            return []
        return [ReadFact("rd_spend_this_year", _times(last, _TWO), (twice.start(), twice.end()), twice.group())]
    rate, span = found.quantity.exact, found.span
    falls = found.period == "decrease"
    if rate is None or last is None:
        band = {"max": 0, "max_open": True} if falls else {"min": 0, "min_open": True}
        return [ReadFact("rd_increase", band, span, "")]
    return [ReadFact("rd_spend_this_year", _times(last, _ONE - rate if falls else _ONE + rate), span, "")]


def _times(last: Bound, factor: Decimal) -> int | float:
    return number_to_json((last.quantity.exact or Decimal(0)) * factor)


def _alike(layout: Layout, grammar: Grammar, bound: Sequence[Bound]) -> list[ReadFact]:
    """As much as last year, told in a clause of its own: 今年研发300万，跟去年一样."""
    for clause in layout.clauses:
        flat: list[Cue] = [] if clause.asks else clause.of("flat")
        earlier = [b for b in bound if b.quantity.span[1] <= clause.start]
        if flat and not clause.has("rd") and is_about_rd(layout, grammar, clause, earlier[-1] if earlier else None):
            return [ReadFact("rd_increase", 0, (flat[0].start, flat[0].end), "")]
    return []
