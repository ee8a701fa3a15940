"""The arithmetic that amounts, derived facts and tests share: what each operation comes to.

Every formula answers `evaluate(readings)` with a number or, where facts are missing or banded, with
the interval of all results that are still possible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from knowledge import intervals, tiers
from knowledge.calendars import days_in_months, months_between
from knowledge.intervals import End, Number
from knowledge.records import dataclass

ChoiceKey = str | bool
"""An option of a choice, or yes or no."""


class Readings(Protocol):
    """What is known of one enterprise on one day."""

    @property
    def day(self) -> date:
        """The day asked about."""

    def number(self, fact: str, /) -> Number:
        """The fact as a number (a date as its ordinal); its whole range where nothing is known."""

    def choices(self, fact: str, /) -> frozenset[ChoiceKey]:
        """The options of a choice or yes/no fact that are still possible."""

    def parameter(self, parameter: str, /) -> Number:
        """The parameter's value on the day; everything where none is recorded for that day."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number written in the rule."""

    value: Decimal

    def evaluate(self, readings: Readings) -> Number:
        """The number itself."""
        return self.value


@dataclass(frozen=True, slots=True)
class FactNumber:
    """A fact that is a number."""

    fact: str

    def evaluate(self, readings: Readings) -> Number:
        """What is known of the fact."""
        return readings.number(self.fact)


@dataclass(frozen=True, slots=True)
class ParameterNumber:
    """A dated parameter."""

    parameter: str

    def evaluate(self, readings: Readings) -> Number:
        """Its value on the day asked about."""
        return readings.parameter(self.parameter)


Operator = Literal["add", "sub", "mul", "div", "min", "max"]


@dataclass(frozen=True, slots=True)
class Calculation:
    """One operator over several formulas, from left to right."""

    operator: Operator
    parts: tuple[Formula, ...]

    def evaluate(self, readings: Readings) -> Number:
        """The result over everything that the parts can be."""
        return _COMBINE[self.operator]([part.evaluate(readings) for part in self.parts])


@dataclass(frozen=True, slots=True)
class Clamp:
    """A formula kept between two bounds; None: no bound on that side."""

    of: Formula
    low: Formula | None
    high: Formula | None

    def evaluate(self, readings: Readings) -> Number:
        """The result, not below `low` and not above `high`."""
        result = self.of.evaluate(readings)
        if self.low is not None:
            result = intervals.largest([result, self.low.evaluate(readings)])
        if self.high is not None:
            result = intervals.smallest([result, self.high.evaluate(readings)])
        return result


@dataclass(frozen=True, slots=True)
class Brackets:
    """A table of rates; marginal: each slice at its own rate; slab: the whole at one rate."""

    of: Formula
    mode: Literal["marginal", "slab"]
    tiers: tuple[tiers.Tier, ...]

    def evaluate(self, readings: Readings) -> Number:
        """The amount at its rate or rates."""
        count = tiers.marginal if self.mode == "marginal" else tiers.slab
        return count(self.of.evaluate(readings), self.tiers)


@dataclass(frozen=True, slots=True)
class Steps:
    """A table of values by lower bounds, highest first."""

    of: Formula
    steps: tuple[tiers.Step, ...]
    below: Decimal

    def evaluate(self, readings: Readings) -> Number:
        """The value of the first step that is reached."""
        return tiers.stepped(self.of.evaluate(readings), self.steps, self.below)


@dataclass(frozen=True, slots=True)
class Choose:
    """A formula by the option of a choice or yes/no fact; `default` for options that are not listed."""

    fact: str
    cases: Mapping[ChoiceKey, Formula]
    default: Formula | None

    def evaluate(self, readings: Readings) -> Number:
        """The hull of what the options still possible lead to; everything where one leads nowhere."""
        results = [self.case(option) for option in readings.choices(self.fact)]
        if not results or None in results:
            return intervals.EVERYTHING
        return intervals.hull([formula.evaluate(readings) for formula in results if formula is not None])

    def case(self, option: ChoiceKey) -> Formula | None:
        """The formula for one option; None where neither it nor a default is given."""
        return self.cases.get(option, self.default)


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Days from a date fact to the day asked about."""

    fact: str

    def evaluate(self, readings: Readings) -> Number:
        """Days; negative where the date lies ahead."""
        return intervals.subtract(Decimal(readings.day.toordinal()), readings.number(self.fact))


@dataclass(frozen=True, slots=True)
class MonthsSince:
    """Full months from a date fact to the day asked about."""

    fact: str

    def evaluate(self, readings: Readings) -> Number:
        """Months; negative where the date lies ahead."""
        early, late = intervals.ends(readings.number(self.fact))
        return intervals.between(_months_end(late, readings.day), _months_end(early, readings.day))


@dataclass(frozen=True, slots=True)
class DaysInMonths:
    """Days that a number of full months up to the day asked about can be."""

    of: Formula

    def evaluate(self, readings: Readings) -> Number:
        """The fewest and the most days; half months count from the full month before."""
        low, high = intervals.ends(self.of.evaluate(readings))
        fewest = (Decimal(days_in_months(int(low[0]), readings.day)[0]), False) if low[0].is_finite() else low
        most = (Decimal(days_in_months(int(high[0]), readings.day)[1]), False) if high[0].is_finite() else high
        return intervals.between(fewest, most)


Formula = (
    Constant
    | FactNumber
    | ParameterNumber
    | Calculation
    | Clamp
    | Brackets
    | Steps
    | Choose
    | DaysSince
    | MonthsSince
    | DaysInMonths
)


def _months_end(end: End, day: date) -> End:
    ordinal, _ = end
    if ordinal.is_infinite():
        return -ordinal, True
    start = date.fromordinal(max(1, min(int(ordinal), date.max.toordinal())))
    return Decimal(months_between(start, day)), False  # the next day is mostly in the same month


def _fold(combine: Callable[[Number, Number], Number]) -> Callable[[list[Number]], Number]:
    def folded(numbers: list[Number]) -> Number:
        result = numbers[0]
        for number in numbers[1:]:
            result = combine(result, number)
        return result

    return folded


_COMBINE: Mapping[str, Callable[[list[Number]], Number]] = {
    "add": _fold(intervals.add),
    "sub": _fold(intervals.subtract),
    "mul": _fold(intervals.multiply),
    "div": _fold(intervals.divide),
    "min": intervals.smallest,
    "max": intervals.largest,
}
