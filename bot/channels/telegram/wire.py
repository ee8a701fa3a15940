"""The way of letters to Telegram: as many connections as calls are made at once, through a proxy where one is set."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections import deque
from urllib.parse import urlsplit

from bot.channels.telegram.line import Arrived, Glass, Line
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.requests import KEEP_ALIVE_SECONDS, Reply
from bot.channels.telegram.tls import TlsChannel


class Wire:
    """Connections to the Bot API, through the proxy where one is set; grows with the calls made at once.

    `tls`: whom they trust; None stands for the authorities of the system.
    """

    def __init__(self, options: TelegramOptions, tls: ssl.SSLContext | None = None) -> None:
        self._options = options
        place = urlsplit(options.api_url.rstrip("/"))
        self._tls = (tls or ssl.create_default_context()) if options.is_encrypted else None
        self._host = place.hostname or ""
        self._port = place.port or (443 if self._tls else 80)
        self._path = place.path
        self._place = place.netloc.rpartition("@")[2]
        self._idle: deque[Line] = deque()

    async def call(self, method: str, body: bytes, arrived: Arrived | None = None) -> Reply:
        """How the call ended, whatever happened; `arrived` hears of it first. Nothing is tried twice here."""
        line = self._take_idle()
        if line is None:
            try:
                async with asyncio.timeout(self._options.timing.connect):
                    line = await self._connect()
            except Exception as error:  # a proxy's own errors have no common base
                return Reply("unreached", text=type(error).__name__)
        return await line.call(self._request(method, body), self._options.timing.answer, arrived)

    def close(self) -> None:
        """Ends every connection that carries nothing."""
        while self._idle:
            self._idle.pop().close()

    def _take_idle(self) -> Line | None:
        """The connection used last, so that those not needed any more grow old."""
        oldest = time.monotonic() - KEEP_ALIVE_SECONDS
        while self._idle and (self._idle[0].idle_since < oldest or not self._idle[0].is_open):
            self._idle.popleft().close()
        while self._idle:
            line = self._idle.pop()
            if line.is_open:
                return line
        return None

    def _request(self, method: str, body: bytes) -> bytes:
        return (
            f"POST {self._path}/bot{self._options.token}/{method} HTTP/1.1\r\nHost: {self._place}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    async def _connect(self) -> Line:
        """A connection that calls may go over. Raises: OSError, ssl.SSLError, and whatever a proxy says."""
        glass = Glass(fileno=(await self._reach()).detach())
        tls = TlsChannel(self._tls, self._host) if self._tls is not None else None
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(lambda: Line(self._idle.append, glass, tls), sock=glass)
        await line.established()
        return line

    async def _reach(self) -> socket.socket:
        """A socket that is connected to the Bot API. Raises: OSError, and whatever a proxy says."""
        if self._options.proxy is not None:
            from python_socks.async_.asyncio import Proxy  # only where it is used

            return await Proxy.from_url(self._options.proxy).connect(self._host, self._port)
        loop = asyncio.get_running_loop()
        refusal: OSError | None = None
        for family, kind, protocol, _, address in await loop.getaddrinfo(
            self._host, self._port, type=socket.SOCK_STREAM
        ):
            reached = socket.socket(family, kind, protocol)
            reached.setblocking(False)
            try:
                await loop.sock_connect(reached, address)
            except OSError as error:
                refusal = error
                reached.close()
            except BaseException:
                reached.close()
                raise
            else:
                return reached
        raise refusal or OSError("no address")
