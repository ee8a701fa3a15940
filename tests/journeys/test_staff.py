"""`huiqi run` with staff: the first account, and a question that waits for a person."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest

from tests.commands import HUIQI, Command
from tests.journeys.serving import Served, serving

pytestmark = pytest.mark.asyncio
UNKNOWN = "鲸鱼计划还有名额吗"
LINK = re.compile(r"http://\S+/console/welcome/\S+")
OWN = {"Sec-Fetch-Site": "same-origin"}


async def invitation(served: Served) -> str:
    """The link that the process prints for the first account."""
    assert served.process.stderr is not None
    async with asyncio.timeout(30):
        async for line in served.process.stderr:
            if found := LINK.search(line.decode()):
                return found[0]
    raise AssertionError("no link was printed")


async def test_the_printed_link_makes_the_first_account_and_from_then_on_questions_wait_for_a_person(
    huiqi: Command, tmp_path: Path
) -> None:
    async with (
        serving(huiqi, HUIQI, "run", folder=tmp_path) as served,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client,
    ):
        link = await invitation(served)
        form = {"name": "mei", "password": "four calm words here"}
        async with client.post(link, data=form, headers=OWN) as answer:
            assert (answer.status, str(answer.url)) == (200, served.address + "/console")
        async with asyncio.timeout(30):
            while UNKNOWN not in await queue(client, served):
                async with client.post(served.address + "/chat", data={"text": UNKNOWN}) as answer:
                    assert answer.status in (200, 429)  # asked over and over until accounts are known: limits may bite
        assert await served.stop() == 0


async def queue(client: aiohttp.ClientSession, served: Served) -> str:
    """The page of waiting questions."""
    async with client.get(served.address + "/console/questions") as answer:
        assert answer.status == 200
        return await answer.text()
