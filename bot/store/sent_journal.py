"""A journal beside SQLite of letters that Telegram has: one short write, there at once even if the process is killed.

The database's own note of it follows with the next group commit, milliseconds later; a kill in between would otherwise
repeat each of those letters. After a power cut the journal may be short: then the database decides, as without it.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, func, update

from bot.store.models import LANES, OUTBOX

LARGEST = 2**20
"""Bytes after which a new file is begun; the old one goes when all of it is in the database."""

Run = Callable[[Callable[[Connection], Any]], Awaitable[Any]]
"""The store's way to write: gives what the function gives, after everything submitted before is on disk."""


class SentJournal:
    """Notes of sent letters since the last group commit, and a few before."""

    def __init__(self, path: Path) -> None:
        self._paths = (path.with_name(f"{path.name}.sent-a"), path.with_name(f"{path.name}.sent-b"))
        self._file: int | None = None
        self._active = 0
        self._size = 0

    async def open(self, run: Run) -> None:
        """Brings what a killed process had noted into the database, and begins anew."""
        entries = [entry for path in self._paths for entry in _read(path)]
        if entries:
            await run(lambda connection: _settle(connection, entries))
        for path in self._paths:
            path.unlink(missing_ok=True)
        self._begin()

    def note(self, inbox_seq: int, part: int, message_id: int | None) -> None:
        """The letter has arrived. Before `open` nothing is noted."""
        if self._file is not None:
            self._size += os.write(self._file, f"{inbox_seq} {part} {message_id or 0}\n".encode())

    async def rotate(self, run: Run) -> None:
        """Begins a new file where this one is full; to be called once what was noted is submitted to the store."""
        if self._size < LARGEST or self._file is None:
            return
        old_file, old_path = self._file, self._paths[self._active]
        self._active = 1 - self._active
        self._begin()
        await run(lambda connection: None)
        os.close(old_file)
        old_path.unlink(missing_ok=True)

    def close(self) -> None:
        """Ends the notes."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _begin(self) -> None:
        self._file = os.open(self._paths[self._active], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._size = 0


def _read(path: Path) -> list[tuple[int, int, int]]:
    """Whole lines only: the last may be half."""
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[:-1]
    parts = [line.split() for line in lines]
    return [(int(a), int(b), int(c)) for a, b, c in (part for part in parts if len(part) == 3)]


def _settle(connection: Connection, entries: list[tuple[int, int, int]]) -> None:
    """Marks the letters as sent that the database still holds for unsent, and shortens their lanes."""
    mark = (
        update(OUTBOX)
        .where(OUTBOX.c.inbox_seq == bindparam("row"), OUTBOX.c.part == bindparam("at"), OUTBOX.c.state == "new")
        .values(state="sent", message_id=func.nullif(bindparam("message"), 0), settled_at=OUTBOX.c.created_at)
        .returning(OUTBOX.c.account, OUTBOX.c.lane)
    )
    for row, at, message in entries:
        settled = connection.execute(mark, {"row": row, "at": at, "message": message}).one_or_none()
        if settled is not None:
            lane = update(LANES).where(LANES.c.account == settled.account, LANES.c.lane == settled.lane)
            connection.execute(lane.values(waiting=LANES.c.waiting - 1))
