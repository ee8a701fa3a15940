"""Numbers without words of their own: made the fact that was asked for, or that is put right."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from intents.reading.answering.answers import PARTS_OF_STAFF
from intents.reading.answering.corrections import is_replaced, without_denied
from intents.reading.answering.targets import answered_fact, corrected_fact, facts_named, in_unit_of, is_a_profit
from intents.reading.binding.bound import Bound, as_value
from intents.reading.binding.periods import YEAR_BEFORE
from intents.reading.layout import Layout, Span
from intents.reading.model import ReadFact, ReadingContext, is_exact
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.grammar import Grammar, facts_of, load_grammar
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_SHORT = 20
"""Characters of a message that may put right what was said last without saying so."""


def redirected(
    layout: Layout, facts: list[ReadFact], bound: Sequence[Bound], context: ReadingContext, *, correcting: bool
) -> list[ReadFact]:
    """Numbers without words of their own go to the fact that was asked for, or that is being corrected.

    `bound` are the numbers with their words: one whose words name something that is no fact stays away from all.
    """
    if not _may_be_meant(layout, context, correcting=correcting):
        return facts
    left = [f for f in facts if correcting and is_replaced(layout, f)]
    facts = [f for f in facts if f not in left]
    worded = [f for f in facts if (f.cue or not f.is_number) and not (correcting and _only_rose(f))]
    loose = _loose(layout, [f.span for f in (*worded, *left)], bound)
    taken = {f.fact for f in worded if f.cue}
    moved = _put_right(layout, context, loose, left, taken) if correcting else _answers(layout, context, loose, taken)
    out, gone = [*worded, *moved], {f.span for f in moved}
    taken |= {f.fact for f in moved}
    return out + [f for f in facts if f not in out and f.span not in gone and f.fact not in taken]


def _only_rose(fact: ReadFact) -> bool:
    """Whether all that is told is that it rose or fell, which a number says more exactly: 多投的数改成68万."""
    return fact.fact == "rd_increase" and isinstance(fact.value, dict) and 0 in fact.value.values()


def _may_be_meant(layout: Layout, context: ReadingContext, *, correcting: bool) -> bool:
    """Whether something is asked for or was said that a number alone may be about."""
    if correcting:
        return context.asked is not None or bool(context.known or context.recent)
    return context.asked is not None or bool(context.recent and len(layout.text) < _SHORT)


def _loose(layout: Layout, told: list[Span], bound: Sequence[Bound]) -> list[Quantity]:
    """The numbers that are neither part of what is told in words nor of the year before the last."""
    grammar = load_grammar()
    told = told + [b.quantity.span for b in bound if b.period == YEAR_BEFORE or _names_no_fact(grammar, b)]
    return [_counted(layout, q) for q in layout.quantities if not any(_overlap(span, q.span) for span in told)]


def _put_right(
    layout: Layout, context: ReadingContext, loose: list[Quantity], left: list[ReadFact], taken: AbstractSet[str]
) -> list[ReadFact]:
    """The numbers of a correction, but for those that are denied, as facts; `left` are denied with their words."""
    loose, denied = without_denied(layout, [q for q in loose if not is_a_profit(layout, q, context)])
    told = (*(f.fact for f in left), *_told_as(context, (*layout.replaced, *denied)))
    out: dict[str, ReadFact] = {}
    for quantity in loose:
        named = (*told, *facts_named(layout, context, quantity))
        fact = corrected_fact(context, quantity, taken | out.keys(), named)
        if fact is not None and fact not in taken:
            out.setdefault(fact, _fact(layout, fact, quantity))
    return list(out.values())


def _answers(layout: Layout, context: ReadingContext, loose: list[Quantity], taken: AbstractSet[str]) -> list[ReadFact]:
    """The numbers of an answer as facts."""
    out: dict[str, ReadFact] = {}
    for quantity in loose:
        fact = _answered(layout, context, quantity, taken | out.keys())
        if fact is not None and fact not in taken:
            out.setdefault(fact, _fact(layout, fact, quantity))
    return list(out.values())


def _answered(layout: Layout, context: ReadingContext, quantity: Quantity, taken: Container[str]) -> str | None:
    """The fact that the number answers; all people that "we have" are the staff, whatever part of it was asked for."""
    target = answered_fact(context, quantity, taken)
    if target in PARTS_OF_STAFF and "staff" in context.wanted and _are_all_of_us(layout, quantity):
        target = "staff"
    if target in context.recent and _are_all_of_us(layout, quantity):
        return None  # we have 35 people, after so many were laid off
    return target


def _fact(layout: Layout, fact: str, quantity: Quantity) -> ReadFact:
    return ReadFact(fact, as_value(_signed(layout, fact, in_unit_of(fact, quantity))), quantity.span, "")


def _are_all_of_us(layout: Layout, quantity: Quantity) -> bool:
    """We have 80 people, whatever part of them was asked for."""
    clause = layout.clause_at(quantity.span[0])
    return (
        quantity.unit == "people"
        and clause.has("self")
        and spoken("we_have_before").search(layout.text, clause.start, quantity.span[0]) is not None
    )


def _names_no_fact(grammar: Grammar, bound: Bound) -> bool:
    concept = grammar.concepts.get(bound.concept)
    return bound.cue is not None and concept is not None and not any(facts_of(concept))


def _counted(layout: Layout, quantity: Quantity) -> Quantity:
    """Three "of them" are people, unless they are things."""
    is_of_them = quantity.unit == "bare" and spoken("of_them_after").match(layout.text, quantity.span[1])
    return replace(quantity, unit="people") if is_of_them else quantity


def _signed(layout: Layout, fact: str, quantity: Quantity) -> Quantity:
    """A rise that is put right as a fall, 是少了80万, is less than nothing."""
    start = quantity.span[0]
    is_fall = fact == "rd_increase" and spoken("fell_by_before").search(layout.text, 0, start) is not None
    return quantity.times(-Decimal(1), quantity.unit) if is_fall else quantity


def _told_as(context: ReadingContext, denied: Sequence[Quantity]) -> Iterator[str]:
    """The facts told as the numbers that are denied: "it's 10, not 14"."""
    for quantity in denied:
        for fact in (*context.recent, *context.known):
            known = context.known.get(fact)
            if is_exact(known) and as_value(in_unit_of(fact, quantity)) == known:
                yield fact


def _overlap(first: Span, second: Span) -> bool:
    return first[0] < second[1] and second[0] < first[1]
