"""Small sums without 万 or 元: 研发花了80, "assets 20". They may be either, so nothing is read from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from intents.reading.binding.bound import Bound, as_value
from intents.reading.binding.othernumbers import is_not_ours
from intents.reading.binding.periods import period_of
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.model import Ambiguity, ReadFact
from intents.reading.numbers.quantities import Quantity
from intents.reading.sums.figures import fact_of_period
from intents.reading.vocabulary.grammar import Grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_BELOW = 10_000
_TEN_THOUSAND = Decimal(10_000)
_VERBS = ("months_paid",)
"""Classes of words that stand between a sum and what it is of: 失业保险缴了80."""
_NEAR = 3
"""Words between what the sum is of and the number."""


def is_unclear(quantity: Quantity) -> bool:
    """Whether a sum of money without 万 or 元 is so small that it may be either."""
    largest = quantity.high if quantity.high is not None else quantity.low
    return quantity.unit == "bare" and not quantity.scaled and largest is not None and 0 < largest < _BELOW


def either_sum(fact: str, quantity: Quantity) -> Ambiguity:
    """The number as yuan and as ten thousands of them."""
    return Ambiguity(fact, quantity.span, (as_value(quantity), as_value(quantity, _TEN_THOUSAND)))


def unclear_sums(
    layout: Layout, grammar: Grammar, bound: list[Bound], facts: list[ReadFact], day: date
) -> tuple[Ambiguity, ...]:
    """The facts whose sum is said right behind their word, at the end of a clause, without its unit."""
    if len(bound) == len(layout.quantities):
        return ()
    used = {item.quantity.span for item in bound}
    told = {fact.fact for fact in facts}
    found = (_unclear(layout, grammar, q, day) for q in layout.quantities if q.span not in used and is_unclear(q))
    return tuple(one for one in found if one is not None and one.fact not in told)


def _unclear(layout: Layout, grammar: Grammar, quantity: Quantity, day: date) -> Ambiguity | None:
    clause = layout.clause_at(quantity.span[0])
    if clause.hearsay or clause.theirs or clause.general:
        return None
    cue = _word_before(layout, grammar, clause, quantity)
    if cue is None or spoken("sum_tail").match(layout.text[quantity.span[1] : clause.end]) is None:
        return None
    period = period_of(layout, clause, quantity, day.year)
    item = Bound(quantity, cue.kind, cue, period)
    fact = fact_of_period(grammar.concepts[cue.kind], period, day)
    return None if fact is None or is_not_ours(layout, clause, item) else either_sum(fact, quantity)


def _word_before(layout: Layout, grammar: Grammar, clause: Clause, quantity: Quantity) -> Cue | None:
    """The last word before the number, if it is of money and near."""
    before = [cue for cue in clause.cues if cue.end <= quantity.span[0] and cue.kind in grammar.concepts]
    before = [cue for cue in before if cue.kind not in _VERBS]
    if not before:
        return None
    cue = max(before, key=lambda c: (c.end, -c.start))
    concept = grammar.concepts[cue.kind]
    is_money = concept.unit == "money" and (concept.topic is None or concept.topic in layout.kinds)
    return cue if is_money and layout.words_between(cue.end, quantity.span[0]) <= _NEAR else None
