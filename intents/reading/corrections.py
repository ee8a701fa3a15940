"""Taking back what was said: "改成80人", "make that 12 months"."""

from __future__ import annotations

import re

from intents.reading.binding import as_value, fits
from intents.reading.grammar import Grammar, load_grammar
from intents.reading.layout import Layout
from intents.reading.model import ReadFact, ReadingContext
from intents.reading.quantities import Quantity

_OPENING = re.compile(r"^\s*(?:不对|不是|错了|说错|写错|打错|更正|纠正|sorry|no wait|wait|actually|correction|oops|scratch that|my mistake|i meant)")
_WEAK = {"不是", "应该是", "其实是", "而是", "actually", "rather", "instead", "wrong", "mistake", "修改", "wait", "sorry", "换成", "不对", "改到", "make it", "错了", "not right", "should be", "update it", "改一下"}
_PREFERRED = ("staff", "insured_staff", "st_staff", "people_laid_off")


def is_correction(layout: Layout) -> bool:
    """Whether the message takes back what was said before."""
    if "correction" not in layout.kinds:
        return False
    cues = [c for clause in layout.clauses for c in clause.of("correction")]
    if any(layout.text[c.start : c.end] not in _WEAK for c in cues):
        return True
    return bool(_OPENING.match(layout.text)) and len(layout.text) < 60  # noqa: PLR2004 - a short message that opens so


def redirected(layout: Layout, facts: list[ReadFact], context: ReadingContext, correcting: bool) -> list[ReadFact]:
    """Numbers without words of their own go to the fact that was asked for, or that is being corrected."""
    if not correcting and context.asked is None:
        return facts
    grammar = load_grammar()
    worded = {f.fact for f in facts if f.cue}
    out = [f for f in facts if f.cue or not _is_number(f)]
    loose = [q for q in layout.quantities if not any(_overlap(f.span, q.span) for f in out)]
    for quantity in loose:
        target = _target(quantity, context, grammar, correcting, worded)
        if target is not None and target not in worded:
            factor = 12 if quantity.unit == "years" and _unit_of(target, grammar) == "months" else 1
            out.append(ReadFact(target, as_value(quantity.times(_decimal(factor), quantity.unit)), quantity.span, ""))
            worded.add(target)
    spoken = {q.span for q in loose}
    out += [f for f in facts if f not in out and f.span not in spoken and f.fact not in worded]
    return out


def _decimal(value: int):  # type: ignore[no-untyped-def]
    from decimal import Decimal

    return Decimal(value)


def _is_number(found: ReadFact) -> bool:
    return isinstance(found.value, int | float | dict) and not isinstance(found.value, bool)


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _target(quantity: Quantity, context: ReadingContext, grammar: Grammar, correcting: bool, worded: set[str]) -> str | None:
    known = [f for f in _PREFERRED if f in context.known] + list(context.known) if correcting else []
    for fact in [context.asked or "", *(context.recent if correcting else ()), *known]:
        concept = next((c for c in grammar.concepts.values() if fact and fact in _facts_of(c)), None)
        if concept is not None and fits(concept, quantity):
            return fact
    return None


def _facts_of(concept) -> set[str]:  # type: ignore[no-untyped-def]
    names = {concept.fact, concept.share, concept.months, concept.increase, concept.year_2019, *(concept.periods or {}).values()}
    return {n for n in names if n}


def _unit_of(fact: str, grammar: Grammar) -> str:
    return "months" if fact in ("months_unemployment_insurance", "age_months") else ""
