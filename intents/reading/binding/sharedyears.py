"""Years that numbers share: one number of two years, the years of the sum before, and the year before it."""

from __future__ import annotations

from collections.abc import Sequence

from intents.reading.binding.bound import BY_YEARS, Bound
from intents.reading.binding.periods import SEVERAL_YEARS
from intents.reading.clauses import Clause
from intents.reading.layout import CLOSING, OPENING, Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_YEARS = ("last_year", "this_year")
_NEAR_YEAR = 6
"""Words between a number and its year."""
_TOGETHER = 5
"""Characters between two years that are said together."""
_NEAR = 2
"""Clauses between sums that are of the same years."""


def is_of_the_year_before(layout: Layout, clause: Clause, quantity: Quantity, last: Bound | None) -> bool:
    """去年200万，前年120万; 2 million last year, 1.2m the year before."""
    if quantity.unit not in ("money", "bare", "people", "count"):
        return False
    said = spoken("two_years_ago").search(layout.text, clause.start, clause.end)
    if said is None and last is not None and last.period == "last_year":
        said = spoken("year_before").search(layout.text, last.quantity.span[1], clause.end)
    return said is not None and layout.words_between(*sorted((quantity.span[0], said.start()))) <= _NEAR_YEAR


def of_both_years(layout: Layout, clause: Clause, bound: Bound) -> list[Bound]:
    """去年今年都是500万, "5 million both this year and last": the one number is that of both years."""
    start, end = bound.quantity.span
    behind = spoken("in_each").search(layout.text, end, clause.end)
    said = {c.kind: c for c in clause.cues if c.kind in _YEARS and (behind or c.end <= start)}
    if len(said) < 2 or len(clause.quantities) > 1 or bound.period not in _YEARS:
        return [bound]
    if spoken("two_years_together").search(layout.text, clause.start, end):
        return [replace(bound, period="since_founding")]
    (_, first), (_, second) = sorted(said.items(), key=lambda pair: pair[1].start)
    if second.start - first.end > _TOGETHER:
        return [bound]
    return [replace(bound, period=period) for period in _YEARS]


def of_the_years_before(layout: Layout, bound: Bound, before: Sequence[Bound]) -> Bound:
    """R&D named right after sales of three years is of those years too; so is a total that follows one of them."""
    total = _last_total(layout, bound, before)
    last = total or _last_outside(layout, bound, before)
    if bound.period is not None or last is None or {bound.concept, last.concept} != set(BY_YEARS):
        return bound
    if total:
        return replace(bound, period=last.period)
    near = layout.index_at(bound.quantity.span[0]) - layout.index_at(last.quantity.span[0]) <= _NEAR
    return replace(bound, period=last.period) if near and last.period in SEVERAL_YEARS else bound


def _last_total(layout: Layout, bound: Bound, before: Sequence[Bound]) -> Bound | None:
    """The last sum of several years in the sentence, where this one is said to be a total."""
    clause = layout.clause_at(bound.quantity.span[0])
    is_total = any(c.kind == "in_total" and c.start < bound.quantity.span[0] for c in clause.cues)
    if not is_total and not _goes_on_likewise(layout, bound):
        return None
    return next(
        (
            b
            for b in reversed(before)
            if b.period in SEVERAL_YEARS and layout.clause_at(b.quantity.span[0]).sentence >= clause.sentence - 1
        ),
        None,
    )


def _goes_on_likewise(layout: Layout, bound: Bound) -> bool:
    """Whether the verb of the sum before is left out: "sales since then add up to 26 million, and R&D to 2.9"."""
    start = bound.quantity.span[0]
    return bound.cue is not None and layout.text[bound.cue.end : max(start, bound.cue.end)].strip() == "to"


def _last_outside(layout: Layout, bound: Bound, before: Sequence[Bound]) -> Bound | None:
    """The last sum before, but for one in brackets that were closed: 三年卖了2.1亿（去年占8,000万），研发900万."""
    start = bound.quantity.span[0]
    for last in reversed(before):
        index = layout.index_at(last.quantity.span[0])
        is_aside = index > 0 and layout.clauses[index - 1].mark in OPENING
        if not is_aside or CLOSING.isdisjoint(layout.text[last.quantity.span[1] : start]):
            return last
    return None
