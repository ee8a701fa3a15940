"""Who gets into the console, and who does not."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import aiohttp
import pytest

from bot.assistant.assistant import Assistant
from bot.channels.web.dependencies import Rate, read_networks
from bot.store.attempts import Attempts
from bot.store.staff import Role
from bot.store.store import Store
from tests.store.databases import database_url
from tests.web.console.serving import PASSWORD, Desk, desk

pytestmark = pytest.mark.asyncio
OWN = {"Sec-Fetch-Site": "same-origin"}


async def status(client: aiohttp.ClientSession, console: Desk, **headers: str) -> int:
    """What the console's first page answers; 303 leads to signing in."""
    async with client.get(console.url, headers=headers, allow_redirects=False) as answer:
        return answer.status


async def sign_in(client: aiohttp.ClientSession, console: Desk, name: str, password: str = PASSWORD) -> int:
    """Status of an attempt."""
    form = {"name": name, "password": password}
    async with client.post(console.url + "/sign-in", data=form, headers=OWN, allow_redirects=False) as answer:
        return answer.status


async def test_nobody_gets_in_without_signing_in(console: Desk, client: aiohttp.ClientSession) -> None:
    for path in ("", "/measures", "/account", "/answers/ABCD2345", "/measures/xian-unemployment-refund"):
        async with client.get(console.url + path, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["location"]) == (303, "/console/sign-in")


async def test_name_and_password_open_and_signing_out_closes(console: Desk, client: aiohttp.ClientSession) -> None:
    await console.person("mei")
    assert await sign_in(client, console, "mei") == 303
    assert await status(client, console) == 200
    async with client.post(console.url + "/sign-out", headers=OWN) as answer:
        assert answer.status == 200
    assert await status(client, console) == 303


@pytest.mark.parametrize(("name", "password"), [("mei", "wrong words here"), ("nobody", PASSWORD), ("mei", "")])
async def test_what_is_wrong_does_not_open(
    console: Desk, client: aiohttp.ClientSession, name: str, password: str
) -> None:
    await console.person("mei")
    assert await sign_in(client, console, name, password) == 401
    assert await status(client, console) == 303


async def test_attempts_are_limited_by_address_and_by_name(
    assistant: Assistant, tmp_path: Path, client: aiohttp.ClientSession
) -> None:
    async with desk(assistant, tmp_path, staff_attempts=Rate(per_minute=1, burst=3)) as console:
        await console.person("mei")
        statuses = [await sign_in(client, console, "mei", "wrong words here") for _ in range(4)]
        assert statuses == [401, 401, 401, 429]
        assert await sign_in(client, console, "mei") == 429


async def test_attempts_are_counted_for_all_replicas_together_and_over_a_restart(tmp_path: Path) -> None:
    address = database_url("postgresql", tmp_path)
    now = 1_790_000_000.0
    stores = [await Store.open(address, lambda: now) for _ in range(2)]
    tried = [Attempts(store, per_minute=1, burst=3).wait_seconds("name mei") for store in stores * 4]
    assert sorted(await asyncio.gather(*tried)) == [0, 0, 0, 60, 60, 60, 60, 60]
    for store in stores:
        await store.close()
    again = await Store.open(address, lambda: now)
    assert await Attempts(again, per_minute=1, burst=3).wait_seconds("name bo") == 0
    assert await Attempts(again, per_minute=1, burst=3).wait_seconds("name mei") == 60
    now += 60
    assert await Attempts(again, per_minute=1, burst=3).wait_seconds("name mei") == 0
    await again.close()


async def test_the_session_is_a_cookie_that_no_script_reads_and_no_other_site_sends(
    console: Desk, client: aiohttp.ClientSession
) -> None:
    await console.person("mei")
    form = {"name": "mei", "password": PASSWORD}
    async with client.post(console.url + "/sign-in", data=form, headers=OWN, allow_redirects=False) as answer:
        cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/console" in cookie


