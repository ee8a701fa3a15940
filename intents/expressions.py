"""Regular expressions that need compiling only once: a pickled one carries what its compilation came to.

`re` pickles a pattern as its source and compiles it again wherever it is read, half a millisecond each; hundreds of
them stand behind the questions of a minute. The program that the matching engine runs is a list of numbers. Which
numbers mean what differs between versions of Python: the engine checks them, and what it does not accept is compiled.
Until it is needed it is kept compressed, to a fifth: of two thousand patterns most wait for words that seldom come.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]  # what `re` itself ends in; checked by a test
import re
import zlib
from array import array
from re import _compiler, _parser  # type: ignore[attr-defined]  # as above
from typing import Any

from intents.firstcharacters import led

Program = tuple[int, int, tuple[tuple[str, int], ...], bytes]
"""Flags, groups, named groups and the numbers, compressed."""
_UNIT = "I"
"""Type of a number: 32 bits, as in the engine."""


class Expression:
    """A regular expression, compiled when it is first needed."""

    __slots__ = ("_made", "_program", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._program: Program | None = None
        self._made: re.Pattern[str] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.source, self._program or _compiled(self.source))

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern. Raises: re.error."""
        if self._made is None:
            self._made = _loaded(self.source, self._program or _compiled(self.source))
            self._program = None  # the pattern holds its own
        return self._made


def reduced(pattern: re.Pattern[str]) -> tuple[Any, ...]:
    """How a pickler writes a pattern that is compiled already, so that reading it back compiles nothing.

    For the `dispatch_table` of a pickler. Of the time that reading a compiled form takes it saves a third.
    """
    return _loaded, (pattern.pattern, _compiled(pattern.pattern, pattern.flags & ~re.UNICODE))


def _restored(source: str, program: Program) -> Expression:
    made = Expression(source)
    made._program = program
    return made


def _compiled(source: str, flags: int = 0) -> Program:
    """What `re.compile` hands to the engine, which looks at the first character first."""
    parsed = _parser.parse(source if flags else led(source), flags)
    names = tuple(parsed.state.groupdict.items())
    numbers = array(_UNIT, _compiler._code(parsed, flags))
    return parsed.state.flags, parsed.state.groups, names, zlib.compress(numbers.tobytes())


def _loaded(source: str, program: Program) -> re.Pattern[str]:
    flags, groups, names, numbers = program
    called = [None, *([None] * (groups - 1))]
    for name, number in names:
        called[number] = name  # type: ignore[call-overload]  # a list of names and None
    try:
        made: re.Pattern[str] = _sre.compile(
            source, flags, list(array(_UNIT, zlib.decompress(numbers))), groups - 1, dict(names), tuple(called)
        )
    except (RuntimeError, TypeError):
        return re.compile(source, flags)
    return made
