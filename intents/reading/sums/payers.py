"""What the employer and its staff paid into unemployment insurance, told apart: the sum of both is what was paid."""

from __future__ import annotations

from decimal import Decimal

from intents.reading.binding.around import end_of_last, is_said_around
from intents.reading.binding.bound import Bound
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_LEAST = 1000
"""A bare number from here on is money."""


def of_both_payers(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """What the employer and what its staff paid, as the one sum of both: 单位缴了8万、个人缴了4万."""
    paid = {b.quantity.span: b for b in bound if b.concept == "ui_paid"}
    if not paid or len(layout.quantities) == 1:
        return bound
    sums = [q for q in layout.quantities if q.unit in ("money", "bare") and (q.exact or 0) >= _LEAST]
    own = next((q for q in sums if _is_paid_by(layout, q, "paid_by_employer")), None)
    staffs = next((q for q in sums if q is not own and _is_paid_by(layout, q, "paid_by_staff")), None)
    if own is None or staffs is None or paid.keys().isdisjoint((own.span, staffs.span)):
        return _really_paid(layout, bound, list(paid.values()))
    both = (own.exact or Decimal(0)) + (staffs.exact or Decimal(0))
    span = min(own.span[0], staffs.span[0]), max(own.span[1], staffs.span[1])
    told = paid.get(own.span) or paid[staffs.span]
    period = next((b.period for b in paid.values() if b.period), None)
    summed = replace(told, quantity=replace(own, low=both, high=both, span=span), period=period)
    return [*(b for b in bound if b.quantity.span not in (own.span, staffs.span)), summed]


def _really_paid(layout: Layout, bound: list[Bound], paid: list[Bound]) -> list[Bound]:
    """Of two sums of one year the one that was really paid: premiums of 88k, of which 84k was actually paid."""
    if len(paid) < 2:
        return bound
    real = [b for b in paid if spoken("really_paid_after").match(layout.text, b.quantity.span[1])]
    return [b for b in bound if b in real or b not in paid] if len(real) == 1 else bound


def _is_paid_by(layout: Layout, quantity: Quantity, payer: str) -> bool:
    start = end_of_last(layout, quantity, but="share")
    return is_said_around(layout, quantity, f"{payer}_before", f"{payer}_after", start=start)
