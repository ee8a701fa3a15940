"""Holds one enterprise against many measures at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from knowledge.amounts import AmountResult, compute
from knowledge.conditions import UNMET, worst
from knowledge.context import Context, View
from knowledge.derivation import observe
from knowledge.eligibility import Verdict, verdict_of
from knowledge.records import dataclass
from knowledge.relevance import Standing, independent, open_facts, stand
from knowledge.rules import Judged
from knowledge.values import FactValue

_RANKS: Mapping[str, int] = {"eligible": 0, "likely": 1, "not_eligible": 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One measure to hold an enterprise against."""

    id: str
    subject: Judged
    in_force: bool = True
    """False: nobody can use it on the day; it comes after those that can be used, and no question is asked for it."""


@dataclass(frozen=True, slots=True)
class Screened:
    """One decided measure."""

    id: str
    verdict: Verdict
    in_force: bool
    amount: AmountResult | None = None
    """The benefit; None where there is none to be had."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """One measure of which the verdict is still open."""

    id: str
    in_force: bool
    missing: tuple[str, ...]
    """Ids of facts that may still change the verdict (every one that can, now and then one more)."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What a whole catalogue means for one enterprise."""

    decided: tuple[Screened, ...]
    """Best first: eligible, likely, not eligible; in each those in force first, then by what can be had."""
    undecided: tuple[Undecided, ...]
    """Fewest missing facts first."""
    undecidable: int
    """How many measures give no verdict because they decide nothing about one enterprise."""
    next_question: str | None
    """The fact that most undecided measures wait for; None where none can be asked for."""


def screen(
    candidates: Iterable[Candidate],
    facts: Mapping[str, FactValue],
    day: date,
    context: Context,
    unanswered: Collection[str] = (),
) -> Screening:
    """The verdicts on an enterprise, measure by measure, and the question that moves most of those still open.

    `unanswered` are facts that were asked for in vain; they are not asked again.
    """
    view = observe(facts, day, context)
    decided: list[Screened] = []
    undecided: list[Undecided] = []
    undecidable = 0
    for candidate in candidates:
        if candidate.subject.eligibility is None:
            undecidable += 1
            continue
        result = _screened(candidate, view)
        if isinstance(result, Screened):
            decided.append(result)
        else:
            undecided.append(result)
    return Screening(
        decided=tuple(sorted(decided, key=_rank)),
        undecided=tuple(sorted(undecided, key=lambda open_one: (not open_one.in_force, len(open_one.missing)))),
        undecidable=undecidable,
        next_question=_next_question(undecided, context, unanswered),
    )


def _screened(candidate: Candidate, view: View) -> Screened | Undecided:
    subject = candidate.subject
    found: list[Standing] = []
    for part in subject.parts:
        standing = stand(part, subject, view)
        if standing.state[2] == UNMET:  # most of a large catalogue: nothing more has to be looked at
            return Screened(candidate.id, "not_eligible", candidate.in_force)
        found.append(standing)
    apart = independent(subject, tuple(found), view)
    verdict = verdict_of(subject, worst([standing.state for standing in apart]))
    if verdict is None or verdict == "unknown":
        return Undecided(candidate.id, candidate.in_force, tuple(open_facts(apart, view)))
    if verdict == "not_eligible":
        return Screened(candidate.id, verdict, candidate.in_force)
    amount = compute(subject.benefits, "benefit", view, not_eligible=False)
    return Screened(candidate.id, verdict, candidate.in_force, amount)


def _rank(screened: Screened) -> tuple[int, bool, Decimal]:
    value = screened.amount.value if screened.amount is not None else None
    return _RANKS[screened.verdict], not screened.in_force, -(value or Decimal(0))


def _next_question(undecided: Iterable[Undecided], context: Context, unanswered: Collection[str]) -> str | None:
    """The fact shared by most, of equals the one that alone decides more, then that of a measure nearer to its verdict.

    Sensitive ones come last, before them those that most answer alike or have no such thing; ties by file order.
    """
    usable = [measure.missing for measure in undecided if measure.in_force]
    waiting = Counter(fact for missing in usable for fact in missing)
    alone = Counter(missing[0] for missing in usable if len(missing) == 1)
    farthest_first = sorted(usable, key=len, reverse=True)
    left = {fact: len(missing) for missing in farthest_first for fact in missing}
    askable = [fact for fact in context.vocabulary.facts if waiting[fact] and fact not in unanswered]

    def merit(fact: str) -> tuple[bool, bool, int, int, int]:
        definition = context.vocabulary[fact]
        return definition.sensitive, definition.late, -waiting[fact], -alone[fact], left[fact]

    return min(askable, key=merit, default=None)
