"""How long the event loop stands still while a large knowledge base is exchanged under load.

usage: python -m benchmarks.reloading [MEASURES] [--write docs/reference/benchmarks/reloading.md]

The pack is the shipped one with copies of its measures under other ids. A bot with the shipped pack is answering
messages when the pack is laid over it: compiled in a process of its own, read, warmed, put in place, the versions of
all measures noted in a database, and the older one taken apart. Then the same is exchanged for itself several times.
The pack and its compiled form stay in the cache folder, so that only the first run compiles.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import time
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.pages import machine, publish
from bot.assembly import build_assistant, default_cache
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.reloading import CurrentAssistant, Reloader
from bot.staffing import note_versions
from bot.store.store import Store
from knowledge.catalogue import Catalogue
from knowledge.loading import shipped_pack

QUESTIONS = ("西安高新区失业保险返还", "研发费加计扣除能省多少税", "rent relief in Hefei", "我们有30人,亏损", "谢谢")
BEAT, ROUNDS, A_SECOND, ALONE_SECONDS = 0.002, 4, 20, 8
GOAL_MS = 50
PAGE = Path(__file__).with_suffix(".md")
"""What the page says; its rows are filled in."""


def write_pack(folder: Path, size: int) -> None:
    """So many measures in all: the shipped ones are added by the program itself, so copies make up the rest."""
    originals = sorted((shipped_pack() / "measures").rglob("*.yml"))
    (folder / "measures").mkdir(parents=True)
    for number in range(size - len(originals)):
        original = originals[number % len(originals)]
        name = f"{original.stem}-copy-{number // len(originals)}"
        text = original.read_text(encoding="utf-8").replace(f"id: {original.stem}", f"id: {name}", 1)
        examples = f"examples: {{zh: [问 {name}], en: [ask for {name}]}}\n"
        text = re.sub(r"^examples:\n(?:[ ].*\n|\n)*", examples, text, flags=re.MULTILINE)
        (folder / "measures" / f"{name}.yml").write_text(text, encoding="utf-8")


def kept_pack(size: int) -> Path:
    """The pack of that size in the cache folder, written where it is not there yet; beside it is room for the rest."""
    made = default_cache() / "benchmarks" / f"measures-{size}" / "pack"
    if not made.exists():
        scratch = made.with_name("scratch")
        shutil.rmtree(scratch, ignore_errors=True)
        write_pack(scratch, size)
        scratch.rename(made)
    return made


class Lateness:
    """How long a task is kept from running that wants to run all the time."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, float]] = []

    async def beat(self) -> None:
        while True:
            began, used = time.perf_counter(), time.process_time()
            await asyncio.sleep(BEAT)
            self._seen.append((time.perf_counter() - began - BEAT, time.process_time() - used))

    def forget(self) -> None:
        self._seen = []

    def taken(self) -> tuple[float, float, float, float]:
        """Lateness and the process's own part in it: 99th percentile and largest of each, in ms."""
        seen, self._seen = self._seen, []
        late, own = (sorted(one) for one in zip(*seen, strict=True))
        at = int(len(seen) * 0.99)
        return late[at] * 1000, late[-1] * 1000, own[at] * 1000, own[-1] * 1000


class Load:
    """A steady load of questions."""

    def __init__(self, current: CurrentAssistant) -> None:
        self._current = current
        self._day = datetime.now(ZoneInfo(current.catalogue.pack.time_zone)).date()
        self.answers = 0

    async def ask(self) -> None:
        for number in count():
            self._current.respond(Message(QUESTIONS[number % len(QUESTIONS)]), Conversation(), self._day)
            self.answers += 1
            await asyncio.sleep(1 / A_SECOND)


class Bench:
    """One run; its rows are printed as they come."""

    def __init__(self, reloader: Reloader) -> None:
        self._reloader = reloader
        self._lateness, self._load = Lateness(), Load(reloader.current)
        self._rows: list[str] = []

    async def run(self, size: int) -> str:
        """The page."""
        tasks = [asyncio.create_task(work) for work in (self._lateness.beat(), self._load.ask())]
        await self._row("shipped pack, load alone", asyncio.sleep(ALONE_SECONDS))
        rows = [await self._row("exchange for the large one", self._exchange())]
        alone = await self._row("large one, load alone", asyncio.sleep(ALONE_SECONDS))
        rows += [await self._row(f"exchange for its like, {number}", self._exchange()) for number in range(1, ROUNDS)]
        late, own = max(row[1] for row in rows), max(row[3] for row in rows)
        for task in tasks:
            task.cancel()
        text = PAGE.read_text(encoding="utf-8")
        figures = {"late": late, "own": own, "alone": alone[1], "goal": GOAL_MS, "rounds": ROUNDS}
        return text.format(rate=A_SECOND, measures=size, machine=machine(), rows="\n".join(self._rows), **figures)

    async def _exchange(self) -> None:
        self._reloader.in_use = ""
        await self._reloader.look()
        assert not self._reloader.state.faults, self._reloader.state.faults[:3]

    async def _row(self, name: str, work: object) -> tuple[float, float, float, float]:
        began, answers = time.perf_counter(), self._load.answers
        self._lateness.forget()
        await work  # type: ignore[misc]
        taken, seconds = self._lateness.taken(), time.perf_counter() - began
        figures = " | ".join(f"{figure:.1f}" for figure in taken)
        self._rows.append(f"| {name} | {figures} | {seconds:.1f} | {self._load.answers - answers} |")
        print(self._rows[-1], flush=True)
        return taken


async def measure(pack: Path, cache: Path, size: int) -> str:
    """The page."""
    current = CurrentAssistant(build_assistant(cache=default_cache()))
    with TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{folder}/huiqi.db")

        async def note(_older: Catalogue, newer: Catalogue) -> None:
            await note_versions(store, newer)

        try:
            return await Bench(Reloader(current, (pack,), cache, "", exchanged=[note])).run(size)
        finally:
            await store.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reloading")
    parser.add_argument("measures", type=int, nargs="?", default=10_000)
    parser.add_argument("--write", type=Path, help="file for the page")
    arguments = parser.parse_args()
    pack = kept_pack(arguments.measures)
    page = asyncio.run(measure(pack, pack.with_name("cache"), arguments.measures))
    publish(page, arguments.write)


if __name__ == "__main__":
    main()
