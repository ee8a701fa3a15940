"""A journal beside SQLite of letters that Telegram has: there at once even if the process is killed.

The database's own note of it follows with the next group commit, milliseconds later; a kill in between would otherwise
repeat each of those letters. After a power cut the journal may be short: then the database decides, as without it.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, bindparam, func, update

from bot.store.models import LANES, OUTBOX

log = structlog.get_logger(__name__)

RECORD = struct.Struct("<qqqq")
"""Inbox row, part, message id (0: none), and what makes the three credible."""
SALT = 0x5E17_AB1E_0DD5_EED
RECORDS = 2**14
"""Places of one file: when they are used the other is begun anew."""

Run = Callable[[Callable[[Connection], Any]], Awaitable[Any]]
"""The store's way to write: gives what the function gives, after everything submitted before is on disk."""


class SentJournal:
    """Notes of sent letters since the last group commit, and a few before.

    The file is mapped into memory: a note is a few bytes that the kernel has even if the process dies the next moment,
    and costs no system call, in which another thread could take its turn first.
    """

    def __init__(self, path: Path) -> None:
        self._paths = (path.with_name(f"{path.name}.sent-a"), path.with_name(f"{path.name}.sent-b"))
        self._map: mmap.mmap | None = None
        self._active = 0
        self._used = 0

    async def open(self, run: Run) -> None:
        """Brings what a killed process had noted into the database, and begins anew."""
        entries = [entry for path in self._paths for entry in _read(path)]
        if entries:
            await run(lambda connection: _settle(connection, entries))
        for path in self._paths:
            path.unlink(missing_ok=True)
        self._begin()

    def note(self, inbox_seq: int, part: int, message_id: int | None) -> None:
        """The letter has arrived. Before `open`, and where no file can be kept, nothing is noted.

        In a full file nothing is lost while the other is filled: by then the database has long had what stands here,
        since a lane owes it one letter's end at a time.
        """
        if self._map is None:
            return
        _write(self._map, self._used, (inbox_seq, part, message_id or 0))
        self._used += 1
        if self._used == RECORDS:
            self._map.close()
            self._active = 1 - self._active
            self._begin()

    def close(self) -> None:
        """Ends the notes."""
        if self._map is not None:
            self._map.close()
            self._map = None

    def _begin(self) -> None:
        """A file of its full size from the start: on a full disk a mapped file without it would end the process."""
        size = RECORDS * RECORD.size
        self._used = 0
        try:
            file = os.open(self._paths[self._active], os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                os.posix_fallocate(file, 0, size)
                self._map = mmap.mmap(file, size)
            finally:
                os.close(file)
        except OSError as error:
            self._map = None
            log.error("store.no_sent_journal", error=error.strerror)


def _write(content: mmap.mmap, at: int, entry: tuple[int, int, int]) -> None:
    RECORD.pack_into(content, at * RECORD.size, *entry, _check(entry))


def _check(entry: tuple[int, int, int]) -> int:
    return SALT ^ entry[0] ^ entry[1] ^ entry[2]


def _read(path: Path) -> list[tuple[int, int, int]]:
    """Whole notes only: one may be half, and a power cut may have left holes."""
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content[: len(content) - len(content) % RECORD.size]
    return [
        (row, part, message)
        for row, part, message, check in RECORD.iter_unpack(whole)
        if check == _check((row, part, message))
    ]


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
