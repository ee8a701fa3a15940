"""Compiled forms that this process has had made, each once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

from bot.assembly import AHEAD, compiled_already, content_state, put_to_use
from bot.compiling import compile_apart

Compiled = tuple[Path | None, tuple[str, ...]]
"""(the compiled form, faults); neither where the compiling process failed, which is in the log."""
REMEMBERED = 4


class Compilations:
    """The compiled forms of one cache: whoever wants one that is being made waits for that."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._made: dict[str, asyncio.Task[Compiled]] = {}

    async def of(self, places: Sequence[Path], *, ahead: bool = False) -> Compiled:
        """The compiled form of what is in these places now; `ahead`: it is not in use yet, and may never be."""
        state = await asyncio.to_thread(content_state, places)
        task = self._made.get(state)
        if task is None or (task.done() and not _stands(task)):
            task = self._made[state] = asyncio.create_task(self._make(places, ahead=ahead), name="compiling")
            for old in [key for key, made in self._made.items() if made.done()][:-REMEMBERED]:
                del self._made[old]
        path, faults = await asyncio.shield(task)
        if path is not None and not ahead:
            with contextlib.suppress(OSError):  # a full disk: it serves, and the next start compiles anew
                await asyncio.to_thread(put_to_use, path, self._cache)
        return path, faults

    async def _make(self, places: Sequence[Path], *, ahead: bool) -> Compiled:
        found = await asyncio.to_thread(compiled_already, places, self._cache)
        if found is not None:
            return found, ()
        return await compile_apart(self._cache / AHEAD if ahead else self._cache, places)


def _stands(task: asyncio.Task[Compiled]) -> bool:
    """Whether what it made is still there; faults stand as long as the content does."""
    if task.cancelled() or task.exception() is not None:
        return False
    path, faults = task.result()
    return path.exists() if path is not None else bool(faults)
