"""What a laid-out message states, kind by kind: places, numbers, days, words, what there is none of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from intents.reading.binding.bind import bind
from intents.reading.binding.bound import Bound
from intents.reading.binding.periods import period_in
from intents.reading.binding.rises import rises
from intents.reading.contradictions import contradicted_places
from intents.reading.days import day_put_right, read_days, without_run_out
from intents.reading.drafts import Laid
from intents.reading.layout import Layout
from intents.reading.model import Contradiction, ReadFact, ReadingContext
from intents.reading.places.read import read_places
from intents.reading.statements.absences import read_absences
from intents.reading.statements.contrasts import read_contrasts
from intents.reading.statements.lasting import without_bygone
from intents.reading.statements.read import read_statements
from intents.reading.statements.shareholdings import read_shareholdings
from intents.reading.sums.figures import read_figures
from intents.reading.vocabulary.grammar import Grammar
from knowledge.records import dataclass, replace

_SHORT = 40
_SENTENCE = 60
_NEVER_ALONE = ("clean_record",)
"""Facts whose predicates, "was" and "had", say nothing without their subject."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a message states, before what it says twice is settled."""

    facts: list[ReadFact]
    bound: list[Bound]
    """Its numbers with what they are about."""
    clashing: tuple[Contradiction, ...]
    """Facts of which it says two things; they are not among the facts."""


def find(laid: Laid, grammar: Grammar, context: ReadingContext, wanted: Sequence[str], *, correcting: bool) -> Found:
    """Every kind of fact in turn; `wanted` are facts that the message is about even where no word says so."""
    layout = laid.layout
    bound = bind(layout, grammar, context.day.year, wanted, _told_last(grammar, context))
    bound = [_of_years_told(layout, one, grammar, context, correcting=correcting) for one in bound]
    places = read_places(layout, laid.mentions, context.regions, context.place)
    figures, of_figures = read_figures(layout, grammar, bound, context.day)
    said, of_words = _in_words(layout, grammar, context, bool(figures or places), correcting=correcting)
    absent = [*read_absences(layout, bound), *read_contrasts(layout), *read_shareholdings(layout)]
    days = read_days(layout, context.day) or (day_put_right(layout, context.known) if correcting else [])
    said = without_run_out(layout, without_bygone(layout, said, context.day), days, context.day)
    facts = [*places, *figures, *rises(layout, grammar, bound), *days, *absent, *said]
    clashing = () if correcting else (*contradicted_places(places, context.regions.regions), *of_figures, *of_words)
    return Found(_without(facts, clashing), bound, clashing)


def _in_words(
    layout: Layout, grammar: Grammar, context: ReadingContext, tells_more: bool, *, correcting: bool
) -> tuple[list[ReadFact], tuple[Contradiction, ...]]:
    """What is said in words, `tells_more` than which are numbers or places; a predicate alone is of what was told."""
    told_last = () if tells_more else tuple(f for f in context.recent[:1] if f not in _NEVER_ALONE)
    said, clashing = _said(layout, grammar, context.asked, told_last, is_taken_back=correcting)
    if said or clashing or tells_more or layout.quantities or not (correcting or context.asked is None):
        return said, clashing
    said = _put_right_in_words(layout, grammar, context)
    return (said if correcting else [f for f in said if f.value is False and context.known.get(f.fact) is True]), ()


def _without(facts: list[ReadFact], clashing: Sequence[Contradiction]) -> list[ReadFact]:
    """The facts without those of which two things are said."""
    if not clashing:
        return facts
    names = {found.fact for found in clashing}
    names |= {"region_not"} if "region" in names else set()
    return [fact for fact in facts if fact.fact not in names]


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


def _of_years_told(
    layout: Layout, bound: Bound, grammar: Grammar, context: ReadingContext, *, correcting: bool
) -> Bound:
    """A share that may be of one year or of several, as of the years of the share or of the sums told last.

    A sum that is put right is of the year named with its word, else of the years for which it was told.
    """
    concept = grammar.concepts.get(bound.concept)
    if bound.period is not None or concept is None or not concept.periods:
        return bound
    if concept.unit != "share":
        return (
            replace(bound, period=_period_put_right(layout, bound, concept.periods, context)) if correcting else bound
        )
    sums = [one.periods for one in grammar.concepts.values() if one.periods]
    spent = grammar.concepts["rd"].periods or {}
    period = _period_told((concept.periods, spent), context) or _period_told(sums, context)
    return replace(bound, period=period) if period in concept.periods else bound


def _period_put_right(layout: Layout, bound: Bound, periods: Mapping[str, str], context: ReadingContext) -> str | None:
    """The years of a sum that is put right, also where they stand in the clause before: 去年研发投入错了，是300万."""
    named = period_in(layout.clause_at(bound.cue.start)) if bound.cue is not None else None
    return named if named in periods else _period_told((periods,), context)


def _period_told(named: Iterable[Mapping[str, str]], context: ReadingContext) -> str | None:
    """The period of what was told last of these, by the names of facts."""
    periods = {fact: period for one in reversed([*named]) for period, fact in one.items()}
    return next((periods[fact] for fact in context.recent if fact in periods), None)
