"""Tests on facts: each says yes, no, or (None) that what is known leaves both possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Literal

from knowledge.context import View
from knowledge.formulas import ChoiceKey, Constant, FactNumber, Formula
from knowledge.influence import facts_of, live_facts, named_facts, parameters_of
from knowledge.intervals import Number, is_at_most, is_equal, is_less
from knowledge.records import dataclass
from knowledge.values import Members, Options, Settled

Relation = Literal["lt", "le", "gt", "ge", "is"]

_COMPARE: Mapping[str, Callable[[Number, Number], bool | None]] = {
    "lt": is_less,
    "le": is_at_most,
    "gt": lambda a, b: is_less(b, a),
    "ge": lambda a, b: is_at_most(b, a),
    "is": is_equal,
}


def _facts(*formulas: Formula) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for formula in formulas for fact in facts_of(formula)))


def _mentions(*formulas: Formula) -> tuple[str, ...]:
    return tuple(fact for formula in formulas for fact in named_facts(formula))


def _parameters(*formulas: Formula) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for formula in formulas for name in parameters_of(formula)))


@dataclass(frozen=True, slots=True)
class NumberTest:
    """A formula against a bound."""

    left: Formula
    relation: Relation
    bound: Formula
    facts: tuple[str, ...] = field(init=False)
    """Ids of the facts that the test reads."""
    mentions: tuple[str, ...] = field(init=False)
    """The same, a fact as often as it is named: one named twice cannot be looked at place by place."""
    parameters: tuple[str, ...] = field(init=False)
    """Ids of the dated parameters that the test reads."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", _facts(self.left, self.bound))
        object.__setattr__(self, "mentions", _mentions(self.left, self.bound))
        object.__setattr__(self, "parameters", _parameters(self.left, self.bound))

    def evaluate(self, view: View) -> bool | None:
        """Whether every point that is possible agrees."""
        if len(self.facts) == 1:
            return _COMPARE[self.relation](self.left.evaluate(view), self.bound.evaluate(view))
        known = view.outcomes.get(id(self), view)
        if known is view:
            known = _COMPARE[self.relation](self.left.evaluate(view), self.bound.evaluate(view))
            view.outcomes[id(self)] = known
        return known  # type: ignore[return-value]  # the view itself only stands for "not looked at yet"

    def live(self, view: View) -> tuple[str, ...]:
        """Ids of the facts that can still change the two sides."""
        if isinstance(self.left, FactNumber) and isinstance(self.bound, Constant):
            return () if isinstance(view.number(self.left.fact), Decimal) else self.facts
        return (*live_facts(self.left, view), *live_facts(self.bound, view))


@dataclass(frozen=True, slots=True)
class BetweenTest:
    """A formula between two bounds, both inclusive."""

    left: Formula
    low: Formula
    high: Formula
    facts: tuple[str, ...] = field(init=False)
    """Ids of the facts that the test reads."""
    mentions: tuple[str, ...] = field(init=False)
    """The same, a fact as often as it is named: one named twice cannot be looked at place by place."""
    parameters: tuple[str, ...] = field(init=False)
    """Ids of the dated parameters that the test reads."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", _facts(self.left, self.low, self.high))
        object.__setattr__(self, "mentions", _mentions(self.left, self.low, self.high))
        object.__setattr__(self, "parameters", _parameters(self.left, self.low, self.high))

    def evaluate(self, view: View) -> bool | None:
        """Whether every point that is possible agrees."""
        number = self.left.evaluate(view)
        above = is_at_most(self.low.evaluate(view), number)
        below = is_at_most(number, self.high.evaluate(view))
        if above is False or below is False:
            return False
        return True if above and below else None

    def live(self, view: View) -> tuple[str, ...]:
        """Ids of the facts that can still change the three sides."""
        return tuple(fact for part in (self.left, self.low, self.high) for fact in live_facts(part, view))


@dataclass(frozen=True, slots=True)
class ChoiceTest:
    """A choice or yes/no fact among allowed options (or among none of them)."""

    fact: str
    options: frozenset[ChoiceKey]
    negated: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact's id."""
        return (self.fact,)

    mentions = facts

    def evaluate(self, view: View) -> bool | None:
        """Whether every option still possible agrees."""
        value = view.facts.get(self.fact)
        if isinstance(value, bool | str):
            return (value in self.options) != self.negated
        possible = view.choices(self.fact)
        if possible <= self.options:
            return not self.negated
        return None if possible & self.options else self.negated

    def live(self, view: View) -> tuple[str, ...]:
        """The fact, while more than one option is possible."""
        if isinstance(view.facts.get(self.fact), bool | str):
            return ()
        return (self.fact,) if len(view.choices(self.fact)) > 1 else ()


@dataclass(frozen=True, slots=True)
class DateTest:
    """A date before a day, or on it or after it."""

    fact: str
    relation: Literal["before", "on_or_after"]
    day: date

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact's id."""
        return (self.fact,)

    mentions = facts

    def evaluate(self, view: View) -> bool | None:
        """Whether every date still possible agrees."""
        is_before = is_less(view.number(self.fact), Decimal(self.day.toordinal()))
        return is_before if is_before is None or self.relation == "before" else not is_before

    def live(self, view: View) -> tuple[str, ...]:
        """The fact, while its date is not known."""
        return () if isinstance(view.number(self.fact), Decimal) else (self.fact,)


@dataclass(frozen=True, slots=True)
class RegionTest:
    """The enterprise's place inside an area."""

    fact: str
    area: str

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact's id."""
        return (self.fact,)

    mentions = facts

    def evaluate(self, view: View) -> bool | None:
        """Yes inside the area; no where the place is apart from it or the area is excluded; else open."""
        regions = view.context.regions
        place = view.facts.get(self.fact)
        if isinstance(place, Settled):
            return place.place is not None and regions.within(place.place, self.area)
        if isinstance(place, str) and regions.within(place, self.area):
            return True
        if isinstance(place, str) and regions.disjoint(place, self.area):
            return False
        excluded = view.facts.get(f"{self.fact}_not")
        places = excluded.ids if isinstance(excluded, Members) else (excluded,) if isinstance(excluded, str) else ()
        return False if any(regions.within(self.area, other) for other in places) else None

    def live(self, view: View) -> tuple[str, ...]:
        """The fact, while the test is open."""
        return (self.fact,) if self.evaluate(view) is None else ()


@dataclass(frozen=True, slots=True)
class AnyOfTest:
    """A fact of which several can hold, with at least one of those wanted."""

    fact: str
    wanted: frozenset[str]

    @property
    def facts(self) -> tuple[str, ...]:
        """The fact's id."""
        return (self.fact,)

    mentions = facts

    def evaluate(self, view: View) -> bool | None:
        """Yes where one wanted holds; no where all that hold are known and none is wanted."""
        value = view.facts.get(self.fact)
        match value:
            case Members(ids=ids):
                return not self.wanted.isdisjoint(ids)
            case Options(choices=choices):
                return _agreement(choices, self.wanted)
            case str():
                return value in self.wanted
            case _:
                return None

    def live(self, view: View) -> tuple[str, ...]:
        """The fact, while the test is open."""
        return (self.fact,) if self.evaluate(view) is None else ()


def _agreement(choices: tuple[str, ...], wanted: frozenset[str]) -> bool | None:
    if wanted.issuperset(choices):
        return True
    return False if wanted.isdisjoint(choices) else None


Test = NumberTest | BetweenTest | ChoiceTest | DateTest | RegionTest | AnyOfTest
