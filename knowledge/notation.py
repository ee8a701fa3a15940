"""Arithmetic as people write it, the same in every language: `min(4,000,000 × 10%, 10,000,000)`.

A fact of which nothing is known stands as its id in braces, `{rd_increase}`, for the surface to name.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from knowledge.context import View
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
    Steps,
)
from knowledge.intervals import ZERO, Number
from knowledge.tiers import Tier

_SIGNS = {"add": " + ", "sub": " − ", "mul": " × ", "div": " ÷ "}
_LOOSE = frozenset({"add", "sub"})


def arithmetic(formula: Formula, view: View) -> str:
    """The formula with the enterprise's figures put in."""
    return _written(formula, view, rate=False)


def plain_number(value: Decimal) -> str:
    """A number with thousands separators and no needless zeros."""
    return f"{value.normalize():,f}"


@lru_cache(maxsize=512)
def percent(value: Decimal) -> str:
    """A share as a percentage."""
    return f"{plain_number(value * 100)}%"


def _written(formula: Formula, view: View, *, rate: bool) -> str:
    match formula:
        case Constant() | ParameterNumber() | Steps() | DaysInMonths():
            return _number(formula.evaluate(view), rate=rate)
        case FactNumber(fact=fact):
            return _fact(fact, view)
        case Calculation():
            return _calculation(formula, view)
        case Clamp():
            return _clamp(formula, view)
        case Brackets():
            return _brackets(formula, view)
        case Choose():
            return _choice(formula, view, rate=rate)
        case DaysSince(fact=fact) | MonthsSince(fact=fact):
            return _number(formula.evaluate(view), rate=False) if fact in view.facts else f"{{{fact}}}"
        case _:
            assert_never(formula)


def _calculation(formula: Calculation, view: View) -> str:
    if formula.operator in ("min", "max"):
        return f"{formula.operator}({', '.join(arithmetic(part, view) for part in formula.parts)})"
    written = []
    for index, part in enumerate(formula.parts):
        text = _written(part, view, rate=formula.operator == "mul")
        written.append(f"({text})" if _needs_brackets(formula.operator, part, is_first=index == 0) else text)
    return _SIGNS[formula.operator].join(written)


def _needs_brackets(operator: str, part: Formula, *, is_first: bool) -> bool:
    if not isinstance(part, Calculation) or part.operator in ("min", "max"):
        return False
    return (operator in ("mul", "div") and part.operator in _LOOSE) or (operator in ("sub", "div") and not is_first)


def _clamp(formula: Clamp, view: View) -> str:
    text = arithmetic(formula.of, view)
    if formula.low is not None:
        text = f"max({text}, {arithmetic(formula.low, view)})"
    return text if formula.high is None else f"min({text}, {arithmetic(formula.high, view)})"


def _brackets(formula: Brackets, view: View) -> str:
    amount = formula.of.evaluate(view)
    if not isinstance(amount, Decimal):
        rates = " / ".join(dict.fromkeys(percent(tier.rate) for tier in formula.tiers))
        return f"{arithmetic(formula.of, view)} × ({rates})"
    if formula.mode == "slab":
        rate = next(tier.rate for tier in formula.tiers if tier.up_to is None or amount <= tier.up_to)
        return f"{plain_number(amount)} × {percent(rate)}"
    return " + ".join(f"{plain_number(part)} × {percent(rate)}" for part, rate in _slices(amount, formula.tiers))


def _slices(amount: Decimal, tiers: tuple[Tier, ...]) -> list[tuple[Decimal, Decimal]]:
    slices: list[tuple[Decimal, Decimal]] = []
    floor = ZERO
    for tier in tiers:
        if tier.up_to is None or amount <= tier.up_to:
            return [*slices, (amount - floor, tier.rate)]
        slices.append((tier.up_to - floor, tier.rate))
        floor = tier.up_to
    return slices


def _choice(formula: Choose, view: View, *, rate: bool) -> str:
    options = sorted(view.choices(formula.fact), key=str)
    cases = [formula.case(option) for option in options]
    texts = dict.fromkeys(_written(case, view, rate=rate) for case in cases if case is not None)
    return " / ".join(texts) if len(texts) == 1 else f"({' / '.join(texts)})"


def _fact(fact: str, view: View) -> str:
    if fact not in view.facts:
        return f"{{{fact}}}"
    return _number(view.number(fact), rate=view.context.vocabulary.fact_type(fact) == "share")


def _number(number: Number, *, rate: bool) -> str:
    if isinstance(number, Decimal):
        return percent(number) if rate and 0 < number <= 1 else plain_number(number)
    low = _number(number.low, rate=rate) if number.low.is_finite() else ""
    high = _number(number.high, rate=rate) if number.high.is_finite() else ""
    if low and high:
        return f"({low}–{high})"
    return f"(≥ {low})" if low else f"(≤ {high})" if high else "?"
