"""Starts and kills processes that run the service, and judges what Telegram saw of it."""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.process
import os
import random
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.telegram.child import run
from tests.telegram_server import TelegramServer
from tests.telegram_server.updates import person


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    """The processes that this one has begun and that still run."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


FORKS = multiprocessing.get_context("forkserver")
"""One process imports everything once; each bot is a fork of it, and can be killed like any other process."""
FORKS.set_forkserver_preload(["tests.telegram.child"])


@dataclass(slots=True)
class Process:
    """One bot process; `given` are its options."""

    given: dict[str, Any]
    running: multiprocessing.process.BaseProcess | None = field(default=None, init=False)

    async def start(self) -> None:
        """Returns once its service has started."""
        ours, theirs = FORKS.Pipe()
        self.running = FORKS.Process(target=run, args=(self.given, theirs), daemon=True)
        await asyncio.to_thread(self.running.start)
        theirs.close()
        await asyncio.to_thread(ours.recv)
        ours.close()

    async def kill(self, number: int = signal.SIGKILL) -> int:
        """Sends the signal and waits for the end; the exit status."""
        self.signal(number)
        assert self.running is not None
        await asyncio.to_thread(self.running.join)
        return int(self.running.exitcode or 0)

    def signal(self, number: int) -> None:
        """Sends a signal."""
        assert self.running is not None
        assert self.running.pid is not None
        os.kill(self.running.pid, number)

    def most_megabytes(self) -> float:
        """The most memory that it has held so far."""
        assert self.running is not None
        lines = Path(f"/proc/{self.running.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))

    def children(self) -> list[int]:
        """The processes that it has begun and that still run."""
        assert self.running is not None
        assert self.running.pid is not None
        return children_of(self.running.pid)

    async def end(self) -> None:
        """Kills it where it still runs."""
        if self.running is not None and self.running.is_alive():
            await self.kill()


def given_for(
    server: TelegramServer,
    database: str,
    webhook: bool = False,
    drain: float = 5.0,
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Options for a process; in webhook mode with a port of its own."""
    port = free_port() if webhook else 0
    given = {"token": server.token, "api_url": server.url, "database": database, "drain": drain, "port": port}
    given |= {"environment": dict(environment or {})}
    return given | ({"mode": "webhook", "webhook_url": f"http://127.0.0.1:{port}/telegram/webhook"} if webhook else {})


@dataclass(slots=True)
class Load:
    """So many messages to so many chats, and what must come of them."""

    server: TelegramServer
    messages: int
    chats: int
    texts: tuple[str, ...] = ()
    """What to write, in turn; m0, m1 … where empty."""

    async def write(self) -> None:
        """All at once, as after an outage."""
        account = self.server.account
        for number in range(self.messages):
            chat = 1 + number % self.chats
            account.chats.add(chat)
            message = account.writer.message(chat, person(chat), text=self._text(number))
            account.pending.append(account.writer.update("message", message))
        account.wake()

    def _text(self, number: int) -> str:
        return self.texts[number % len(self.texts)] if self.texts else f"m{number}"

    @property
    def sent(self) -> int:
        """Messages that arrived, repeated ones included."""
        return sum(map(len, self.server.account.sent.values()))

    def distinct(self) -> int:
        """Messages that arrived, each counted once."""
        return sum(len(set(self.server.sent(chat))) for chat in range(1, self.chats + 1))

    def assert_whole(self) -> None:
        """Every message was answered, in the order of its chat, from a state that lost and doubled nothing.

        A message may have come twice only where its send was on the wire when a process died.
        """
        repeated = 0
        for chat in range(1, self.chats + 1):
            texts = [f"m{number}" for number in range(chat - 1, self.messages, self.chats)]
            expected = [f"{place + 1}: {text}" for place, text in enumerate(texts)]
            sent = self.server.sent(chat)
            assert list(dict.fromkeys(sent)) == expected
            repeated += len(sent) - len(expected)
        assert repeated <= self.server.sends_on_the_wire()


async def kill_at_random(process: Process, load: Load, kills: int, seed: int) -> None:
    """Kills and restarts the process at random places of the load."""
    places = sorted(random.Random(seed).sample(range(load.messages // 20, load.messages * 9 // 10), kills))
    for place in places:
        await load.server.until(lambda place=place: load.sent >= place)  # type: ignore[misc]
        await process.kill()
        await process.start()
