"""Sums of technology transfers that no word binds: that of a second deal, or what is left to be the price."""

from __future__ import annotations

from decimal import Decimal

from intents.reading.binding.bound import Bound
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken

_SUMMED = ("transfer_net", "receipts")
_PARTS = ("transfer_cost", "transfer_taxes", "equipment_part")
_OF_SUMS = frozenset({*_SUMMED, *_PARTS, "sales", "rd", "assets", "taxable_income", "pay", "loan", "income_tax"})


def of_deals(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """The numbers with those of deals that no word binds."""
    if "transfer_topic" not in layout.kinds or len(layout.quantities) == len(bound):
        return bound
    taken = {b.quantity.span for b in bound}
    loose = [q for q in layout.quantities if q.span not in taken and q.scaled and q.unit in ("money", "bare")]
    if not loose:
        return bound
    out = [*bound, *_of_second_deals(layout, bound, loose)]
    return out if len(out) > len(bound) else [*bound, *_price_left(layout, bound, loose)]


def _of_second_deals(layout: Layout, bound: list[Bound], loose: list[Quantity]) -> list[Bound]:
    """Two deals, of 3 million net and 3.8 million: the second number is of what the first is of."""
    if spoken("several_deals").search(layout.text) is None:
        return []
    out = []
    for first in bound:
        behind = [q for q in loose if q.span[0] > first.quantity.span[1]] if first.concept in _SUMMED else []
        if behind and not _has_words_between(layout, first.quantity, behind[0]):
            out.append(Bound(behind[0], first.concept, None, first.period))
    return out


def _has_words_between(layout: Layout, first: Quantity, second: Quantity) -> bool:
    cues = (c for clause in layout.clauses for c in clause.cues if first.span[1] <= c.start < second.span[0])
    return any(c.kind in _OF_SUMS for c in cues)


def _price_left(layout: Layout, bound: list[Bound], loose: list[Quantity]) -> list[Bound]:
    """Eleven million in all, of which cost and taxes are told: the price."""
    told = {b.concept: b.quantity.exact for b in bound}
    costs = [told.get(part) for part in _PARTS if part in told]
    if len(loose) != 1 or "transfer_cost" not in told or not set(_SUMMED).isdisjoint(told) or None in costs:
        return []
    price = loose[0].exact
    is_more = price is not None and price > sum((c for c in costs if c is not None), Decimal(0))
    return [Bound(loose[0], "receipts", None, None)] if is_more else []