async def test_behind_an_encrypting_proxy_the_cookie_stays_encrypted(
    assistant: Assistant, tmp_path: Path, client: aiohttp.ClientSession
) -> None:
    async with desk(assistant, tmp_path, trusted_proxies=read_networks("127.0.0.1")) as console:
        await console.person("mei")
        form, headers = {"name": "mei", "password": PASSWORD}, OWN | {"X-Forwarded-Proto": "https"}
        async with client.post(console.url + "/sign-in", data=form, headers=headers, allow_redirects=False) as answer:
            assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}],
    ids=["silent", "cross-site", "other-origin", "no-origin"],
)
async def test_a_change_from_elsewhere_is_refused(
    console: Desk, client: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    await console.person("mei")
    assert await sign_in(client, console, "mei") == 303
    for path in ("/ask", "/find", "/account", "/sign-out", "/sign-in"):
        async with client.post(console.url + path, data={"q": "x"}, headers=headers, allow_redirects=False) as answer:
            assert answer.status == 403, path
    assert await status(client, console) == 200


async def test_who_is_removed_or_has_a_session_ended_is_out_at_once(
    console: Desk, client: aiohttp.ClientSession
) -> None:
    await console.person("mei")
    await console.person("bo")
    assert await sign_in(client, console, "mei") == 303
    (session,) = await console.staff.sessions("mei")
    await console.staff.end_session("bo", session.digest)
    assert await status(client, console) == 200
    async with client.post(console.url + "/account", data={"session": session.digest}, headers=OWN) as answer:
        assert answer.status == 200
    assert await status(client, console) == 303
    assert await sign_in(client, console, "mei") == 303
    await console.staff.remove("mei")
    assert await status(client, console) == 303


async def test_the_first_link_makes_an_administrator_once(console: Desk, client: aiohttp.ClientSession) -> None:
    link = f"{console.url}/welcome/{await console.staff.make_link('')}"
    async with client.post(link, data={"name": "mei", "password": "short"}, headers=OWN) as answer:
        assert answer.status == 422
    async with client.post(link, data={"name": "mei", "password": PASSWORD}, headers=OWN) as answer:
        assert (answer.status, str(answer.url)) == (200, console.url)
    member = await console.staff.find("mei")
    assert member is not None
    assert member.role == "admin"
    for method in ("GET", "POST"):
        form = {"name": "bo", "password": PASSWORD}
        async with client.request(method, link, data=form, headers=OWN) as answer:
            assert answer.status == 404
    assert await console.staff.find("bo") is None


async def test_a_link_for_somebody_sets_their_password_and_ends_their_sessions(
    console: Desk, client: aiohttp.ClientSession
) -> None:
    await console.person("mei")
    assert await sign_in(client, console, "mei") == 303
    link = f"{console.url}/welcome/{await console.staff.make_link('mei')}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as other:
        form = {"name": "somebody-else", "password": "another calm word"}
        async with other.post(link, data=form, headers=OWN) as answer:
            assert answer.status == 200
    assert await status(client, console) == 303
    assert await console.staff.find("somebody-else") is None
    assert await sign_in(client, console, "mei") == 401
    assert await sign_in(client, console, "mei", "another calm word") == 303


@pytest.mark.parametrize(("trusted", "expected"), [("127.0.0.1", 200), ("10.0.0.0/8", 303)])
async def test_a_header_signs_in_only_from_a_trusted_proxy(
    assistant: Assistant, tmp_path: Path, client: aiohttp.ClientSession, trusted: str, expected: int
) -> None:
    settings = {"trusted_proxies": read_networks(trusted), "staff_header": "X-Remote-User"}
    async with desk(assistant, tmp_path, **settings) as console:
        await console.person("mei", "admin")
        assert await status(client, console, **{"X-Remote-User": "mei"}) == expected
        assert await status(client, console) == 303


async def test_no_secret_stands_in_the_log_or_in_the_store(
    console: Desk, client: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = await console.staff.make_link("")
    form = {"name": "mei", "password": PASSWORD}
    async with client.post(f"{console.url}/welcome/{secret}", data=form, headers=OWN) as answer:
        assert answer.status == 200
    cookies = {cookie.key: cookie.value for cookie in client.cookie_jar}
    await console.store.run(lambda connection: None)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert not logging.getLogger("uvicorn.access").propagate
    # The server's log of requests is switched off; pytest listens to it all the same.
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "uvicorn.access")
    for hidden in (secret, PASSWORD, cookies["huiqi_staff"]):
        assert hidden not in logged
        assert hidden.encode() not in stored


@pytest.mark.parametrize(("role", "sees"), [("viewer", False), ("editor", True), ("admin", True)])
async def test_who_can_mend_refused_knowledge_sees_its_faults_on_every_page(
    assistant: Assistant, tmp_path: Path, client: aiohttp.ClientSession, role: Role, sees: bool
) -> None:
    async with desk(assistant, tmp_path) as console:
        await console.person("mei", role)
        assert await sign_in(client, console, "mei") == 303
        console.faults += ["measures/a.yml:3:7: kind: 'x' is no kind", "another"]
        for path in ("", "/questions", "/measures", "/figures", "/account"):
            async with client.get(console.url + path) as answer:
                assert ("measures/a.yml:3:7: kind: &#39;x&#39; is no kind" in await answer.text()) == sees
