"""The rate of income tax where no word says that a share is one: 按25%交, "a 5% small-profit company"."""

from __future__ import annotations

from decimal import Decimal

from intents.reading.binding.bound import Bound
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken

_FEW_WORDS = 4
_HIGHEST_RATE = Decimal("0.25")
"""The ordinary rate: what is called a rate of more is the deduction's own."""
_TAX_RATES = (Decimal("0.25"), Decimal("0.15"), Decimal("0.05"))


def _is_alone(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """Whether the clause is the number."""
    return layout.text[clause.start : clause.end].strip() == layout.text[slice(*quantity.span)].strip()


def taxed_at(layout: Layout, clause: Clause, quantity: Quantity) -> Bound | None:
    """按25%交: the rate, where nothing is asked."""
    start, end = quantity.span
    if quantity.unit == "bare" and "super_deduction" in layout.kinds:
        return _taxed_without_sign(layout, clause, quantity)
    if quantity.exact in _TAX_RATES and _is_called_ours(layout, clause, quantity):
        return Bound(quantity, "tax_rate", None, None)
    saves = "super_deduction" in layout.kinds and _is_saved_at(layout, clause, quantity)
    if quantity.unit != "share" or (clause.asks and not saves):
        return None
    is_rate = quantity.exact in _TAX_RATES and "super_deduction" in layout.kinds
    of_high_tech = is_rate and spoken("high_tech_taxed_before").search(layout.text, clause.start, start)
    of_small = is_rate and spoken("small_profit_after").match(layout.text, end)
    if of_high_tech or of_small or (is_rate and _is_alone(layout, clause, quantity)):
        return Bound(quantity, "tax_rate", None, None)
    is_short = layout.words_between(clause.start, clause.end) <= _FEW_WORDS
    named = ("super_deduction" in layout.kinds or is_short) and spoken("rate_after").match(layout.text, end)
    if named and not clause.question and quantity.high is not None and quantity.high <= _HIGHEST_RATE:
        return Bound(quantity, "tax_rate", None, None)
    if (
        "super_deduction" in layout.kinds
        and spoken("we_pay_before").search(layout.text, clause.start, start)
        and spoken("rate_ends").match(layout.text, end)
    ):
        return Bound(quantity, "tax_rate", None, None)
    at = saves or spoken("being_taxed").search(layout.text, clause.start, start)
    if is_rate and at and end == clause.end:
        return Bound(quantity, "tax_rate", None, None)
    after = saves or spoken("taxed_after").match(layout.text, end) or layout.text[clause.start : start].isascii()
    return Bound(quantity, "tax_rate", None, None) if at and after else None


def _is_saved_at(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """Whether it is said what is saved at that rate: 按25%能省多少, "what does it save us at 25%"."""
    start, end = quantity.span
    if spoken("saves_after").match(layout.text, end):
        return True
    if quantity.exact in _TAX_RATES and _is_of_a_firm(layout, clause, quantity):
        return True
    return spoken("saved_at_before").search(layout.text, clause.start, start) is not None


def _is_of_a_firm(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """A valve maker on 25%, 25%的税: whoever is said to be on such a share, or what is said to be the tax."""
    start, end = quantity.span
    if spoken("the_tax_after").match(layout.text, end):
        return True
    return spoken("firm_on_before").search(layout.text, clause.start, start) is not None


def _is_called_ours(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    start, end = quantity.span
    if spoken("rate_after").match(layout.text, end) is None:
        return False
    return spoken("our_rate_before").search(layout.text, clause.start, start) is not None


def _taxed_without_sign(layout: Layout, clause: Clause, quantity: Quantity) -> Bound | None:
    """按15交: a rate whose percent sign is left out."""
    start, end = quantity.span
    share = quantity.times(Decimal("0.01"), "share")
    if share.exact not in _TAX_RATES or clause.asks or not spoken("taxed_in_full_after").match(layout.text, end):
        return None
    is_ours = spoken("being_taxed").search(layout.text, clause.start, start) is not None
    return Bound(share, "tax_rate", None, None) if is_ours else None
