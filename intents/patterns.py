"""Many patterns over one text: only those are tried whose words occur in it.

Each pattern is taken apart once for two sets of literals, of each of which one has to stand in whatever it matches; one
Aho-Corasick pass over a text then tells which patterns can match at all (the idea of RE2's FilteredRE2). Patterns are
the bits of an integer there, so that what a literal stands for is taken up in one step.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import ahocorasick

from intents.expressions import Expression
from intents.literals import required_literals, two_of
from knowledge.records import dataclass


@dataclass(slots=True, eq=False)
class Literals:
    """The literals of patterns, looked for in one pass over a text.

    Several sets of patterns share one, each with bits of its own; what the last text has is remembered for the next set
    that is asked about it.
    """

    always: int
    """Bits of the patterns that have to be tried on every text."""
    automaton: Any
    """Each literal with the bits of the patterns that have it in their first set, and in their second."""
    _last: tuple[str, int] = ("", 0)

    def __reduce__(self) -> tuple[object, ...]:
        return Literals, (self.always, self.automaton)

    def possible(self, text: str) -> int:
        """The bits of the patterns that can match the text."""
        last, bits = self._last
        if last != text or not text:
            first = second = self.always
            for _, (one, other) in self.automaton.iter(text):
                first |= one
                second |= other
            bits = first & second
            self._last = text, bits
        return bits


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Patterns by number, in the order in which they were given."""

    expressions: tuple[Expression, ...]
    literals: Literals
    begin: int = 0
    """The bit there of the first of them."""

    def possible(self, text: str) -> list[int]:
        """Numbers of the patterns that can match the text, ascending."""
        return numbers_of(self.literals.possible(text) >> self.begin & ((1 << len(self.expressions)) - 1))

    def search(self, number: int, text: str) -> re.Match[str] | None:
        """Where the pattern matches first."""
        return self.expressions[number].pattern.search(text)


def numbers_of(bits: int) -> list[int]:
    """The numbers of the patterns whose bits are set, ascending."""
    numbers = []
    while bits:
        lowest = bits & -bits
        numbers.append(lowest.bit_length() - 1)
        bits ^= lowest
    return numbers


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Names, each with patterns: which of them a text bears."""

    patterns: Patterns
    owners: tuple[str, ...]
    """The name of each pattern; those of one name stand together."""

    def find(self, text: str) -> Iterator[str]:
        """The names of which a pattern matches, in the order in which they are listed."""
        before = None
        for number in self.patterns.possible(text):
            name = self.owners[number]
            if name != before and self.patterns.search(number, text):
                before = name
                yield name


def build_labels(listed: Mapping[str, Sequence[str]]) -> Labels:
    """The labels, given as name to patterns. Raises: re.error."""
    pairs = [(name, pattern) for name, patterns in listed.items() for pattern in patterns]
    return Labels(build_patterns([pattern for _, pattern in pairs]), tuple(name for name, _ in pairs))


def build_patterns(sources: Sequence[str]) -> Patterns:
    """The patterns. Raises: re.error."""
    return Patterns(tuple(map(Expression, sources)), _build_literals(*needed(sources)))


def united(several: Sequence[Patterns]) -> list[Patterns]:
    """The same patterns, all of whose literals are found in one pass over a text."""
    always = begin = 0
    owners: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    begins = []
    for one in several:
        begins.append(begin)
        always |= one.literals.always << begin
        for literal, bits in one.literals.automaton.items():
            for which in (0, 1):
                owners[literal][which] |= bits[which] << begin
        begin += len(one.expressions)
    literals = _build_literals(always, owners)
    return [Patterns(one.expressions, literals, begin) for one, begin in zip(several, begins, strict=True)]


def needed(sources: Iterable[str]) -> tuple[int, Mapping[str, Sequence[int]]]:
    """The bits of the patterns that have to be tried on every text; of each literal those that have it, set by set.

    Raises: re.error.
    """
    always = 0
    owners: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for number, source in enumerate(sources):
        found = required_literals(source)
        if not found:
            always |= 1 << number
        for which, literals in enumerate(two_of(found)):
            for literal in literals:
                owners[literal][which] |= 1 << number
    return always, owners


def _build_literals(always: int, owners: Mapping[str, Sequence[int]]) -> Literals:
    automaton = ahocorasick.Automaton()
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}  # the alternatives of a pattern have the same
    for literal, bits in owners.items():
        automaton.add_word(literal, shared.setdefault(tuple(bits), tuple(bits)))
    if not owners:
        automaton.add_word("\0", (0, 0))  # an automaton needs a word; no text in one spelling has this one
    automaton.make_automaton()
    return Literals(always, automaton)
