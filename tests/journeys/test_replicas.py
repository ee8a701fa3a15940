"""Two `huiqi run` on one PostgreSQL: what staff teach at one of them is everybody's at once."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tests.commands import HUIQI, Command
from tests.journeys.serving import OWN, Served, first_account, serving
from tests.operations.overlaying import MEASURE
from tests.store.databases import database_url

pytestmark = pytest.mark.asyncio
KEYWORD = "银杏叶小红书"
LESSON = {"measure": MEASURE, "kind": "keyword", "language": "zh", "text": KEYWORD}


async def asked(client: aiohttp.ClientSession, served: Served) -> str | None:
    """The measure that leads the answer to the keyword; None where there is none."""
    async with client.post(served.address + "/api/ask", json={"q": KEYWORD}) as answer:
        found = await answer.json()
    return str(found["measures"][0]["id"]) if found["outcome"] == "answer" else None


async def test_what_is_taught_at_one_replica_serves_there_when_its_page_says_so_and_elsewhere_without_being_compiled(
    huiqi: Command, tmp_path: Path
) -> None:
    """The other has compiled it while its effect was looked at, and exchanges it when it hears that it is kept."""
    url = database_url("postgresql", tmp_path)
    async with (
        serving(huiqi, HUIQI, "run", folder=tmp_path, HUIQI_DATABASE_URL=url) as first,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers=OWN) as client,
    ):
        await first_account(first, client)
        async with serving(huiqi, HUIQI, "run", folder=tmp_path, HUIQI_DATABASE_URL=url) as second:
            await second.until("knowledge.listening")
            assert [await asked(client, one) for one in (first, second)] == [None, None]
            async with client.post(first.address + "/console/teach", data=LESSON) as preview:
                assert KEYWORD in await preview.text()
            await second.until("knowledge.ready_ahead")
            async with client.post(first.address + "/console/teach/keep", data=LESSON) as kept:
                assert (kept.status, kept.url.path) == (200, "/console/taught")
            assert await asked(client, first) == MEASURE
            assert "was_ahead=True" in await second.until("knowledge.exchanged")
            assert await asked(client, second) == MEASURE
            assert [await first.stop(), await second.stop()] == [0, 0]
