"""Telegram cannot be reached directly from everywhere: all traffic goes through the proxy where one is set."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import proxy
import pytest
import pytest_asyncio

from tests.telegram.running import running
from tests.telegram_server import TelegramServer
from tests.telegram_server.certificates import Authority

pytestmark = pytest.mark.asyncio


@pytest.fixture
def http_proxy() -> Iterator[proxy.Proxy]:
    """An HTTP proxy on loopback that asks for a name and a password."""
    arguments = ["--hostname", "127.0.0.1", "--port", "0", "--num-workers", "1", "--num-acceptors", "1"]
    with proxy.Proxy([*arguments, "--basic-auth", "user:pass", "--log-level", "CRITICAL"]) as running_proxy:
        yield running_proxy


@pytest_asyncio.fixture(params=["plain", "encrypted"])
async def telegram(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[TelegramServer]:
    """A Telegram without and with TLS, as the public one has it; the bot trusts it."""
    tls = None
    if request.param == "encrypted":
        authority = Authority(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.trusted))
        tls = authority.server_context()
    server = TelegramServer(tls=tls)
    await server.start()
    yield server
    await server.stop()


class Socks:
    """A SOCKS proxy on loopback (version 5: RFC 1928, no authentication; version 4), counting its connections."""

    def __init__(self) -> None:
        self.connections = 0
        self.port = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Socks]:
        """While it serves."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        yield self
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (version,) = await reader.readexactly(1)
        name, port = await (_asked_by_5(reader, writer) if version == 5 else _asked_by_4(reader))
        self.connections += 1
        inner_reader, inner_writer = await asyncio.open_connection(name, port)
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00" if version == 5 else b"\x00\x5a" + bytes(6))
        await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer), return_exceptions=True)


async def _asked_by_5(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    (count,) = await reader.readexactly(1)
    await reader.readexactly(count)
    writer.write(b"\x05\x00")
    *_, kind = await reader.readexactly(4)
    host = await reader.readexactly(4 if kind == 1 else (await reader.readexactly(1))[0])
    (port,) = struct.unpack("!H", await reader.readexactly(2))
    return ".".join(map(str, host)) if kind == 1 else host.decode(), port


async def _asked_by_4(reader: asyncio.StreamReader) -> tuple[str, int]:
    _, port, *host = struct.unpack("!BH4B", await reader.readexactly(7))
    await reader.readuntil(b"\x00")
    return ".".join(map(str, host)), port


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def test_an_http_proxy_with_password(tmp_path: Path, telegram: TelegramServer, http_proxy: proxy.Proxy) -> None:
    """Questions come in and answers go out through it."""
    address = f"http://user:pass@127.0.0.1:{http_proxy.flags.port}"
    async with running(tmp_path, server=telegram, proxy=address) as bench:
        assert await bench.ask(5, "房租") == ["1: 房租"]


async def test_a_proxy_that_refuses_us_is_named_as_the_trouble(
    tmp_path: Path, telegram: TelegramServer, http_proxy: proxy.Proxy
) -> None:
    """Nothing gets around it, and the state says that Telegram cannot be reached."""
    address = f"http://user:wrong@127.0.0.1:{http_proxy.flags.port}"
    async with running(tmp_path, server=telegram, proxy=address) as bench:
        await bench.eventually(lambda: bench.service.state.startswith("unreachable"))
        assert bench.server.calls == []
        assert bench.service.healthy()


@pytest.mark.parametrize("version", [4, 5])
async def test_a_socks_proxy(tmp_path: Path, telegram: TelegramServer, version: int) -> None:
    """Polls and sends alike."""
    async with Socks().serving() as socks:
        address = f"socks{version}://127.0.0.1:{socks.port}"
        async with running(tmp_path, server=telegram, proxy=address) as bench:
            assert await bench.ask(5, "房租") == ["1: 房租"]
            assert socks.connections >= 2
