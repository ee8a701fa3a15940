"""How far an unmet condition is from being met."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from knowledge.calendars import shift_months
from knowledge.comparisons import BetweenTest, DateTest, NumberTest, Test
from knowledge.conditions import UNMET, Condition, Node
from knowledge.context import View
from knowledge.formulas import DaysSince, FactNumber, Formula, MonthsSince
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """What separates an enterprise from meeting a condition."""

    relation: str
    """lt, le, gt, ge, is, before or on_or_after, as in the rule."""
    bound: Decimal | date
    """What the rule asks for."""
    value: Decimal | date
    """What the enterprise has."""
    difference: Decimal
    """How much is too much or lacking, above zero; days where dates are compared."""
    unit: str | None
    """Unit of the fact compared, None where a formula is."""
    passes_on: date | None = None
    """The day on which waiting alone meets the condition; None where it never does."""

    @property
    def share(self) -> Decimal:
        """The difference against the bound, for telling which of several gaps is the smallest."""
        if isinstance(self.bound, Decimal) and self.bound:
            return self.difference / abs(self.bound)
        return self.difference


def gap(test: Test, view: View) -> Gap | None:
    """The distance to passing the test; None where the test is not unmet or its sides are not known numbers."""
    if test.evaluate(view) is not False:
        return None
    match test:
        case NumberTest():
            return _number_gap(test.relation, test.left, test.bound.evaluate(view), view)
        case BetweenTest():
            low, number = test.low.evaluate(view), test.left.evaluate(view)
            is_below = isinstance(low, Decimal) and isinstance(number, Decimal) and number < low
            bound = low if is_below else test.high.evaluate(view)
            return _number_gap("ge" if is_below else "le", test.left, bound, view)
        case DateTest():
            return _date_gap(test, view)
        case _:
            return None


def cheapest(node: Node, view: View, *, negated: bool) -> Gap | None:
    """The one distance that, once closed, meets a node that fails: of an OR the alternative easiest to reach.

    None where several conditions would have to change together, or where what has to change is no number.
    """
    if isinstance(node, Condition):
        return None if negated or node.test is None else gap(node.test, view)
    flipped = negated != (node.kind == "none")
    failing = [part for part in node.nodes if part.state(view, negated=flipped)[1] == UNMET]
    if not node.takes_best(negated=negated) and len(failing) > 1:
        return None
    known = [found for part in failing if (found := cheapest(part, view, negated=flipped)) is not None]
    return min(known, key=lambda found: found.share) if known else None


def _number_gap(relation: str, left: Formula, bound: object, view: View) -> Gap | None:
    value = left.evaluate(view)
    if not isinstance(value, Decimal) or not isinstance(bound, Decimal):
        return None
    unit = view.context.vocabulary[left.fact].unit if isinstance(left, FactNumber) else None
    passes_on = _day_reached(left, bound, view, beyond=relation == "gt") if relation in ("ge", "gt") else None
    return Gap(relation, bound, value, abs(value - bound), unit, passes_on)


def _day_reached(left: Formula, bound: Decimal, view: View, *, beyond: bool) -> date | None:
    """The day on which a span of time since a known date reaches the bound (or passes it, `beyond`)."""
    for formula in _spans(left, view):
        started = view.facts.get(formula.fact)
        if not isinstance(started, date):
            continue
        whole = int(bound.to_integral_value(ROUND_CEILING))
        steps = whole + 1 if beyond and whole == bound else whole
        day = started + timedelta(days=steps) if isinstance(formula, DaysSince) else shift_months(started, steps)
        return day if day > view.day else None
    return None


def _spans(left: Formula, view: View) -> Iterable[DaysSince | MonthsSince]:
    if isinstance(left, DaysSince | MonthsSince):
        yield left
    elif isinstance(left, FactNumber):
        for rule in view.context.vocabulary[left.fact].derived:
            if isinstance(rule.formula, DaysSince | MonthsSince):
                yield rule.formula


def _date_gap(test: DateTest, view: View) -> Gap | None:
    value = view.facts.get(test.fact)
    if not isinstance(value, date):
        return None
    days = abs((value - test.day).days)
    return Gap(test.relation, test.day, value, Decimal(days + (test.relation == "before")), "days")
