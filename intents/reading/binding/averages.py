"""What is counted each quarter and averaged over the year: staff and assets."""

from __future__ import annotations

from intents.reading.binding.around import is_said_around
from intents.reading.binding.bound import Bound
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity

_AVERAGE = ("平均", "averag", "mean")
_AVERAGED = frozenset({"staff", "assets"})
"""What the rules count as the average of the quarters."""


def averages_only(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """Of what is counted each quarter only the average: 290, 300, 310 and 300, which averages 300."""
    if not any(word in layout.text for word in _AVERAGE):
        return bound
    found = {b.concept: b for b in bound if b.concept in _AVERAGED and _is_average(layout, b.quantity)}
    return [b for b in bound if found.get(b.concept, b) is b]


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
