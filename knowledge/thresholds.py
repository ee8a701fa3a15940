"""Where a fact's range has to be cut so that each piece gives one answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from knowledge.comparisons import AnyOfTest, BetweenTest, DateTest, NumberTest, RegionTest, Test
from knowledge.context import View, interval_band
from knowledge.formulas import Brackets, Calculation, Choose, Clamp, DaysSince, FactNumber, Formula, Steps
from knowledge.influence import children, facts_of
from knowledge.intervals import ZERO, Interval, between, ends, overlap
from knowledge.values import Band, FactValue, Members, Settled


def cells(fact: str, tests: Sequence[Test], view: View) -> Sequence[FactValue]:
    """The answers worth telling apart: every option, or the pieces between thresholds, that are still possible.

    `tests` have to outlive the view, which keeps what was found by their identity.
    """
    key = (fact, id(tests))
    known = view.cells.get(key)
    if known is None:
        known = view.cells[key] = _cells(fact, tests, view)
    return known


def _cells(fact: str, tests: Sequence[Test], view: View) -> list[FactValue]:
    kind = view.context.vocabulary.fact_type(fact)
    if kind in ("boolean", "choice"):
        return sorted(view.choices(fact), key=str)
    if kind == "region":
        return _places(fact, tests, view)
    if kind in ("choices", "regions"):
        wanted = sorted({name for test in tests if isinstance(test, AnyOfTest) for name in test.wanted})
        return [Members(()), *(Members((name,)) for name in wanted)]
    return _pieces(fact, tests, view)


def is_point(cell: FactValue) -> bool:
    """Whether a cell is one number on the border of two wider ones."""
    return isinstance(cell, Decimal | date)


def _places(fact: str, tests: Sequence[Test], view: View) -> list[FactValue]:
    regions = view.context.regions
    known, excluded = view.facts.get(fact), view.facts.get(f"{fact}_not")
    outside = excluded.ids if isinstance(excluded, Members) else ()
    place = known if isinstance(known, str) else None
    areas = dict.fromkeys(test.area for test in tests if isinstance(test, RegionTest))
    inside = [
        area
        for area in areas
        if (place is None or regions.within(area, place)) and not any(regions.within(area, other) for other in outside)
    ]
    return [*(Settled(area) for area in inside), *([] if place in inside else [Settled(place)])]


def _pieces(fact: str, tests: Sequence[Test], view: View) -> list[FactValue]:
    number = view.number(fact)
    if isinstance(number, Decimal):
        return [number]
    inside = (overlap(cut, number) for test in tests for cut in _test_cuts(test, fact, view))
    cuts = sorted({cut for cut in inside if isinstance(cut, Decimal)})
    is_count = view.context.vocabulary.fact_type(fact) == "count"
    return list(_between_cuts(number, cuts, whole_only=is_count))


def _between_cuts(number: Interval, cuts: Sequence[Decimal], *, whole_only: bool) -> Iterator[FactValue]:
    start, end = ends(number)
    for cut in cuts:
        if start[0] < cut and not (whole_only and start[1] and cut - start[0] <= 1):
            yield _band((start, (cut, True)))
        yield cut
        start = (cut, True)
    if start[0] < end[0]:
        yield _band((start, end))


def _band(pair: tuple[tuple[Decimal, bool], tuple[Decimal, bool]]) -> Band:
    piece = between(*pair)
    return Band(piece, piece) if isinstance(piece, Decimal) else interval_band(piece)


def _test_cuts(test: Test, fact: str, view: View) -> Iterable[Decimal]:
    match test:
        case DateTest(day=day):
            return (Decimal(day.toordinal()),)
        case NumberTest(left=left, bound=bound):
            bounds: tuple[Formula, ...] = (bound,)
        case BetweenTest(left=left, low=low, high=high):
            bounds = (low, high)
        case _:
            return ()
    targets = [value for formula in bounds if isinstance(value := formula.evaluate(view), Decimal)]
    return [*_cuts(left, fact, targets, view), *(cut for bound in bounds for cut in _cuts(bound, fact, [], view))]


def _cuts(formula: Formula, fact: str, targets: Sequence[Decimal], view: View) -> list[Decimal]:
    """Values of the fact at which the formula passes a target or bends; those that cannot be solved are left out."""
    match formula:
        case FactNumber():
            return list(targets) if formula.fact == fact else []
        case DaysSince():
            return [view.day.toordinal() - days for days in targets] if formula.fact == fact else []
        case Calculation():
            return _calculation_cuts(formula, fact, targets, view)
        case Clamp():
            bounds = [part.evaluate(view) for part in (formula.low, formula.high) if part is not None]
            return _cuts(formula.of, fact, [*targets, *(b for b in bounds if isinstance(b, Decimal))], view)
        case Steps():
            return _cuts(formula.of, fact, [step.at_least for step in formula.steps], view)
        case Brackets():
            return _cuts(formula.of, fact, [*_bracket_cuts(formula, targets)], view)
        case Choose():
            return [cut for case in children(formula) for cut in _cuts(case, fact, targets, view)]
        case _:
            return []


def _calculation_cuts(formula: Calculation, fact: str, targets: Sequence[Decimal], view: View) -> list[Decimal]:
    holders = [part for part in formula.parts if fact in facts_of(part)]
    if len(holders) != 1:
        return [cut for part in holders for cut in _cuts(part, fact, [], view)]
    others = [part.evaluate(view) for part in formula.parts if part is not holders[0]]
    known = [number for number in others if isinstance(number, Decimal)]
    if formula.operator in ("min", "max"):
        return _cuts(holders[0], fact, [*targets, *known], view)
    if len(known) < len(others):
        return _cuts(holders[0], fact, [], view)
    is_first = holders[0] is formula.parts[0]
    solved = [x for target in targets for x in _solve(formula.operator, target, known, is_first=is_first)]
    return _cuts(holders[0], fact, solved, view)


def _solve(operator: str, target: Decimal, known: Sequence[Decimal], *, is_first: bool) -> Iterator[Decimal]:
    """The missing operand that makes the calculation come to the target."""
    total, product = sum(known, ZERO), Decimal(1)
    for number in known:
        product *= number
    if operator == "add":
        yield target - total
    elif operator == "sub":
        yield target + total if is_first else total - target
    elif operator == "mul" and product:
        yield target / product
    elif operator == "div" and is_first:
        yield target * product
    elif operator == "div" and target:
        yield product / target


def _bracket_cuts(formula: Brackets, targets: Sequence[Decimal]) -> Iterator[Decimal]:
    total, floor = ZERO, ZERO
    for tier in formula.tiers:
        offset = floor - total / tier.rate if formula.mode == "marginal" and tier.rate else ZERO
        if tier.rate:
            yield from (target / tier.rate + offset for target in targets)
        if tier.up_to is not None:
            yield tier.up_to
            total, floor = total + (tier.up_to - floor) * tier.rate, tier.up_to
