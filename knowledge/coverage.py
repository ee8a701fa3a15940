"""What the worked examples of a measure leave untried: outcomes, sides of thresholds, days around windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from knowledge.cases import Case
from knowledge.comparisons import BetweenTest, DateTest, NumberTest, Test
from knowledge.conditions import leaves
from knowledge.context import Context, View
from knowledge.derivation import observe
from knowledge.formulas import Brackets, Clamp, Constant, FactNumber, Formula, Steps
from knowledge.influence import children
from knowledge.intervals import Number, ends
from knowledge.measures import Measure
from knowledge.notation import plain_number
from knowledge.records import dataclass

OUTCOMES = ("met", "unmet", "unknown")
_SIDES = {-1: "below", 0: "at", 1: "above"}


@dataclass(frozen=True, slots=True)
class Border:
    """A number at which the rule or the sum changes."""

    place: str
    """The id of the condition, or "benefits"."""
    left: Formula
    bound: Formula


def untried(measure: Measure, cases: Sequence[Case], context: Context) -> Iterator[str]:
    """One line for each thing that no case of the measure tries."""
    yield from _outcomes(measure, cases)
    views = [observe(case.facts, case.as_of, context) for case in cases]
    for border in borders(measure):
        yield from _sides(border, views, context, measure.validity.verified_on)
    yield from _windows(measure, cases)


def _outcomes(measure: Measure, cases: Sequence[Case]) -> Iterator[str]:
    if measure.rule is None:
        return
    verdicts = {case.expect.get("verdict") for case in cases}
    found = {
        "met": bool(verdicts & {"eligible", "likely"}),
        "unmet": "not_eligible" in verdicts or all(leaf.test is None for leaf in leaves(measure.rule)),
        "unknown": "unknown" in verdicts or all(leaf.test is None for leaf in leaves(measure.rule)),
    }
    yield from (f"has no case that comes out {need}" for need in OUTCOMES if not found[need])


def borders(measure: Measure) -> tuple[Border, ...]:
    """Every border of a measure's conditions and benefits, each once."""
    found: list[Border] = []
    for leaf in leaves(measure.rule) if measure.rule is not None else ():
        found += [Border(leaf.id, left, bound) for left, bound in _of_test(leaf.test)]
    for gain in measure.gains:
        for formula in (gain.amount, gain.otherwise):
            found += [Border("benefits", left, bound) for left, bound in _inside(formula)] if formula else []
        if gain.amount is not None and gain.ceiling is not None:
            found.append(Border("benefits", gain.amount, Constant(gain.ceiling)))
    once: list[Border] = []
    for border in found:
        if not any((border.left, border.bound) == (other.left, other.bound) for other in once):
            once.append(border)
    return tuple(once)


def _of_test(test: Test | None) -> Iterator[tuple[Formula, Formula]]:
    match test:
        case NumberTest(left=left, bound=bound):
            yield left, bound
            yield from _inside(left)
        case BetweenTest(left=left, low=low, high=high):
            yield from ((left, low), (left, high))
            yield from _inside(left)
        case DateTest(fact=fact, day=day):
            yield FactNumber(fact), Constant(Decimal(day.toordinal()))
        case _:
            return


def _inside(formula: Formula) -> Iterator[tuple[Formula, Formula]]:
    """Borders within a formula: steps, brackets and bounds of a clamp."""
    match formula:
        case Steps(of=of, steps=steps):
            yield from ((of, Constant(step.at_least)) for step in steps)
        case Brackets(of=of, tiers=tiers):
            yield from ((of, Constant(tier.up_to)) for tier in tiers if tier.up_to is not None)
        case Clamp(of=of, low=low, high=high):
            yield from ((of, bound) for bound in (low, high) if bound is not None)
        case _:
            pass
    for part in children(formula):
        yield from _inside(part)


def _sides(border: Border, views: Sequence[View], context: Context, day: date) -> Iterator[str]:
    seen = {_side(border, view) for view in views}
    nobody = View(context, day, {})
    bound = border.bound.evaluate(nobody)
    possible = _possible(border.left.evaluate(nobody), bound)
    shown = plain_number(bound) if isinstance(bound, Decimal) else "its bound"
    for side, name in _SIDES.items():
        if side in possible and side not in seen:
            yield f"{border.place}: no case {name} {shown}"


def _side(border: Border, view: View) -> int | None:
    left, bound = border.left.evaluate(view), border.bound.evaluate(view)
    if not isinstance(left, Decimal) or not isinstance(bound, Decimal):
        return None
    return (left > bound) - (left < bound)


def _possible(left: Number, bound: Number) -> set[int]:
    if not isinstance(bound, Decimal):
        return set(_SIDES)
    (low, _), (high, _) = ends(left)
    return {side for side, there in ((-1, low < bound), (0, low <= bound <= high), (1, high > bound)) if there}


def _windows(measure: Measure, cases: Sequence[Case]) -> Iterator[str]:
    tried = {case.as_of for case in cases if "availability" in case.expect}
    windows = [(measure.validity.first_day, measure.validity.last_day)]
    windows += [(year.first_day, year.last_day) for year in measure.validity.years]
    for first, last in windows:
        days = [day for day in (first and first - timedelta(1), first, last, last and last + timedelta(1)) if day]
        yield from (f"no case on {day}, at the edge of its window" for day in days if day not in tried)
