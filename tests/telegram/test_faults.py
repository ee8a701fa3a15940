"""The fault table of the design: what goes wrong with one message, one chat or Telegram stays there."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
import time_machine
from sqlalchemy import select

from bot.assistant.incoming import Message
from bot.channels.telegram import polling
from bot.channels.telegram.options import TelegramOptions, TokenError
from bot.rendering.wording import wording
from bot.store.models import LANES
from tests.store.databases import ENGINES, database_url
from tests.telegram.running import HASTY, QUICK, running
from tests.telegram_server import TelegramServer
from tests.telegram_server.account import Webhook

pytestmark = pytest.mark.asyncio


async def test_429_makes_its_own_chat_wait_and_no_other(tmp_path: Path) -> None:
    """The limited chat gets its answer after the pause; others are served meanwhile."""
    async with running(tmp_path) as bench:
        await bench.ask(1, "warm")
        bench.server.fail(method="sendMessage", chat_id=5, status=429, retry_after=2)
        await bench.server.write(5, "limited")
        await bench.server.until(lambda: any(call.status == 429 for call in bench.server.calls))
        (limited,) = [call for call in bench.server.calls if call.status == 429]
        for chat in range(6, 16):
            await bench.server.write(chat, "free")
        await bench.server.until(lambda: bench.server.sent(5) == ["1: limited"])
        order = [call.parameters["chat_id"] for call in bench.server.called("sendMessage") if call.performed]
        assert order[-1] == 5
        assert sorted(order) == [1, 5, *range(6, 16)]
        assert bench.server.called("sendMessage")[-1].began - limited.began >= 2


async def test_429_in_three_chats_makes_all_wait(tmp_path: Path) -> None:
    """Then the whole bot is too fast."""
    async with running(tmp_path) as bench:
        await bench.ask(1, "warm")
        for chat in (5, 6, 7):
            bench.server.fail(method="sendMessage", chat_id=chat, status=429, retry_after=1)
            await bench.server.write(chat, "x")
        await bench.server.until(lambda: sum(call.status == 429 for call in bench.server.calls) == 3)
        limited = max(call.began for call in bench.server.calls if call.status == 429)
        await bench.eventually(lambda: len(bench.service._lanes._parking._recent) == 3)
        await bench.ask(8, "bystander")
        (sent,) = [call for call in bench.server.called("sendMessage") if call.parameters["chat_id"] == 8]
        assert sent.began - limited >= 1


async def test_a_user_who_blocked_the_bot_stops_nobody(tmp_path: Path) -> None:
    """403: the answer is dropped and the chat marked as shut; it goes on once it is open again."""

    async def is_active() -> bool:
        marked = select(LANES.c.active).where(LANES.c.lane == 5)
        return bool(await bench.store.run(lambda connection: connection.execute(marked).scalar_one()))

    async with running(tmp_path) as bench:
        bench.server.account.blocked.add(5)
        await bench.server.write(5, "hello?")
        await bench.ask(6, "hi")
        await bench.settled()
        assert bench.service.counts.dropped == 1
        assert not await is_active()
        bench.server.account.blocked.clear()
        assert await bench.ask(5, "back") == ["2: back"]
        await bench.settled()
        assert await is_active()


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 502, "body": b"<html>Bad Gateway</html>"},
        {"status": 408, "body": b"<html>Request Timeout</html>"},
        {"status": 407, "body": b"<html>Proxy Authentication Required</html>"},
        {"body": b"[" * 100_000},
        {"reset": True},
        {"hang": True},
        {"status": 401, "text": "Unauthorized"},
    ],
    ids=["internal", "bad_gateway", "slow", "proxy", "deep", "reset", "timeout", "unauthorized"],
)
async def test_a_send_that_fails_is_repeated(tmp_path: Path, fault: dict[str, Any]) -> None:
    """The answer arrives, once."""
    async with running(tmp_path, timing=HASTY if "hang" in fault else QUICK) as bench:
        await bench.ask(1, "warm")
        bench.server.fail(method="sendMessage", chat_id=5, **fault)
        assert await bench.ask(5, "房租") == ["1: 房租"]
        await bench.settled()
        assert bench.server.sent(5) == ["1: 房租"]


@pytest.mark.parametrize("status", [405, 410, 413, 414, 422, 451])
async def test_a_letter_that_no_server_will_have_ends_and_the_next_one_of_its_chat_is_sent(
    tmp_path: Path, status: int
) -> None:
    """Once with what it falls back to; then it is given up with a warning, as after a 400."""
    async with running(tmp_path) as bench:
        await bench.ask(1, "warm")
        bench.server.fail(method="sendMessage", chat_id=5, status=status, body=b"<html>Too Large</html>", times=2)
        with structlog.testing.capture_logs() as lines:
            await bench.server.write(5, "large")
            assert await bench.ask(5, "small") == ["2: small"]
        (dropped,) = [line for line in lines if line["event"] == "telegram.letter_dropped"]
        assert (dropped["log_level"], dropped["status"]) == ("warning", status)
        bench.server.fail(method="sendMessage", chat_id=5, status=status, text="too large")
        assert (await bench.ask(5, "<b>"))[-1] == "3: <b>"
        assert "parse_mode" not in bench.server.called("sendMessage")[-1].parameters


async def test_a_send_whose_answer_was_lost_may_come_twice_but_not_more(tmp_path: Path) -> None:
    """A duplicate is better than silence; twenty are not."""
    async with running(tmp_path) as bench:
        await bench.ask(1, "warm")
        bench.server.fail(method="sendMessage", chat_id=5, reset=True, after=True, times=-1)
        await bench.server.write(5, "x")
        await bench.settled()
        assert bench.server.sent(5) == ["1: x", "1: x"]


async def test_a_group_that_became_a_supergroup_gets_its_answer_there(tmp_path: Path) -> None:
    """Telegram names the new id."""
    async with running(tmp_path) as bench:
        bench.server.account.chats.add(-1007)
        body = (
            b'{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat",'
        )
        body += b'"parameters":{"migrate_to_chat_id":-1007}}'
        bench.server.fail(method="sendMessage", chat_id=-7, status=400, body=body)
        await bench.server.write(-7, "/help")
        await bench.server.until(lambda: bench.server.sent(-1007) == ["1: /help"])


async def test_an_update_that_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    """It blocks neither its batch nor the queue; whatever is wrong with it."""
    async with running(tmp_path) as bench:
        account = bench.server.account
        ids = account.writer.update_ids
        account.pending += [
            {"update_id": next(ids), "message": {"chat": {"id": 5, "type": "private"}, "date": "soon"}},
            {"update_id": next(ids), "message": 7},
            {"update_id": next(ids), "message": {"message_id": {}, "chat": {"id": "x"}}},
            {"update_id": next(ids)},
        ]
        await bench.server.write(5, "fine")
        await bench.server.until(lambda: "1: fine" in bench.server.sent(5))
        assert await bench.ask(6, "good") == ["1: good"]
        await bench.settled()
        assert bench.service.status()["dead"] == 4


async def test_a_message_that_fails_five_times_gets_an_apology(tmp_path: Path) -> None:
    """It becomes a dead letter; the next message of the chat is answered, and comes after it."""

    def break_down(text: str) -> None:
        if text == "boom":
            raise RuntimeError("boom")

    async with running(tmp_path) as bench:
        bench.assistant.misbehave = break_down
        await bench.server.write(5, "boom")
        await bench.server.write(5, "fine")
        await bench.server.until(lambda: len(bench.server.sent(5)) == 2)
        assert bench.server.sent(5) == [wording("zh", "failed"), "1: fine"]
        assert bench.assistant.heard.count(Message("boom")) == 5
        assert bench.service.status()["dead"] == 1


async def test_a_stray_cancellation_is_one_failed_try(tmp_path: Path) -> None:
    """A CancelledError out of an answer neither kills the dispatcher nor loses the message."""
    async with running(tmp_path) as bench:
        failing = iter([True])

        def cancel(text: str) -> None:
            if next(failing, False):
                raise asyncio.CancelledError

        bench.assistant.misbehave = cancel
        assert await bench.ask(5, "房租") == ["1: 房租"]
        assert bench.service.counts.failed_tries == 1
        assert bench.service.healthy()


async def test_one_401_on_a_poll_is_survived(tmp_path: Path) -> None:
    """The token is tried again until Telegram takes it; meanwhile the state says so."""
    server = TelegramServer()
    await server.start()
    server.fail(method="getMe", status=401, text="Unauthorized", times=3)
    async with running(tmp_path, server=server) as bench:
        await server.until(lambda: len(server.called("getMe")) == 2)
        assert bench.service.status()["state"] == "unauthorized"
        assert bench.service.healthy()
        assert await bench.ask(5, "hi") == ["1: hi"]
        server.fail(method="getUpdates", status=401, text="Unauthorized")
        assert (await bench.ask(5, "again"))[-1] == "2: again"
        assert (await bench.ask(5, "once more"))[-1] == "3: once more"
    await server.stop()


@pytest.mark.parametrize("status", [401, 404])
@pytest.mark.parametrize("method", ["getUpdates", "sendMessage"])
async def test_a_token_that_is_refused_while_serving_is_one_line_and_its_return_another(
    tmp_path: Path, method: str, status: int
) -> None:
    """However often it is asked for meanwhile; the line says what to do."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "hi")
        with structlog.testing.capture_logs() as lines:
            bench.server.fail(method="getMe", status=status, text="Unauthorized", times=3)
            bench.server.fail(method=method, status=status, text="Unauthorized")
            assert (await bench.ask(5, "again"))[-1] == "2: again"
            assert (await bench.ask(5, "more"))[-1] == "3: more"
        said = [line for line in lines if line["event"] in ("telegram.not_accepted", "telegram.accepted")]
        assert [line["event"] for line in said] == ["telegram.not_accepted", "telegram.accepted"]
        assert (said[0]["log_level"], said[0]["trouble"]) == ("error", "unauthorized")
        assert "BotFather" in said[0]["advice"]


