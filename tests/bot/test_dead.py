"""`huiqi dead`: what could not be answered is listed, shown and tried again from the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.store.inbox import Inbox
from bot.store.store import Store
from bot.store.units import Answered, Arrival, LaneReport
from tests.commands import Command

BODY = '{"update_id": 7, "message": {"text": "房租"}}'


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with one dead letter of chat 5 and one of nobody."""
    url = f"sqlite:///{tmp_path}/huiqi.db"
    asyncio.run(fill(url))
    return url


async def fill(url: str) -> None:
    store = await Store.open(url)
    inbox = Inbox(store, 7)
    await inbox.take_in([Arrival(7, 5, "t:5", BODY), Arrival(8, 0, "t:0", "{half", readable=False)])
    (work,) = await inbox.claim(1, 10.0)
    failed = Answered(work.arrivals[0].seq, dead="RuntimeError: boom")
    await inbox.report(LaneReport(7, 5, work.fence, answered=(failed,), release=True))
    await store.close()


async def waiting(url: str) -> int:
    store = await Store.open(url)
    found, _ = await store.backlog(7)
    await store.close()
    return found


def test_dead_letters_are_listed_and_shown(huiqi: Command, url: str) -> None:
    """Newest first; one in full."""
    rows = [line.split("\t") for line in huiqi("dead", "list", HUIQI_DATABASE_URL=url).out.splitlines()]
    assert [(row[0], row[2], row[4]) for row in rows] == [("2", "0", "unreadable"), ("1", "5", "RuntimeError: boom")]
    shown = huiqi("dead", "show", "1", HUIQI_DATABASE_URL=url)
    assert '"text": "房租"' in shown.out
    assert "RuntimeError: boom" in shown.out


def test_what_is_requeued_waits_again(huiqi: Command, url: str) -> None:
    """All that belongs to a chat; what is none stays where it is."""
    assert huiqi("dead", "requeue", "--all", HUIQI_DATABASE_URL=url).out.startswith("1 requeued")
    assert asyncio.run(waiting(url)) == 1
    assert huiqi("dead", "list", HUIQI_DATABASE_URL=url).out.count("\n") == 1


@pytest.mark.parametrize(
    "words", [("show", "99"), ("requeue",), ("requeue", "1", "--all"), ("show", "x")], ids="_".join
)
def test_a_wrong_number_is_one_clear_line(huiqi: Command, url: str, words: tuple[str, ...]) -> None:
    """Status 2."""
    ran = huiqi("dead", *words, HUIQI_DATABASE_URL=url)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
