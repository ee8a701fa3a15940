"""One connection to Telegram: what came of a call is noted before its answer's bytes are taken from the kernel.

A client with streams and tasks learns of an answer some turns of the event loop later; a process killed in between
would send that letter again. Here the bytes are looked at first, whoever calls is told, and only then they are read: an
answer that was read was noted. Where the note takes a while (a commit in a database that several processes share), the
bytes stay with the kernel until then, and the connection carries nothing else. Under TLS bytes must be read to be
understood, and are noted right after.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

from bot.channels.telegram.requests import DeadConnection, Reply, read_reply
from bot.channels.telegram.responses import NotHttp, Response, read_response

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
    """One connection, with one call at a time; `glass` shows its bytes before they are read.

    `spare` hears whenever it can carry another call.
    """

    def __init__(self, spare: Callable[[Line], None], glass: Glass | None = None) -> None:
        self._spare = spare
        self._looks_ahead = glass is not None
        if glass is not None:
            glass.look = self.look
        self.used = False
        """Whether it has carried a call before."""
        self.idle_since = 0.0
        self._transport: asyncio.Transport | None = None
        self._data = bytearray()
        self._ending: asyncio.Future[Reply] | None = None
        self._arrived: Arrived | None = None
        self._noting: asyncio.Future[None] | None = None
        """What the bytes of the last answer wait for before they are read; None where they do not."""

    @property
    def is_open(self) -> bool:
        """Whether another call may go over it."""
        return self._transport is not None and not self._transport.is_closing()

    async def call(self, request: bytes, seconds: float, arrived: Arrived | None) -> Reply:
        """The reply to one request; `seconds` may pass without a byte of it."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        self._ending, self._arrived = loop.create_future(), arrived
        self._data.clear()
        timer = loop.call_later(seconds, self._give_up, "TimeoutError")
        try:
            self._transport.write(request)
            return await self._ending
        finally:
            timer.cancel()
            self.used = True
            if not self._ending.done() or self._ending.cancelled():
                self.close()
            elif self._noting is None:
                self._become_spare()

    def close(self) -> None:
        """Ends the connection."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The other side is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Bytes were read."""
        if not self._looks_ahead:
            self.look(data)

    def look(self, data: bytes) -> bool:
        """A part of an answer, or all of it; whether it may be read from the kernel now."""
        if self._noting is not None:
            self._noting = None
            self._become_spare()
            return True
        if data:
            self._data += data
            self._read(ended=False)
        if self._noting is None:
            return True
        assert self._transport is not None
        self._transport.pause_reading()
        self._noting.add_done_callback(self._read_on)
        return False

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
            if self._looks_ahead and noting is not None and not noting.done():
                self._noting = noting
            self._ending.set_result(reply)
