"""Numbers without words beside the one named before: a part or a share of it, or what takes its place."""

from __future__ import annotations

from intents.reading.binding.bound import WHERE_SPENT, Bound
from intents.reading.binding.fitting import are_alike
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_INCOMES = ("total_income", "sales", "high_tech_income", "other_income")
_LOOK_AHEAD = 12
_AT_ONCE = 8
"""Characters between a number and the words that take it back, where more stands before the right one."""
_ASIDE = 60
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
    said = spoken("takes_back").search(layout.text, start, end)
    if said is None:
        return False
    return end - start <= _LOOK_AHEAD or (said.start() - start <= _AT_ONCE and end - start <= _ASIDE)


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


def part_of_rd(layout: Layout, clause: Clause, bound: Bound, last: Bound | None) -> Bound:
    """其中国外花了90万: of the R&D named before, what was spent abroad, or at home."""
    if bound.concept != "rd" or last is None or last.concept != "rd":
        return bound
    start = bound.quantity.span[0]
    said = [c for c in clause.cues if c.kind in WHERE_SPENT]
    before = [c.kind for c in said if c.start < start]
    between = layout.text[last.quantity.span[1] : start]
    if not before and (len(clause.quantities) == 1 or spoken("among_before").match(between)):
        before = [c.kind for c in said[:1]]  # 其中460万在境内花的
    return replace(bound, concept=WHERE_SPENT[before[-1]], period=None) if before else bound


def is_sum(quantity: Quantity) -> bool:
    """Whether it is money, by its unit or its size."""
    paid = quantity.low is not None and quantity.low >= _SMALLEST_PAID
    return quantity.unit == "money" or (quantity.unit == "bare" and (quantity.scaled or paid))


def instead_of(layout: Layout, quantity: Quantity, denied: Bound | None) -> Bound | None:
    """不是5,000万，是5,200万: what the number that was denied is about, this one is."""
    if denied is None or quantity.unit not in ("bare", denied.quantity.unit):
        return None
    start, end = denied.quantity.span
    is_denied = spoken("denied_number_before").search(layout.text, max(0, start - 20), start)
    is_instead = spoken("instead_between").fullmatch(layout.text, end, quantity.span[0])
    return replace(denied, quantity=quantity) if is_denied and is_instead else None


def now_of(layout: Layout, quantity: Quantity, past: Bound | None) -> Bound | None:
    """研发人员上次说18个，核下来只有13个: what the number before was about, this one is."""
    if past is None or not are_alike(past.quantity, quantity):
        return None
    start = quantity.span[0]
    is_now = spoken("now_before").search(layout.text, layout.clause_at(start).start, start)
    return replace(past, quantity=quantity, cue=None) if is_now else None
