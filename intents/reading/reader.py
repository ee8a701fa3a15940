"""From a message to the facts it states: the steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from intents.normalise import Normalised
from intents.reading.answering.answers import answered_in_words, answered_unasked, asks_back, flatly_denied, read_answer
from intents.reading.answering.corrections import is_correction
from intents.reading.answering.loosenumbers import redirected
from intents.reading.binding.bind import bind
from intents.reading.binding.bound import Bound
from intents.reading.binding.rises import rises
from intents.reading.contradictions import contradicted_places
from intents.reading.days import day_put_right, read_days
from intents.reading.derived import with_derived
from intents.reading.drafts import Draft, draft_of
from intents.reading.layout import Layout
from intents.reading.model import Contradiction, ReadFact, Reading, ReadingContext
from intents.reading.places.read import places_meant, read_places
from intents.reading.settling import settle
from intents.reading.statements.absences import read_absences
from intents.reading.statements.contrasts import read_contrasts
from intents.reading.statements.read import read_statements
from intents.reading.statements.shareholdings import read_shareholdings
from intents.reading.sums.figures import read_figures
from intents.reading.sums.leavers import without_leavers
from intents.reading.sums.unclear import unclear_sums
from intents.reading.vocabulary.grammar import Grammar, load_grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.spelling import Spelled
from knowledge.records import replace

ALIKE = ("taxable_income",)
"""Facts that something else is often taken for (`alike_…` in manners.yml)."""
_SHORT = 40
_SENTENCE = 60
_IN_PASSING = ("technology_kind", "contract_registered")
"""Facts that are told, or looked for, where nobody transfers anything: five software copyrights."""
_NEVER_ALONE = ("clean_record",)
"""Facts whose predicates, "was" and "had", say nothing without their subject."""


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
    return said if answer is None else _with_more(_in_raw(answer, text, Spelled(plain, None)), said)


def _is_in_words(answer: Reading) -> bool:
    """Whether the answer is an option named in words, beside which more may be said."""
    return any(isinstance(fact.value, str | list) and fact.cue for fact in answer.facts)


def _with_more(answer: Reading, said: Reading) -> Reading:
    """The answer with what else the message says in words of its own."""
    taken = {fact.fact for fact in answer.facts}
    more = tuple(fact for fact in said.facts if not fact.derived and fact.fact not in taken)
    return replace(answer, facts=(*answer.facts, *more))


def _read_all(text: Normalised, draft: Draft, context: ReadingContext) -> Reading:
    """Everything that the message states or takes back, whatever was asked."""
    grammar = load_grammar()
    laid = draft.laid(grammar, context.day.year)
    layout, mentions = laid.layout, laid.mentions
    # what is missing, what was just told, and the measure itself have said what the message is about
    at_hand = (fact for fact in (*context.wanted, *context.recent) if fact not in _IN_PASSING or fact == context.asked)
    wanted = (*at_hand, *context.subject)
    layout.is_answer = context.asked is not None or bool(context.wanted)
    layout.kinds = laid.kinds | grammar.topics_of(wanted)
    bound = bind(layout, grammar, context.day.year, wanted, _told_last(grammar, context))
    correcting = is_correction(layout)
    bound = [_of_years_told(one, grammar, context, correcting=correcting) for one in bound]
    places = read_places(layout, mentions, context.regions, context.place)
    figures, of_figures = read_figures(layout, grammar, bound, context.day)
    told_last = () if figures or places else tuple(f for f in context.recent[:1] if f not in _NEVER_ALONE)
    said, of_words = _said(layout, grammar, context.asked, told_last, is_taken_back=correcting)
    if not (said or of_words or figures or places or layout.quantities) and (correcting or context.asked is None):
        said = _put_right_in_words(layout, grammar, context)
        said = said if correcting else [f for f in said if f.value is False and context.known.get(f.fact) is True]
    figures = [*figures, *rises(layout, grammar, bound)]
    absent = [*read_absences(layout, bound), *read_contrasts(layout), *read_shareholdings(layout)]
    days = read_days(layout, context.day) or (day_put_right(layout, context.known) if correcting else [])
    facts = [*places, *figures, *days, *absent, *said]
    clashing = () if correcting else (*contradicted_places(places, context.regions.regions), *of_figures, *of_words)
    facts = _without(facts, clashing)
    facts = without_leavers(layout, facts, context.known)
    facts = redirected(layout, facts, bound, context, correcting=correcting)
    facts = with_derived(settle(layout, facts, context.known, correcting=correcting), context.known)
    meant = places_meant(layout, mentions)
    unclear = unclear_sums(layout, grammar, bound, facts, context.day)
    if not facts and not mentions and not unclear:
        answer = flatly_denied(draft.plain, context) or answered_in_words(draft.plain, context)
        answer = answer or answered_unasked(draft.plain, context, correcting=correcting)
        if answer is not None:
            return _in_raw(answer, text, Spelled(draft.plain, None))
    alike = _alike(layout, facts)
    unsaid = grammar.topics_missing(layout.kinds)
    loose = len(bound) < len(layout.quantities)
    reading = Reading(
        tuple(facts),
        unclear,
        correction=correcting,
        places=meant,
        alike=alike,
        open_topics=unsaid,
        is_loose=loose,
        contradictions=clashing,
    )
    return _in_raw(reading, text, laid.spelled)


def _without(facts: list[ReadFact], clashing: Sequence[Contradiction]) -> list[ReadFact]:
    """The facts without those of which two things are said."""
    if not clashing:
        return facts
    names = {found.fact for found in clashing}
    names |= {"region_not"} if "region" in names else set()
    return [fact for fact in facts if fact.fact not in names]


def _alike(layout: Layout, facts: Sequence[ReadFact]) -> tuple[str, ...]:
    """The facts that a number of the message comes near to without being one."""
    if not layout.quantities:
        return ()
    stated = {fact.fact for fact in facts}
    return tuple(f for f in ALIKE if f not in stated and spoken("alike_" + f).search(layout.text) is not None)


def _told_last(grammar: Grammar, context: ReadingContext) -> str | None:
    """What was told last, where its sums are of years: the name of its concept."""
    if not context.recent:
        return None
    found = (name for name, one in grammar.concepts.items() if context.recent[0] in (one.periods or {}).values())
    return next(found, None)


def _said(
    layout: Layout, grammar: Grammar, asked: str | None, told_last: Sequence[str], *, is_taken_back: bool
) -> tuple[list[ReadFact], tuple[Contradiction, ...]]:
    """What is said in words, of the fact asked for or else told last in its predicate alone: "it was turned down".

    Where something is taken back and nothing else was said, what was told last is meant although something else was
    asked: 说错了，混在一起记的.
    """
    last = told_last if len(layout.text) <= (_SENTENCE if is_taken_back else _SHORT) else ()
    found = read_statements(layout, grammar, (asked,) if asked is not None else last)
    return read_statements(layout, grammar, last) if is_taken_back and last and not found[0] else found


def _put_right_in_words(layout: Layout, grammar: Grammar, context: ReadingContext) -> list[ReadFact]:
    """What a predicate alone says of something told before, the latest first: 改一下，账是混着记的.

    Where nothing says that it is put right, only a yes that has become a no counts: "we were taken off the list".
    """
    recent = (fact for fact in context.recent if fact not in _NEVER_ALONE and len(layout.text) <= _SENTENCE)
    found = (read_statements(layout, grammar, (fact,))[0] for fact in recent)
    return next((facts for facts in found if facts), [])


def _of_years_told(bound: Bound, grammar: Grammar, context: ReadingContext, *, correcting: bool) -> Bound:
    """A share that may be of one year or of several, as of the years of the share or of the sums told last.

    A sum that is put right is of the years for which it was told.
    """
    concept = grammar.concepts.get(bound.concept)
    if bound.period is not None or concept is None or not concept.periods:
        return bound
    if concept.unit != "share":
        return replace(bound, period=_period_told((concept.periods,), context)) if correcting else bound
    sums = [one.periods for one in grammar.concepts.values() if one.periods]
    spent = grammar.concepts["rd"].periods or {}
    period = _period_told((concept.periods, spent), context) or _period_told(sums, context)
    return replace(bound, period=period) if period in concept.periods else bound


def _period_told(named: Iterable[Mapping[str, str]], context: ReadingContext) -> str | None:
    """The period of what was told last of these, by the names of facts."""
    periods = {fact: period for one in reversed([*named]) for period, fact in one.items()}
    return next((periods[fact] for fact in context.recent if fact in periods), None)


def _in_raw(reading: Reading, text: Normalised, spelled: Spelled) -> Reading:
    if not reading.facts and not reading.ambiguities:
        return reading
    facts = []
    for f in reading.facts:
        start, end = text.span(*spelled.back(*f.span))
        facts.append(ReadFact(f.fact, f.value, (start, max(end, start + 1)), f.cue, f.derived, f.assumed))
    unclear = tuple(replace(a, span=text.span(*spelled.back(*a.span))) for a in reading.ambiguities)
    return replace(reading, facts=tuple(facts), ambiguities=unclear)
