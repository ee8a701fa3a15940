"""Sums that are told in parts: 二月免了20万，三月免了15万; what was due and what was taken."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from intents.reading.binding.bound import Bound
from intents.reading.layout import Layout
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_SUMS = {"rent": "waived", "waived": "waived", "bus": "bus", "bus_bill": "bus"}
"""Concept -> what its parts add up to."""
_MONEY = ("money", "bare")
_LOOK_BACK = 16
_ZERO = Decimal(0)


def summed_up(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """The numbers, those of parts that have their own month, way or turn as the one sum that they come to."""
    for name in ("waived", "bus"):
        parts = [b for b in bound if _SUMS.get(b.concept) == name and b.quantity.exact is not None]
        if len(parts) > 1:
            bound = _added(layout, bound, parts)
    return bound


def _added(layout: Layout, bound: list[Bound], parts: Sequence[Bound]) -> list[Bound]:
    said = [_before(layout, part) for part in parts]
    if any(spoken("in_all_before").search(text) for text in said):
        return bound
    named = {found.group() for text in said if (found := spoken("part_named_before").search(text))}
    if len(named) < len(parts):
        return bound
    total = sum((part.quantity.exact or _ZERO for part in parts), _ZERO)
    span = min(p.quantity.span[0] for p in parts), max(p.quantity.span[1] for p in parts)
    whole = replace(parts[0].quantity, low=total, high=total, span=span)
    gone = {id(part) for part in parts}
    return [*(b for b in bound if id(b) not in gone), replace(parts[0], quantity=whole)]


def _before(layout: Layout, part: Bound) -> str:
    """What stands before the number, as far as the number before it."""
    start = part.quantity.span[0]
    sums = (q for q in layout.quantities if q.unit in _MONEY)
    last = max((q.span[1] for q in sums if q.span[1] <= start), default=0)
    return layout.text[max(last, start - _LOOK_BACK) : start]
