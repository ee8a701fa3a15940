"""Sums of R&D that another sum or another clause explains: one of two years together, ours beside a rival's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from intents.reading.binding.bound import BY_YEARS, Bound
from intents.reading.binding.periods import SEVERAL_YEARS, YEAR_BEFORE
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_OTHER = {"this_year": "last_year", "last_year": "this_year"}
_YEARS = (*_OTHER, YEAR_BEFORE)
_ASIDE = 2
"""Clauses back to what stands before an aside."""
_ZERO = Decimal(0)
_LEAST, _MOST = Decimal("0.1"), Decimal(10)
"""How far the sums of two years are apart at most."""


def of_two_years(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """A sum of two years with one of them gives the other: 两年一共2700万，今年1500万; alone it says of neither."""
    if "registered_words" in layout.kinds or "age_words" in layout.kinds:
        return bound  # of a firm two years old it is the sum since its founding
    whole = next((b for b in bound if b.concept == "rd" and _is_of_two(layout, b)), None)
    if whole is None:
        return bound
    rest = [b for b in bound if b is not whole]
    years = {b.period: b for b in rest if b.concept == "rd" and b.period in _OTHER and b.quantity.exact is not None}
    if len(years) != 1 or whole.quantity.exact is None:
        return rest
    period, one = next(iter(years.items()))
    left = whole.quantity.exact - (one.quantity.exact or _ZERO)
    other = replace(whole.quantity, low=left, high=left)
    return [*rest, Bound(other, "rd", whole.cue, _OTHER[period or ""])] if left >= 0 else rest


def _is_of_two(layout: Layout, bound: Bound) -> bool:
    start, end = bound.quantity.span
    clause = layout.clause_at(start)
    if (
        bound.period not in (None, *SEVERAL_YEARS)
        and spoken("two_years_together").search(layout.text, start, end) is None
    ):
        return False
    return spoken("two_years_together").search(layout.text, clause.start, start) is not None


def ours_beside_theirs(layout: Layout, clause: Clause, quantity: Quantity, period: str | None) -> Bound | None:
    """What ours did behind what another's R&D did: 同行研发多了2000万，我们只多了150万."""
    if period not in ("increase", "decrease") or quantity.unit not in ("money", "bare") or not _is_ours(layout, clause):
        return None
    earlier: Sequence[Clause] = layout.clauses[: layout.index_at(clause.start)]
    told = [c for c in earlier if c.has("rd") and (c.hearsay or c.theirs)]
    return Bound(quantity, "rd", None, period) if told else None


def _is_ours(layout: Layout, clause: Clause) -> bool:
    return spoken("ours_first").match(layout.text, clause.start, clause.end) is not None


def after_an_aside(layout: Layout, clause: Clause, quantity: Quantity, period: str | None) -> Bound | None:
    """What goes on about R&D behind an aside: 研发投入（含设备）增加了50万, "R&D, as I said, rose by 500,000"."""
    index = layout.index_at(clause.start)
    if period not in ("increase", "decrease") or quantity.unit not in ("money", "bare") or index < _ASIDE:
        return None
    aside, before = layout.clauses[index - 1], layout.clauses[index - _ASIDE]
    ends = [c.end for c in before.of("rd")]
    if not ends or aside.quantities or aside.has("rd") or before.sentence != clause.sentence:
        return None
    starts = spoken("goes_up_or_down").match(layout.text, clause.start, clause.end)
    is_cut_off = layout.words_between(ends[-1], before.end) <= 1
    return Bound(quantity, "rd", None, period) if starts and is_cut_off else None


def alike_in_size(bound: list[Bound]) -> list[Bound]:
    """A sum of one year without its 万 beside that of another with it: 去年1200，今年1500万."""
    for concept in BY_YEARS:
        mine = [b for b in bound if b.concept == concept and b.period in _OTHER and b.quantity.exact is not None]
        if len(mine) == len(_OTHER):
            bound = [_scaled(b, mine) if b in mine else b for b in bound]
    return bound


def _scaled(one: Bound, both: list[Bound]) -> Bound:
    other = both[1] if one is both[0] else both[0]
    made = in_scale_of(one.quantity, other.quantity)
    return one if made is None else replace(one, quantity=made)


def of_another_year(quantity: Quantity, period: str | None, last: Bound | None) -> Bound | None:
    """A bare number of another year behind a sum in millions: "15 million this year, 12 the year before"."""
    if last is None or last.concept not in BY_YEARS or period is None or period == last.period:
        return None
    made = in_scale_of(quantity, last.quantity)
    return None if made is None or period not in _YEARS else Bound(made, last.concept, last.cue, period)


def in_scale_of(quantity: Quantity, other: Quantity) -> Quantity | None:
    """The bare number in the unit of the other; None where it has one, or is not of that size then."""
    if quantity.unit != "bare" or quantity.scaled or not other.scaled or not quantity.exact or not other.exact:
        return None
    made = quantity.times(other.scale, "money")
    ratio = (made.exact or _ZERO) / other.exact
    return replace(made, scaled=True) if _LEAST <= ratio <= _MOST else None
