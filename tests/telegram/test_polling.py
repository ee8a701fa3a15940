"""Polling end to end: a message in, its answer out, once, in order."""

from __future__ import annotations

import asyncio
import itertools
import threading
from pathlib import Path

import pytest

from bot.channels.telegram.service import TelegramService
from bot.store.errors import StoreDown
from bot.store.store import Store
from tests.telegram.answering import DAY, VOICE
from tests.telegram.running import options_for, running
from tests.telegram_server.transcript import Call
from tests.telegram_server.updates import person

pytestmark = pytest.mark.asyncio


async def test_a_message_gets_its_answer(tmp_path: Path) -> None:
    """The first question of a chat is answered; the call conforms to the published description."""
    async with running(tmp_path) as bench:
        assert await bench.ask(5, "房租") == ["1: 房租"]


async def test_order_is_kept_in_each_chat_and_state_goes_along(tmp_path: Path) -> None:
    """Many chats at once; each sees its own messages answered in order, each answer built on the one before."""
    async with running(tmp_path) as bench:
        for number in range(12):
            for chat in range(1, 9):
                await bench.server.write(chat, f"m{number}")
        await bench.server.until(lambda: sum(map(len, bench.server.account.sent.values())) == 96)
        for chat in range(1, 9):
            assert bench.server.sent(chat) == [f"{number + 1}: m{number}" for number in range(12)]


async def test_updates_are_acknowledged_only_after_they_are_stored(tmp_path: Path) -> None:
    """While the store takes nothing, Telegram keeps the updates; afterwards they are answered."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "first")
        gate = threading.Event()

        def hold(connection: object) -> None:
            gate.wait()

        holding = asyncio.ensure_future(bench.store.run(hold))
        await asyncio.sleep(0)
        await bench.server.write(5, "second")
        polls = bench.server.called("getUpdates")
        await bench.server.until(lambda: any("second" in str(poll.result) for poll in polls))
        assert len(bench.server.account.pending) == 1
        assert bench.server.called("getUpdates") == polls
        gate.set()
        await holding
        await bench.server.until(lambda: bench.server.sent(5) == ["1: first", "2: second"])


async def test_while_the_store_is_down_a_query_is_answered_once_and_an_update_without_id_counted_once(
    tmp_path: Path,
) -> None:
    """However often the rest of the batch is tried; it is answered afterwards."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "first")
        account, take_in, tries = bench.server.account, bench.service._inbox.take_in, itertools.count(1)

        async def down(arrivals: object) -> int:
            if next(tries) > 5:
                bench.service._inbox.take_in = take_in  # type: ignore[method-assign]
            raise StoreDown("full disk")

        bench.service._inbox.take_in = down  # type: ignore[method-assign]
        # Nothing is handed over before all of it is there.
        account.open_queries.add("typed")
        query = {"id": "typed", "from": person(6), "query": "房", "offset": ""}
        account.pending.append(account.writer.update("inline_query", query))
        account.pending.append({"update_id": float(next(account.writer.update_ids)), "message": "no number"})
        message = account.writer.message(5, person(5), text="second")
        account.pending.append(account.writer.update("message", message))
        account.wake()
        await bench.server.until(lambda: bench.server.sent(5) == ["1: first", "2: second"])
        assert next(tries) > 5
        assert len(bench.server.called("answerInlineQuery")) == 1
        assert bench.service.counts.dead == 1


@pytest.mark.parametrize("failures", [2, 3])
async def test_the_third_failure_in_a_row_ends_the_connections(tmp_path: Path, failures: int) -> None:
    """An old one may be what fails; fewer leave it alone."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "hi")
        bench.server.fail(method="getUpdates", body=b"{half", times=failures)

        def polls() -> list[Call]:
            return bench.server.called("getUpdates")

        def failed() -> list[int]:
            return [at for at, poll in enumerate(polls()) if poll.status == 200 and not poll.performed]

        await bench.server.write(5, "again")
        await bench.server.until(lambda: len(failed()) == failures and len(polls()) > failed()[-1] + 1)
        before, after = polls()[failed()[0]], polls()[failed()[-1] + 1]
        assert {polls()[at].line for at in failed()} == {before.line}
        assert (after.line == before.line) == (failures < 3)


async def test_past_the_high_water_mark_nothing_is_fetched_until_less_waits(tmp_path: Path) -> None:
    """The state says so; what stays with Telegram meanwhile is answered afterwards, in order."""
    async with running(tmp_path, high_water=3) as bench:
        await bench.ask(5, "0")
        bench.server.fail(method="sendMessage", status=500, times=-1)
        for number in range(1, 6):
            await bench.server.write(5, str(number))
        await bench.eventually(lambda: bench.service.state == "full")
        polls, sends = len(bench.server.called("getUpdates")), len(bench.server.called("sendMessage"))
        kept = len(bench.server.account.pending)
        await bench.server.write(5, "6")
        await bench.server.until(lambda: len(bench.server.called("sendMessage")) > sends + 5)
        assert bench.service.state == "full"
        assert len(bench.server.called("getUpdates")) == polls
        assert len(bench.server.account.pending) == kept + 1
        bench.server.faults.clear()
        await bench.server.until(lambda: bench.server.sent(5) == [f"{number + 1}: {number}" for number in range(7)])
        assert bench.service.state == "polling"


async def test_a_redelivered_update_is_answered_once(tmp_path: Path) -> None:
    """Telegram repeats what it thinks was not acknowledged."""
    async with running(tmp_path) as bench:
        message = await bench.server.write(5, "once")
        await bench.server.until(lambda: bench.server.sent(5))
        account = bench.server.account
        await account.push({"update_id": 100_001, "message": message})
        assert await bench.ask(5, "twice") == ["1: once", "2: twice"]
        assert bench.service.counts.duplicates == 1


async def test_update_ids_may_restart_lower(tmp_path: Path) -> None:
    """After a quiet week ids begin anywhere."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "high")
        bench.server.account.writer.update_ids = iter(range(7, 1000))  # type: ignore[assignment]
        await bench.ask(5, "low")
        assert await bench.ask(5, "lower still") == ["1: high", "2: low", "3: lower still"]


async def test_commands_are_set_in_both_languages_and_only_when_changed(tmp_path: Path) -> None:
    """Scopes and languages each have their list; a second start does not send them again."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "hi")
        commands = bench.server.account.commands
        assert len(commands) == 9
        assert {len(listed) for listed in commands.values()} == {11, 5}


async def test_status_names_state_and_counts(tmp_path: Path) -> None:
    """What /readyz shows."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "hi")
        await bench.settled()
        status = bench.service.status()
        assert (status["mode"], status["state"], status["updates"], status["dead"]) == ("polling", "polling", 1, 0)
        assert status["last_poll"] is not None
        assert bench.service.healthy()


async def test_a_second_process_on_the_same_file_stands_by(tmp_path: Path) -> None:
    """It polls and answers nothing until the first has ended; then it does both."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "first")
        store = await Store.open(f"sqlite:///{tmp_path}/huiqi.db")
        second = TelegramService(options_for(bench.server), bench.assistant, VOICE, store, lambda: DAY)
        await second.start()
        await bench.eventually(lambda: second.state == "standby")
        assert await bench.ask(5, "second") == ["1: first", "2: second"]
        await bench.service.stop(1.0)
        assert (await bench.ask(5, "third"))[-1] == "3: third"
        assert second.state == "polling"
        await second.stop(1.0)
        await store.close()
