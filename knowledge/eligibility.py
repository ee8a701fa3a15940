"""Judges one enterprise against one measure: verdict, conditions with their outcome, what is missing, amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from knowledge.amounts import AmountResult, compute
from knowledge.conditions import MANUAL, UNKNOWN, UNMET, State, worst
from knowledge.context import ALL_OPEN, Context, View
from knowledge.derivation import observe
from knowledge.records import dataclass
from knowledge.relevance import Standing, decisiveness, independent, standings, verdict_facts
from knowledge.rules import Judged
from knowledge.trace import ConditionResult, explain
from knowledge.values import FactValue, WhyUnknown

__all__ = [
    "ConditionResult",
    "Context",
    "Judged",
    "Judgement",
    "Verdict",
    "judge",
    "judge_view",
    "outcome",
    "verdict_of",
]

Verdict = Literal["eligible", "likely", "unknown", "not_eligible"]
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one measure means for one enterprise on one day."""

    verdict: Verdict | None
    """None: there is nothing to decide about one enterprise."""
    conditions: tuple[ConditionResult, ...]
    missing: tuple[str, ...]
    """Ids of the facts that can still change the verdict, most decisive first, then those that a person decides
    in the end, then those that only change the amount."""
    asks: str | None
    """The first missing fact that was not asked for in vain; None where there is none."""
    amount: AmountResult | None
    """The quantity asked for; None where the measure has none of that kind."""
    unknown: tuple[WhyUnknown, ...] = ()
    """Why each of the missing facts does not decide, in the order of `missing`."""


def judge(
    subject: Judged,
    facts: Mapping[str, FactValue],
    day: date,
    context: Context,
    *,
    amount_of: str = "benefit",
    unanswered: Mapping[str, WhyUnknown] = ALL_OPEN,
) -> Judgement:
    """The verdict on an enterprise of which `facts` are given (what follows from them is worked out here).

    `amount_of` names the quantity to compute; `unanswered` are facts that the user does not know or would not tell:
    they stay missing and are not asked again. Source of the rules: the product's contract, "verdict" and "amount".
    """
    return judge_view(subject, observe(facts, day, context, unanswered), amount_of=amount_of)


def judge_view(subject: Judged, view: View, *, amount_of: str = "benefit") -> Judgement:
    """The same for an enterprise already observed: for judging several measures in one go."""
    found = standings(subject, view)
    apart = independent(subject, found, view)
    state = worst([standing.state for standing in apart])
    verdict, amount = _outcome(subject, state, view, amount_of)
    missing = _missing(subject, apart, state, view, amount_of)
    return Judgement(
        verdict=verdict,
        conditions=explain(found, view),
        missing=missing,
        asks=next((fact for fact in missing if fact not in view.unanswered), None),
        amount=amount,
        unknown=tuple([view.why_unknown(fact) for fact in missing]),
    )


def outcome(subject: Judged, view: View, *, amount_of: str = "benefit") -> tuple[Verdict | None, AmountResult | None]:
    """Verdict and amount alone: a third of the work of a whole judgement."""
    apart = independent(subject, standings(subject, view), view)
    return _outcome(subject, worst([standing.state for standing in apart]), view, amount_of)


def _outcome(subject: Judged, state: State, view: View, amount_of: str) -> tuple[Verdict | None, AmountResult | None]:
    verdict = verdict_of(subject, state)
    return verdict, compute(subject.benefits, amount_of, view, not_eligible=verdict == "not_eligible")


def _missing(subject: Judged, apart: Sequence[Standing], state: State, view: View, amount_of: str) -> tuple[str, ...]:
    is_open = state[0] != state[2]
    deciding = _by_decisiveness(verdict_facts(subject, apart, view), subject, apart, view) if is_open else ()
    counting = _amount_only(subject, state, amount_of, view)
    return tuple(dict.fromkeys((*deciding, *counting))) if deciding or counting else ()


def verdict_of(subject: Judged, state: State) -> Verdict | None:
    """The verdict for what all conditions together come to."""
    if subject.eligibility is None:
        return None
    if state[1] == UNMET:
        return "not_eligible"
    if state[1] == UNKNOWN:
        return "unknown"
    return "likely" if state[1] == MANUAL else "eligible"


def _by_decisiveness(
    open_facts: Mapping[str, bool], subject: Judged, found: Sequence[Standing], view: View
) -> list[str]:
    vocabulary = view.context.vocabulary

    def rank(fact: str) -> tuple[bool, bool, float, int, float, int]:
        ends_it, settles = decisiveness(fact, subject, found, view)
        is_sensitive = fact in vocabulary and vocabulary[fact].sensitive
        gives_others = len(vocabulary.settles.get(fact, NOTHING) & open_facts.keys())
        return open_facts[fact], is_sensitive, -ends_it, -gives_others, -settles, subject.positions[fact]

    return sorted(open_facts, key=rank) if len(open_facts) > 1 else list(open_facts)


def _amount_only(subject: Judged, state: State, amount_of: str, view: View) -> list[str]:
    """Facts that the sum still hangs on, under every verdict that is still possible; sensitive ones last."""
    verdicts = [
        not_eligible
        for not_eligible, is_possible in ((False, state[2] != UNMET), (True, state[0] == UNMET))
        if is_possible
    ]
    facts = [
        fact
        for not_eligible in verdicts
        for benefit in subject.benefits
        if benefit.of == amount_of
        for fact in benefit.live(view, not_eligible=not_eligible)
    ]
    vocabulary = view.context.vocabulary
    return sorted(facts, key=lambda fact: fact in vocabulary and vocabulary[fact].sensitive)
