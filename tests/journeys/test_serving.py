"""`huiqi run` as an operator starts and stops it, with the page and a Telegram of its own."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from bot.rendering.wording import wording
from bot.store.backup import restore
from bot.store.errors import StoreError
from tests.commands import HUIQI, Command
from tests.journeys.serving import OPEN, Served, data_folder, first_account, serving
from tests.operations.overlaying import MEASURE, broken, write
from tests.store.databases import database_url
from tests.telegram.processes import free_port
from tests.telegram_server import TelegramServer

pytestmark = pytest.mark.asyncio
GROUP = -700
ASKED = {"q": "privacy notice"}


async def test_page_readiness_and_telegram_answer_until_it_is_asked_to_stop(huiqi: Command, tmp_path: Path) -> None:
    telegram = TelegramServer()
    await telegram.start()
    given = {"HUIQI_TELEGRAM_TOKEN": telegram.token, "HUIQI_TELEGRAM_API_URL": telegram.url}
    given |= {"HUIQI_LOG_FORMAT": "json", "HUIQI_RETENTION_DAYS": "7"}
    try:
        async with serving(huiqi, HUIQI, "run", folder=tmp_path, **given) as served:
            status, page = await served.get("/")
            assert (status, "<form" in page) == (200, True)
            await telegram.write(1, "研发费加计扣除")
            await telegram.until(lambda: telegram.sent(1), 30)
            assert "研发费用加计扣除100%" in telegram.sent(1)[0]
            await telegram.write(1, "/privacy")
            await telegram.until(lambda: len(telegram.sent(1)) == 2, 30)
            assert "7 天" in telegram.sent(1)[1]
            async with aiohttp.ClientSession() as client, client.post(served.address + "/api/ask", json=ASKED) as asked:
                assert ": 7;" in (await asked.json())["text"]
            status, body = await served.get("/readyz")
            assert (status, json.loads(body)["ok"]) == (200, True)
            assert (await served.get("/healthz"))[0] == 200
            assert await served.stop() == 0
        assert not any(telegram.token.split(":")[1] in line for line in served.said)
        assert not any("Traceback" in line for line in served.said)
        log = [json.loads(line) for line in served.said if line.startswith("{")]
        taken, _ = [line["correlations"] for line in log if line["event"] == "telegram.taken_in"]
        delivered, _ = [line for line in log if line["event"] == "telegram.delivered"]
        assert [delivered["correlation"]] == taken
        assert (delivered["outcome"], delivered["measure"]) == ("answer", "cn-rd-super-deduction")
    finally:
        await telegram.stop()


NOT_SERVED = (
    "alembic",
    "click",
    "httpx",
    "multiprocessing",
    "pydantic",
    "sqlalchemy.dialects.postgresql",
)
"""What its libraries would load, or what is needed at the start or for another database only."""


async def test_the_serving_process_loads_only_what_it_serves(huiqi: Command, tmp_path: Path) -> None:
    telegram = TelegramServer()
    await telegram.start()
    given = {"HUIQI_TELEGRAM_TOKEN": telegram.token, "HUIQI_TELEGRAM_API_URL": telegram.url}
    given |= {"HUIQI_ANSWERING_PROCESS": "no", "PYTHONPROFILEIMPORTTIME": "1"}
    try:
        async with serving(huiqi, HUIQI, "run", folder=tmp_path, **given) as served:
            await telegram.write(1, "subsydy for rent")
            await telegram.until(lambda: telegram.sent(1), 60)
            assert (await served.get("/"))[0] == (await served.get("/metrics"))[0] == 200
            assert await served.stop() == 0
    finally:
        await telegram.stop()
    loaded = {line.rpartition("|")[2].strip() for line in served.said if line.startswith("import time:")}
    assert {"telegram.ext._application", "sqlalchemy", "starlette", "rapidfuzz"} <= loaded
    assert [name for name in loaded if f"{name}.".startswith(tuple(f"{other}." for other in NOT_SERVED))] == []


async def test_what_a_server_echoes_of_its_address_is_neither_in_the_log_nor_in_the_readiness(
    huiqi: Command, tmp_path: Path
) -> None:
    """The token is a part of it; the rest is shown."""
    telegram = TelegramServer()
    await telegram.start()
    echo = json.dumps({"ok": False, "description": f"no route for /bot{telegram.token}/getMe"}).encode()
    telegram.fail(method="getMe", status=500, body=echo, times=-1)
    given = {"HUIQI_TELEGRAM_TOKEN": telegram.token, "HUIQI_TELEGRAM_API_URL": telegram.url}
    async with serving(huiqi, HUIQI, "run", folder=tmp_path, **given) as served:
        await served.until("telegram.not_accepted")
        body = json.loads((await served.get("/readyz"))[1])
        assert body["telegram"]["state"] == "unreachable: no route for /bot***/getMe"
        assert await served.stop() == 0
    await telegram.stop()
    assert any("no route for /bot***/getMe" in line for line in served.said)
    assert not any(telegram.token.partition(":")[2] in line for line in served.said)


async def test_pushed_messages_are_answered_where_they_come_with_the_secret(huiqi: Command, tmp_path: Path) -> None:
    """Without it they are refused, and whoever asks the process to stop leaves the webhook where it is."""
    telegram, port = TelegramServer(), free_port()
    await telegram.start()
    address = f"http://127.0.0.1:{port}/telegram/webhook"
    given = {"HUIQI_TELEGRAM_TOKEN": telegram.token, "HUIQI_TELEGRAM_API_URL": telegram.url}
    given |= {"HUIQI_TELEGRAM_MODE": "webhook", "HUIQI_WEBHOOK_URL": address, "HUIQI_WEBHOOK_SECRET": "our-secret"}
    given |= {"HUIQI_ANSWERING_PROCESS": "yes"}
    async with serving(huiqi, HUIQI, "run", folder=tmp_path, **given, HUIQI_HTTP_PORT=str(port)) as served:
        await telegram.until(lambda: telegram.account.webhook)
        assert await pushed(address, "") == await pushed(address, "another") == 403
        await telegram.write(1, "研发费加计扣除")
        await telegram.until(lambda: telegram.sent(1), 30)
        assert "研发费用加计扣除100%" in telegram.sent(1)[0]
        assert await pushed(address, "our-secret") == 200
        assert await served.stop() == 0
        assert served.called() == {telegram.url.removeprefix("http://")}
    assert telegram.account.webhook is not None
    assert (telegram.account.webhook.url, telegram.account.webhook.secret) == (address, "our-secret")
    assert telegram.called("getUpdates") == []
    assert not any("our-secret" in line for line in served.said)
    assert sum("telegram.answering_process_begun" in line for line in served.said) == 1
    await telegram.stop()


async def pushed(address: str, secret: str) -> int:
    """The status that an update of no kind that we know gets with this secret."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    async with (
        aiohttp.ClientSession() as client,
        client.post(address, json={"update_id": 1}, headers=headers) as answer,
    ):
        return answer.status


