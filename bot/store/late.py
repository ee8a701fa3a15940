"""A store that is still being opened: whoever needs it waits, and the page answers in the meantime."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.notes import Note
    from bot.store.store import Store
    from bot.store.units import Exchange


class LateStore:
    """What the chat page asks of a store, once that is open."""

    def __init__(self, opening: asyncio.Task[Store]) -> None:
        self._opening = opening

    @property
    def is_open(self) -> bool:
        """Whether it is open, its migrations done."""
        return self._opening.done() and not self._opening.cancelled() and self._opening.exception() is None

    @property
    def writable(self) -> bool:
        """Whether it is open and takes writes."""
        return self.is_open and self._opening.result().writer.writable

    async def opened(self) -> Store:
        """The store itself. Raises: whatever opening it raised."""
        return await asyncio.shield(self._opening)

    async def conversation(self, key: str) -> str | None:
        """What was remembered; None where there is nothing."""
        return await (await self.opened()).conversation(key)

    async def remember(self, key: str, state: str, exchange: Exchange | None = None) -> None:
        """Keeps it, with a line of the log."""
        await (await self.opened()).remember(key, state, exchange)

    async def notes(self, key: str) -> Sequence[Note]:
        """What the conversation is to be told."""
        return await (await self.opened()).notes(key)

    async def notes_told(self, key: str, newest: int) -> None:
        """Everything up to that note has been told."""
        await (await self.opened()).notes_told(key, newest)

    async def judge(self, key: str, source: int, *, helpful: bool) -> None:
        """Notes what was said of an answer."""
        await (await self.opened()).judge(key, source, helpful=helpful)

    async def forget(self, key: str) -> None:
        """Nothing of it is kept."""
        await (await self.opened()).forget(key)


class LateDocuments:
    """Staff's documents in a store that is still being opened; none of them until it is."""

    def __init__(self, opening: asyncio.Task[Store]) -> None:
        self._opening = opening

    async def _opened(self) -> Store:
        """The store. One that cannot be opened ends the process, which says why: nobody need say it once more."""
        await asyncio.wait([self._opening])
        if self._opening.cancelled() or self._opening.exception() is not None:
            await asyncio.get_running_loop().create_future()
        return self._opening.result()

    async def revision(self) -> int:
        """See bot.store.overlays. Raises: StoreError."""
        from bot.store.overlays import overlay_revision  # with the store, which is loaded after the page

        return await overlay_revision(await self._opened())

    async def documents(self) -> Mapping[str, str]:
        """See bot.store.overlays. Raises: StoreError."""
        from bot.store.overlays import overlay_documents

        return await overlay_documents(await self._opened())

    async def drafts(self) -> Sequence[Mapping[str, str]]:
        """What was begun to be tried out since this was last asked."""
        waiting = (await self._opened()).drafts
        return [waiting.popleft() for _ in range(len(waiting))]

    async def changed(self) -> None:
        """Returns once a document or a draft may have changed since this was last asked."""
        bell = (await self._opened()).documents_bell
        await bell.wait()
        bell.clear()
