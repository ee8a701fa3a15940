"""Links are asked politely, and a broken one is told from one that only refuses HEAD."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from bot.operations.links import Manner, check_links
from tests.commands import Command
from tests.operations.overlaying import renamed, write

pytestmark = pytest.mark.asyncio


@dataclass
class Site:
    """A server with pages of every kind, and what it was asked."""

    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path))
        self.agents.add(request.headers["User-Agent"])
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        match request.path:
            case "/moved":
                raise web.HTTPMovedPermanently("/fine")
            case "/no-head" if request.method == "HEAD":
                raise web.HTTPMethodNotAllowed("HEAD", ["GET"])
            case "/gone":
                raise web.HTTPGone
            case "/busy" if len([one for one in self.asked if one[1] == "/busy"]) < 3:
                raise web.HTTPServiceUnavailable
            case "/silent":
                await asyncio.sleep(60)
        return web.Response(text="the source")


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


async def test_each_kind_of_page_is_told(site: Site) -> None:
    names = ["/fine", "/moved", "/no-head", "/gone", "/busy", "/silent"]
    found = await check_links([site.url + name for name in names], Manner(0.0, timeout_seconds=0.5))
    assert [(link.url.removeprefix(site.url), link.status, link.is_broken) for link in found] == [
        ("/fine", 200, False), ("/moved", 200, False), ("/no-head", 200, False),
        ("/gone", 410, True), ("/busy", 200, False), ("/silent", None, True),
    ]  # fmt: skip
    assert [link.moved_to for link in found if link.moved_to] == [site.url + "/fine"]
    assert found[-1].trouble == "no answer in time"


async def test_a_host_is_asked_one_thing_at_a_time_with_pauses_and_a_name(site: Site) -> None:
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    await check_links([f"{site.url}/{number}" for number in range(5)] * 2, Manner(1.5, sleep=note))
    assert site.asked == [("HEAD", f"/{number}") for number in range(5)]
    assert (pauses, site.most_at_once) == ([1.5] * 4, 1)
    assert {agent.split("/")[0] for agent in site.agents} == {"huiqi-links"}


async def test_a_host_that_is_not_there_is_broken_and_no_error() -> None:
    (link,) = await check_links(["http://127.0.0.1:9/x"], Manner(0.0))
    assert (link.status, link.is_broken) == (None, True)
    assert "ClientConnectorError" in link.trouble


async def test_the_command_names_what_is_broken_and_where_it_is_used(
    site: Site, huiqi: Command, tmp_path: Path
) -> None:
    documents = "\n".join(
        f"{name}: {{title: {{zh: 文, en: text}}, level: official, url: '{site.url}/{name}'}}"
        for name in ("gone", "fine", "moved")
    )
    folder = write(tmp_path / "ours", ("documents.yml", documents))
    write(folder, renamed())
    arguments = ("links", "--only", "127.0.0.1", "--pause", "0", "--knowledge", folder)
    ran = await asyncio.to_thread(huiqi, *arguments)
    assert ran.status == 3, ran.err
    assert ran.out.splitlines() == [
        f"broken: {site.url}/gone: status 410 (documents.yml: gone)",
        f"moved: {site.url}/moved: to {site.url}/fine (documents.yml: moved)",
        "3 links, 1 broken, 1 moved",
    ]
    fine = write(tmp_path / "fine", ("documents.yml", documents.splitlines()[1]))
    assert (await asyncio.to_thread(huiqi, *arguments[:-1], fine)).status == 0
