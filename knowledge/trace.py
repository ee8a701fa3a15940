"""Each condition of a rule with its outcome, what it was decided on, and how far off it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from knowledge.citations import Citation, Text
from knowledge.comparisons import BetweenTest, NumberTest, Test
from knowledge.conditions import MANUAL, OUTCOMES, UNKNOWN, UNMET, Condition, Group, Node, leaves
from knowledge.context import View
from knowledge.near_miss import Gap, cheapest, gap
from knowledge.records import dataclass
from knowledge.relevance import Standing
from knowledge.values import FactValue, Outcome, WhyUnknown


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """A dated parameter that a condition was decided with."""

    id: str
    value: Decimal
    since: date
    source: Citation


class ConditionResult(NamedTuple):
    """One condition for one enterprise (a tuple: several are made in every judgement)."""

    id: str
    text: Text
    outcome: Outcome
    facts: tuple[str, ...]
    """Ids of the facts that it tests."""
    values: tuple[tuple[str, FactValue], ...]
    """(fact id, value) of those of which something is known."""
    parameters: tuple[ParameterUse, ...]
    source: Citation
    gap: Gap | None = None
    """How far an unmet condition is from being met, of several ways the easiest; None where no one number does it."""
    parts: tuple[ConditionResult, ...] = ()
    """What a named group consists of."""
    unknown: tuple[tuple[str, WhyUnknown], ...] = ()
    """(fact id, why it does not decide) of those that an open condition waits for."""


def explain(found: Sequence[Standing], view: View) -> tuple[ConditionResult, ...]:
    """All conditions in reading order.

    Every line counts towards the verdict as it stands: of an unnamed OR only those parts are listed that make
    it what it is, so that an alternative that fails beside one that holds does not read as a refusal.
    """
    return tuple(line for standing in found for line in _counting(standing, view))


def _counting(standing: Standing, view: View) -> list[ConditionResult]:
    """The lines of a part that is met whatever they come to leave out what comes to less: it decides nothing."""
    now = standing.state[1]
    lines = _lines(standing.part.node, view, forced=OUTCOMES[now], negated=False)
    return [line for line in lines if line.outcome in OUTCOMES[now:]] if now >= MANUAL else lines


def _lines(node: Node, view: View, *, forced: Outcome | None, negated: bool) -> list[ConditionResult]:
    """The lines of a node; `forced` is an outcome known from looking at the whole part."""
    outcome = forced or OUTCOMES[node.state(view, negated=negated)[1]]
    if isinstance(node, Condition):
        return [_line(node, view, outcome)]
    flipped = negated != (node.kind == "none")
    if node.id is not None:  # under its own name a part of `none` is shown as it is, not turned round
        inside = [line for part in node.nodes for line in _lines(part, view, forced=None, negated=False)]
        return [_group_line(node, view, outcome, inside)]
    if not node.takes_best(negated=negated):
        return [line for part in node.nodes for line in _lines(part, view, forced=None, negated=flipped)]
    return [line for part in node.nodes for line in _telling(part, view, outcome, negated=flipped)]


def _telling(part: Node, view: View, outcome: Outcome, *, negated: bool) -> list[ConditionResult]:
    """The lines of one alternative, none where it is not what decides."""
    own = OUTCOMES[part.state(view, negated=negated)[1]]
    lines = _lines(part, view, forced=None, negated=negated)
    return lines if own == outcome else [line for line in lines if own == Outcome.UNKNOWN and line.outcome == outcome]


def _line(condition: Condition, view: View, outcome: Outcome) -> ConditionResult:
    test = condition.test
    if test is None:
        return ConditionResult(condition.id, condition.text, outcome, (), (), (), condition.source)
    return ConditionResult(
        condition.id,
        condition.text,
        outcome,
        test.facts,
        _values(test.facts, view),
        _parameters(test, view),
        condition.source,
        gap(test, view) if outcome is OUTCOMES[UNMET] else None,
        (),
        _unknown(test.live(view), view) if outcome is OUTCOMES[UNKNOWN] else (),
    )


def _group_line(group: Group, view: View, outcome: Outcome, inside: Sequence[ConditionResult]) -> ConditionResult:
    facts = tuple(dict.fromkeys(fact for line in inside for fact in line.facts))
    return ConditionResult(
        id=group.id or "",
        text=group.text or {},
        outcome=outcome,
        facts=facts,
        values=_values(facts, view),
        parameters=tuple({used.id: used for line in inside for used in line.parameters}.values()),
        source=group.source or next(leaves(group)).source,
        gap=cheapest(group, view, negated=False) if outcome is OUTCOMES[UNMET] else None,
        parts=tuple(inside),
        unknown=_together(inside) if outcome is OUTCOMES[UNKNOWN] else (),
    )


def _values(facts: Sequence[str], view: View) -> tuple[tuple[str, FactValue], ...]:
    known = view.facts
    return tuple([(fact, known[fact]) for fact in facts if fact in known])


def _unknown(facts: Sequence[str], view: View) -> tuple[tuple[str, WhyUnknown], ...]:
    return tuple({fact: view.why_unknown(fact) for fact in facts}.items())


def _together(lines: Sequence[ConditionResult]) -> tuple[tuple[str, WhyUnknown], ...]:
    return tuple(dict(why for line in lines for why in line.unknown).items())


def _parameters(test: Test, view: View) -> tuple[ParameterUse, ...]:
    if not isinstance(test, NumberTest | BetweenTest) or not test.parameters:
        return ()
    used = []
    for name in test.parameters:
        parameter = view.context.parameters.get(name)
        dated = parameter.on(view.day) if parameter is not None else None
        if dated is not None:
            used.append(ParameterUse(name, dated.value, dated.since, dated.source))
    return tuple(used)
