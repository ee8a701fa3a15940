"""From a message to the facts it states: the steps in order."""

from __future__ import annotations

from collections.abc import Sequence

from intents.normalise import Normalised
from intents.reading.answering.answers import (
    answered_first,
    answered_in_words,
    answered_unasked,
    asks_back,
    flatly_denied,
    read_answer,
)
from intents.reading.answering.corrections import is_correction
from intents.reading.answering.loosenumbers import redirected
from intents.reading.derived import with_derived
from intents.reading.drafts import Draft, draft_of
from intents.reading.found import find
from intents.reading.layout import Layout
from intents.reading.model import ReadFact, Reading, ReadingContext
from intents.reading.places.read import places_meant
from intents.reading.settling import settle
from intents.reading.sums.leavers import without_leavers
from intents.reading.sums.unclear import unclear_sums
from intents.reading.vocabulary.grammar import load_grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.spelling import Spelled
from knowledge.records import replace

ALIKE = ("taxable_income",)
"""Facts that something else is often taken for (`alike_…` in manners.yml)."""
_IN_PASSING = ("technology_kind", "contract_registered")
"""Facts that are told, or looked for, where nobody transfers anything: five software copyrights."""


def read(text: Normalised, context: ReadingContext, draft: Draft | None = None) -> Reading:
    """Everything that the message states, answers or takes back; spans are in the message as typed.

    `draft` is the message's, where it was made already.
    """
    draft = draft or draft_of(text.text, context.regions)
    plain = draft.plain
    if context.asked is not None and spoken("unit_alone").fullmatch(plain.strip()):
        return Reading()  # "万" is no ten thousand
    if context.asked is not None and asks_back(plain):
        context = replace(context, asked=None, wanted=())
    answer = read_answer(plain, context)
    if answer is not None and not _is_in_words(answer):
        return _in_raw(answer, text, Spelled(plain, None))
    said = _read_all(text, draft, context)
    if answer is None:
        return _with_first(text, plain, context, said)
    return _with_more(_in_raw(answer, text, Spelled(plain, None)), said)


def _is_in_words(answer: Reading) -> bool:
    """Whether the answer is an option named in words, beside which more may be said."""
    return any(isinstance(fact.value, str | list) and fact.cue for fact in answer.facts)


def _with_more(answer: Reading, said: Reading) -> Reading:
    """The answer with what else the message says in words of its own."""
    taken = {fact.fact for fact in answer.facts}
    more = tuple(fact for fact in said.facts if not fact.derived and fact.fact not in taken)
    return replace(answer, facts=(*answer.facts, *more))


def _with_first(text: Normalised, plain: str, context: ReadingContext, said: Reading) -> Reading:
    """What is said with the yes or no that leads it, unless what follows tells the fact itself or takes it back."""
    first = answered_first(plain, context)
    if first is None or said.correction or said.answered or first.fact in {fact.fact for fact in said.facts}:
        return said
    led = _in_raw(Reading((first,)), text, Spelled(plain, None))
    return replace(said, facts=(*led.facts, *said.facts))


def _read_all(text: Normalised, draft: Draft, context: ReadingContext) -> Reading:
    """Everything that the message states or takes back, whatever was asked."""
    grammar = load_grammar()
    laid = draft.laid(grammar, context.day.year)
    layout = laid.layout
    wanted = _meant_anyway(context)
    layout.is_answer = context.asked is not None or bool(context.wanted)
    layout.kinds = laid.kinds | grammar.topics_of(wanted)
    correcting = is_correction(layout)
    found = find(laid, grammar, context, wanted, correcting=correcting)
    facts = without_leavers(layout, found.facts, context.known)
    facts = redirected(layout, facts, found.bound, context, correcting=correcting)
    facts = with_derived(settle(layout, facts, context.known, correcting=correcting), context.known)
    unclear = unclear_sums(layout, grammar, found.bound, facts, context.day)
    if not facts and not laid.mentions and not unclear:
        answer = _in_few_words(draft.plain, context, correcting=correcting)
        if answer is not None:
            return _in_raw(answer, text, Spelled(draft.plain, None))
    reading = Reading(
        tuple(facts),
        unclear,
        correction=correcting,
        places=places_meant(layout, laid.mentions),
        alike=_alike(layout, facts),
        open_topics=grammar.topics_missing(layout.kinds),
        is_loose=len(found.bound) < len(layout.quantities),
        contradictions=found.clashing,
    )
    return _in_raw(reading, text, laid.spelled)


def _meant_anyway(context: ReadingContext) -> tuple[str, ...]:
    """What is missing, what was just told, and the measure itself have said what the message is about."""
    at_hand = (fact for fact in (*context.wanted, *context.recent) if fact not in _IN_PASSING or fact == context.asked)
    return (*at_hand, *context.subject)


def _in_few_words(plain: str, context: ReadingContext, *, correcting: bool) -> Reading | None:
    """A yes, a no or an option without anything else in the message."""
    answer = flatly_denied(plain, context) or answered_in_words(plain, context)
    return answer or answered_unasked(plain, context, correcting=correcting)


def _alike(layout: Layout, facts: Sequence[ReadFact]) -> tuple[str, ...]:
    """The facts that a number of the message comes near to without being one."""
    if not layout.quantities:
        return ()
    stated = {fact.fact for fact in facts}
    return tuple(f for f in ALIKE if f not in stated and spoken("alike_" + f).search(layout.text) is not None)


def _in_raw(reading: Reading, text: Normalised, spelled: Spelled) -> Reading:
    if not reading.facts and not reading.ambiguities:
        return reading
    facts = []
    for f in reading.facts:
        start, end = text.span(*spelled.back(*f.span))
        facts.append(ReadFact(f.fact, f.value, (start, max(end, start + 1)), f.cue, f.derived, f.assumed))
    unclear = tuple(replace(a, span=text.span(*spelled.back(*a.span))) for a in reading.ambiguities)
    return replace(reading, facts=tuple(facts), ambiguities=unclear)
