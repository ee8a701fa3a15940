"""`huiqi run` with staff: the first account, and a question that waits for a person."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tests.commands import HUIQI, Command
from tests.journeys.serving import Served, first_account, serving

pytestmark = pytest.mark.asyncio
UNKNOWN = "鲸鱼计划还有名额吗"


async def test_the_printed_link_makes_the_first_account_and_from_then_on_questions_wait_for_a_person(
    huiqi: Command, tmp_path: Path
) -> None:
    async with (
        serving(huiqi, HUIQI, "run", folder=tmp_path) as served,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client,
    ):
        await first_account(served, client)
        async with client.post(served.address + "/chat", data={"text": UNKNOWN}) as answer:
            assert answer.status == 200
        assert UNKNOWN in await queue(client, served)
        assert await served.stop() == 0


async def queue(client: aiohttp.ClientSession, served: Served) -> str:
    """The page of waiting questions."""
    async with client.get(served.address + "/console/questions") as answer:
        assert answer.status == 200
        return await answer.text()
