"""What one replica carries: messages a second, memory, the database's growth, at several sizes of the knowledge.

The most memory is that of the process and those under it while a change of the knowledge is compiled and exchanged.

usage: python -m benchmarks.capacity [--sizes 95 1000 10000] [--write docs/reference/benchmarks/capacity.md]

The packs and their compiled forms stay in the cache folder, so that only the first run compiles.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sqlite3
import sys
import time
import urllib.request
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.delivery.measures import QUESTIONS
from benchmarks.pages import machine, publish
from benchmarks.reloading import kept_pack, write_pack
from bot.assembly import default_cache
from knowledge.loading import shipped_pack
from tests.store.databases import database_url
from tests.telegram.processes import Load, children_of, free_port
from tests.telegram_server import TelegramServer

SHIPPED = 95
SIZES = (SHIPPED, 1_000, 10_000)
CHATS, EACH = 400, 5
"""A private chat may ask five things at once before it is paced."""
AFTERWARDS = 50
"""Tenths of a second that memory is watched after an exchange."""
PAGE = Path(__file__).with_suffix(".md")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the system says of the process and those under it, and the database of itself."""

    cpu_seconds: float
    megabytes: float
    database_bytes: int


def seen(pid: int, url: str) -> Seen:
    return Seen(sum(map(seconds_of, (pid, *children_of(pid)))), held(pid), size_of(url))


def seconds_of(pid: int) -> float:
    """Processor time so far; 0 where the process has just ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def size_of(url: str) -> int:
    """Bytes of the rows: of SQLite what is in the file or still in its journal, as pages."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            (count,), (size,) = (database.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
            return int(count) * int(size)
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0


async def compiled(size: int) -> tuple[Path, str]:
    """A data folder with the compiled form in it, and the folders of knowledge as their variable names them.

    The last of these is empty: what is to change comes there.
    """
    data = default_cache() / "benchmarks" / f"measures-{size}" / "data"
    ours = data.with_name("ours")
    shutil.rmtree(ours, ignore_errors=True)
    ours.mkdir(parents=True)
    folders = [ours] if size == SHIPPED else [kept_pack(size), ours]
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.compiling", data / "cache", *folders, stdout=asyncio.subprocess.DEVNULL
    )
    if await child.wait():
        raise SystemExit(f"{size} measures cannot be compiled")
    return data, ":".join(map(str, folders))


async def until_ready(port: int) -> None:
    def asked() -> bool:
        with suppress(OSError):
            return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).status == 200)
        return False

    while not await asyncio.to_thread(asked):  # noqa: ASYNC110 - another process is asked
        await asyncio.sleep(0.02)


async def measure(size: int, engine: str) -> str:
    """A row of the table."""
    data, folders = await compiled(size)
    telegram, port = TelegramServer(), free_port()
    await telegram.start()
    with TemporaryDirectory() as name:
        url = database_url(engine, Path(name))
        settings = {
            "HUIQI_TELEGRAM_TOKEN": telegram.token,
            "HUIQI_TELEGRAM_API_URL": telegram.url,
            "HUIQI_HTTP_PORT": str(port),
            "HUIQI_DATA_DIR": str(data),
            "HUIQI_DATABASE_URL": url,
            "HUIQI_KNOWLEDGE": folders,
            "HUIQI_LOG_LEVEL": "error",
        }
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HUIQI_")}
        began = time.monotonic()
        command = Path(sys.executable).with_name("huiqi")
        process = await asyncio.create_subprocess_exec(
            command, "run", env=kept | settings, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            await until_ready(port)
            start = time.monotonic() - began
            await telegram.write(CHATS + 1, QUESTIONS[0])
            await telegram.until(lambda: telegram.sent(CHATS + 1), 60)
            await settled(process.pid, url)
            before = seen(process.pid, url)
            load = Load(telegram, CHATS * EACH, CHATS, texts=QUESTIONS)
            began = time.monotonic()
            await load.write()
            await telegram.until(lambda: load.sent > CHATS * EACH, 600)
            seconds = time.monotonic() - began
            after = seen(process.pid, url)
            most = await while_changing(process.pid, port, data.with_name("ours"))
        finally:
            process.terminate()
            await process.wait()
            await telegram.stop()
    milliseconds = (after.cpu_seconds - before.cpu_seconds) / (CHATS * EACH) * 1000
    growth = (after.database_bytes - before.database_bytes) / 1e6 / (CHATS * EACH) * 1000
    row = (
        f"| {size:,} | {engine} | {CHATS * EACH / seconds:.0f} | {milliseconds:.1f} | {before.megabytes:.0f} "
        f"| {after.megabytes:.0f} | {most:.0f} | {start:.1f} | {growth:.2f} |"
    )
    print(row, flush=True)
    return row


async def while_changing(pid: int, port: int, ours: Path) -> float:
    """The most memory, in MB, while one more measure is taken up."""

    async def since() -> float:
        body = await asyncio.to_thread(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").read())
        return float(json.loads(body)["knowledge_state"]["since"])

    began, most = await since(), 0.0
    write_pack(ours, 1 + len(list((shipped_pack() / "measures").rglob("*.yml"))))
    while await since() == began:
        most = max(most, held(pid))
        await asyncio.sleep(0.1)
    for _ in range(AFTERWARDS):  # the older one is let go of
        most = max(most, held(pid))
        await asyncio.sleep(0.1)
    return most


def held(pid: int) -> float:
    """Memory of the process and those under it, in MB; what they share counts once."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:  # it has ended since it was listed
        return 0.0
    proportional = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return proportional * 1024 / 1e6 + sum(held(int(child)) for child in below)


async def settled(pid: int, url: str) -> None:
    """Returns once the process is at rest: at the first start every measure's version is noted."""
    rest, before = 0, seen(pid, url)
    while rest < 3:
        await asyncio.sleep(1)
        now = seen(pid, url)
        rest = rest + 1 if now.cpu_seconds - before.cpu_seconds < 0.15 else 0
        before = now


async def page(sizes: list[int]) -> str:
    rows = [await measure(size, "sqlite") for size in sizes]
    rows.append(await measure(min(sizes), "postgresql"))
    text = PAGE.read_text(encoding="utf-8")
    return text.format(messages=CHATS * EACH, chats=CHATS, machine=machine(), rows="\n".join(rows))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--write", type=Path, help="file for the page")
    arguments = parser.parse_args()
    written = asyncio.run(page(list(arguments.sizes)))
    publish(written, arguments.write)


if __name__ == "__main__":
    main()
