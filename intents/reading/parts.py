"""Numbers without words beside the one named before: a part or a share of it, or what takes its place."""

from __future__ import annotations

from intents.reading.bound import Bound
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.manners import spoken
from intents.reading.quantities import Quantity

_INCOMES = ("total_income", "sales", "high_tech_income", "other_income")
_LOOK_AHEAD = 12
_SMALLEST_PAID = 1000
"""A bare number from here on, next to "paid", is money."""


def share_of_sales(layout: Layout, clause: Clause, quantity: Quantity, last: Bound | None) -> Bound | None:
    """Sales over three years 120 million, R&D 5%: of the sales named right before."""
    if quantity.unit != "share" or last is None or last.concept != "sales":
        return None
    before = spoken("research_share_before").search(layout.text, clause.start, quantity.span[0])
    return Bound(quantity, "rd_share", None, last.period) if before else None


def takes_back(layout: Layout, first: Quantity, second: Quantity) -> bool:
    """所得额300万，报少了，是310万: whether the second takes the place of the first."""
    start, end = first.span[1], second.span[0]
    return end - start <= _LOOK_AHEAD and spoken("takes_back").search(layout.text, start, end) is not None


def part_of_income(layout: Layout, quantity: Quantity, last: Bound | None) -> Bound | None:
    """总收入5,000万，其中高新2,900万: a part of the income named before."""
    if last is None or last.concept not in _INCOMES or not is_sum(quantity):
        return None
    start, end = quantity.span
    clause = layout.clause_at(start)
    for manner, concept in (("other_part", "other_income"), ("high_tech_part", "high_tech_income")):
        before = spoken(f"{manner}_before").search(layout.text, clause.start, start)
        if before or spoken(f"{manner}_after").match(layout.text, end, clause.end):
            return Bound(quantity, concept, None, None)
    return None


def is_sum(quantity: Quantity) -> bool:
    """Whether it is money, by its unit or its size."""
    paid = quantity.low is not None and quantity.low >= _SMALLEST_PAID
    return quantity.unit == "money" or (quantity.unit == "bare" and (quantity.scaled or paid))
