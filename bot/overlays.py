"""Documents of the database as one more folder over the others: written out whenever they change."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

LINK = "overlay"
"""Leads to the folder that was last in use, so that the next start needs no database to begin with it."""


class Documents(Protocol):
    """Where the documents are kept (see bot.store.overlays)."""

    async def revision(self) -> int:
        """Grows whenever a document changes. Raises: StoreError."""

    async def documents(self) -> Mapping[str, str]:
        """Every document by its path in a pack. Raises: StoreError."""

    async def changed(self) -> None:
        """Returns once a document may have changed. Raises: whatever opening the store raised."""


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
        self._places = last_used(cache)

    def places(self) -> tuple[Path, ...]:
        """The folder with the newest documents; none where there are none."""
        return self._places

    async def changed(self) -> None:
        """Returns once a document may have changed."""
        await self._documents.changed()

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
                if old not in self._places:
                    shutil.rmtree(old, ignore_errors=True)

    def _write_out(self, documents: dict[str, str]) -> tuple[Path, ...]:
        place = self._cache / f"{LINK}-{_digest(documents)}"
        if not place.is_dir():
            scratch = place.with_name(f"{place.name}.{os.getpid()}")
            for path, text in documents.items():
                (scratch / path).parent.mkdir(parents=True, exist_ok=True)
                (scratch / path).write_text(text, encoding="utf-8")
            scratch.rename(place)
        return (place.resolve(),)


def _digest(documents: Mapping[str, str]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path, text in sorted(documents.items()):
        digest.update(f"{path}\0{text}\0".encode())
    return digest.hexdigest()
