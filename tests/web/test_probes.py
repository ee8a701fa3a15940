"""Health, readiness and metrics as an orchestrator sees them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.assistant.assistant import Assistant
from bot.operations.health import Health, LoopPulse
from bot.operations.metrics import Metrics
from tests.web.serving import Site, serving

pytestmark = pytest.mark.asyncio


async def probe(client: aiohttp.ClientSession, site: Site, path: str) -> tuple[int, dict[str, Any]]:
    """Status and body."""
    async with client.get(site.url + path) as answer:
        return answer.status, await answer.json()


async def test_a_turning_loop_with_a_dispatcher_is_healthy(site: Site, client: aiohttp.ClientSession) -> None:
    site.health.pulse.start()
    status, body = await probe(client, site, "/healthz")
    await site.health.pulse.stop()
    assert status == 200
    assert body["loop_lag_seconds"] < 5


async def test_a_dead_dispatcher_is_not_healthy(site: Site, client: aiohttp.ClientSession) -> None:
    site.health.dispatcher_alive = lambda: False
    assert (await probe(client, site, "/healthz"))[0] == 503


async def test_a_loop_that_was_late_by_five_seconds_is_not_healthy(
    assistant: Assistant, client: aiohttp.ClientSession
) -> None:
    now = [100.0]
    health = Health(pulse=LoopPulse(clock=lambda: now[0]))
    async with serving(Site(assistant, health=health)) as site:
        health.pulse.beaten()
        now[0] += 5.4
        assert (await probe(client, site, "/healthz"))[0] == 200
        now[0] += 0.2
        assert (await probe(client, site, "/healthz"))[0] == 503
        health.pulse.beaten()
        now[0] += 0.4
        health.pulse.beaten()
        assert (await probe(client, site, "/healthz"))[0] == 200


@pytest.mark.parametrize("name", ["migrations", "store", "knowledge"])
async def test_each_check_alone_takes_readiness_away(site: Site, client: aiohttp.ClientSession, name: str) -> None:
    checks = dict.fromkeys(("migrations", "store", "knowledge"), lambda: True)
    site.health.checks = checks
    assert await probe(client, site, "/readyz") == (
        200,
        {"ok": True, "migrations": True, "store": True, "knowledge": True, "draining": False},
    )
    site.health.checks = checks | {name: lambda: False}
    status, body = await probe(client, site, "/readyz")
    assert (status, body[name]) == (503, False)


async def test_a_check_that_raises_is_a_failed_check(site: Site, client: aiohttp.ClientSession) -> None:
    site.health.checks = {"store": lambda: bool(1 / 0)}
    status, body = await probe(client, site, "/readyz")
    assert (status, body["store"]) == (503, False)


async def test_draining_is_not_ready_and_still_alive(site: Site, client: aiohttp.ClientSession) -> None:
    site.health.draining = True
    assert (await probe(client, site, "/readyz"))[0] == 503
    assert (await probe(client, site, "/healthz"))[0] == 200


async def test_an_outage_of_telegram_is_told_and_changes_no_status(site: Site, client: aiohttp.ClientSession) -> None:
    site.health.details = {"telegram": lambda: "unauthorized", "oldest_waiting_seconds": lambda: 812.5}
    status, body = await probe(client, site, "/readyz")
    assert (status, body["telegram"], body["oldest_waiting_seconds"]) == (200, "unauthorized", 812.5)
    assert (await probe(client, site, "/healthz"))[0] == 200


async def test_metrics_count_answers_and_responses(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.post(site.url + "/chat", data={"text": "研发费加计扣除"}, allow_redirects=False):
        pass
    async with client.get(site.url + "/nowhere"):
        pass
    async with client.get(site.url + "/metrics") as answer:
        text = await answer.text()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'huiqi_answers_total{channel="web",outcome="answer"} 1.0' in text
    assert 'huiqi_http_responses_total{route="/chat",status="303"} 1.0' in text
    assert 'huiqi_http_responses_total{route="none",status="404"} 1.0' in text


async def test_a_token_closes_the_metrics(assistant: Assistant, client: aiohttp.ClientSession) -> None:
    site = Site(assistant)
    site.settings = replace(site.settings, metrics_token="s3cret")
    async with serving(site):
        for header, status in (
            ({}, 401),
            ({"Authorization": "Bearer wrong"}, 401),
            ({"Authorization": "Bearer s3cret"}, 200),
        ):
            async with client.get(site.url + "/metrics", headers=header) as answer:
                assert answer.status == status


async def test_every_metric_is_documented_and_every_documented_one_exists() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "metrics.md").read_text()
    documented = set(re.findall(r"^\| `(huiqi_\w+)`", page, re.MULTILINE))
    families = [family for family in Metrics().registry.collect() if family.name.startswith("huiqi_")]
    assert {family.name + ("_total" if family.type == "counter" else "") for family in families} == documented
