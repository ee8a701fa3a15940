"""Work on all cores: the process forks, so that what is compiled is shared and nothing has to be sent to begin."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_WORK: list[Callable[[Any], str]] = []
"""The function to run, where forked processes find it."""


def in_parallel(work: Callable[[Any], str], portions: Sequence[Any]) -> Iterator[str]:
    """What the function makes of each portion, in order; in this process where forking gains nothing."""
    import multiprocessing  # a single question does not need it

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if min(cores, len(portions)) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, portions)
        return
    _WORK[:] = [work]
    with multiprocessing.get_context("fork").Pool(min(cores, len(portions))) as pool:
        yield from pool.imap(_run, portions)


def _run(portion: Any) -> str:
    return _WORK[0](portion)
