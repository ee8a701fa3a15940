"""Taking back what was said ("改成80人", "make that 12 months"), and numbers that answer what was asked."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from decimal import Decimal

from intents.reading.answers import PARTS_OF_STAFF
from intents.reading.bound import Bound, as_value
from intents.reading.fitting import fits
from intents.reading.grammar import Grammar, facts_of, load_grammar
from intents.reading.layout import Layout
from intents.reading.manners import spoken
from intents.reading.model import ReadFact, ReadingContext
from intents.reading.periods import YEAR_BEFORE
from intents.reading.quantities import Quantity
from intents.reading.wordclasses import Cue
from knowledge.records import replace

_LOOSELY = {
    "taxable_income": "profit_loosely",
    "months_unemployment_insurance": "months_loosely",
    "licence_years": "term_loosely",
}
"""Facts that a correction names by words which mean nothing else in the conversation."""
_PREFERRED = ("staff", "insured_staff", "st_staff", "people_laid_off")
_SHORT = 60
_SPANS = frozenset({"months", "years"})
_HEADS = frozenset({"people", "count"})
_MONTHS_A_YEAR = Decimal(12)


def is_correction(layout: Layout) -> bool:
    """Whether the message takes back what was said before."""
    if "correction" in layout.kinds:
        return True
    if len(layout.text) >= _SHORT:
        return False
    text = _with_digits(layout)
    if len(layout.quantities) == 1 and spoken("no_but_number").match(text):
        return True
    if layout.replaced or (len({q.exact for q in layout.quantities}) == 1 and _is_put_right(layout, text)):
        return True
    is_weak = "perhaps_correction" in layout.kinds and spoken("opening").match(layout.text) is not None
    return is_weak or spoken("not_but").search(text) is not None


def _is_put_right(layout: Layout, text: str) -> bool:
    """Whether the one number of the message is said to be what another should have been."""
    behind = spoken("afterthought").search(text) is not None
    return behind or (not layout.clauses[0].asks and spoken("put_right").search(text) is not None)


def _with_digits(layout: Layout) -> str:
    """The message with a digit in place of each number: "should be six" is said like "should be 6"."""
    text = layout.text
    for start, end in sorted((q.span for q in (*layout.quantities, *layout.replaced)), reverse=True):
        text = f"{text[:start]}0{text[end:]}"
    return text


def redirected(
    layout: Layout, facts: list[ReadFact], bound: Sequence[Bound], context: ReadingContext, *, correcting: bool
) -> list[ReadFact]:
    """Numbers without words of their own go to the fact that was asked for, or that is being corrected.

    `bound` are the numbers with their words: one whose words name something that is no fact stays away from all.
    """
    if not correcting and context.asked is None and not (context.recent and len(layout.text) < _SHORT / 3):
        return facts
    if context.asked is None and not context.known and not context.recent:
        return facts  # nothing was said that could be taken back
    left = [f for f in facts if correcting and _is_replaced(layout, f)]
    facts = [f for f in facts if f not in left]
    worded = [f for f in facts if f.cue or not _is_number(f)]
    taken = {f.fact for f in worded if f.cue}
    grammar = load_grammar()
    spoken_for = [f.span for f in (*worded, *left)] + [b.quantity.span for b in bound if _names_no_fact(grammar, b)]
    spoken_for += [b.quantity.span for b in bound if b.period == YEAR_BEFORE]
    loose = [q for q in layout.quantities if not any(_overlap(span, q.span) for span in spoken_for)]
    loose = [_counted(layout, q) for q in loose if not (correcting and _is_a_profit(layout, q, context))]
    loose, denied = _without_denied(layout, loose) if correcting else (loose, [])
    told = tuple(f for q in (*layout.replaced, *denied) for f in _told_as(grammar, context, q))
    out, moved = list(worded), set[tuple[int, int]]()
    for quantity in loose:
        named = (*(f.fact for f in left), *told, *_named(layout, grammar, context, quantity)) if correcting else ()
        target = _target(context, quantity, taken, named, correcting=correcting)
        if target in PARTS_OF_STAFF and "staff" in context.wanted and not correcting and _is_total(layout, quantity):
            target = "staff"
        if not correcting and target in context.recent and _is_total(layout, quantity):
            continue  # we have 35 people, after so many were laid off
        if target is not None and target not in taken:
            out.append(
                ReadFact(
                    target, as_value(_signed(layout, target, _in_unit(grammar, target, quantity))), quantity.span, ""
                )
            )
            taken.add(target)
            moved.add(quantity.span)
    return out + [f for f in facts if f not in out and f.span not in moved and f.fact not in taken]


def _is_total(layout: Layout, quantity: Quantity) -> bool:
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


def _named(layout: Layout, grammar: Grammar, context: ReadingContext, quantity: Quantity) -> tuple[str, ...]:
    """The known facts that the words before the number name, nearest first: "the layoffs were miscounted, it's 6"."""
    before = [cue for clause in layout.clauses for cue in clause.cues if cue.end <= quantity.span[0]]
    cues = [cue for cue in before if not _is_left(layout, cue)]
    concepts = [
        grammar.concepts[cue.kind] for cue in sorted(cues, key=lambda c: -c.end) if cue.kind in grammar.concepts
    ]
    named = tuple(fact for concept in concepts for fact, _ in facts_of(concept) if fact in context.known)
    loosely = tuple(fact for fact, name in _LOOSELY.items() if _is_called(layout, quantity, name))
    return (*named, *(fact for fact in loosely if fact in context.known))


def _is_called(layout: Layout, quantity: Quantity, name: str) -> bool:
    """Whether the fact is named before the number by a word that is too loose to bind one: 利润, 月数."""
    return spoken(name).search(layout.text, 0, quantity.span[0]) is not None


def _is_a_profit(layout: Layout, quantity: Quantity, context: ReadingContext) -> bool:
    """Whether it is called a profit where no taxable income is known: that puts no other sum right."""
    return "taxable_income" not in context.known and _is_called(layout, quantity, "profit_loosely")


def _without_denied(layout: Layout, loose: list[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """Of several numbers those that are said to be right, and those that are denied: "it's 10, not 14"."""
    if len(loose) < 2:
        return loose, []
    denied = [q for q in loose if spoken("no_number_before").search(layout.text[: q.span[0]])]
    return [q for q in loose if q not in denied], denied


def _counted(layout: Layout, quantity: Quantity) -> Quantity:
    """Three "of them" are people, unless they are things."""
    is_of_them = quantity.unit == "bare" and spoken("of_them_after").match(layout.text, quantity.span[1])
    return replace(quantity, unit="people") if is_of_them else quantity


def _signed(layout: Layout, fact: str, quantity: Quantity) -> Quantity:
    """A rise that is put right as a fall, 是少了80万, is less than nothing."""
    start = quantity.span[0]
    is_fall = fact == "rd_increase" and spoken("fell_by_before").search(layout.text, 0, start) is not None
    return quantity.times(-Decimal(1), quantity.unit) if is_fall else quantity


def _told_as(grammar: Grammar, context: ReadingContext, quantity: Quantity) -> Iterator[str]:
    """The facts told as the number that is denied: "it's 10, not 14"."""
    for fact in (*context.recent, *context.known):
        known = context.known.get(fact)
        is_number = isinstance(known, int | float) and not isinstance(known, bool)
        if is_number and as_value(_in_unit(grammar, fact, quantity)) == known:
            yield fact


def _is_replaced(layout: Layout, found: ReadFact) -> bool:
    """Whether a number and its words are denied, and another number follows: 不是裁5个，是6个."""
    start, end = found.span
    numbers = (q.span[0] for q in layout.quantities if start < q.span[0] < end)
    places = (start, *numbers)  # 不是裁5个，是6个; 裁的也不是5个，6个
    is_denied = _is_number(found) and any(spoken("not_this_before").search(layout.text[:place]) for place in places)
    return is_denied and spoken("but_another").match(layout.text, end) is not None


def _is_left(layout: Layout, cue: Cue) -> bool:
    """Whether the word is said to be right, or not what is meant: 裁员没错, "not the layoffs"."""
    is_right = spoken("right_after").match(layout.text, cue.end) is not None
    return is_right or spoken("not_this_before").search(layout.text[: cue.start]) is not None


def _target(
    context: ReadingContext, quantity: Quantity, taken: Container[str], named: tuple[str, ...], *, correcting: bool
) -> str | None:
    """The fact that a number without words of its own is about; None where nothing fits."""
    grammar = load_grammar()
    counted_otherwise = context.asked is not None and quantity.unit not in ("bare", grammar.units.get(context.asked))
    part = _only_wanted(grammar, context, quantity, taken) if counted_otherwise and not correcting else None
    if part is not None:
        return part
    found = (f for f in (*named, *_candidates(context, correcting)) if _can_be(grammar, f, quantity))
    return (
        next(found, None) or _only_wanted(grammar, context, quantity, taken) or _just_said(grammar, context, quantity)
    )


def _only_wanted(grammar: Grammar, context: ReadingContext, quantity: Quantity, taken: Container[str]) -> str | None:
    """The one missing fact that is counted like this; None where there is none or several."""
    unit = "money" if quantity.unit == "bare" and quantity.scaled else quantity.unit
    units = _SPANS if unit in _SPANS else {unit}
    fitting = [fact for fact in context.wanted if grammar.units.get(fact) in units and fact not in taken]
    return fitting[0] if len(fitting) == 1 else None


def _just_said(grammar: Grammar, context: ReadingContext, quantity: Quantity) -> str | None:
    """The fact said last, where it is counted like this: "it is 4.7 million, says the accountant"."""
    unit = "money" if quantity.unit == "bare" and quantity.scaled else quantity.unit
    if not context.recent or grammar.units.get(context.asked or "") == unit:
        return None
    last = context.recent[0]
    return last if last in context.known and grammar.units.get(last) == unit else None


def _is_number(found: ReadFact) -> bool:
    return isinstance(found.value, int | float | dict) and not isinstance(found.value, bool)


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _candidates(context: ReadingContext, correcting: bool) -> Iterator[str]:
    """Facts that a bare number may mean, likeliest first: what was just said before what is asked for."""
    if correcting:
        yield from (f for f in context.recent if f in context.known)
    if context.asked:
        yield context.asked
    if correcting:
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


def _in_unit(grammar: Grammar, fact: str, quantity: Quantity) -> Quantity:
    if quantity.unit == "years" and grammar.units.get(fact) == "months":
        return quantity.times(_MONTHS_A_YEAR, "months")
    return replace(quantity)
