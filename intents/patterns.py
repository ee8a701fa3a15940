"""Many patterns over one text: only those are tried whose words occur in it.

Each pattern is taken apart once for literals of which one has to stand in whatever it matches; one Aho-Corasick pass
over a text then tells which patterns can match at all (the idea of RE2's FilteredRE2).
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
Literals = frozenset[str] | None
"""One of them is in every match; None: nothing can be said."""


@dataclass(slots=True, eq=False)
class Patterns:
    """Patterns by number, in the order in which they were given."""

    expressions: tuple[Expression, ...]
    _always: frozenset[int]
    """Those that have to be tried on every text."""
    _literals: Any
    """Automaton of literals, each with the numbers of the patterns that need it."""

    def possible(self, text: str) -> list[int]:
        """Numbers of the patterns that can match the text, ascending."""
        found = set(self._always)
        for _, numbers in self._literals.iter(text):
            found.update(numbers)
        return sorted(found)

    def search(self, number: int, text: str) -> re.Match[str] | None:
        """Where the pattern matches first."""
        return self.expressions[number].pattern.search(text)


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
    always: set[int] = set()
    owners: dict[str, list[int]] = defaultdict(list)
    for number, source in enumerate(sources):
        literals = required_literals(source)
        if literals is None:
            always.add(number)
        for literal in literals or ():
            owners[literal].append(number)
    automaton = ahocorasick.Automaton()
    for literal, numbers in owners.items():
        automaton.add_word(literal, tuple(numbers))
    if not owners:
        automaton.add_word("\0", ())  # an automaton needs a word; no text in one spelling has this one
    automaton.make_automaton()
    return Patterns(tuple(map(Expression, sources)), frozenset(always), automaton)


def required_literals(source: str) -> Literals:
    """Literals of which one is in every match of the pattern; None where there are none. Raises: re.error."""
    parsed = _parser.parse(source)
    return _of_sequence(parsed) if parsed.state.flags == re.UNICODE else None


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> Literals:
    """The best of what stands one after the other: the longest literals, the fewest of them."""
    choices: list[Literals] = []
    run = ""
    for operator, argument in items:
        if operator is _parser.LITERAL:
            run += chr(argument)
            continue
        choices += [frozenset([run])] if run else []
        run = ""
        choices.append(_of_item(operator, argument))
    choices += [frozenset([run])] if run else []
    usable = [choice for choice in choices if choice]
    return max(usable, key=lambda choice: (min(map(len, choice)), -len(choice)), default=None)


def _of_item(operator: Any, argument: Any) -> Literals:
    if operator is _parser.SUBPATTERN:
        _, added, removed, inner = argument
        return _of_sequence(inner) if not added and not removed else None
    if operator is _parser.BRANCH:
        return _any_of([_of_sequence(branch) for branch in argument[1]])
    if operator in (_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.POSSESSIVE_REPEAT):
        least, _, inner = argument
        return _of_sequence(inner) if least > 0 else None
    if operator is _parser.IN:
        characters = [chr(value) for kind, value in argument if kind is _parser.LITERAL]
        return frozenset(characters) if len(characters) == len(argument) <= _WIDEST_CLASS else None
    return None


def _any_of(branches: Sequence[Literals]) -> Literals:
    known = [branch for branch in branches if branch is not None]
    return frozenset().union(*known) if len(known) == len(branches) else None
