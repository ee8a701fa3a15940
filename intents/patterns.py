"""Many patterns over one text: only those are tried whose words occur in it.

Each pattern is taken apart once for two sets of literals, of each of which one has to stand in whatever it matches; one
Aho-Corasick pass over a text then tells which patterns can match at all (the idea of RE2's FilteredRE2). Patterns are
the bits of an integer there, so that what a literal stands for is taken up in one step.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from re import _parser  # type: ignore[attr-defined]  # the only way to take a pattern apart; checked by a test
from typing import Any

import ahocorasick

from intents.expressions import Expression
from knowledge.records import dataclass

_WIDEST_CLASS = 12
"""A class of more characters than this narrows nothing down."""
Needs = list[frozenset[str]]
"""One literal of each set is in every match; empty: nothing can be said."""


@dataclass(slots=True, eq=False)
class Patterns:
    """Patterns by number, in the order in which they were given."""

    expressions: tuple[Expression, ...]
    _always: int
    """Those that have to be tried on every text."""
    _literals: Any
    """Automaton of literals, each with the patterns that have it in their first set and those in their second.

    None where they are looked for elsewhere.
    """

    def possible(self, text: str) -> list[int]:
        """Numbers of the patterns that can match the text, ascending."""
        first = second = self._always
        for _, (one, other) in self._literals.iter(text):
            first |= one
            second |= other
        return numbers_of(first & second)

    def literals(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Each literal with the bits of the patterns that have it in their first set, and in their second.

        For a pass over a text that finds other things too; what it comes to is for `numbers_of`.
        """
        yield from self._literals.items()

    def without_literals(self) -> Patterns:
        """The patterns for whoever looks for their literals in a pass of its own: `possible` is not for them."""
        return Patterns(self.expressions, self._always, None)

    @property
    def always(self) -> int:
        """The bits of the patterns that have to be tried on every text."""
        return self._always

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
    always = 0
    owners: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for number, source in enumerate(sources):
        needed = required_literals(source)
        if not needed:
            always |= 1 << number
        for which, literals in enumerate(_two_of(needed)):
            for literal in literals:
                owners[literal][which] |= 1 << number
    automaton = ahocorasick.Automaton()
    shared: dict[tuple[int, int], tuple[int, int]] = {}  # the alternatives of a pattern have the same
    for literal, (first, second) in owners.items():
        automaton.add_word(literal, shared.setdefault((first, second), (first, second)))
    if not owners:
        automaton.add_word("\0", (0, 0))  # an automaton needs a word; no text in one spelling has this one
    automaton.make_automaton()
    return Patterns(tuple(map(Expression, sources)), always, automaton)


def required_literals(source: str) -> Needs:
    """Sets of literals of each of which one is in every match of the pattern, what tells most first; none: always.

    Raises: re.error.
    """
    parsed = _parser.parse(source)
    return _of_sequence(parsed) if parsed.state.flags == re.UNICODE else []


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> Needs:
    """What is needed of all that stands one after the other: the longest literals first, of these the fewest."""
    choices: Needs = []
    run = ""
    for operator, argument in items:
        if operator is _parser.LITERAL:
            run += chr(argument)
            continue
        choices += [frozenset([run])] if run else []
        run = ""
        choices += _of_item(operator, argument)
    choices += [frozenset([run])] if run else []
    return sorted(choices, key=lambda choice: (min(map(len, choice)), -len(choice)), reverse=True)


def _of_item(operator: Any, argument: Any) -> Needs:
    if operator is _parser.SUBPATTERN:
        _, added, removed, inner = argument
        return _of_sequence(inner) if not added and not removed else []
    if operator is _parser.BRANCH:
        return _any_of([_of_sequence(branch) for branch in argument[1]])
    if operator in (_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.POSSESSIVE_REPEAT):
        least, _, inner = argument
        return _of_sequence(inner) if least > 0 else []
    if operator is _parser.IN:
        characters = [chr(value) for kind, value in argument if kind is _parser.LITERAL]
        return [frozenset(characters)] if len(characters) == len(argument) <= _WIDEST_CLASS else []
    return []


def _any_of(branches: Sequence[Needs]) -> Needs:
    """Whichever branch matches needs one of its own literals, and one of its second set."""
    if not all(branches):
        return []
    return list(dict.fromkeys(frozenset().union(*sets) for sets in zip(*map(_two_of, branches), strict=True)))


def _two_of(needed: Needs) -> Needs:
    """The first two sets; of one alone, that one twice."""
    return [needed[0], needed[min(1, len(needed) - 1)]] if needed else []
