"""The journal of sent letters: what it holds is not sent again, what is torn in it does no harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.store import sent_journal
from bot.store.inbox import Inbox
from bot.store.store import Store
from bot.store.units import Answered, Arrival, LaneReport, Letter, Settled
from tests.store.databases import database_url

pytestmark = pytest.mark.asyncio


async def owing(folder: Path) -> tuple[Store, int]:
    """A store with one update that is answered by three letters, none of them settled; with its number."""
    store = await Store.open(database_url("sqlite", folder))
    inbox = Inbox(store, 7)
    await inbox.open()
    await inbox.take_in([Arrival(1, 5, "t:5", "{}")])
    (work,) = await inbox.claim(1, 10.0)
    seq = work.arrivals[0].seq
    letters = tuple(Letter(seq, part, "sendMessage", "{}") for part in range(3))
    await inbox.report(LaneReport(7, 5, work.fence, answered=(Answered(seq, letters=letters),)))
    inbox.note_sent(Settled(seq, 0, 100))
    inbox.note_sent(Settled(seq, 1))
    inbox.close()
    return store, seq


async def test_noted_letters_are_not_sent_again(tmp_path: Path) -> None:
    """A kill between Telegram's answer and the commit repeats nothing."""
    store, _ = await owing(tmp_path)
    inbox = Inbox(store, 7)
    await inbox.open()
    (work,) = await inbox.claim(1, 10.0)
    assert ([letter.part for letter in work.letters], work.waiting) == ([2], 1)
    inbox.close()
    await store.close()


async def test_a_torn_note_is_passed_over(tmp_path: Path) -> None:
    """The process died in the middle of a note: that letter is sent again, the others are not."""
    store, seq = await owing(tmp_path)
    path = tmp_path / "huiqi.db.sent-a"
    content = bytearray(path.read_bytes())
    size = sent_journal.RECORD.size
    content[2 * size : 3 * size] = sent_journal.RECORD.pack(seq, 2, 0, 0)
    path.write_bytes(content + b"half")
    inbox = Inbox(store, 7)
    await inbox.open()
    (work,) = await inbox.claim(1, 10.0)
    assert [letter.part for letter in work.letters] == [2]
    inbox.close()
    await store.close()


async def test_a_full_journal_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not grow without end."""
    monkeypatch.setattr(sent_journal, "RECORDS", 8)
    store, seq = await owing(tmp_path)
    inbox = Inbox(store, 7)
    await inbox.open()
    for number in range(200):
        inbox.note_sent(Settled(10**6 + number, 0, number))
    assert sum(path.stat().st_size for path in tmp_path.glob("*.sent-*")) <= 2 * 8 * sent_journal.RECORD.size
    inbox.note_sent(Settled(seq, 2, 102))
    inbox.close()
    await inbox.open()
    assert await inbox.claim(1, 10.0) == []
    inbox.close()
    await store.close()


async def test_without_room_for_the_journal_the_database_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs the notes, not the answers."""

    def full(*_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    store, _ = await owing(tmp_path)
    inbox = Inbox(store, 7)
    await inbox.open()
    (work,) = await inbox.claim(1, 10.0)
    assert [letter.part for letter in work.letters] == [0, 1, 2]
    inbox.close()
    await store.close()
