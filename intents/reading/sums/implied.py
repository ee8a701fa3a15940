"""Figures that follow from others of the message: of a young company, with dispatched workers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from intents.reading.binding.bound import Bound
from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.vocabulary.manners import spoken
from knowledge.values import number_to_json

_YOUNG_DAYS = 366
_LOOK_BACK = 16


def young_company(layout: Layout, facts: list[ReadFact], day: date) -> list[ReadFact]:
    """Of an enterprise not older than a year the last year is all there is: its sums are those of three years too."""
    by_fact = {f.fact: f for f in facts}
    age = by_fact.get("age_days")
    is_one = age is not None and isinstance(age.value, int) and age.value <= _YOUNG_DAYS
    young = is_one or any(t.first == t.last and 0 <= (day - t.first).days <= _YOUNG_DAYS for t in layout.dates)
    young = young and "registered_words" in layout.kinds
    if not young and not spoken("one_year_only").search(layout.text):
        return facts
    for last, three in (("sales_last_year", "sales_3_years"), ("rd_spend_last_year", "rd_spend_3_years")):
        if last in by_fact and three not in by_fact:
            facts.append(_renamed(by_fact[last], three))
        elif three in by_fact and last not in by_fact:
            facts.append(_renamed(by_fact[three], last))
    return facts


def _renamed(found: ReadFact, fact: str) -> ReadFact:
    return ReadFact(fact, found.value, found.span, found.cue)


def dispatched_added(layout: Layout, bound: list[Bound], facts: list[ReadFact]) -> list[ReadFact]:
    """Dispatched workers count as staff: 280 of our own and 20 dispatched are 300, unless they are among them.

    A total told behind them holds them already: 还有50个派遣，一共310人.
    """
    extra = next((b for b in bound if b.concept == "dispatched" and b.quantity.exact is not None), None)
    staff = next((f for f in facts if f.fact == "staff" and isinstance(f.value, int | float)), None)
    if extra is None or staff is None or extra.quantity.exact is None:
        return facts
    before = layout.text[max(0, extra.quantity.span[0] - _LOOK_BACK) : extra.quantity.span[0]]
    added = spoken("added_between").search(layout.text, extra.span[1], staff.span[0])
    if (spoken("among_them").search(before) and not added) or spoken("counted_in_after").match(
        layout.text, extra.span[1]
    ):
        return facts
    if extra.span[1] <= staff.span[0] and spoken("total_of_people_before").search(layout.text, 0, staff.span[0]):
        return facts
    spans = [staff.span, extra.span]
    span = min(s for s, _ in spans), max(e for _, e in spans)
    total = ReadFact("staff", number_to_json(Decimal(str(staff.value)) + extra.quantity.exact), span, staff.cue)
    return [total if f is staff else f for f in facts]
