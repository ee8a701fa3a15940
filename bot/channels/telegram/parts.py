"""The parts of a service, by name: each runs beside the others, begins once, ends when told, says why it failed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)


class Parts:
    """What runs, by name."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Begins a part; one that runs already goes on."""
        if self.runs(name):
            work.close()
            return
        self._tasks[name] = asyncio.create_task(work, name=f"telegram-{name}")
        self._tasks[name].add_done_callback(_say_why)

    async def end(self, *names: str) -> None:
        """Ends these one after the other, all of them where none is named."""
        for name in names or tuple(self._tasks):
            task = self._tasks.pop(name, None)
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    def runs(self, name: str) -> bool:
        """Whether it was begun and has not ended."""
        task = self._tasks.get(name)  # a stop takes it away first
        return task is not None and not task.done()

    def all_run(self) -> bool:
        """Whether every part that was begun and not ended does run."""
        return all(not task.done() for task in self._tasks.values())


def _say_why(task: asyncio.Task[None]) -> None:
    """A part that ends by itself has failed; /healthz says so."""
    if not task.cancelled() and task.exception() is not None:
        log.error("telegram.part_failed", part=task.get_name(), exc_info=task.exception())
