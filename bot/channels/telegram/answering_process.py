"""A process of its own that makes drafts, and nothing else: the copy of this one that a fork gives.

It holds the knowledge already, and most of its memory is shared with the process that delivers. It opens no file,
holds no lock and sends nothing; it ends when the other side of its socket is closed, so also when the process that
delivers is killed. Orders, and what became of them, go in frames over a socket that the two share.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import traceback
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bot.channels.telegram.drafting import Assistant, Draft, Order, Voice, make_draft
from bot.channels.telegram.frames import batches, cut_items, frame_of, read_items

ORDERS_TOGETHER = 16
"""Orders in one frame."""
DRAFTS_TOGETHER = 4
"""Drafts in one frame: sent on while the next ones are made."""


class ProcessGone(Exception):
    """The process ended before it gave the draft."""


class DraftFailed(Exception):
    """The assistant failed in the other process; its traceback is the exception's note."""


class Failure(NamedTuple):
    """What is sent instead of a draft."""

    error: str
    """In one line."""
    trace: str


class AnsweringProcess(asyncio.Protocol):
    """The process, seen from the one that delivers. `of`: whose answers it gives.

    One that has given nothing for `stuck_seconds`, although it was asked, is ended.
    """

    def __init__(self, of: Assistant, pid: int, stuck_seconds: float) -> None:
        self.of = of
        self._stuck_seconds = stuck_seconds
        self.pid = pid
        self.is_gone = False
        self._transport: asyncio.WriteTransport | None = None
        self._orders: list[Order] = []
        """Not sent yet: all that are given in one turn of the event loop are sent together."""
        self._waiting: deque[asyncio.Future[Draft]] = deque()
        self._received = bytearray()
        self._is_finishing = False
        self._alarm: asyncio.TimerHandle | None = None
        """Runs while something is waited for, anew with all that comes."""

    @classmethod
    async def start(cls, assistant: Assistant, voice: Voice, stuck_seconds: float) -> AnsweringProcess:
        """Forks it. Raises: OSError where the machine has no room for it."""
        pid, ours = _fork(partial(make_draft, assistant, voice))
        process = cls(assistant, pid, stuck_seconds)
        try:
            await asyncio.get_running_loop().create_connection(lambda: process, sock=ours)
        except BaseException:  # cancelled
            ours.close()
            _reap(pid)
            raise
        return process

    @property
    def backlog(self) -> int:
        """How many orders it was given and has not answered."""
        return len(self._waiting)

    def resident_bytes(self) -> int:
        """Its memory, with what it shares; 0 where it is gone."""
        try:
            pages = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]
        except OSError:
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    async def draft(self, order: Order) -> Draft:
        """The draft. Raises: ProcessGone, DraftFailed."""
        if self.is_gone:
            raise ProcessGone
        loop = asyncio.get_running_loop()
        if not self._orders:
            loop.call_soon(self._send)
        self._orders.append(order)
        place: asyncio.Future[Draft] = loop.create_future()
        self._waiting.append(place)
        if self._alarm is None:
            self._set_alarm()
        return await place

    def finish(self) -> None:
        """Takes no more orders; ends once what it was given is done."""
        self._is_finishing = True
        self._end_if_done()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is ready."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """A part of a frame, or several."""
        self._received += data
        while (outcomes := cut_items(self._received)) is not None:
            for outcome in outcomes:
                _settle(self._waiting.popleft(), outcome)
        self._set_alarm()
        self._end_if_done()

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone, or is about to be."""
        self.is_gone = True
        while self._waiting:
            _settle(self._waiting.popleft(), ProcessGone())
        self._set_alarm()
        asyncio.get_running_loop().run_in_executor(None, _reap, self.pid)

    def _send(self) -> None:
        orders, self._orders = self._orders, []
        if self._transport is not None and not self.is_gone:
            self._transport.writelines([frame_of(some) for some in batches(orders, ORDERS_TOGETHER)])

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = asyncio.get_running_loop().call_later(self._stuck_seconds, self._kill) if self._waiting else None

    def _kill(self) -> None:
        """What is waited for fails with the connection."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def _end_if_done(self) -> None:
        if self._is_finishing and not self._waiting and self._transport is not None:
            self._transport.close()


def _settle(place: asyncio.Future[Draft], outcome: Draft | Failure | ProcessGone) -> None:
    if place.done():
        return
    match outcome:
        case Draft():
            place.set_result(outcome)
        case Failure():
            error = DraftFailed(outcome.error)
            error.add_note(outcome.trace)
            place.set_exception(error)
        case ProcessGone():
            place.set_exception(outcome)


def _reap(pid: int) -> None:
    """Ends the process for certain, and takes its end from the kernel."""
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _fork(make: Callable[[Order], Draft]) -> tuple[int, socket.socket]:
    """The new process and our end of the socket; in the new process it does not return."""
    ours, theirs = socket.socketpair()
    try:
        pid = os.fork()
    except OSError:
        ours.close()
        theirs.close()
        raise
    if pid:
        theirs.close()
        return pid, ours
    try:
        _keep_only(theirs)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # whoever asked is gone
            _make_drafts(theirs, make)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)  # neither exit handlers nor buffers of the process that delivers


def _keep_only(channel: socket.socket) -> None:
    """Lets go of all that belongs to the process that delivers.

    Its database and its lock are closed, not unlocked; a stop is its affair: it may still need drafts for what it has
    begun. What is in memory is not looked through for garbage, which would copy it.
    """
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    gc.freeze()
    kept = channel.fileno()
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


def _make_drafts(channel: socket.socket, make: Callable[[Order], Draft]) -> None:
    """Until the other side closes the socket. Raises: BrokenPipeError, ConnectionResetError."""
    with channel.makefile("rb") as asked:
        while (orders := read_items(asked)) is not None:
            for some in batches(orders, DRAFTS_TOGETHER):
                channel.sendall(frame_of([_outcome(make, order) for order in some]))


def _outcome(make: Callable[[Order], Draft], order: Order) -> Draft | Failure:
    try:
        return make(order)
    except BaseException as error:  # a cancellation too: nobody cancels anything here
        return Failure(f"{type(error).__name__}: {error}", traceback.format_exc())