@pytest.mark.parametrize(("minute", "lines_of_three"), [(60.0, 1), (0.0, 3)])
async def test_a_second_poller_is_outlasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minute: float, lines_of_three: int
) -> None:
    """409: counted, said once a minute, tried again."""
    monkeypatch.setattr(polling, "MINUTE", minute)
    async with running(tmp_path) as bench:
        await bench.ask(5, "hi")
        bench.server.fail(
            method="getUpdates", status=409, text="Conflict: terminated by other getUpdates request", times=3
        )
        with structlog.testing.capture_logs() as lines:
            assert (await bench.ask(5, "again"))[-1] == "2: again"
            assert (await bench.ask(5, "more"))[-1] == "3: more"
            await bench.eventually(lambda: bench.service.counts.conflicts == 3)
            await bench.eventually(lambda: bench.service.state == "polling")
        said = [line for line in lines if line["event"] == "telegram.conflict"]
        assert len(said) == lines_of_three
        assert said[0]["advice"] == "another process polls with this token"


@pytest.mark.parametrize(
    "fault",
    [{"reset": True}, {"status": 500}, {"body": b"{half"}, {"body": b"[]"}, {"body": b"[" * 100_000}],
    ids=["reset", "internal", "half", "array", "deep"],
)
async def test_polls_that_fail_are_repeated(tmp_path: Path, fault: dict[str, Any]) -> None:
    """Whatever the network makes of a poll, the next one brings the update."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "hi")
        bench.server.fail(method="getUpdates", times=4, **fault)
        with structlog.testing.capture_logs() as lines:
            assert (await bench.ask(5, "again"))[-1] == "2: again"
        assert "telegram.part_failed" not in {line["event"] for line in lines}


async def test_a_slow_telegram_delays_and_repeats_nothing(tmp_path: Path) -> None:
    """Each call takes longer than the pauses between tries, and less than is waited for it."""
    async with running(tmp_path) as bench:
        await bench.ask(9, "quick")
        bench.server.latency = 0.4
        for chat in range(1, 9):
            await bench.server.write(chat, "slow")
        await bench.server.until(lambda: all(bench.server.sent(chat) for chat in range(1, 9)))
        await bench.settled()
        assert [bench.server.sent(chat) for chat in range(1, 9)] == [["1: slow"]] * 8


async def test_a_database_that_is_locked_for_a_while_loses_nothing(tmp_path: Path) -> None:
    """Another program holds the file; what comes meanwhile is answered afterwards, in order."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "before")
        await bench.settled()
        with sqlite3.connect(tmp_path / "huiqi.db", isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            await bench.server.write(5, "meanwhile")
            await bench.server.write(5, "and then")
            await bench.server.until(
                lambda: any("meanwhile" in str(c.result) for c in bench.server.called("getUpdates"))
            )
            assert bench.server.sent(5) == ["1: before"]
            assert bench.server.account.pending
            other.execute("ROLLBACK")
        other.close()
        await bench.server.until(lambda: bench.server.sent(5) == ["1: before", "2: meanwhile", "3: and then"])


async def test_a_clock_that_jumps_stops_no_conversation(tmp_path: Path) -> None:
    """A day ahead, then a year back: each message is answered, once."""
    async with running(tmp_path) as bench:
        await bench.ask(5, "now")
        for hours in (24, -24 * 365):
            with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
                await bench.ask(5, f"{hours}")
                await bench.settled()
        assert await bench.ask(5, "back") == ["1: now", "2: 24", "3: -8760", "4: back"]


async def test_a_webhook_that_is_set_is_not_taken_away(tmp_path: Path) -> None:
    """Polling refuses while somebody has a webhook, says so, and starts when it is gone."""
    server = TelegramServer()
    await server.start()
    server.account.webhook = Webhook("http://127.0.0.1:9/production")
    async with running(tmp_path, server=server) as bench:
        await server.until(lambda: len(server.called("getWebhookInfo")) == 3)
        assert bench.service.state == "webhook set"
        assert server.called("getUpdates") == []
        assert server.account.webhook is not None
        server.account.webhook = None
        assert await bench.ask(5, "hi") == ["1: hi"]
    await server.stop()


async def test_a_webhook_is_removed_when_told_to_take_over(tmp_path: Path) -> None:
    """And what waited behind it is answered."""
    server = TelegramServer()
    await server.start()
    server.account.webhook = Webhook("http://127.0.0.1:9/old")
    async with running(tmp_path, server=server, take_over=True) as bench:
        assert await bench.ask(5, "hi") == ["1: hi"]
    await server.stop()


async def test_the_token_is_in_no_log_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Through failures of every kind, at the most talkative level."""
    caplog.set_level(logging.DEBUG)
    server = TelegramServer()
    await server.start()
    for fault in ({"reset": True}, {"hang": True}, {"status": 500}, {"status": 401}, {"body": b"x"}):
        server.fail(method="getMe", **fault)
    with structlog.testing.capture_logs() as lines:
        async with running(tmp_path, server=server, timing=HASTY) as bench:
            server.fail(method="getUpdates", reset=True)
            server.fail(method="sendMessage", hang=True)
            await bench.ask(5, "hi")
        await server.stop()
        async with running(tmp_path, server=server) as bench:
            await bench.eventually(lambda: bench.service.state.startswith("unreachable"))
    secret = server.token.split(":")[1]
    assert lines
    assert secret not in str(lines)
    assert secret not in caplog.text
    assert secret not in repr(TelegramOptions(token=server.token, proxy="http://u:p@x"))


@pytest.mark.parametrize("written", [":", "%3A"])
async def test_a_server_that_echoes_the_address_it_was_asked_for_tells_no_token(tmp_path: Path, written: str) -> None:
    """Neither in a line of ours nor in the state that /readyz shows."""
    server = TelegramServer()
    await server.start()
    secret = server.token.partition(":")[2]
    echo = f'{{"ok": false, "description": "no route for /bot{server.token.replace(":", written)}/x"}}'.encode()
    server.fail(method="getMe", status=500, body=echo, times=-1)
    with structlog.testing.capture_logs() as lines:
        async with running(tmp_path, server=server) as bench:
            await bench.eventually(lambda: bench.service.state.startswith("unreachable: no route for /bot"))
            assert secret not in str(bench.service.status())
            server.faults.clear()
            await bench.ask(5, "hi")
            for method in ("getUpdates", "sendMessage"):
                server.fail(method=method, status=502, body=echo)
            await bench.ask(5, "again")
            await bench.eventually(lambda: bench.service.state == "polling")
            server.fail(method="sendMessage", status=400, body=echo, times=2)
            await server.write(5, "dropped")
            await bench.eventually(lambda: bench.service.counts.dropped)
    await server.stop()
    said = {line["event"] for line in lines if "no route for /bot" in str(line)}
    assert said >= {"telegram.not_accepted", "telegram.poll_failed", "telegram.send_failed", "telegram.letter_dropped"}
    assert secret not in str(lines)


async def test_a_token_of_the_wrong_shape_is_one_clear_line() -> None:
    """It names what is expected and not what was given."""
    with pytest.raises(TokenError) as raised:
        _ = TelegramOptions(token="rubbish secret").account
    assert "rubbish" not in str(raised.value)


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_letter_sent_after_a_restart_keeps_the_correlation_of_its_update(engine: str, tmp_path: Path) -> None:
    """The id under which the update was taken in is in the lines of whoever delivers the answer."""
    server, url = TelegramServer(), database_url(engine, tmp_path)
    await server.start()
    merged = structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars])
    with merged as lines:
        server.fail(method="sendMessage", status=500, times=-1)
        async with running(tmp_path, server=server, database=url) as bench:
            await server.write(5, "hi")
            await bench.eventually(lambda: any(line["event"] == "telegram.send_failed" for line in lines))
        server.faults.clear()
        async with running(tmp_path, server=server, database=url) as bench:
            await server.until(lambda: server.sent(5) == ["1: hi"])
            await bench.settled()
    await server.stop()
    (taken,) = [line["correlations"] for line in lines if line["event"] == "telegram.taken_in" and line["new"]]
    (late,) = [line for line in lines if line["event"] == "telegram.delivered_late"]
    assert [late["correlation"]] == taken
    failed = {line["correlation"] for line in lines if line["event"] == "telegram.send_failed"}
    assert failed == set(taken)
