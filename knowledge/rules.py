"""A measure's rule prepared once for judging many enterprises: what does not depend on anybody's facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from knowledge.amounts import Benefit
from knowledge.comparisons import RegionTest, Test
from knowledge.conditions import Condition, Node, conjuncts, facts_read, leaves
from knowledge.context import View
from knowledge.facts import Vocabulary
from knowledge.influence import facts_of
from knowledge.records import dataclass

T = TypeVar("T")
REMEMBERED = 1_000
"""Situations of one measure's parts."""


@dataclass(frozen=True)
class Judged:
    """What is judged of a measure: its conditions and its benefits.

    Not slotted: what is worked out once per measure is kept on the object.
    """

    eligibility: Node | None
    """None: there is nothing to decide about one enterprise."""
    benefits: tuple[Benefit, ...] = ()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The conditions that all have to be met, in reading order."""
        return tuple(Part.of(node) for node in conjuncts(self.eligibility)) if self.eligibility is not None else ()

    @cached_property
    def tests(self) -> Mapping[str, tuple[Test, ...]]:
        """The tests that read a fact, by fact id, in reading order."""
        found: dict[str, list[Test]] = {}
        for part in self.parts:
            for leaf in part.leaves:
                for fact in leaf.test.facts if leaf.test is not None else ():
                    found.setdefault(fact, []).append(leaf.test)  # type: ignore[arg-type]  # None has no facts
        return {fact: tuple(tests) for fact, tests in found.items()}

    @cached_property
    def shared(self) -> frozenset[str]:
        """Facts that several parts test."""
        uses = Counter(fact for part in self.parts for fact in part.facts)
        return frozenset(fact for fact, count in uses.items() if count > 1)

    @cached_property
    def memory(self) -> dict[Hashable, Any]:
        """What was worked out before about parts in a certain situation; see `recalled`."""
        return {}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where a fact is first tested: the order in which equals are asked."""
        return {fact: index for index, fact in enumerate(self.tests)}


def recalled(subject: Judged, key: Hashable, work_out: Callable[[], T]) -> T:
    """What `work_out` gives, which has to follow from the key; remembered for the next enterprise in that situation."""
    memory = subject.memory
    found = memory.get(key, memory)
    if found is memory:  # which only stands for "not worked out yet"
        if len(memory) >= REMEMBERED:
            memory.clear()
        found = memory[key] = work_out()
    return found  # type: ignore[no-any-return]  # each key has results of one kind


@dataclass(frozen=True, slots=True)
class Part:
    """One condition or group that has to be met."""

    node: Node
    leaves: tuple[Condition, ...]
    facts: tuple[str, ...]
    """Ids of the facts that it tests."""
    tangled: tuple[str, ...]
    """Those that are tested in two places, so that the places cannot be looked at one by one."""
    name: tuple[str, ...]
    """Ids of its conditions, which no other part of the measure has."""
    reads: tuple[str, ...]
    """The facts that it tests, and those that say where a place is not."""

    def situation(self, view: View) -> Hashable:
        """Everything that the part's outcome, and what can still change it, hang on."""
        known = view.facts.get
        return self.name, view.day, tuple([known(fact) for fact in self.reads])

    @classmethod
    def of(cls, node: Node) -> Part:
        """The part with what can be said of it beforehand."""
        single = tuple(leaves(node))
        tests = [leaf.test for leaf in single if leaf.test is not None]
        uses = Counter(fact for test in tests for fact in test.mentions)
        facts = facts_read(node)
        return cls(
            node,
            single,
            facts,
            tangled=tuple(fact for fact, count in uses.items() if count > 1),
            name=tuple(leaf.id for leaf in single),
            reads=(*facts, *(f"{test.fact}_not" for test in tests if isinstance(test, RegionTest))),
        )


def facts_behind(subject: Judged, vocabulary: Vocabulary, *, asides: bool = True) -> frozenset[str]:
    """Everything that a verdict or an amount can depend on: the facts read, and those that they follow from.

    Without `asides` only what points to the measure when it is told.
    """
    formulas = (f for gain in subject.benefits for f in (gain.amount, gain.otherwise) if f is not None)
    waiting = [*subject.tests, *(fact for formula in formulas for fact in facts_of(formula))]
    found: set[str] = set()
    while waiting:
        fact = waiting.pop()
        if fact not in found:
            found |= {fact, f"{fact}_not"}
            rules = vocabulary[fact].derived if fact in vocabulary else ()
            kept = (rule for rule in rules if asides or not rule.aside)
            waiting += [source for rule in kept for source in (*rule.inputs, *rule.unless_given)]
    return frozenset(found)
