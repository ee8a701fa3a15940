"""Literals of a pattern: sets of texts of each of which one has to stand in whatever the pattern matches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _parser  # type: ignore[attr-defined]  # the only way to take a pattern apart; checked by a test
from typing import Any

_WIDEST_CLASS = 12
"""A class of more characters than this narrows nothing down."""
Needs = list[frozenset[str]]
"""One literal of each set is in every match; empty: nothing can be said."""


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
    return sorted(choices, key=lambda choice: (min(map(_worth, choice)), -len(choice)), reverse=True)


def _of_item(operator: Any, argument: Any) -> Needs:
    if operator is _parser.SUBPATTERN:
        _, added, removed, inner = argument
        return _of_sequence(inner) if not added and not removed else []
    if operator is _parser.ASSERT:
        return _of_sequence(argument[1])
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
    return list(dict.fromkeys(frozenset().union(*sets) for sets in zip(*map(two_of, branches), strict=True)))


def two_of(needed: Needs) -> Needs:
    """The first two sets; the first twice where there is no other that narrows anything down."""
    if not needed:
        return []
    return [needed[0], needed[1] if len(needed) > 1 and all(map(_worth, needed[1])) else needed[0]]


def _worth(literal: str) -> int:
    """How much it narrows down: its length; nothing for a space or a Latin letter, which most texts have."""
    return len(literal) if len(literal) > 1 or not literal.isascii() else 0
