"""What an operator reads when something breaks: the first line on it names the cause and what to do."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from alembic.command import upgrade
from alembic.config import Config

from bot.channels.telegram.acceptance import REFUSED
from bot.store.migrating import SCRIPTS
from bot.store.remedies import remedy
from tests.commands import HUIQI, Command
from tests.journeys.serving import OPEN, Served, data_folder, serving
from tests.operations.overlaying import MEASURE, broken, write
from tests.store.databases import database_url, own_server
from tests.telegram_server import TelegramServer

NOTHING_LISTENS = "postgresql://huiqi:hidden@127.0.0.1:1/huiqi"


def start(huiqi: Command, **settings: str) -> list[str]:
    """The lines of a start that ends by itself with exit status 2, but for the one that says where the page is."""
    given = {"HUIQI_HTTP_PORT": "0", "HUIQI_DATA_DIR": str(data_folder(huiqi))}
    ran = huiqi("run", **(given | settings))
    assert (ran.status, ran.out) == (2, "")
    return [line for line in ran.err.splitlines() if not OPEN.search(line)]


def test_knowledge_with_faults_is_not_served(huiqi: Command, tmp_path: Path) -> None:
    write(tmp_path / "ours", broken())
    first, *faults = start(huiqi, HUIQI_KNOWLEDGE=str(tmp_path / "ours"))
    assert first == (
        "huiqi: HUIQI_KNOWLEDGE: 1 fault in the knowledge, so nothing is served; "
        "mend these, or start without their folder:"
    )
    assert [f"{MEASURE}.yml:3:7: kind: " in line for line in faults] == [True]


def test_a_database_that_nobody_serves(huiqi: Command) -> None:
    (line,) = start(huiqi, HUIQI_DATABASE_URL=NOTHING_LISTENS)
    assert line.startswith("huiqi: HUIQI_DATABASE_URL: the database cannot be opened: connection failed: ")
    assert line.endswith("Connection refused; start the database server, or correct its address in HUIQI_DATABASE_URL")
    assert "hidden" not in line


def test_a_damaged_database(huiqi: Command, tmp_path: Path) -> None:
    (tmp_path / "huiqi.db").write_bytes(b"no database at all " * 400)
    (line,) = start(huiqi, HUIQI_DATABASE_URL=f"sqlite:///{tmp_path / 'huiqi.db'}")
    assert line == (
        "huiqi: HUIQI_DATABASE_URL: the database cannot be opened: file is not a database; "
        "the file is damaged: restore a copy with huiqi restore --replace FILE"
    )


@pytest.mark.asyncio
async def test_a_disk_that_takes_no_more_is_said_once_and_serving_goes_on_when_it_does(
    huiqi: Command, tmp_path: Path
) -> None:
    """The kernel lets the process enlarge no file any more, and then it does again."""
    telegram = TelegramServer()
    await telegram.start()
    url = database_url("sqlite", tmp_path)
    given = {"HUIQI_TELEGRAM_TOKEN": telegram.token, "HUIQI_TELEGRAM_API_URL": telegram.url, "HUIQI_DATABASE_URL": url}
    async with serving(huiqi, HUIQI, "run", folder=tmp_path, **given) as served:
        await telegram.write(1, "研发费加计扣除")
        await telegram.until(lambda: len(telegram.sent(1)) == 1, 30)
        unlimited = resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        await telegram.write(1, "小微企业所得税")
        line = await served.until("store.down")
        assert re.search(r"error='?(disk I/O error|database or disk is full)", line)
        assert re.search(r"advice=\"?'?(look at the database's disk|make room on the database's disk)", line)
        assert [said for said in served.said if "store." in said] == [line]
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, unlimited)
        await telegram.until(lambda: len(telegram.sent(1)) == 2, 60)
        assert "小型微利企业所得税优惠" in telegram.sent(1)[1]
        assert await served.stop() == 0
    await telegram.stop()


@pytest.mark.asyncio
async def test_a_server_that_is_lost_is_said_without_traces(huiqi: Command, tmp_path: Path) -> None:
    """A PostgreSQL of its own dies while the bot serves."""
    server = own_server("lost")
    telegram = TelegramServer()
    await telegram.start()
    given = {"HUIQI_TELEGRAM_TOKEN": telegram.token, "HUIQI_TELEGRAM_API_URL": telegram.url, "HUIQI_DRAIN_SECONDS": "1"}
    try:
        async with serving(
            huiqi, HUIQI, "run", folder=tmp_path, HUIQI_DATABASE_URL=server.get_uri(), **given
        ) as served:
            await telegram.write(1, "研发费加计扣除")
            await telegram.until(lambda: len(telegram.sent(1)) == 1, 30)
            await served.until("telegram.delivered")
            os.kill(server.get_pid(), signal.SIGQUIT)
            await telegram.write(1, "小微企业所得税")
            first = await served.until("store.")
            down = first if "store.down" in first else await served.until("store.down")
            advice = "advice='start the database server, or correct its address in HUIQI_DATABASE_URL'"
            assert [advice in line for line in (first, down)] == [True, True], (first, down)
        assert [said for said in served.said if "Traceback" in said] == []
    finally:
        await telegram.stop()
        server.cleanup()


@pytest.mark.asyncio
async def test_a_revoked_token(huiqi: Command, tmp_path: Path) -> None:
    """The page serves on."""
    telegram = TelegramServer()
    await telegram.start()
    given = {"HUIQI_TELEGRAM_TOKEN": "7:" + "A" * 35, "HUIQI_TELEGRAM_API_URL": telegram.url}
    async with serving(huiqi, HUIQI, "run", folder=tmp_path, **given) as served:
        line = await served.until("telegram.")
        assert "telegram.not_accepted" in line
        assert "trouble=unauthorized" in line
        assert REFUSED in line
        assert (await served.get("/"))[0] == 200
        assert await served.stop() == 0
    await telegram.stop()


@pytest.mark.asyncio
async def test_a_database_of_the_first_release_is_brought_up_to_date(huiqi: Command, tmp_path: Path) -> None:
    """As an upgrade finds it: the start migrates it, and what it holds stays."""
    url = older_database(tmp_path)
    async with serving(huiqi, HUIQI, "run", folder=tmp_path, HUIQI_DATABASE_URL=url) as served:
        await ready(served)
        assert await served.stop() == 0
    with sqlite3.connect(tmp_path / "old.db") as database:
        assert database.execute("SELECT state FROM conversations").fetchall() == [('{"profile":{"staff":80}}',)]


def older_database(folder: Path) -> str:
    """The address of a database as the first release made it, with one conversation."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes |= {"url": f"sqlite:///{folder / 'old.db'}", "lock": 0}
    upgrade(config, "0001")
    with sqlite3.connect(folder / "old.db") as database:
        row = ("telegram:7:1", '{"profile":{"staff":80}}', time.time())
        database.execute("INSERT INTO conversations VALUES (?, ?, ?)", row)
    return f"sqlite:///{folder / 'old.db'}"


async def ready(served: Served) -> None:
    """Returns once the database is open."""
    while (await served.get("/readyz"))[0] != 200:
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("database or disk is full", "make room"),
        ("attempt to write a readonly database", "let this user write"),
        ("unable to open database file", "let this user write"),
        ("database disk image is malformed", "restore"),
        ('FATAL:  password authentication failed for user "huiqi"', "correct user and password"),
        ('FATAL:  database "huiqi" does not exist', "create the database"),
        ("FATAL:  sorry, too many clients already", "more connections"),
        ("server closed the connection unexpectedly", "start the database server"),
        ("terminating connection due to administrator command", "start the database server"),
        ("failed to resolve host 'db': Name or service not known", "correct its address"),
        ("something that nobody has met", "huiqi doctor"),
    ],
)
def test_there_is_a_remedy_for_whatever_a_database_says(said: str, wanted: str) -> None:
    assert wanted in remedy(said)
