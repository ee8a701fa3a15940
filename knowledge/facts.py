"""The vocabulary: every fact that can be known of an enterprise, and how facts follow from each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Literal

from knowledge.citations import Text
from knowledge.formulas import ChoiceKey, Formula
from knowledge.influence import facts_of
from knowledge.intervals import INFINITY, Interval
from knowledge.records import dataclass

FactType = Literal["boolean", "choice", "choices", "money", "count", "share", "number", "date", "region", "regions"]
PAST, NOT_PAST = "past", "not_past"
"""What a derivation can ask of a day: whether it lies before the day asked about."""
NUMERIC: frozenset[str] = frozenset({"money", "count", "share", "number"})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Derivation:
    """One way in which a fact follows from others: by a formula, or as a fixed value."""

    formula: Formula | None
    """None where `value` says it."""
    value: ChoiceKey | Decimal | None
    """None where `formula` says it."""
    when: tuple[tuple[str, tuple[ChoiceKey | Decimal, ...]], ...] = ()
    """(fact, allowed values): holds only where every one of these facts is certainly one of its values."""
    unless_given: tuple[str, ...] = ()
    """Holds only while nothing at all is known of these facts."""
    assumed: bool = False
    """True: a reading of ours, not the words of a source; said with every answer that rests on it."""
    aside: bool = False
    """True: its inputs decide, and yet naming them does not point to the measures that test this fact."""
    inputs: tuple[str, ...] = field(init=False)
    """Ids of the facts that it follows from; it applies once something is known of each."""

    def __post_init__(self) -> None:
        named = facts_of(self.formula) if self.formula is not None else ()
        object.__setattr__(self, "inputs", tuple(dict.fromkeys((*named, *(fact for fact, _ in self.when)))))


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One fact of the vocabulary."""

    id: str
    type: FactType
    label: Text
    question: Text
    unit: str | None = None
    """What a number counts: CNY, people, months …; None for a bare number and for anything else."""
    options: tuple[Option, ...] = ()
    """The answers of a choice, in the order in which they are shown."""
    sensitive: bool = False
    """True: asked only when nothing else is left to ask."""
    late: bool = False
    """True: of many measures at once asked when nothing else is left; most answer alike, or have no such thing."""
    year: Literal["this", "last"] | None = None
    """The year that the fact speaks of, seen from the day asked about; None: no particular one."""
    min: Decimal | None = None
    """The least that a number can be; None: it may be negative without limit."""
    max: Decimal | None = None
    derived: tuple[Derivation, ...] = ()
    asked_as: tuple[str, ...] = ()
    """The facts that are asked for in its place: owners know two sums sooner than their share."""

    @property
    def domain(self) -> Interval:
        """Everything that a number of this kind can be while nothing is known."""
        low, high = self.min, self.max
        return Interval(
            -INFINITY if low is None else low, INFINITY if high is None else high, low is None, high is None
        )

    @property
    def option_ids(self) -> tuple[str, ...]:
        """Ids of the options of a choice."""
        return tuple(option.id for option in self.options)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts by id, in file order."""

    facts: Mapping[str, FactDefinition]
    derivation_order: tuple[str, ...] = ()
    """Ids of the derived facts, each after the facts that it follows from."""
    derivations: tuple[tuple[str, FactDefinition, Derivation], ...] = field(init=False, repr=False, compare=False)
    """Every rule with its first input and the fact that follows from it, in that order."""
    settles: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    """By fact the others that an answer to it alone may give as well."""

    def __post_init__(self) -> None:
        derived = [self.facts[fact] for fact in self.derivation_order]
        rules = tuple((rule.inputs[0], definition, rule) for definition in derived for rule in definition.derived)
        object.__setattr__(self, "derivations", rules)
        alone = [(first, definition.id) for first, definition, rule in rules if len(rule.inputs) == 1]
        settles = {source: frozenset(other for one, other in alone if one == source) for source, _ in alone}
        object.__setattr__(self, "settles", settles)

    def __contains__(self, fact: object) -> bool:
        return fact in self.facts

    def __getitem__(self, fact: str) -> FactDefinition:
        return self.facts[fact]

    def fact_ids(self) -> tuple[str, ...]:
        """All ids, in file order."""
        return tuple(self.facts)

    def fact_type(self, fact: str) -> str | None:
        """The type of a fact; None where there is no such fact."""
        definition = self.facts.get(fact)
        return None if definition is None else definition.type

    def option_ids(self, fact: str) -> tuple[str, ...]:
        """The options of a choice; empty for any other type."""
        return self.facts[fact].option_ids
