"""Starts what serves as a process, waits until it says where to look, and stops it as an operator does.

Whom such a process calls is noted, and nobody but those that its settings name may be among them.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from tests.commands import Command

ROOT = Path(__file__).parents[2]
GUARD = Path(__file__).with_name("guard")
NAMED = ("HUIQI_TELEGRAM_API_URL", "HUIQI_TELEGRAM_PROXY", "HUIQI_DATABASE_URL")
"""Settings that name who may be called."""
OPEN = re.compile(r"open (http://\S+)")
LINK = re.compile(r"http://\S+/console/welcome/\S+")
OWN = {"Sec-Fetch-Site": "same-origin"}
SECONDS = 60


@dataclass(slots=True)
class Served:
    """A process that serves."""

    process: asyncio.subprocess.Process
    address: str
    notes: Path
    """Whom it has called, a line each."""
    said: list[str] = field(default_factory=list)
    """Lines on standard error, in order."""

    def called(self) -> set[str]:
        """Whom it and the processes under it have called so far, each as host:port."""
        return set(self.notes.read_text(encoding="utf-8").split()) if self.notes.exists() else set()

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body."""
        async with aiohttp.ClientSession() as client, client.get(self.address + path) as answer:
            return answer.status, await answer.text()

    async def until(self, said: str) -> str:
        """The next line on standard error that has this in it."""
        assert self.process.stderr is not None
        async with asyncio.timeout(SECONDS):
            async for line in self.process.stderr:
                self.said.append(line.decode().rstrip("\n"))
                if said in self.said[-1]:
                    return self.said[-1]
        raise AssertionError(f"ended without saying {said}: {self.said}")

    async def stop(self, pid: int | None = None) -> int:
        """SIGTERM to it, or to the process under it that has the number; the exit status of the whole."""
        os.kill(pid or self.process.pid, signal.SIGTERM)
        _, rest = await asyncio.wait_for(self.process.communicate(), SECONDS)
        self.said += rest.decode().splitlines()
        return int(self.process.returncode or 0)

    def child(self) -> int:
        """The number of the one process that it has started."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        assert len(children) == 1, children
        return int(children[0])


def data_folder(command: Command) -> Path:
    """A data folder as a first start leaves it, another one each time."""
    data = command.folder / f"data-{len(list(command.folder.glob('data-*')))}"
    shutil.copytree(command.cache / "huiqi", data / "cache")
    return data


@asynccontextmanager
async def serving(command: Command, *arguments: str | Path, folder: Path, **more: str) -> AsyncIterator[Served]:
    """The process, once it says that it serves; the knowledge is compiled beforehand, as at a second start."""
    data = data_folder(command)
    notes = data / "called"
    variables = {"HUIQI_HTTP_PORT": "0", "HUIQI_DATA_DIR": str(data)} | more
    variables |= {"PYTHONPATH": str(GUARD), "CALLED": str(notes)}
    process = await asyncio.create_subprocess_exec(
        *arguments, cwd=folder, env=command.environment(**variables), stderr=asyncio.subprocess.PIPE
    )
    served = Served(process, "", notes)
    try:
        async with asyncio.timeout(SECONDS):
            served.address = await _address(served)
        yield served
        assert served.called() <= {urlsplit(more[name]).netloc for name in NAMED if name in more}
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def first_account(served: Served, client: aiohttp.ClientSession) -> None:
    """The client is signed in as who made the first account, by the link that the process prints."""
    form = {"name": "mei", "password": "four calm words here"}
    async with client.post(await _invitation(served), data=form, headers=OWN) as answer:
        assert (answer.status, str(answer.url)) == (200, served.address + "/console")


async def _invitation(served: Served) -> str:
    assert served.process.stderr is not None
    async with asyncio.timeout(30):
        async for line in served.process.stderr:
            if found := LINK.search(line.decode()):
                return found[0]
    raise AssertionError("no link was printed")


async def _address(served: Served) -> str:
    assert served.process.stderr is not None
    async for line in served.process.stderr:
        served.said.append(line.decode().rstrip("\n"))
        found = OPEN.search(served.said[-1])
        if found is not None:
            return found[1]
    raise AssertionError(f"ended without saying where to look: {served.said}")
