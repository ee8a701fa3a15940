"""With which characters a pattern begins, said before it, so that a search passes over all others at a glance.

The engine does so itself where every alternative of a pattern begins with a letter; where one begins with a look
around, an optional word or a choice in brackets, it tries all of them at every place of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _parser  # type: ignore[attr-defined]  # the only way to take a pattern apart; checked by a test
from typing import Any

_ZERO_WIDTH = {_parser.ASSERT, _parser.ASSERT_NOT, _parser.AT}
_REPEATS = {_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.POSSESSIVE_REPEAT}
_CATEGORIES = {_parser.CATEGORY_DIGIT: r"\d", _parser.CATEGORY_SPACE: r"\s"}
_WIDEST_RANGE = 64
"""A range of more characters than this, all Chinese ones, passes over nothing."""
Begin = tuple[set[str], bool]
"""Pieces of a character class, and whether the pattern may match without any of them."""


def led(source: str) -> str:
    """The pattern behind a look at its first character; the same pattern where that would help nothing."""
    parsed = _parser.parse(source)
    if parsed.state.flags != re.UNICODE or _is_quick(list(parsed)):
        return source
    begin = _of_sequence(parsed)
    if begin is None or begin[1] or not begin[0]:
        return source
    return f"(?=[{''.join(sorted(begin[0]))}])(?:{source})"


def _is_quick(items: Sequence[tuple[Any, Any]]) -> bool:
    """Whether the engine looks at the first character itself, or tries one place only."""
    operator: Any
    argument: Any
    operator, argument = items[0] if items else (_parser.AT, None)
    if operator is _parser.BRANCH:
        return all(branch and branch[0][0] is _parser.LITERAL for branch in argument[1])
    return operator in (_parser.LITERAL, _parser.IN, _parser.AT)


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> Begin | None:
    """What can be first of all that stands one after the other; None: anything."""
    found: set[str] = set()
    for operator, argument in items:
        if operator in _ZERO_WIDTH:
            continue
        begin = _of_item(operator, argument)
        if begin is None:
            return None
        found |= begin[0]
        if not begin[1]:
            return found, False
    return found, True


def _of_item(operator: Any, argument: Any) -> Begin | None:
    if operator is _parser.LITERAL:
        return {_escaped(argument)}, False
    if operator is _parser.IN:
        return _of_class(argument)
    if operator is _parser.SUBPATTERN:
        _, added, removed, inner = argument
        return _of_sequence(inner) if not added and not removed else None
    if operator is _parser.BRANCH:
        begins = [_of_sequence(branch) for branch in argument[1]]
        known = [begin for begin in begins if begin is not None]
        if len(known) < len(begins):
            return None
        return set().union(*(begin[0] for begin in known)), any(begin[1] for begin in known)
    if operator in _REPEATS:
        least, _, inner = argument
        begin = _of_sequence(inner)
        return None if begin is None else (begin[0], begin[1] or least == 0)
    return None


def _of_class(items: Iterable[tuple[Any, Any]]) -> Begin | None:
    found: set[str] = set()
    for kind, value in items:
        if kind is _parser.LITERAL:
            found.add(_escaped(value))
        elif kind is _parser.RANGE and value[1] - value[0] <= _WIDEST_RANGE:
            found.add(f"{_escaped(value[0])}-{_escaped(value[1])}")
        elif kind is _parser.CATEGORY and value in _CATEGORIES:
            found.add(_CATEGORIES[value])
        else:
            return None
    return found, False


def _escaped(code: int) -> str:
    return re.escape(chr(code)) if chr(code).isascii() else chr(code)
