"""Answers from a process of their own are the same, and whatever becomes of it each message gets its answer."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.incoming import Attachment, Command, Incoming, Message, Press
from bot.channels.telegram.answering_process import DraftFailed
from bot.channels.telegram.drafting import Draft, DraftingHere, Order, Voice
from bot.channels.telegram.drafting_beside import MOST_WAITING, DraftingBeside
from bot.rendering import brief, telegram
from bot.rendering.wording import wording
from bot.store.dead_letters import dead_letters
from tests.store.databases import database_url
from tests.telegram.answering import VOICE, Repeater
from tests.telegram.processes import Process, given_for
from tests.telegram.running import Bench, running
from tests.telegram_server import TelegramServer

pytestmark = pytest.mark.asyncio

HERE = os.getpid()
REAL = Voice(telegram.render, lambda answer: brief.render(answer.blocks), wording)
DAY = date(2026, 11, 22)
CONVERSATION: tuple[Incoming, ...] = (
    Message("we make pumps in Wuxi, 45 people. what is there for us?"),
    Message("研发费加计扣除能省多少？去年研发投入300万"),
    Message("是居民企业"),
    Press("1:back"),
    Message("what about a museum ticket?"),
    Attachment("photo", ""),
    Command("forget"),
)


class Signing(Repeater):
    """Ends what it says with the process that said it; "crash" ends that process, "stuck" never comes back."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.name = name

    def _said(self, incoming: Incoming) -> str:
        said = super()._said(incoming)
        if os.getpid() != HERE and "crash" in said:
            os.kill(os.getpid(), signal.SIGKILL)
        while os.getpid() != HERE and "stuck" in said:
            time.sleep(1)
        if "wrong" in said:
            raise ValueError("as it was told")
        if "cancelled" in said:
            raise asyncio.CancelledError
        return f"{said} {self.name}{os.getpid()}"


@asynccontextmanager
async def beside(folder: Path, stuck_seconds: float = 20.0) -> AsyncIterator[Bench]:
    """A running bot whose answers come from a process of their own."""
    assistant = Signing()
    drafting = DraftingBeside(lambda: assistant, VOICE, stuck_seconds)
    async with running(folder, assistant=assistant, drafting=drafting) as bench:
        yield bench


def process_of(answer: str) -> int:
    """The process that signed the answer."""
    return int(answer.rsplit(" ", 1)[1])


def is_alive(pid: int) -> bool:
    """Whether the process still runs, or waits for its end to be noticed."""
    return Path(f"/proc/{pid}").exists()


async def test_every_kind_of_message_is_answered_as_here(assistant: Assistant) -> None:
    drafting, states = DraftingBeside(lambda: assistant, REAL), [None, None]
    try:
        for incoming in CONVERSATION:
            orders = [Order(incoming, state, "en", DAY, attended=True) for state in states]
            drafts = [await DraftingHere(assistant, REAL).draft(orders[0]), await drafting.draft(orders[1])]
            assert timeless(drafts[0]) == timeless(drafts[1])
            states = [draft.state for draft in drafts]
    finally:
        await drafting.close()


def timeless(draft: Draft) -> Draft:
    """The draft without what it took."""
    return draft._replace(seconds=0.0)


async def test_many_messages_at_once_are_answered_by_one_other_process_each_chat_in_order(tmp_path: Path) -> None:
    async with beside(tmp_path) as bench:
        for number in range(90):
            await bench.server.write(1 + number % 30, f"m{number}")
        await bench.settled()
        said = {chat: bench.server.sent(1 + chat) for chat in range(30)}
    pids = {process_of(text) for texts in said.values() for text in texts}
    assert len(pids) == 1
    assert HERE not in pids
    for chat, texts in said.items():
        expected = [f"{turn + 1}: m{chat + 30 * turn}" for turn in range(3)]
        assert [text.rsplit(" ", 1)[0] for text in texts] == expected


async def test_where_many_wait_both_processes_answer() -> None:
    """Neither core has nothing to do, and what each gives is the same."""
    assistant = Signing()
    drafting = DraftingBeside(lambda: assistant, VOICE)
    orders = [Order(Message(f"m{number}"), None, None, DAY, attended=False) for number in range(100)]
    try:
        await drafting.draft(orders[0])
        drafts = await asyncio.gather(*(drafting.draft(order) for order in orders))
        one_by_one = [await drafting.draft(order) for order in orders[:5]]
    finally:
        await drafting.close()
    pids = [process_of(draft.html) for draft in drafts]
    assert pids.count(HERE) == len(orders) - MOST_WAITING
    assert len(set(pids)) == 2
    assert HERE not in {process_of(draft.html) for draft in one_by_one}
    assert [draft.html.rsplit(" ", 1)[0] for draft in drafts] == [f"1: m{number}" for number in range(100)]


async def test_knowledge_that_was_exchanged_is_let_go_without_a_message() -> None:
    assistants = [Signing("old-"), Signing("new-")]
    drafting = DraftingBeside(lambda: assistants[0], VOICE)
    order = Order(Message("m"), None, None, DAY, attended=False)
    try:
        former = int((await drafting.draft(order)).html.rsplit("-", 1)[1])
        drafting.renew()
        assert drafting.resident_bytes() > 0
        del assistants[0]
        drafting.renew()
        async with asyncio.timeout(60):
            while is_alive(former):
                await asyncio.sleep(0.01)
        assert drafting.resident_bytes() == 0
        assert " new-" in (await drafting.draft(order)).html
    finally:
        await drafting.close()


