"""Takes apart what is no longer used, piece by piece: freed at once, a large knowledge base would stop every thread."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

from bot.operations.interpreter import give_way

PORTION = 2_000
"""Objects taken apart between two pauses: a few milliseconds."""


def dissolve(owned: list[object], pause: Callable[[], None] = give_way) -> None:
    """Empties the list and frees what only it held, children after parents; what others hold stays as it is.

    Reference counting would free the same objects, but in one go and without letting another thread in between.
    """
    taken = 0
    while owned:
        found = owned.pop()
        if sys.getrefcount(found) <= _ALONE:
            owned.extend(gc.get_referents(found))
        del found
        taken += 1
        if taken % PORTION == 0:
            pause()


def _count_where_nobody_else_holds() -> int:
    """How often an object seems to be held that only a local name holds: Python versions differ."""
    found = object()
    return sys.getrefcount(found)


_ALONE = _count_where_nobody_else_holds()
