"""The description of the HTTP interface: the running server keeps to it, whatever is sent."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from playwright.async_api import Page
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bot.assistant.assistant import Assistant
from bot.channels.web.openapi import describe
from bot.store.keys import Keys
from tests.examples import examples
from tests.web.console.serving import Desk, desk
from tests.web.serving import Site, serving

load_all_checks()


@pytest.fixture(scope="session")
def address(assistant: Assistant) -> Iterator[str]:
    """A server on a loop of its own, for a client that blocks."""
    started, ended = threading.Event(), threading.Event()
    found: list[str] = []

    async def run() -> None:
        async with serving(Site(assistant)) as site:
            found.append(site.url)
            started.set()
            await asyncio.to_thread(ended.wait)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    started.wait(20)
    yield found[0]
    ended.set()
    thread.join()


@pytest.fixture(scope="session")
def described(assistant: Assistant, address: str) -> schemathesis.openapi.OpenApiSchema:
    schema = schemathesis.openapi.from_dict(describe(assistant.catalogue))
    schema.config.update(base_url=address)
    return schema


OPERATIONS = [("/api/ask", "POST"), ("/api/screen", "POST"), ("/api/measures", "GET"), ("/api/measures/{id}", "GET")]


def test_every_operation_is_tried(described: schemathesis.openapi.OpenApiSchema) -> None:
    found = [(each.ok().path, each.ok().method.upper()) for each in described.get_all_operations()]
    assert sorted(found) == sorted(OPERATIONS)


@pytest.mark.hypothesis
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=["ask", "screen", "measures", "measure"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_the_server_keeps_to_its_description(
    described: schemathesis.openapi.OpenApiSchema, path: str, method: str, mode: GenerationMode
) -> None:
    """A band whose ends are the wrong way round fits every schema and is refused all the same: one check is out."""

    @settings(
        examples(20),
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    check()


@pytest.mark.asyncio
async def test_a_key_raises_the_rate_and_ends_when_removed(assistant: Assistant, tmp_path: Path) -> None:
    from bot.channels.web.dependencies import Rate

    async with desk(assistant, tmp_path, api_rate=Rate(1, 1)) as running, aiohttp.ClientSession() as client:
        keys = Keys(running.store)
        secret = await keys.add("crm", 6, 5)
        assert await keys.add("crm", 6, 5) is None
        assert secret is not None
        assert [await status(client, running) for _ in range(2)] == [200, 429]
        assert [await status(client, running, secret) for _ in range(6)] == [200] * 5 + [429]
        assert await status(client, running, "huiqi_nothing") == 401
        assert await keys.remove("crm")
        assert await status(client, running, secret) == 401


async def status(client: aiohttp.ClientSession, running: Desk, secret: str | None = None) -> int:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    async with client.get(running.site.url + "/api/measures", headers=headers) as answer:
        return answer.status


@pytest.mark.asyncio
async def test_screening_is_the_command_lines(site: Site) -> None:
    body = {"facts": {"region": "hebei", "rd_increase": 3_000_000}, "lang": "zh", "as_of": "2020-06-01"}
    async with aiohttp.ClientSession() as client, client.post(site.url + "/api/screen", json=body) as answer:
        screened = await answer.json()
    assert answer.status == 200
    assert set(screened) == {"measures", "undecided", "undecidable", "next_question"}
    assert all(measure["verdict"] for measure in screened["measures"])
    assert screened["undecided"] > 0


@pytest.mark.asyncio(loop_scope="session")
async def test_the_page_of_the_interface_needs_nothing_from_elsewhere(shown: Site, page: Page) -> None:
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if shown.url not in request.url else None)
    await page.goto(shown.url + "/api/docs")
    assert await page.locator("h2 code").all_inner_texts() == [
        "POST /api/ask",
        "POST /api/screen",
        "GET /api/measures",
        "GET /api/measures/{id}",
    ]
    assert elsewhere == []