@pytest.mark.parametrize("fault", ["wrong", "cancelled"])
async def test_what_fails_there_fails_alone_and_says_why(tmp_path: Path, fault: str) -> None:
    async with beside(tmp_path) as bench:
        (first,) = await bench.ask(1, "fine")
        await bench.server.write(2, fault)
        await bench.server.until(lambda: bench.server.sent(2))
        (again,) = await bench.ask(3, "fine")
        (letter,) = await dead_letters(bench.store)
        assert process_of(first) == process_of(again)
        assert bench.server.sent(2) == [wording("zh", "failed")]
        named = {"wrong": "DraftFailed: ValueError: as it was told", "cancelled": "DraftFailed: CancelledError: "}
        assert letter.error == named[fault]


async def test_the_traceback_of_the_other_process_is_told() -> None:
    assistant = Signing()
    drafting = DraftingBeside(lambda: assistant, VOICE)
    try:
        with pytest.raises(DraftFailed) as failed:
            await drafting.draft(Order(Message("wrong"), None, None, DAY, attended=False))
    finally:
        await drafting.close()
    assert any('raise ValueError("as it was told")' in note for note in failed.value.__notes__)


async def test_a_killed_process_is_followed_by_another_and_nothing_is_lost(tmp_path: Path) -> None:
    async with beside(tmp_path) as bench:
        (first,) = await bench.ask(1, "before")
        for number in range(200):
            await bench.server.write(10 + number % 20, f"m{number}")
        await bench.server.until(lambda: len(bench.server.called("sendMessage")) > 40)
        os.kill(process_of(first), signal.SIGKILL)
        await bench.settled()
        (after,) = (await bench.ask(1, "after"))[1:]
        said = [bench.server.sent(chat) for chat in range(10, 30)]
        assert await dead_letters(bench.store) == []
    assert process_of(after) not in (process_of(first), HERE)
    for chat, texts in enumerate(said):
        assert [text.rsplit(" ", 1)[0] for text in texts] == [f"{1 + n}: m{chat + 20 * n}" for n in range(10)]


async def test_a_message_that_kills_the_process_is_set_aside_and_the_others_are_answered(tmp_path: Path) -> None:
    async with beside(tmp_path) as bench:
        await bench.server.write(1, "crash")
        for chat in range(2, 12):
            await bench.server.write(chat, "fine")
        await bench.server.until(lambda: all(bench.server.sent(chat) for chat in range(1, 12)))
        dead = await dead_letters(bench.store)
        assert bench.server.sent(1) == [wording("zh", "failed")]
        assert all(bench.server.sent(chat)[0].startswith("1: fine ") for chat in range(2, 12))
    assert [letter.error for letter in dead] == ["ProcessGone: "]


async def test_a_process_that_gives_nothing_any_more_is_taken_for_dead(tmp_path: Path) -> None:
    async with beside(tmp_path, stuck_seconds=0.3) as bench:
        (first,) = await bench.ask(1, "before")
        await bench.server.write(2, "stuck")
        await bench.server.until(lambda: bench.server.sent(2))
        (after,) = (await bench.ask(1, "after"))[1:]
        assert bench.server.sent(2) == [wording("zh", "failed")]
        assert process_of(after) not in (process_of(first), HERE)


async def test_new_knowledge_is_answered_from_at_once_and_what_was_asked_before_is_still_given() -> None:
    assistants = [Signing("old-"), Signing("new-")]
    drafting = DraftingBeside(lambda: assistants[0], VOICE)
    orders = [Order(Message(f"m{number}"), None, None, DAY, attended=False) for number in range(40)]
    await drafting.draft(orders[0])
    old = [asyncio.create_task(drafting.draft(order)) for order in orders]
    await asyncio.sleep(0)  # all are asked
    del assistants[0]
    newer = await drafting.draft(orders[0])
    older = await asyncio.gather(*old)
    try:
        assert " new-" in newer.html
        assert all(f"m{number} old-" in draft.html for number, draft in enumerate(older))
        former = int(older[0].html.rsplit("-", 1)[1])
        async with asyncio.timeout(60):
            while is_alive(former):
                await asyncio.sleep(0.01)
    finally:
        await drafting.close()


async def test_where_no_process_can_be_begun_answers_are_made_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a limit on processes is reached; the next message tries again."""

    def refuse() -> int:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    async with beside(tmp_path) as bench:
        with monkeypatch.context() as machine:
            machine.setattr(os, "fork", refuse)
            (here,) = await bench.ask(1, "first")
        (there,) = (await bench.ask(1, "second"))[1:]
    assert process_of(here) == HERE
    assert process_of(there) != HERE


async def test_it_ends_with_the_service(tmp_path: Path) -> None:
    async with beside(tmp_path) as bench:
        (said,) = await bench.ask(1, "hello")
        assert is_alive(process_of(said))
    async with asyncio.timeout(60):
        while is_alive(process_of(said)):
            await asyncio.sleep(0.01)


async def test_it_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    """It holds neither the database nor its lock, which the next process needs: its socket and the standard streams."""
    server = TelegramServer()
    await server.start()
    given: dict[str, Any] = given_for(server, database_url("sqlite", tmp_path)) | {"beside": True}
    process = Process(given)
    try:
        await process.start()
        await server.write(1, "hello")
        await server.until(lambda: server.sent(1))
        (child,) = process.children()
        assert len(list(Path(f"/proc/{child}/fd").iterdir())) <= 4
        await process.kill()
        async with asyncio.timeout(60):
            while is_alive(child):
                await asyncio.sleep(0.01)
        await process.start()
        await server.write(1, "again")
        await server.until(lambda: len(server.sent(1)) == 2)
    finally:
        await process.end()
        await server.stop()
