"""Documents of the database as one more folder over the others: written out whenever they change."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

LINK = "overlay"
"""Leads to the folder that was last in use, so that the next start needs no database to begin with it."""
DRAFTS = 4
"""So many folders of what staff are trying out stay beside the one in use."""


class Documents(Protocol):
    """Where the documents are kept (see bot.store.overlays)."""

    async def revision(self) -> int:
        """Grows whenever a document changes. Raises: StoreError."""

    async def documents(self) -> Mapping[str, str]:
        """Every document by its path in a pack. Raises: StoreError."""

    async def drafts(self) -> Sequence[Mapping[str, str]]:
        """What staff have begun to try out since this was last asked, here or elsewhere. Raises: StoreError."""

    async def changed(self) -> None:
        """Returns once a document or a draft may have changed. Raises: whatever opening the store raised."""


def last_used(cache: Path) -> tuple[Path, ...]:
    """The folder that the last process used; none where there were no documents."""
    link = cache / LINK
    return (link.resolve(),) if link.is_dir() else ()


class Overlays:
    """The documents' folder beside the compiled forms."""

    def __init__(self, documents: Documents, cache: Path) -> None:
        self._documents = documents
        self._cache = cache.resolve()
        self._revision: int | None = None
        self._laid_out: deque[Path] = deque(maxlen=DRAFTS)
        """Folders of drafts, one of which may be in use next."""
        self._places = last_used(cache)

    def places(self) -> tuple[Path, ...]:
        """The folder with the newest documents; none where there are none."""
        return self._places

    async def changed(self) -> None:
        """Returns once a document or a draft may have changed."""
        await self._documents.changed()

    async def drafts(self) -> Sequence[tuple[Path, ...]]:
        """The folders of what staff have begun to try out since this was last asked. Raises: StoreError, OSError."""
        drafts = await self._documents.drafts()
        kept = dict(await self._documents.documents()) if drafts else {}
        return [await self.lay_out({**kept, **draft}) for draft in drafts]

    async def lay_out(self, documents: Mapping[str, str]) -> tuple[Path, ...]:
        """The folder that these documents will have once they are kept; it stays for a while. Raises: OSError."""
        places = await asyncio.to_thread(self._write_out, dict(documents)) if documents else ()
        self._laid_out.extend(places)
        return places

    async def fetch(self) -> None:
        """Writes the documents out where they have changed since. Raises: StoreError, OSError."""
        revision = await self._documents.revision()
        if revision == self._revision:
            return
        documents = dict(await self._documents.documents())
        self._places = await asyncio.to_thread(self._write_out, documents) if documents else ()
        self._revision = revision

    def settle(self) -> None:
        """The newest documents are in use: the next start begins with them, older ones go."""
        link = self._cache / LINK
        with contextlib.suppress(OSError):
            if not self._places:
                link.unlink(missing_ok=True)
            for place in self._places:
                scratch = self._cache / f"{LINK}.{os.getpid()}"
                scratch.unlink(missing_ok=True)
                scratch.symlink_to(place.name)
                scratch.replace(link)
            for old in self._cache.glob(f"{LINK}-*"):
                if old not in (*self._places, *self._laid_out):
                    shutil.rmtree(old, ignore_errors=True)

    def _write_out(self, documents: dict[str, str]) -> tuple[Path, ...]:
        place = self._cache / f"{LINK}-{_digest(documents)}"
        if not place.is_dir():
            self._cache.mkdir(parents=True, exist_ok=True, mode=0o700)
            scratch = Path(tempfile.mkdtemp(prefix=f"{LINK}.", dir=self._cache))
            for path, text in documents.items():
                (scratch / path).parent.mkdir(parents=True, exist_ok=True)
                (scratch / path).write_text(text, encoding="utf-8")
            try:
                scratch.rename(place)
            except OSError:  # who laid the same out at the same time was quicker
                if not place.is_dir():
                    raise
                shutil.rmtree(scratch)
        return (place.resolve(),)


def _digest(documents: Mapping[str, str]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path, text in sorted(documents.items()):
        digest.update(f"{path}\0{text}\0".encode())
    return digest.hexdigest()
