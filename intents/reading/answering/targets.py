"""Which fact a number without words of its own is about: the one asked for, said last, or named loosely before it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from decimal import Decimal

from intents.reading.answering.corrections import is_left
from intents.reading.binding.fitting import fits
from intents.reading.layout import Layout
from intents.reading.model import ReadingContext
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.grammar import Grammar, facts_of, load_grammar
from intents.reading.vocabulary.manners import spoken

_LOOSELY = {
    "taxable_income": "profit_loosely",
    "months_unemployment_insurance": "months_loosely",
    "licence_years": "term_loosely",
}
"""Facts that a correction names by words which mean nothing else in the conversation."""
_PREFERRED = ("staff", "insured_staff", "st_staff", "people_laid_off")
_SPANS = frozenset({"months", "years"})
_HEADS = frozenset({"people", "count"})
_MONTHS_A_YEAR = Decimal(12)


def answered_fact(context: ReadingContext, quantity: Quantity, taken: Container[str]) -> str | None:
    """The fact that a number of an answer is about; None where nothing fits.

    One that is counted otherwise than what was asked for answers what else is missing and counted so.
    """
    grammar, asked = load_grammar(), context.asked
    wanted = _only_wanted(grammar, context, quantity, taken)
    if wanted and asked is not None and quantity.unit not in ("bare", grammar.units.get(asked)):
        return wanted
    if asked and _can_be(grammar, asked, quantity):
        return asked
    return wanted or _just_said(grammar, context, quantity)


def corrected_fact(
    context: ReadingContext, quantity: Quantity, taken: Container[str], named: tuple[str, ...]
) -> str | None:
    """The fact that a number of a correction is about, those that are `named` first; None where nothing fits."""
    grammar = load_grammar()
    found = (fact for fact in (*named, *_correctable(context)) if _can_be(grammar, fact, quantity))
    return (
        next(found, None) or _only_wanted(grammar, context, quantity, taken) or _just_said(grammar, context, quantity)
    )


def facts_named(layout: Layout, context: ReadingContext, quantity: Quantity) -> tuple[str, ...]:
    """The known facts that the words before the number name, nearest first: "the layoffs were miscounted, it's 6"."""
    grammar = load_grammar()
    before = [cue for clause in layout.clauses for cue in clause.cues if cue.end <= quantity.span[0]]
    cues = [cue for cue in before if not is_left(layout, cue)]
    concepts = [
        grammar.concepts[cue.kind] for cue in sorted(cues, key=lambda c: -c.end) if cue.kind in grammar.concepts
    ]
    named = tuple(fact for concept in concepts for fact, _ in facts_of(concept) if fact in context.known)
    loosely = tuple(fact for fact, name in _LOOSELY.items() if _is_called(layout, quantity, name))
    return (*named, *(fact for fact in loosely if fact in context.known))


def _is_called(layout: Layout, quantity: Quantity, name: str) -> bool:
    """Whether the fact is named before the number by a word that is too loose to bind one: 利润, 月数."""
    return spoken(name).search(layout.text, 0, quantity.span[0]) is not None


def is_a_profit(layout: Layout, quantity: Quantity, context: ReadingContext) -> bool:
    """Whether it is called a profit where no taxable income is known: that puts no other sum right."""
    return "taxable_income" not in context.known and _is_called(layout, quantity, "profit_loosely")


def _only_wanted(grammar: Grammar, context: ReadingContext, quantity: Quantity, taken: Container[str]) -> str | None:
    """The one missing fact that is counted like this; None where there is none or several."""
    unit = _unit_of(quantity)
    units = _SPANS if unit in _SPANS else {unit}
    fitting = [fact for fact in context.wanted if grammar.units.get(fact) in units and fact not in taken]
    return fitting[0] if len(fitting) == 1 else None


def _just_said(grammar: Grammar, context: ReadingContext, quantity: Quantity) -> str | None:
    """The fact said last, where it is counted like this: "it is 4.7 million, says the accountant"."""
    unit = _unit_of(quantity)
    if not context.recent or grammar.units.get(context.asked or "") == unit:
        return None
    last = context.recent[0]
    return last if last in context.known and grammar.units.get(last) == unit else None


def _unit_of(quantity: Quantity) -> str:
    return "money" if quantity.unit == "bare" and quantity.scaled else quantity.unit


def _correctable(context: ReadingContext) -> Iterator[str]:
    """Facts that may be put right, likeliest first: what was just said before what is asked for."""
    yield from (f for f in context.recent if f in context.known)
    if context.asked:
        yield context.asked
    yield from context.recent
    yield from (f for f in _PREFERRED if f in context.known)
    yield from context.known


def _can_be(grammar: Grammar, fact: str, quantity: Quantity) -> bool:
    concept = grammar.concept_of.get(fact)
    if quantity.unit == "people" and grammar.units.get(fact) not in _HEADS:
        return False  # its concept may count heads all the same: so many insured, for so many months
    if quantity.unit == "share" and grammar.units.get(fact) != "share":
        return False  # its concept has a share beside the number: 4% are no people
    if quantity.unit == "count" and grammar.units.get(fact) in _SPANS:
        return False  # 6个 are no months
    if quantity.unit in _SPANS and grammar.units.get(fact) not in _SPANS:
        return False  # its concept has a time beside the sum: 10 months are no money
    return concept is not None and fits(concept, quantity)


def in_unit_of(fact: str, quantity: Quantity) -> Quantity:
    """The quantity counted as the fact is: years as months."""
    if quantity.unit == "years" and load_grammar().units.get(fact) == "months":
        return quantity.times(_MONTHS_A_YEAR, "months")
    return quantity
