"""Convoys: what waits to be worked out goes in groups, the members of one right behind each other.

An answer touches much of the knowledge. Worked out between a commit and a send, each finds the processor's caches full
of something else; worked out behind another answer it takes a fifth less.
"""

from __future__ import annotations

import asyncio
from collections import deque
from types import TracebackType

SIZE = 24
"""Members of a convoy: for as long as they take the event loop does nothing else, some fifteen milliseconds."""


class Convoy:
    """An async context manager that lets at most `size` tasks in together, in the order in which they came.

    The next ones are let in when places are free again and everybody else has had a turn of the event loop: what
    Telegram has answered is noted before more is begun.
    """

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._queue: deque[asyncio.Future[None]] = deque()
        self._inside = 0
        self._is_planned = False

    async def __aenter__(self) -> None:
        place = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        self._plan()
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():  # let in and cancelled in the same turn
                self._leave()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        self._inside -= 1
        self._plan()

    def _plan(self) -> None:
        """Lets the next ones in, behind whoever is ready now."""
        if self._queue and not self._is_planned:
            self._is_planned = True
            asyncio.get_running_loop().call_soon(self._let_in)

    def _let_in(self) -> None:
        self._is_planned = False
        while self._queue and self._inside < self._size:
            place = self._queue.popleft()
            if not place.done():
                place.set_result(None)
                self._inside += 1
