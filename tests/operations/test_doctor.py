"""The doctor finds what keeps a bot from serving, and says what to do: each finding that there is."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import time_machine
from aiohttp import web

from bot.commands import doctor
from bot.commands.doctor import Finding, look_at_database, look_at_disk, look_at_knowledge, look_at_telegram
from bot.settings.values import Secret, Settings
from tests.commands import Command
from tests.operations.overlaying import broken, write
from tests.store.databases import database_url
from tests.telegram_server import TelegramServer

pytestmark = pytest.mark.asyncio
TOKEN = "7000000009:AAAnotherTokenThatNobodyKnows_0123456789"


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    server = TelegramServer()
    await server.start()
    yield server
    await server.stop()


def by(telegram: TelegramServer, **more: Any) -> Settings:
    """The settings of a bot on that Telegram."""
    given: dict[str, Any] = {"telegram_token": Secret(telegram.token), "telegram_api_url": telegram.url}
    return Settings(**(given | more))


async def found(settings: Settings) -> dict[str, Finding]:
    """What is wrong on the way to Telegram, by part."""
    return {finding.part: finding async for finding in look_at_telegram(settings) if finding.fix}


# The command


async def examined(huiqi: Command, *arguments: str, **settings: str) -> tuple[int, dict[str, str], dict[str, str]]:
    """Status, what was said of each part, and what is to be done about it."""
    ran = await asyncio.to_thread(huiqi, "doctor", *arguments, **settings)
    assert ran.err == ""
    said = dict(re.findall(r"^(?:ok   |found)  (\w+): (.+)$", ran.out, re.MULTILINE))
    fixes = dict(re.findall(r"^found  (\w+): .+\n       fix: (.+)$", ran.out, re.MULTILINE))
    return ran.status, said, fixes


async def test_nothing_is_found_where_all_is_well(huiqi: Command, telegram: TelegramServer, tmp_path: Path) -> None:
    given = {"HUIQI_TELEGRAM_TOKEN": telegram.token, "HUIQI_TELEGRAM_API_URL": telegram.url}
    url = database_url("sqlite", tmp_path)
    status, said, fixes = await examined(huiqi, "--no-links", **given, HUIQI_DATABASE_URL=url)
    assert (status, fixes) == (0, {})
    assert said["token"] == "Telegram knows it as @huiqi_test_bot"
    assert "migrations done" in said["database"]
    assert said["clock"] == "as Telegram's"
    assert set(said) == {"token", "proxy", "webhook", "clock", "disk", "database", "knowledge"}


async def test_a_link_that_does_not_answer_and_a_folder_that_cannot_be_written(huiqi: Command, tmp_path: Path) -> None:
    async with serving(lambda request: web.Response(status=404 if "gone" in request.path else 200)) as url:
        documents = "\n".join(
            f"{name}: {{title: {{zh: 文, en: text}}, level: official, url: '{url}/{name}'}}"
            for name in ("gone", "fine")
        )
        ours = write(tmp_path / "ours", ("documents.yml", documents))
        given = {"HUIQI_KNOWLEDGE": str(ours), "HUIQI_DATA_DIR": str(ours / "documents.yml" / "data")}
        status, said, fixes = await examined(huiqi, "--only", "127.0.0.1", **given)
    assert (status, set(fixes)) == (3, {"links", "disk"})
    assert said["links"] == f"1 of 2 do not answer, the first: {url}/gone"
    assert "huiqi links lists them" in fixes["links"]
    assert "HUIQI_DATA_DIR" in fixes["disk"]


# The way to Telegram


async def test_a_token_that_telegram_refuses(telegram: TelegramServer) -> None:
    findings = await found(by(telegram, telegram_token=Secret(TOKEN)))
    assert set(findings) == {"token"}
    assert "BotFather" in findings["token"].fix


@pytest.mark.parametrize(("proxied", "fix"), [(True, "the proxy runs"), (False, "set HUIQI_TELEGRAM_PROXY")])
async def test_a_telegram_or_a_proxy_that_cannot_be_reached(telegram: TelegramServer, proxied: bool, fix: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{closed.getsockname()[1]}"
        more = {"telegram_proxy": f"http://me:hidden@{nobody}"} if proxied else {"telegram_api_url": f"http://{nobody}"}
        findings = await found(by(telegram, **more))
    assert set(findings) == {"proxy"}
    assert fix in findings["proxy"].fix
    assert "hidden" not in str(findings)


@asynccontextmanager
async def serving(answer: Callable[[web.Request], web.Response]) -> AsyncIterator[str]:
    """A server that answers everything so; its address."""

    async def serve(request: web.Request) -> web.Response:
        return answer(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


OURS = {"telegram_mode": "webhook", "webhook_url": "http://127.0.0.1:9/ours"}
FAILED = {"url": OURS["webhook_url"], "last_error_message": "Connection refused", "last_error_date": time.time()}


@pytest.mark.parametrize(
    ("ours", "info", "said", "fix"),
    [
        ({}, {"url": "http://there"}, "http://there is set, but the mode is polling", "HUIQI_TELEGRAM_TAKE_OVER"),
        (OURS, {"url": ""}, "Telegram has '', not http://127.0.0.1:9/ours", "start the bot"),
        (OURS, FAILED, "Telegram's last call failed: Connection refused", "valid certificate"),
        ({}, {"url": "", "pending_update_count": 101}, "101 updates wait at Telegram", "/readyz"),
    ],
    ids=["of somebody else", "not set", "failing", "waiting"],
)
async def test_a_webhook_that_is_not_as_it_should_be(
    ours: dict[str, Any], info: dict[str, Any], said: str, fix: str
) -> None:
    def answer(request: web.Request) -> web.Response:
        result = info if "getWebhookInfo" in request.path else {"username": "x"}
        return web.json_response({"ok": True, "result": result})

    async with serving(answer) as url:
        findings = await found(Settings(telegram_token=Secret(TOKEN), telegram_api_url=url, **ours))
    assert set(findings) == {"webhook"}
    assert findings["webhook"].said == said
    assert fix in findings["webhook"].fix


async def test_a_clock_that_is_not_telegrams() -> None:
    def answer(_: web.Request) -> web.Response:
        dated = {"Date": formatdate(time.time() - 90, usegmt=True)}
        return web.json_response({"ok": True, "result": {"url": ""}}, headers=dated)

    async with serving(answer) as url:
        findings = await found(Settings(telegram_token=Secret(TOKEN), telegram_api_url=url))
    assert set(findings) == {"clock"}
    assert re.match("(89|90|91) s away", findings["clock"].said)
    assert "NTP" in findings["clock"].fix


# What is here


async def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    (finding,) = look_at_disk(Settings(data_dir=tmp_path))
    assert "enlarge the volume" in finding.fix


@pytest.mark.parametrize("version", ["9999", "0001"])
async def test_a_database_of_a_newer_release_is_found_and_one_of_an_older_is_no_fault(
    tmp_path: Path, version: str
) -> None:
    settings = Settings(database_url=database_url("sqlite", tmp_path))
    with sqlite3.connect(tmp_path / "huiqi.db") as database:
        database.execute("UPDATE alembic_version SET version_num = ?", [version])
    finding = await look_at_database(settings)
    assert f"version {version}" in finding.said
    assert ("restore a backup" in finding.fix) == (version == "9999")


async def test_a_database_that_is_away() -> None:
    finding = await look_at_database(Settings(database_url="postgresql://me:hidden@127.0.0.1:9/huiqi"))
    assert "HUIQI_DATABASE_URL" in finding.fix
    assert "hidden" not in str(finding)


async def test_knowledge_with_faults(tmp_path: Path) -> None:
    catalogue, finding = look_at_knowledge(Settings(knowledge=str(write(tmp_path / "ours", broken()))))
    assert catalogue is None
    assert finding.said.startswith("1 fault, the first: measures/")
    assert "huiqi check" in finding.fix


async def test_knowledge_that_nobody_has_verified_for_long() -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(days=400)):
        _, finding = look_at_knowledge(Settings())
    assert "take a newer release" in finding.fix
