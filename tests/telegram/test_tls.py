"""Telegram over TLS, as it is reached outside of tests: whom to trust, long answers, connections that end."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.channels.telegram.options import TelegramOptions
from tests.telegram.running import Bench, running
from tests.telegram_server import TelegramServer
from tests.telegram_server.certificates import Authority

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def over_tls(folder: Path, tls: ssl.SSLContext, **more: object) -> AsyncIterator[Bench]:
    """A bot whose Telegram answers over TLS only."""
    server = TelegramServer(tls=tls)
    await server.start()
    try:
        async with running(folder, server=server, **more) as bench:  # type: ignore[arg-type]
            yield bench
    finally:
        await server.stop()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One that the bot trusts."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.trusted))
    return authority


@pytest.mark.parametrize("address", ["https://api.telegram.org", "HTTPS://example.org:8443/", "https://10.0.0.7"])
async def test_whatever_the_address_is_written_like_it_is_encrypted(address: str) -> None:
    assert TelegramOptions("1:AAA", address).is_encrypted


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_questions_and_answers(
    tmp_path: Path, authority: Authority, version: ssl.TLSVersion, engine: str
) -> None:
    """Many at once, on connections that are used again."""
    tls = authority.server_context()
    tls.minimum_version = tls.maximum_version = version
    async with over_tls(tmp_path, tls, engine=engine) as bench:
        for round_ in (1, 2):
            asked = (bench.ask(chat, f"房租{round_}") for chat in range(1, 20))
            assert {sent[-1] for sent in await asyncio.gather(*asked)} == {f"{round_}: 房租{round_}"}


@pytest.mark.parametrize("kind", ["another authority", "another name"])
async def test_who_cannot_prove_to_be_telegram_is_told_nothing(tmp_path: Path, kind: str) -> None:
    """Neither a poll nor a send, and so no token, reaches it; the state says why."""
    authority = Authority(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        if kind == "another name":
            patch.setenv("SSL_CERT_FILE", str(authority.trusted))
        tls = authority.server_context("127.0.0.1" if kind == "another authority" else "telegram.example")
        async with over_tls(tmp_path, tls) as bench:
            await bench.eventually(lambda: bench.service.state.startswith("unreachable"))
            assert bench.server.calls == []


async def test_a_connection_that_has_ended_is_replaced(tmp_path: Path, authority: Authority) -> None:
    """Telegram comes back at the same place: what was asked meanwhile is answered, once."""
    tls = authority.server_context()
    async with over_tls(tmp_path, tls) as bench:
        assert await bench.ask(5, "房租") == ["1: 房租"]
        port = int(bench.server.url.rpartition(":")[2])
        await bench.server.stop()
        await bench.server.write(5, "贷款")
        await bench.server.start(port)
        await bench.server.until(lambda: len(bench.server.sent(5)) == 2)
        assert bench.server.sent(5) == ["1: 房租", "2: 贷款"]


@pytest.mark.parametrize(
    "fault",
    [{"reset": True}, {"status": 500}, {"body": b"{half"}, {"status": 429, "retry_after": 1}],
    ids=["reset", "internal", "half", "limited"],
)
async def test_what_fails_is_sent_again(tmp_path: Path, authority: Authority, fault: dict[str, object]) -> None:
    """As without TLS."""
    async with over_tls(tmp_path, authority.server_context()) as bench:
        bench.server.fail(method="sendMessage", **fault)
        assert await bench.ask(5, "房租") == ["1: 房租"]
