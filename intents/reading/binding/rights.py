"""Of intellectual property only what was granted: 3件发明，其中2件还在申请."""

from __future__ import annotations

from decimal import Decimal

from intents.reading.binding.bound import Bound
from intents.reading.layout import Layout
from intents.reading.numbers.numerals import chinese_numeral, english_numeral
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

RIGHTS = frozenset({"class_1", "class_2"})
"""Concepts that are numbers of them."""


def granted_only(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """The numbers, those of rights without what is said to be only applied for."""
    if not any(b.concept in RIGHTS for b in bound):
        return bound
    return [_granted(layout, b) if b.concept in RIGHTS else b for b in bound]


def _granted(layout: Layout, bound: Bound) -> Bound:
    said = spoken("pending_part_after").match(layout.text, bound.quantity.span[1])
    have = bound.quantity.exact
    if said is None or have is None:
        return bound
    word = said["less"] or said["english"]
    less = Decimal(word) if word.isdigit() else chinese_numeral(word) or english_numeral([word]) or Decimal(0)
    left = have - less
    return replace(bound, quantity=replace(bound.quantity, low=left, high=left)) if left >= 0 else bound
