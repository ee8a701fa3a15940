"""What a formula depends on: everything it names, and what of that can still change its result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from knowledge.formulas import (
    Brackets,
    Calculation,
    Choose,
    Clamp,
    Constant,
    DaysInMonths,
    DaysSince,
    FactNumber,
    Formula,
    MonthsSince,
    ParameterNumber,
    Readings,
    Steps,
)
from knowledge.intervals import Number, ends


def children(formula: Formula) -> tuple[Formula, ...]:
    """The formulas directly under a formula."""
    match formula:
        case Calculation(parts=parts):
            return parts
        case Clamp():
            return tuple(part for part in (formula.of, formula.low, formula.high) if part is not None)
        case Brackets(of=of) | Steps(of=of) | DaysInMonths(of=of):
            return (of,)
        case Choose():
            return (*formula.cases.values(), *([formula.default] if formula.default is not None else []))
        case _:
            return ()


def facts_of(formula: Formula) -> tuple[str, ...]:
    """Ids of the facts that a formula names, each once, in reading order."""
    return tuple(dict.fromkeys(named_facts(formula)))


def parameters_of(formula: Formula) -> tuple[str, ...]:
    """Ids of the parameters that a formula names, each once, in reading order."""
    if isinstance(formula, ParameterNumber):
        return (formula.parameter,)
    return tuple(dict.fromkeys(name for part in children(formula) for name in parameters_of(part)))


def live_facts(formula: Formula, readings: Readings) -> tuple[str, ...]:
    """Ids of the facts that are not settled and can still change the result, in reading order.

    A part that cannot come through (below the floor of a `max`, times zero, an option ruled out) is left out.
    """
    return tuple(dict.fromkeys(_live(formula, readings)))


def named_facts(formula: Formula) -> Iterator[str]:
    """Ids of the facts that a formula names, as often as it names them, in reading order."""
    match formula:
        case FactNumber(fact=fact) | DaysSince(fact=fact) | MonthsSince(fact=fact) | Choose(fact=fact):
            yield fact
        case _:
            pass
    for part in children(formula):
        yield from named_facts(part)


def _live(formula: Formula, readings: Readings) -> Iterable[str]:
    if isinstance(formula.evaluate(readings), Decimal):
        return ()
    match formula:
        case Constant() | ParameterNumber():
            return ()
        case FactNumber(fact=fact) | DaysSince(fact=fact) | MonthsSince(fact=fact):
            return (fact,)
        case Calculation(operator="min" | "max"):
            return _live_in(_contenders(formula, readings), readings)
        case Choose():
            return _live_in_choice(formula, readings)
        case Clamp():
            return _live_in(_unclamped(formula, readings), readings)
        case _:
            return _live_in(children(formula), readings)


def _live_in(parts: Iterable[Formula], readings: Readings) -> Iterator[str]:
    for part in parts:
        yield from _live(part, readings)


def _live_in_choice(formula: Choose, readings: Readings) -> Iterator[str]:
    options = sorted(readings.choices(formula.fact), key=str)
    if len(options) > 1:
        yield formula.fact
    for option in options:
        case = formula.case(option)
        if case is not None:
            yield from _live(case, readings)


def _contenders(formula: Calculation, readings: Readings) -> list[Formula]:
    """The parts of a min or max that are not beaten by another whatever happens."""
    results = [(part, part.evaluate(readings)) for part in formula.parts]
    if formula.operator == "max":
        floor = max(ends(result)[0][0] for _, result in results)
        return [part for part, result in results if ends(result)[1][0] > floor or _is_at(result, floor)]
    ceiling = min(ends(result)[1][0] for _, result in results)
    return [part for part, result in results if ends(result)[0][0] < ceiling or _is_at(result, ceiling)]


def _is_at(result: Number, bound: Decimal) -> bool:
    return isinstance(result, Decimal) and result == bound


def _unclamped(formula: Clamp, readings: Readings) -> Iterator[Formula]:
    yield formula.of
    (low, _), (high, _) = ends(formula.of.evaluate(readings))
    if formula.low is not None and ends(formula.low.evaluate(readings))[1][0] > low:
        yield formula.low
    if formula.high is not None and ends(formula.high.evaluate(readings))[0][0] < high:
        yield formula.high
