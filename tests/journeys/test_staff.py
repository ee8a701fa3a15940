"""`huiqi run` with staff: the first account, whom commands let in, and a question that waits for a person."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.commands import HUIQI, Command
from tests.journeys.serving import OWN, Served, first_account, serving

pytestmark = pytest.mark.asyncio
UNKNOWN = "鲸鱼计划还有名额吗"
PASSWORD = "four calm words here"


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


async def test_whom_and_what_the_commands_let_in_comes_in_beside_the_running_bot(
    huiqi: Command, tmp_path: Path
) -> None:
    """A person by password, a program by key; both are out again as soon as they are removed."""
    async with serving(huiqi, HUIQI, "run", folder=tmp_path) as served:

        async def run(*arguments: str, given: str = "") -> tuple[int, str]:
            folder = str(served.notes.parent)
            ran = await asyncio.to_thread(huiqi, *arguments, given=given, HUIQI_DATA_DIR=folder)
            return ran.status, ran.out or ran.err

        assert (await run("staff", "add", "bo", given="short\n"))[0] == 2
        added = await run("staff", "add", "bo", "--role", "viewer", given=PASSWORD + "\n")
        assert added == (0, "bo (viewer) was added.\n")
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers=OWN) as client:
            form = {"name": "bo", "password": PASSWORD}
            async with client.post(served.address + "/console/sign-in", data=form) as answer:
                assert answer.url.path == "/console"
            assert (await run("staff", "list"))[1].startswith("bo\tviewer\t")
            assert (await run("staff", "remove", "bo"))[0] == 0
            async with client.get(served.address + "/console") as answer:
                assert answer.url.path == "/console/sign-in"
        key = (await run("key", "add", "office"))[1].split()[-1]
        assert [await asked(served, key), await asked(served, "not-" + key)] == [200, 401]
        assert (await run("key", "remove", "office"))[0] == 0
        assert await asked(served, key) == 401
        assert await served.stop() == 0


async def asked(served: Served, key: str) -> int:
    """The status of a question with the key."""
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        aiohttp.ClientSession(headers=headers) as client,
        client.post(served.address + "/api/ask", json={"q": UNKNOWN}) as answer,
    ):
        return answer.status


async def queue(client: aiohttp.ClientSession, served: Served) -> str:
    """The page of waiting questions."""
    async with client.get(served.address + "/console/questions") as answer:
        assert answer.status == 200
        return await answer.text()
