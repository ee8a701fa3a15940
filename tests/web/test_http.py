"""The page's handlers as a program sees them: cookies, refusals, headers, limits."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from bot.assistant.answers import Turn
from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Incoming
from bot.channels.web.dependencies import Rate, WebSettings, read_networks
from bot.channels.web.server import PortError, WebServer
from bot.store.errors import StoreDown
from bot.store.store import Store
from tests.web.memory import MemoryStore
from tests.web.serving import ANY_RATE, Site, serving

pytestmark = pytest.mark.asyncio
QUESTION = {"text": "研发费加计扣除"}
SCRIPTED = {"HX-Request": "true"}


async def say(client: aiohttp.ClientSession, site: Site, form: dict[str, str]) -> None:
    """Sends a form as the page without scripts does."""
    async with client.post(site.url + "/chat", data=form) as answer:
        assert answer.status == 200


class BrokenStore(MemoryStore):
    """A store whose disk is full."""

    async def remember(self, key: str, state: str, exchange: object = None) -> None:
        raise StoreDown("disk full at /secret/place")


class BrokenResponder:
    """An assistant with a defect."""

    def respond(self, incoming: Incoming, conversation: Conversation, day: date, /) -> Turn:
        raise RuntimeError("secret detail")


async def test_every_response_carries_a_strict_policy(site: Site, client: aiohttp.ClientSession) -> None:
    for path in ("/", "/nowhere", "/healthz", "/static/page.css", "/api/measures/none"):
        async with client.get(site.url + path) as answer:
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "server" not in answer.headers


async def test_the_page_has_no_inline_script_or_style(site: Site, client: aiohttp.ClientSession) -> None:
    await say(client, site, QUESTION)
    async with client.get(site.url) as answer:
        html = await answer.text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)


async def test_a_visitor_who_only_looks_gets_no_cookie(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.get(site.url) as answer:
        assert "set-cookie" not in answer.headers


async def test_the_cookie_is_closed_to_scripts_and_other_sites(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.post(site.url + "/chat", data=QUESTION, allow_redirects=False) as answer:
        cookie = answer.headers["set-cookie"]
    assert answer.status == 303
    assert answer.headers["location"] == "/#latest"
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


async def test_behind_a_trusted_proxy_with_https_the_cookie_is_secure(
    assistant: Assistant, client: aiohttp.ClientSession
) -> None:
    settings = WebSettings(port=0, trusted_proxies=read_networks("127.0.0.0/8"))
    async with (
        serving(Site(assistant, settings)) as site,
        client.post(
            site.url + "/chat", data=QUESTION, headers={"X-Forwarded-Proto": "https"}, allow_redirects=False
        ) as answer,
    ):
        assert "Secure" in answer.headers["set-cookie"]


async def test_the_store_does_not_hold_what_the_browser_holds(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.post(site.url + "/chat", data=QUESTION, allow_redirects=False) as answer:
        token = answer.cookies["huiqi_visitor"].value
    assert isinstance(site.store, MemoryStore)
    (key,) = site.store.states
    assert key.startswith("web:")
    assert token not in key + site.store.states[key]


async def test_each_exchange_is_logged_once(site: Site, client: aiohttp.ClientSession) -> None:
    await say(client, site, QUESTION)
    assert isinstance(site.store, MemoryStore)
    (line,) = site.store.log
    assert (line.channel, line.question, line.outcome) == ("web", QUESTION["text"], "answer")


async def test_two_visitors_do_not_see_each_other(site: Site, client: aiohttp.ClientSession) -> None:
    await say(client, site, QUESTION)
    async with aiohttp.ClientSession() as other, other.get(site.url) as answer:
        assert QUESTION["text"] not in (await answer.text()).split('id="log"')[1]


async def test_two_windows_that_ask_at_once_both_stay(site: Site, client: aiohttp.ClientSession) -> None:
    await say(client, site, QUESTION)
    await asyncio.gather(*(say(client, site, {"text": f"房租 {number}"}) for number in range(8)))
    async with client.get(site.url) as answer:
        html = await answer.text()
    assert all(f"房租 {number}</p>" in html for number in range(8))


async def test_a_conversation_outlives_the_process(
    assistant: Assistant, client: aiohttp.ClientSession, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path}/huiqi.sqlite3"
    for begun in (True, False):
        store = await Store.open(database)
        async with serving(Site(assistant, store=store)) as site:
            if begun:
                await say(client, site, QUESTION)
                cookies = client.cookie_jar.filter_cookies(URL(site.url))
            async with client.get(site.url, cookies={name: morsel.value for name, morsel in cookies.items()}) as answer:
                assert QUESTION["text"] in (await answer.text()).split('id="log"')[1]
        await store.close()


async def test_an_unknown_button_is_answered(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.post(site.url + "/chat", data={"press": "0:old:button"}, headers=SCRIPTED) as answer:
        assert answer.status == 200
        html = await answer.text()
    assert "这个按钮已经失效了" in html
    assert "0:old:button" not in html


async def test_forget_leaves_nothing_but_its_own_reply(site: Site, client: aiohttp.ClientSession) -> None:
    await say(client, site, QUESTION)
    await say(client, site, {"text": "/forget"})
    async with client.get(site.url) as answer:
        html = await answer.text()
    assert "已清空" in html
    assert QUESTION["text"] not in html.split('id="log"')[1]
    assert isinstance(site.store, MemoryStore)
    assert [line.question for line in site.store.log] == ["/forget"]


@pytest.mark.parametrize("form", [{"press": "1:c:forget"}, {"text": "删除我的所有资料"}], ids=["button", "words"])
async def test_forget_by_button_and_in_words_leaves_as_little(
    site: Site, client: aiohttp.ClientSession, form: dict[str, str]
) -> None:
    await say(client, site, {"text": "小型微利企业所得税优惠，我们83人"})
    await say(client, site, form)
    assert isinstance(site.store, MemoryStore)
    assert len(site.store.log) == 1
    assert "83" not in "".join(site.store.states.values())


async def test_a_new_conversation_keeps_the_enterprise_and_none_of_what_was_said(
    site: Site, client: aiohttp.ClientSession
) -> None:
    await say(client, site, {"text": "小型微利企业所得税优惠，我们83人"})
    async with client.post(site.url + "/new") as answer:
        assert "83人" not in (await answer.text()).split('id="log"')[1]
    await say(client, site, {"press": "1:c:profile"})
    async with client.get(site.url) as answer:
        shown = (await answer.text()).split('id="log"')[1]
        assert "83 人" in shown
        assert "2026年11月22日说的" in shown


async def test_a_form_from_another_site_is_refused(site: Site, client: aiohttp.ClientSession) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}, {"Origin": "null"}):
        for path in ("/chat", "/new"):
            async with client.post(site.url + path, data=QUESTION, headers=headers) as answer:
                assert answer.status == 403


@pytest.mark.parametrize(
    ("path", "method", "status", "words"),
    [
        ("/nowhere", "GET", 404, "没有这个页面"),
        ("/static/..%2fapp.py", "GET", 404, "没有这个页面"),
        ("/chat", "GET", 405, "不能这样使用"),
    ],
)
async def test_an_error_page_speaks_the_users_language(
    site: Site, client: aiohttp.ClientSession, path: str, method: str, status: int, words: str
) -> None:
    async with client.request(method, site.url + path, headers={"Accept-Language": "zh-CN,zh;q=0.9"}) as answer:
        assert answer.status == status
        assert words in await answer.text()
    async with client.request(method, site.url + path, headers={"Accept-Language": "fr, en;q=0.8, zh;q=0.1"}) as answer:
        assert 'lang="en"' in await answer.text()


async def test_a_body_that_is_too_large_or_no_form_is_refused(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.post(site.url + "/chat", data={"text": "x" * 300_000}, headers=SCRIPTED) as answer:
        assert answer.status == 413
        assert "太长" in await answer.text()
    async with client.post(site.url + "/chat", json=QUESTION, headers=SCRIPTED) as answer:
        assert answer.status == 415


async def test_control_characters_and_emoji_come_back_whole(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.post(site.url + "/chat", data={"text": "\x00\x1b[31m👩‍👩‍👧‍👦\ud7ff"}, headers=SCRIPTED) as answer:
        assert answer.status == 200
        assert "👩‍👩‍👧‍👦" in await answer.text()


async def test_a_visitor_in_a_hurry_is_asked_to_wait(assistant: Assistant, client: aiohttp.ClientSession) -> None:
    settings = WebSettings(port=0, page_rate=Rate(per_minute=1, burst=2))
    async with serving(Site(assistant, settings)) as site:
        for _ in range(2):
            async with client.post(site.url + "/chat", data=QUESTION, headers=SCRIPTED) as answer:
                assert answer.status == 200
        async with client.post(site.url + "/chat", data=QUESTION, headers=SCRIPTED) as answer:
            assert answer.status == 429
            assert 1 <= int(answer.headers["retry-after"]) <= 61
            assert answer.headers["content-type"].startswith("text/plain")
            assert "发得太快" in await answer.text()


async def test_a_defect_is_an_apology_without_its_cause(assistant: Assistant, client: aiohttp.ClientSession) -> None:
    async with serving(Site(assistant, responder=BrokenResponder())) as site:
        async with client.post(site.url + "/chat", data=QUESTION, headers=SCRIPTED) as answer:
            assert answer.status == 500
            assert "抱歉" in await answer.text()
        async with client.post(site.url + "/api/ask", json={"q": "x"}) as answer:
            assert answer.status == 500
            assert "secret" not in await answer.text()
            assert "content-security-policy" in answer.headers


async def test_a_store_that_is_down_is_said(assistant: Assistant, client: aiohttp.ClientSession) -> None:
    async with (
        serving(Site(assistant, store=BrokenStore())) as site,
        client.post(site.url + "/chat", data=QUESTION, headers=SCRIPTED) as answer,
    ):
        assert answer.status == 503
        assert "secret" not in await answer.text()


async def test_a_row_that_cannot_be_read_begins_anew(site: Site, client: aiohttp.ClientSession) -> None:
    await say(client, site, QUESTION)
    assert isinstance(site.store, MemoryStore)
    for state in ("not json", "{}", "[]", '{"conversation": 3, "exchanges": 4}'):
        site.store.states = dict.fromkeys(site.store.states, state)
        async with client.get(site.url) as answer:
            assert answer.status == 200
            assert 'id="welcome"' in await answer.text()


async def test_the_files_of_the_page_may_be_kept_for_ever(site: Site, client: aiohttp.ClientSession) -> None:
    async with client.get(site.url) as answer:
        addresses = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', await answer.text()))
    assert len(addresses) == 4
    for address in addresses:
        async with client.get(site.url + address) as answer:
            assert answer.status == 200
            assert "immutable" in answer.headers["cache-control"]


async def test_a_port_in_use_is_one_clear_line(site: Site, assistant: Assistant) -> None:
    taken = replace(site.settings, port=int(site.url.rsplit(":", 1)[1]), page_rate=ANY_RATE)
    second = WebServer(_nothing, taken)
    with pytest.raises(PortError, match=r"HUIQI_HTTP_PORT: read 127\.0\.0\.1 and \d+, but address already in use"):
        await second.start()


async def _nothing(scope: object, receive: object, send: object) -> None:
    """An application that is never reached."""


async def test_a_proxy_that_is_no_network_is_named() -> None:
    with pytest.raises(ValueError, match="'10.0.0.x'"):
        read_networks("127.0.0.1, 10.0.0.x")


@pytest.mark.parametrize("given", ["", "balancer-1.7_x", "no spaces", "x" * 65])
async def test_a_request_has_an_id_by_which_the_log_is_searched(
    site: Site, client: aiohttp.ClientSession, given: str
) -> None:
    """The proxy's own where that can be written into a line, else a fresh one."""
    async with client.get(site.url + "/healthz", headers={"x-request-id": given}) as answer:
        found = answer.headers["x-request-id"]
    assert (found == given) == (given == "balancer-1.7_x")
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", found)
