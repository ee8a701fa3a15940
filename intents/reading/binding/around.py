"""What is said around a number: before it in its clause, or right behind it."""

from __future__ import annotations

from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken


def is_said_around(layout: Layout, quantity: Quantity, before: str, after: str, *, start: int | None = None) -> bool:
    """Whether the manner `before` stands before the number, in its clause or from `start` on, or `after` behind it."""
    number, end = quantity.span
    start = layout.clause_at(number).start if start is None else start
    if spoken(before).search(layout.text, start, number):
        return True
    return spoken(after).match(layout.text, end) is not None


def end_of_last(layout: Layout, quantity: Quantity, *, but: str = "") -> int:
    """Where the number before this one ends, of those not of the unit `but`; the start of the clause where none is."""
    start = quantity.span[0]
    clause = layout.clause_at(start)
    ends = [q.span[1] for q in clause.quantities if q.span[1] <= start and q.unit != but]
    return ends[-1] if ends else clause.start
