"""The doctor finds what keeps a bot from serving, and says what to do."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.commands import Command
from tests.operations.overlaying import broken, write
from tests.store.databases import database_url
from tests.telegram_server import TelegramServer

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    server = TelegramServer()
    await server.start()
    yield server
    await server.stop()


async def examined(huiqi: Command, **settings: str) -> tuple[int, dict[str, str], dict[str, str]]:
    """Status, what was said of each part, and what is to be done about it."""
    ran = await asyncio.to_thread(huiqi, "doctor", "--no-links", **settings)
    assert ran.err == ""
    said = dict(re.findall(r"^(?:ok   |found)  (\w+): (.+)$", ran.out, re.MULTILINE))
    fixes = dict(re.findall(r"^found  (\w+): .+\n       fix: (.+)$", ran.out, re.MULTILINE))
    return ran.status, said, fixes


def by(telegram: TelegramServer, **more: str) -> dict[str, str]:
    return {"HUIQI_TELEGRAM_TOKEN": telegram.token, "HUIQI_TELEGRAM_API_URL": telegram.url} | more


async def test_nothing_is_found_where_all_is_well(huiqi: Command, telegram: TelegramServer, tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    status, said, fixes = await examined(huiqi, **by(telegram, HUIQI_DATABASE_URL=url))
    assert (status, fixes) == (0, {})
    assert said["token"] == "Telegram knows it as @huiqi_test_bot"
    assert "migrations done" in said["database"]
    assert said["clock"] == "as Telegram's"
    assert set(said) == {"token", "proxy", "webhook", "clock", "disk", "database", "knowledge"}


async def test_a_token_that_telegram_refuses(huiqi: Command, telegram: TelegramServer) -> None:
    status, _, fixes = await examined(
        huiqi, **by(telegram, HUIQI_TELEGRAM_TOKEN="7000000009:AAAnotherTokenThatNobodyKnows_0123456789")
    )
    assert (status, list(fixes)) == (3, ["token"])
    assert "BotFather" in fixes["token"]


async def test_a_proxy_that_is_not_there(huiqi: Command, telegram: TelegramServer) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        proxy = f"http://me:hidden@127.0.0.1:{closed.getsockname()[1]}"
        status, said, fixes = await examined(huiqi, **by(telegram, HUIQI_TELEGRAM_PROXY=proxy))
    assert (status, list(fixes)) == (3, ["proxy"])
    assert "the proxy runs" in fixes["proxy"]
    assert "hidden" not in str(said)


async def test_a_webhook_of_somebody_else(huiqi: Command, telegram: TelegramServer) -> None:
    ours = by(telegram, HUIQI_TELEGRAM_MODE="webhook", HUIQI_WEBHOOK_URL="http://127.0.0.1:9/ours")
    status, said, fixes = await examined(huiqi, **ours)
    assert (status, list(fixes)) == (3, ["webhook"])
    assert said["webhook"] == "Telegram has '', not http://127.0.0.1:9/ours"


async def test_a_database_of_a_newer_release_and_one_that_is_away(huiqi: Command, tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    with sqlite3.connect(tmp_path / "huiqi.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    _, said, fixes = await examined(huiqi, HUIQI_DATABASE_URL=url)
    assert "version 9999, newer than this release" in said["database"]
    assert "restore a backup" in fixes["database"]
    away = "postgresql://me:hidden@127.0.0.1:9/huiqi"
    _, said, fixes = await examined(huiqi, HUIQI_DATABASE_URL=away)
    assert list(fixes) == ["database"]
    assert "hidden" not in str(said)


async def test_knowledge_with_faults_and_a_folder_that_cannot_be_written(huiqi: Command, tmp_path: Path) -> None:
    ours = write(tmp_path / "ours", broken())
    status, said, fixes = await examined(huiqi, HUIQI_KNOWLEDGE=str(ours), HUIQI_DATA_DIR="/proc/huiqi")
    assert (status, sorted(fixes)) == (3, ["disk", "knowledge"])
    assert said["knowledge"].startswith("1 faults, the first: measures/")
