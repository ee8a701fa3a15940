"""Waiting for something to change, within one event loop; telling costs nothing where nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


class Change:
    """Wakes whoever waits."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def tell(self) -> None:
        """Something has changed."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, condition: Callable[[], Any]) -> None:
        """Returns once the condition holds; it is looked at now and after each change."""
        while not condition():
            self._waiting.append(asyncio.get_running_loop().create_future())
            await self._waiting[-1]
