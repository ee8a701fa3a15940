"""The HTTP interface: answers as the contract says, refusals that name the field."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.assistant.assistant import Assistant
from bot.channels.web.dependencies import Rate, WebSettings, read_networks
from tests.web.serving import Site, serving

pytestmark = pytest.mark.asyncio
REFUND = {"q": "西安高新区没裁员，失业保险能退吗"}


async def post(client: aiohttp.ClientSession, site: Site, body: Any, **more: Any) -> tuple[int, dict[str, Any]]:
    """Status and body of POST /api/ask."""
    async with client.post(site.url + "/api/ask", json=body, **more) as answer:
        return answer.status, await answer.json()


async def test_a_question_is_answered_as_on_the_command_line(site: Site, client: aiohttp.ClientSession) -> None:
    status, answer = await post(client, site, REFUND)
    assert status == 200
    assert answer["question"] == REFUND["q"]
    assert answer["outcome"] == "answer"
    assert answer["measures"][0]["id"] == "xian-unemployment-refund"
    assert answer["as_of"] == "2026-11-22"
    assert {"language", "knowledge", "confidence", "facts", "fact_spans", "evidence", "text"} <= set(answer)


async def test_day_language_and_facts_are_used(site: Site, client: aiohttp.ClientSession) -> None:
    facts = {"region": "htz-xian", "enterprise_size": "small", "layoffs": "none"}
    body = REFUND | {"as_of": "2020-03-01", "lang": "en", "facts": facts}
    status, answer = await post(client, site, body)
    assert (status, answer["language"], answer["as_of"]) == (200, "en", "2020-03-01")
    assert (answer["measures"][0]["availability"], answer["measures"][0]["verdict"]) == ("open", "eligible")


async def test_an_empty_question_is_a_question(site: Site, client: aiohttp.ClientSession) -> None:
    status, answer = await post(client, site, {"q": ""})
    assert (status, answer["outcome"]) == (200, "no_answer")


@pytest.mark.parametrize(
    ("body", "field", "read"),
    [
        ([], "body", "[]"),
        ({}, "q", "null"),
        ({"q": 3}, "q", "3"),
        ({"q": "x", "as_of": "2026-02-30"}, "as_of", "'2026-02-30'"),
        ({"q": "x", "as_of": 20260222}, "as_of", "20260222"),
        ({"q": "x", "lang": "fr"}, "lang", "'fr'"),
        ({"q": "x", "lang": ["zh"]}, "lang", '["zh"]'),
        ({"q": "x", "language": "zh"}, "'language'", "'zh'"),
        ({"q": "x", "facts": []}, "facts", "[]"),
        ({"q": "x", "facts": {"layofs": "none"}}, "facts.layofs", "'layofs'"),
        ({"q": "x", "facts": {"layoffs": "some"}}, "facts.layoffs", "'some'"),
        ({"q": "x", "facts": {"staff": "many"}}, "facts.staff", "'many'"),
        ({"q": "x", "facts": {"staff": -1}}, "facts.staff", "-1"),
        ({"q": "x", "facts": {"staff": {"min": 5, "max": 2}}}, "facts.staff", '{"min": 5, "max": 2}'),
        ({"q": "x", "facts": {"is_tech_sme": "yes"}}, "facts.is_tech_sme", "'yes'"),
        ({"q": "x", "facts": {"region": "atlantis"}}, "facts.region", "'atlantis'"),
    ],
)
async def test_what_cannot_be_used_is_named(
    site: Site, client: aiohttp.ClientSession, body: Any, field: str, read: str
) -> None:
    status, answer = await post(client, site, body)
    error = answer["error"]
    assert (status, error["field"], error["read"]) == (422, field, read)
    assert error["allowed"]
    assert "\n" not in error["message"]
    assert field in error["message"]


async def test_a_misspelt_fact_is_told_the_right_one(site: Site, client: aiohttp.ClientSession) -> None:
    _, answer = await post(client, site, {"q": "x", "facts": {"layofs": "none"}})
    assert "Did you mean 'layoffs'?" in answer["error"]["allowed"]


@pytest.mark.parametrize(
    "raw", [b"{", b"", b"\xff\xfe", b"NaN", b"[" * 50_000], ids=["open", "empty", "bytes", "number", "deep"]
)
async def test_what_is_no_json_object_is_refused(site: Site, client: aiohttp.ClientSession, raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with client.post(site.url + "/api/ask", data=raw, headers=headers) as answer:
        assert answer.status == 422
        assert (await answer.json())["error"]["field"] == "body"


async def test_half_a_surrogate_pair_is_refused(site: Site, client: aiohttp.ClientSession) -> None:
    headers = {"Content-Type": "application/json"}
    async with client.post(site.url + "/api/ask", data=b'{"q": "\\ud800"}', headers=headers) as answer:
        assert answer.status == 422
        assert (await answer.json())["error"]["field"] == "q"


async def test_another_type_or_too_much_is_refused_as_json(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.post(site.url + "/api/ask", data=REFUND) as answer:
        assert answer.status == 415
        assert (await answer.json())["error"]["message"]
    status, answer_body = await post(client, site, {"q": "x" * 70_000})
    assert status == 413
    assert answer_body["error"]["message"]


async def test_the_error_speaks_the_callers_language(site: Site, client: aiohttp.ClientSession) -> None:
    _, answer = await post(client, site, {}, headers={"Accept-Language": "zh-CN"})
    assert answer["error"]["message"].startswith("q：读到")


async def test_anonymous_callers_have_a_low_rate(assistant: Assistant, client: aiohttp.ClientSession) -> None:
    async with serving(Site(assistant, WebSettings(port=0, api_rate=Rate(per_minute=2, burst=3)))) as site:
        statuses = [(await post(client, site, REFUND))[0] for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        async with client.post(site.url + "/api/ask", json=REFUND) as answer:
            assert 1 <= int(answer.headers["retry-after"]) <= 31


async def test_a_header_moves_the_rate_only_behind_a_trusted_proxy(
    assistant: Assistant, client: aiohttp.ClientSession
) -> None:
    rate = Rate(per_minute=1, burst=1)
    direct = WebSettings(port=0, api_rate=rate)
    proxied = WebSettings(port=0, api_rate=rate, trusted_proxies=read_networks("127.0.0.1"))
    for settings, second in ((direct, 429), (proxied, 200)):
        async with serving(Site(assistant, settings)) as site:
            first_status, _ = await post(client, site, REFUND, headers={"X-Forwarded-For": "203.0.113.1"})
            second_status, _ = await post(client, site, REFUND, headers={"X-Forwarded-For": "203.0.113.2"})
            assert (first_status, second_status) == (200, second)


async def test_all_measures_are_listed(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.get(site.url + "/api/measures", params={"lang": "zh"}) as answer:
        listed = await answer.json()
    assert [m["id"] for m in listed["measures"]] == list(site.assistant.catalogue.measures)
    assert all(m["name"] and m["availability"] for m in listed["measures"])


async def test_one_measure_is_shown_with_its_sources(site: Site, client: aiohttp.ClientSession) -> None:
    address = site.url + "/api/measures/xian-unemployment-refund"
    async with client.get(address, params={"lang": "zh", "as_of": "2020-03-01"}) as answer:
        shown = await answer.json()
    assert shown["name"] == "西安高新区失业保险稳岗返还"
    assert shown["availability"] == "open"
    assert shown["sources"][0]["title"]
    assert [c["id"] for c in shown["conditions"]] == ["located", "size", "kept_staff"]


async def test_an_unknown_measure_is_told_the_nearest(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.get(site.url + "/api/measures/xian-unemployment-refunds") as answer:
        assert answer.status == 404
        assert "xian-unemployment-refund" in (await answer.json())["error"]["message"]


@pytest.mark.parametrize(
    "query", [{"as_of": "tomorrow"}, {"as_of": ""}, {"as_of": "2026-W01-1"}, {"lang": "fr"}, {"lang": ""}]
)
async def test_a_wrong_query_is_named(site: Site, client: aiohttp.ClientSession, query: dict[str, str]) -> None:
    async with client.get(site.url + "/api/measures", params=query) as answer:
        assert answer.status == 422
        assert (await answer.json())["error"]["field"] in query
