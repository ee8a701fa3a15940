"""Two `huiqi run` on one PostgreSQL: what staff keep is everybody's at once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest

from bot.channels.web.console.lessons import Lesson, with_lesson
from bot.reloading import DOCUMENTS_SECONDS
from bot.store.overlays import keep_documents
from bot.store.store import Store
from tests.commands import HUIQI, Command
from tests.journeys.serving import Served, serving
from tests.operations.overlaying import MEASURE
from tests.store.databases import database_url

pytestmark = pytest.mark.asyncio
KEYWORD = "银杏叶小红书"


async def asked(client: aiohttp.ClientSession, served: Served) -> str | None:
    """The measure that leads the answer to the keyword; None where there is none."""
    async with client.post(served.address + "/api/ask", json={"q": KEYWORD}) as answer:
        found = await answer.json()
    return str(found["measures"][0]["id"]) if found["outcome"] == "answer" else None


async def test_a_keyword_that_is_kept_in_one_replica_is_answered_by_every_replica_at_once(
    huiqi: Command, tmp_path: Path
) -> None:
    """Long before anybody would look at the database without having been told."""
    url = database_url("postgresql", tmp_path)
    async with (
        serving(huiqi, HUIQI, "run", folder=tmp_path, HUIQI_DATABASE_URL=url) as first,
        serving(huiqi, HUIQI, "run", folder=tmp_path, HUIQI_DATABASE_URL=url) as second,
        aiohttp.ClientSession() as client,
    ):
        assert [await asked(client, one) for one in (first, second)] == [None, None]
        await listening(url)
        lesson = Lesson(MEASURE, "keyword", "zh", KEYWORD)
        store = await Store.open(url)
        await keep_documents(store, {lesson.path: with_lesson(None, lesson)}, "mei")
        await store.close()
        async with asyncio.timeout(DOCUMENTS_SECONDS - 10):
            await asyncio.gather(*(exchanged(one) for one in (first, second)))
        assert [await asked(client, one) for one in (first, second)] == [MEASURE, MEASURE]
        assert [await first.stop(), await second.stop()] == [0, 0]


async def exchanged(served: Served) -> None:
    """Returns once the process has taken up other knowledge than it began with."""
    began = await knowledge_of(served)
    while await knowledge_of(served) == began:
        await asyncio.sleep(0.1)


async def knowledge_of(served: Served) -> str:
    """The version that serves."""
    return str(json.loads((await served.get("/readyz"))[1])["knowledge_state"]["version"])


async def listening(url: str) -> None:
    """Returns once both replicas hear what the database says."""
    import psycopg

    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'"
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection, asyncio.timeout(20):
        while (await (await connection.execute(query)).fetchall())[0][0] < 2:
            await asyncio.sleep(0.1)
