"""Numbers that say something together: parts and their whole, sums year by year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from intents.reading.binding.around import is_said_around
from intents.reading.binding.bound import BY_YEARS, Bound
from intents.reading.binding.periods import YEAR_BEFORE
from intents.reading.binding.research import alike_in_size, of_two_years
from intents.reading.binding.turns import RESEARCHERS
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity, scaled_alike
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_PARTS = RESEARCHERS | {"dispatched"}
_NO_ONE_YEAR = (None, "three_years", "several_years", "last_year")
_THREE = 3
_LOOK_BACK = 16
_HEADS = ("个", "名", "位")
_MOST_PEOPLE = 10000
_ZERO = Decimal(0)


def put_together(layout: Layout, bound: list[Bound], year: int) -> list[Bound]:
    """The numbers with what two or three of them say together."""
    if len(layout.quantities) > 1 and any(b.concept in _PARTS for b in bound):
        bound = _whole_of_parts(layout, bound)
    bound = of_two_years(layout, alike_in_size(bound))
    return [*bound, *_of_three_years(bound, year)] if any(b.concept in BY_YEARS for b in bound) else bound


def _whole_of_parts(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """技术人员20，普通员工60，合计80; 除了15个技术员，其余105个都是工人: the sum is the staff."""
    part = next(b for b in bound if b.concept in _PARTS)
    sentence = layout.clause_at(part.quantity.span[0]).sentence
    others = [
        q
        for q in layout.quantities
        if q.span != part.quantity.span and _is_count(q) and abs(layout.clause_at(q.span[0]).sentence - sentence) <= 1
    ]
    if not _is_count(part.quantity) or not others:
        return bound
    mine = part.quantity.exact or _ZERO
    for rest, whole in combinations(others, 2):
        if (rest.exact or _ZERO) + mine == whole.exact and _is_total(layout, whole):
            counted = (rest, whole, part.quantity) if part.concept == "dispatched" else (rest, whole)
            return [*_without(bound, *counted), Bound(whole, "staff", None, None)]
    for rest in others if part.concept != "dispatched" else ():
        if spoken("rest_of_staff_before").search(
            layout.text, max(0, rest.span[0] - _LOOK_BACK), rest.span[0]
        ) and not _is_told(bound, rest):
            total = (rest.exact or _ZERO) + mine
            span = min(rest.span[0], part.quantity.span[0]), max(rest.span[1], part.quantity.span[1])
            return [*_without(bound, rest), Bound(replace(rest, low=total, high=total, span=span), "staff", None, None)]
    return bound


def _is_total(layout: Layout, quantity: Quantity) -> bool:
    start = max(0, quantity.span[0] - _LOOK_BACK)
    return is_said_around(layout, quantity, "total_of_people_before", "total_of_people_after", start=start)


def _is_count(quantity: Quantity) -> bool:
    few = quantity.exact is not None and 0 < quantity.exact < _MOST_PEOPLE
    is_people = quantity.unit in ("people", "bare") or quantity.noun in _HEADS
    return few and is_people and not quantity.scaled


def _is_told(bound: Sequence[Bound], rest: Quantity) -> bool:
    """Whether the staff is told by another number than that of the rest."""
    return any(b.concept == "staff" and b.quantity.span != rest.span for b in bound)


def _without(bound: Sequence[Bound], *gone: Quantity) -> list[Bound]:
    spans = {q.span for q in gone}
    return [b for b in bound if b.quantity.span not in spans]


def _of_three_years(bound: Sequence[Bound], year: int) -> list[Bound]:
    """Sums of three years where each year has its own: 2023年3000万，2024年4000万，2025年5000万."""
    out: list[Bound] = []
    for concept in BY_YEARS:
        mine = {b.period: b for b in bound if b.concept == concept and b.quantity.exact is not None}
        before = mine.get(YEAR_BEFORE) or mine.get(f"year_{year - 2}")
        first = mine.get(f"year_{year - 3}")
        last = mine.get("last_year")
        if first and before and last and "three_years" not in mine:
            out.append(_summed([first, before, last]))
    return out


def _summed(bound: Sequence[Bound]) -> Bound:
    total = sum((b.quantity.exact or _ZERO for b in bound), _ZERO)
    span = min(b.quantity.span[0] for b in bound), max(b.quantity.span[1] for b in bound)
    return replace(
        bound[-1], quantity=replace(bound[-1].quantity, low=total, high=total, span=span), period="three_years"
    )


def listed_years(layout: Layout, bound: Bound, before: Sequence[Bound], year: int) -> list[Bound]:
    """A sum of three years that is told year by year, 三年研发150万+200万+250万, or as so much a year.

    With it the last year's, where the years were named `before`.
    """
    quantity = bound.quantity
    if bound.concept not in BY_YEARS or quantity.exact is None or bound.period not in _NO_ONE_YEAR:
        return [bound]
    if _is_a_year(layout, bound):
        return [replace(bound, quantity=quantity.times(Decimal(_THREE), quantity.unit), period="three_years")]
    three = _list_of_three(layout, quantity)
    sentence = layout.clause_at(quantity.span[0]).sentence
    of_three = bound.period or any(c.sentence == sentence and c.has("three_years") for c in layout.clauses)
    named = any((b.period or "").startswith("year_") for b in before) or _are_named(layout, sentence, year)
    of_three = of_three or "hte_recognition" in layout.kinds
    if not three or not (of_three or named or any(b.period == "three_years" for b in before)):
        return [bound]
    last = [replace(bound, quantity=three[-1], period="last_year")] if named else []
    return [_summed([replace(bound, quantity=q) for q in three]), *last]


def _list_of_three(layout: Layout, first: Quantity) -> list[Quantity]:
    """The sum and the two that follow it without a word between; empty where there are none."""
    at = next((i for i, q in enumerate(layout.quantities) if q.span == first.span), len(layout.quantities))
    three = layout.quantities[at : at + _THREE]
    three = [scaled_alike(q, three[-1]) for q in three]  # 25, 30 and 33 million
    if len(three) < _THREE or any(q.exact is None or not (q.scaled or q.unit == "money") for q in three):
        return []
    gaps = ((a.span[1], b.span[0]) for a, b in pairwise(three))
    return three if all(spoken("next_in_list").fullmatch(layout.text, *gap) for gap in gaps) else []


def _are_named(layout: Layout, sentence: int, year: int) -> bool:
    """Whether the last three years are named in the sentence: 2023、2024、2025年销售分别是…."""
    said = {token.year for c in layout.clauses if c.sentence == sentence for token in c.dates}
    return {year - 3, year - 2, year - 1} <= said


def _is_a_year(layout: Layout, bound: Bound) -> bool:
    """Whether the sum is that of each of three years."""
    if not is_said_around(layout, bound.quantity, "a_year_before", "a_year_after"):
        return False
    end = bound.quantity.span[1]
    return bound.period == "three_years" or spoken("three_years_running").match(layout.text, end) is not None
