"""What is counted each quarter and averaged over the year: staff and assets."""

from __future__ import annotations

from decimal import Decimal

from intents.reading.binding.around import is_said_around
from intents.reading.binding.bound import Bound
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from knowledge.records import replace

_AVERAGE = ("平均", "averag", "mean")
_AVERAGED = frozenset({"staff", "assets"})
"""What the rules count as the average of the quarters."""
_OF_A_DAY = ("月", "日")


def averages_only(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """Of what is counted each quarter only the average: 290, 300, 310 and 300, which averages 300."""
    if not any(word in layout.text for word in _AVERAGE):
        return _between_ends(layout, bound)
    found = {b.concept: b for b in bound if b.concept in _AVERAGED and _is_average(layout, b.quantity)}
    return [b for b in bound if found.get(b.concept, b) is b]


def _between_ends(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """What is told of the year's start and of its end leaves the average between the two: 年初310人，年末290人."""
    for first in bound:
        if first.concept not in _AVERAGED or not _is_at_the_start(layout, first.quantity):
            continue
        last = _at_the_end(layout, first.quantity)
        if last is None or any(b.quantity is last and b.concept != first.concept for b in bound):
            continue
        low, high = sorted((first.quantity.exact or Decimal(0), last.exact or Decimal(0)))
        whole = replace(first, quantity=replace(first.quantity, low=low, high=high))
        return [whole if b is first else b for b in bound if b.quantity is not last]
    return bound


def _at_the_end(layout: Layout, first: Quantity) -> Quantity | None:
    """The next number, where it is what was there at the end of the year."""
    behind = [q for q in layout.quantities if q.span[0] >= first.span[1] and q.noun not in _OF_A_DAY]
    last = min(behind, key=lambda q: q.span, default=None)
    if last is None or last.exact is None or first.exact is None or last.unit not in (first.unit, "bare"):
        return None
    return last if is_said_around(layout, last, "at_the_end", "at_the_end_after") else None


def of_the_start(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """Of two numbers of insured staff the one at the year's start: 年初参保80人，年底78人."""
    insured = [b for b in bound if b.concept == "insured_staff" and b.quantity.unit not in ("months", "years")]
    if len(insured) < 2:
        return bound
    first = next((b for b in insured if _is_at_the_start(layout, b.quantity)), None)
    return bound if first is None else [b for b in bound if b is first or b not in insured]


def is_average_of(layout: Layout, quantity: Quantity, concept: str) -> bool:
    """资产年初4,000万，年末6,000万，季度平均5,000万: whether it is said to average those of the concept before it."""
    if concept not in _AVERAGED or not any(word in layout.text for word in _AVERAGE):
        return False
    return _is_average(layout, quantity)


def _is_average(layout: Layout, quantity: Quantity) -> bool:
    return is_said_around(layout, quantity, "averaged_before", "averaged_after")


def _is_at_the_start(layout: Layout, quantity: Quantity) -> bool:
    return is_said_around(layout, quantity, "at_the_start", "at_the_start_after")