async def test_a_port_in_use_is_one_line(huiqi: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = huiqi("run", HUIQI_HTTP_PORT=port, HUIQI_DATA_DIR=str(data_folder(huiqi)), HUIQI_LOG_LEVEL="error")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("huiqi: HUIQI_HTTP_HOST, HUIQI_HTTP_PORT: read 127.0.0.1 and " + port)
    assert ran.err.count("\n") == 1


async def test_a_data_folder_that_cannot_be_made_is_one_line(huiqi: Command) -> None:
    ran = huiqi("run", HUIQI_HTTP_PORT="0", HUIQI_DATA_DIR="/dev/null/data")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "huiqi: HUIQI_DATA_DIR: read '/dev/null/data', but it cannot be made: Not a directory\n"


async def test_nothing_is_restored_beside_a_bot_that_serves_the_page_alone(huiqi: Command, tmp_path: Path) -> None:
    database = tmp_path / "huiqi.db"
    url = f"sqlite:///{database}"
    async with serving(huiqi, HUIQI, "run", folder=tmp_path, HUIQI_DATABASE_URL=url) as served:
        await ready(served)
        with pytest.raises(StoreError, match="a bot is using the database"):
            restore(database, url, replace=True)
        assert await served.stop() == 0


async def ready(served: Served) -> None:
    """Returns once the database is open."""
    while (await served.get("/readyz"))[0] != 200:
        await asyncio.sleep(0.05)


async def test_a_database_of_a_newer_release_is_refused_in_one_line(huiqi: Command, tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    with sqlite3.connect(tmp_path / "huiqi.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    ran = huiqi("run", HUIQI_HTTP_PORT="0", HUIQI_DATABASE_URL=url, HUIQI_DATA_DIR=str(data_folder(huiqi)))
    *before, last = ran.err.splitlines()
    assert (ran.status, [line for line in before if not OPEN.search(line)]) == (2, [])
    assert last.startswith("huiqi: HUIQI_DATABASE_URL: the database is of version 9999, newer than this release (")


async def test_wrong_settings_are_one_line_and_nothing_is_written(huiqi: Command, tmp_path: Path) -> None:
    ran = huiqi(
        "run", HUIQI_HTTP_PORT="many", HUIQI_TELEGRAM_TOKEN="hidden-token", HUIQI_DATA_DIR=str(tmp_path / "data")
    )
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("huiqi: ")
    assert "HUIQI_HTTP_PORT: read 'many'" in ran.err
    assert "HUIQI_TELEGRAM_TOKEN: read a value that is not shown" in ran.err
    assert "hidden" not in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "data").exists()


async def test_broken_knowledge_is_refused_while_serving_and_everybody_who_can_mend_it_hears_of_it(
    huiqi: Command, tmp_path: Path
) -> None:
    """Log, metrics, /readyz (which stays ready), console and staff group, with place and reason; again when good."""
    telegram, ours = TelegramServer(), tmp_path / "ours"
    await telegram.start()
    telegram.account.chats.add(GROUP)
    (ours / broken()[0]).parent.mkdir(parents=True)
    given = {
        "HUIQI_TELEGRAM_TOKEN": telegram.token,
        "HUIQI_TELEGRAM_API_URL": telegram.url,
        "HUIQI_STAFF_CHAT": str(GROUP),
        "HUIQI_KNOWLEDGE": str(ours),
    }
    async with (
        serving(huiqi, HUIQI, "run", folder=tmp_path, **given) as served,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client,
    ):
        await first_account(served, client)
        assert "alert" not in await page(client, served)
        write(ours, broken())
        await telegram.until(lambda: telegram.sent(GROUP), 30)
        assert f"{MEASURE}.yml:3:7: kind: " in telegram.sent(GROUP)[0]
        status, body = await served.get("/readyz")
        state = json.loads(body)["knowledge_state"]
        assert (status, f"{MEASURE}.yml" in state["faults"][0]) == (200, True)
        assert state["refused_at"] > state["since"]
        metrics = (await served.get("/metrics"))[1].splitlines()
        assert {"huiqi_knowledge_refused 1.0", 'huiqi_knowledge_changes_total{result="refused"} 1.0'} <= set(metrics)
        assert f"{MEASURE}.yml:3:7: kind: " in await page(client, served)
        (ours / broken()[0]).unlink()
        await telegram.until(lambda: len(telegram.sent(GROUP)) == 2, 30)
        assert telegram.sent(GROUP)[1] == wording("zh", "staff_knowledge_good")
        assert "alert" not in await page(client, served)
        assert await served.stop() == 0
        assert served.called() == {telegram.url.removeprefix("http://")}  # through all of this nobody but Telegram
    await telegram.stop()
    assert any("knowledge.refused" in line for line in served.said)


async def page(client: aiohttp.ClientSession, served: Served) -> str:
    """A page of the console."""
    async with client.get(served.address + "/console/questions") as answer:
        assert answer.status == 200
        return await answer.text()
