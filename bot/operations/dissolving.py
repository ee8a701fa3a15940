"""Takes apart what is no longer used, piece by piece: freed at once, a large knowledge base would stop every thread."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

PORTION = 2_000
"""Objects taken apart between two pauses: a few milliseconds."""
PAUSE_SECONDS = 0.001


def dissolve(owned: list[object], pause: Callable[[float], None] = time.sleep) -> None:
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
            pause(PAUSE_SECONDS)


def _count_where_nobody_else_holds() -> int:
    """How often an object seems to be held that only a local name holds: Python versions differ."""
    found = object()
    return sys.getrefcount(found)


_ALONE = _count_where_nobody_else_holds()
