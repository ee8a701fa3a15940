"""What the employer and its staff paid into unemployment insurance, told apart: the sum of both is what was paid."""

from __future__ import annotations

from decimal import Decimal

from intents.reading.bound import Bound
from intents.reading.layout import Layout
from intents.reading.manners import spoken
from knowledge.records import replace

_PAYERS = ("paid_by_employer", "paid_by_staff")


def of_both_payers(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """What the employer and what its staff paid, as the one sum of both: 单位缴了8万、个人缴了4万."""
    paid = [b for b in bound if b.concept == "ui_paid" and b.quantity.exact is not None and b.quantity.unit != "months"]
    payers = [next((p for p in _PAYERS if _is_paid_by(layout, b, p)), None) for b in paid]
    if len(paid) != len(_PAYERS) or set(payers) != set(_PAYERS) or len({b.period for b in paid} - {None}) > 1:
        return bound
    first, second = paid
    both = (first.quantity.exact or Decimal(0)) + (second.quantity.exact or Decimal(0))
    span = first.quantity.span[0], second.quantity.span[1]
    whole = replace(first.quantity, low=both, high=both, span=span)
    summed = replace(first, quantity=whole, period=first.period or second.period)
    return [summed if b is first else b for b in bound if b is not second]


def _is_paid_by(layout: Layout, item: Bound, payer: str) -> bool:
    start, end = item.quantity.span
    clause = layout.clause_at(start)
    before = [q.span[1] for q in clause.quantities if q.span[1] <= start]
    said = spoken(f"{payer}_before").search(layout.text, before[-1] if before else clause.start, start)
    return said is not None or spoken(f"{payer}_after").match(layout.text, end) is not None
