"""Of R&D that was partly capitalised only what was expensed: 研发120万，其中资本化30万."""

from __future__ import annotations

from intents.reading.binding.around import end_of_last, is_said_around
from intents.reading.binding.bound import Bound
from intents.reading.binding.parts import is_sum
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_WORDS = ("资本化", "无形资产", "capitalis", "capitaliz", "intangible")
_OF_THE_YEAR = (None, "last_year")


def expensed_only(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """The sums without what was capitalised; R&D of the year is what was expensed, told or worked out."""
    if not any(word in layout.text for word in _WORDS):
        return bound
    capital = [q for q in layout.quantities if is_sum(q) and _is(layout, q, "capitalised")]
    if not capital:
        return bound
    rest = [b for b in bound if b.quantity not in capital]
    spent = [b for b in rest if b.concept == "rd" and b.period in _OF_THE_YEAR]
    if not spent:
        return rest
    told = next((q for q in layout.quantities if q not in capital and is_sum(q) and _is(layout, q, "expensed")), None)
    expensed = told or _difference(layout, spent[0].quantity, capital[0])
    return [*(b for b in rest if b not in spent and b.quantity != told), replace(spent[0], quantity=expensed)]


def _is(layout: Layout, quantity: Quantity, what: str) -> bool:
    start = end_of_last(layout, quantity)
    return is_said_around(layout, quantity, f"{what}_before", f"{what}_after", start=start)


def _difference(layout: Layout, whole: Quantity, capital: Quantity) -> Quantity:
    """The whole without the part, where the second is said to be part of the first; else what was told first."""
    between = layout.text[whole.span[1] : capital.span[0]]
    end = capital.span[1]
    is_part = spoken("part_of_spending").search(between) or spoken("part_of_it_after").match(layout.text, end)
    is_part = is_part or spoken("rest_expensed").match(layout.text, end)
    if whole.exact is None or capital.exact is None or not is_part:
        return whole
    left = whole.exact - capital.exact
    return replace(whole, low=left, high=left, span=(whole.span[0], end)) if left > 0 else whole
