"""One connection to Telegram: what came of a call is noted before its answer's bytes are taken from the kernel.

A client with streams and tasks learns of an answer some turns of the event loop later; a process killed in between
would send that letter again. Here the bytes are looked at first, whoever calls is told, and only then they are read: an
answer that was read was noted. Where the note takes a while (a commit in a database that several processes share), the
bytes stay with the kernel until then, and the connection carries nothing else. Under TLS it is the same: what was
looked at is decrypted, noted and only then read.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable

from bot.channels.telegram.requests import DeadConnection, Reply, read_reply
from bot.channels.telegram.responses import NotHttp, Response, read_response
from bot.channels.telegram.tls import TlsChannel

Arrived = Callable[[Reply], "asyncio.Future[None] | None"]
"""Told of the reply before anything else happens in the process; gives what its bytes are to wait for, if anything."""


class Glass(socket.socket):
    """A connected socket whose bytes are looked at before they are read: another thread may run in between."""

    look: Callable[[bytes], bool]
    """Whether the bytes may be read now."""

    def recv(self, size: int, flags: int = 0) -> bytes:
        """The bytes, seen already. Raises: BlockingIOError where they are to stay for now."""
        seen = super().recv(size, flags | socket.MSG_PEEK)
        if not self.look(seen):
            raise BlockingIOError
        return super().recv(len(seen), flags) if seen else seen


class Line(asyncio.Protocol):
    """One connection, with one call at a time, over a socket that shows its bytes before they are read.

    `spare` hears whenever it can carry another call.
    """

    def __init__(self, spare: Callable[[Line], None], glass: Glass, tls: TlsChannel | None = None) -> None:
        self._spare = spare
        self._tls = tls
        glass.look = self.look
        self.used = False
        """Whether it has carried a call before."""
        self.idle_since = 0.0
        self._transport: asyncio.Transport | None = None
        self._established: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._data = bytearray()
        self._looked = 0
        """How many of the bytes that the kernel still holds have been looked at."""
        self._ending: asyncio.Future[Reply] | None = None
        self._arrived: Arrived | None = None
        self._noting: asyncio.Future[None] | None = None
        """What the bytes of the last answer wait for before they are read; None where they do not."""

    @property
    def is_open(self) -> bool:
        """Whether another call may go over it."""
        return self._transport is not None and not self._transport.is_closing()

    async def established(self) -> None:
        """Returns once calls may go over it. Raises: ssl.SSLError, ConnectionResetError."""
        try:
            await self._established
        except BaseException:
            self.close()
            raise

    async def call(self, request: bytes, seconds: float, arrived: Arrived | None) -> Reply:
        """The reply to one request; `seconds` may pass without a byte of it."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        self._ending, self._arrived = loop.create_future(), arrived
        self._data.clear()
        timer = loop.call_later(seconds, self._give_up, "TimeoutError")
        try:
            self._write(self._transport, request)
            return await self._ending
        finally:
            timer.cancel()
            self.used = True
            if not self._ending.done() or self._ending.cancelled():
                self.close()
            elif self._noting is None:
                self._become_spare()

    def _write(self, transport: asyncio.Transport, request: bytes) -> None:
        try:
            transport.write(request if self._tls is None else self._tls.encrypt(request))
        except ssl.SSLError as error:
            self._refuse(error)

    def close(self) -> None:
        """Ends the connection."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The other side is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._tls is None:
            self._established.set_result(None)
        else:
            transport.write(self._tls.establish())

    def data_received(self, data: bytes) -> None:
        """Bytes were read, after they had been looked at."""

    def look(self, data: bytes) -> bool:
        """All that the kernel holds; whether it may be read now."""
        fresh, self._looked = data[self._looked :], 0
        if self._noting is not None:
            self._noting = None
            self._become_spare()
        if fresh:
            self._see(fresh)
        if self._noting is None:
            return True
        assert self._transport is not None
        self._looked = len(data)
        self._transport.pause_reading()
        self._noting.add_done_callback(self._read_on)
        return False

    def _see(self, data: bytes) -> None:
        """A part of an answer, or all of it."""
        if self._tls is None:
            self._data += data
            self._read(ended=False)
            return
        said = self._decrypt(self._tls, data)
        self._data += said
        if said or self._tls.is_ended:
            self._read(ended=self._tls.is_ended)
        if self._tls.is_ended and self._transport is not None:
            self._transport.close()

    def _decrypt(self, tls: TlsChannel, data: bytes) -> bytes:
        assert self._transport is not None
        try:
            said, to_send = tls.decrypt(data)
        except ssl.SSLError as error:
            self._refuse(error)
            return b""
        if to_send:
            self._transport.write(to_send)
        if tls.is_established and not self._established.done():
            self._established.set_result(None)
        return said

    def _refuse(self, error: Exception) -> None:
        """Nothing more can be understood: neither the call under way nor one that waits to be made."""
        if not self._established.done():
            self._established.set_exception(error)
        self._give_up(type(error).__name__)

    def _read_on(self, _noted: asyncio.Future[None]) -> None:
        """The note is made: what it is of may be read."""
        if self.is_open:
            assert self._transport is not None
            self._transport.resume_reading()

    def _become_spare(self) -> None:
        if self.is_open:
            self.idle_since = time.monotonic()
            self._spare(self)

    def eof_received(self) -> bool:
        """Nothing more comes."""
        self._read(ended=True)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side is gone: what became of the call is not known."""
        if not self._established.done():
            self._established.set_exception(ConnectionResetError())
        name = DeadConnection.__name__ if self.used and not self._data else "ConnectionResetError"
        self._end(Reply("uncertain", text=name))

    def _read(self, ended: bool) -> None:
        if self._ending is None or self._ending.done():
            self.close()
            return
        try:
            response = read_response(self._data, ended=ended)
        except NotHttp:
            if not self._data:  # closed without a word: connection_lost says what that means
                return
            self._give_up("NotHttp")
            return
        if response is not None:
            self._take(response)

    def _take(self, response: Response) -> None:
        if not response.reusable:
            self.close()
        self._end(read_reply(response.status, response.body))

    def _give_up(self, why: str) -> None:
        self._end(Reply("uncertain", text=why))
        self.close()

    def _end(self, reply: Reply) -> None:
        if self._ending is not None and not self._ending.done():
            noting = self._arrived(reply) if self._arrived is not None else None
            if noting is not None and not noting.done():
                self._noting = noting
            self._ending.set_result(reply)
