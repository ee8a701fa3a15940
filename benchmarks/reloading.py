"""How long the event loop stands still while a large knowledge base is exchanged under load.

usage: python -m benchmarks.reloading [MEASURES] [--write docs/reference/benchmarks/reloading.md]

The pack is the shipped one with copies of its measures under other ids. A bot with the shipped pack is answering
messages when the pack is laid over it: compiled in a process of its own, read, warmed, put in place, the verdicts of
subscribed owners compared, the versions of what differs noted in a database, and the older one taken apart; all wired
as `huiqi run` does it. Then it is exchanged for its like, taken away and laid over again, and once without load.
The pack and its compiled form stay in the cache folder, so that only the first run compiles.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.pages import machine, publish
from bot.assembly import build_assistant, content_state, default_cache
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.current import CurrentAssistant
from bot.operations.interpreter import share_interpreter
from bot.reloading import LOOK_SECONDS, Reloader
from bot.staffing import note_versions
from bot.store.store import Store
from bot.subscriptions import Subscriptions
from knowledge.catalogue import Catalogue
from knowledge.loading import shipped_pack

QUESTIONS = ("西安高新区失业保险返还", "研发费加计扣除能省多少税", "rent relief in Hefei", "我们有30人,亏损", "谢谢")
BEAT, A_SECOND, ALONE_SECONDS = 0.002, 20, 8
SUBSCRIBERS = 20
PROFILE = {"region": "city-xian", "staff": 30, "layoffs": "none", "enterprise_size": "small"}
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


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen during one piece of work; times in ms."""

    late: float
    """How long the loop stood still at most."""
    own: float
    """Processor time of the process in such a time at most."""


class Bench:
    """One run; its rows are printed as they come."""

    def __init__(self, reloader: Reloader) -> None:
        self._reloader = reloader
        self._lateness, self._load = Lateness(), Load(reloader.current)
        self._rows: list[str] = []

    async def run(self, large: Path) -> str:
        """The page."""
        beating, asking = (asyncio.create_task(work) for work in (self._lateness.beat(), self._load.ask()))
        await self._row("shipped pack, load alone", asyncio.sleep(ALONE_SECONDS))
        rows = [await self._row("the large one is laid over it", self._exchange((large,)))]
        alone = await self._row("large one, load and looks at its folder", self._look(large))
        rows += [await self._row(f"exchange for its like, {number}", self._exchange((large,))) for number in (1, 2)]
        rows.append(await self._row("the large one is taken away", self._exchange(())))
        rows.append(await self._row("the large one is laid over again", self._exchange((large,))))
        asking.cancel()
        quiet = await self._row("exchange for its like, without load", self._exchange((large,)))
        beating.cancel()
        late, own = max(row.late for row in rows), max(row.own for row in rows)
        figures = {"late": late, "own": own, "alone": alone.late, "quiet": quiet.late, "goal": GOAL_MS}
        settings = {"rate": A_SECOND, "rounds": len(rows), "subscribers": SUBSCRIBERS, "machine": machine()}
        measures = len(self._reloader.current.catalogue.measures)
        text = PAGE.read_text(encoding="utf-8")
        return text.format(measures=measures, rows="\n".join(self._rows), **settings, **figures)

    async def _exchange(self, folders: tuple[Path, ...]) -> None:
        self._reloader.folders = folders
        await self._reloader.look()
        self._reloader.in_use = ""
        await self._reloader.look()
        assert not self._reloader.state.faults, self._reloader.state.faults[:3]

    async def _look(self, large: Path) -> None:
        """What a bot does all the time."""
        for _ in range(int(ALONE_SECONDS / LOOK_SECONDS)):
            await asyncio.sleep(LOOK_SECONDS)
            await asyncio.to_thread(content_state, (large,))

    async def _row(self, name: str, work: Awaitable[None]) -> Row:
        began, answers = time.perf_counter(), self._load.answers
        self._lateness.forget()
        await work
        taken, seconds = self._lateness.taken(), time.perf_counter() - began
        figures = " | ".join(f"{figure:.1f}" for figure in taken)
        self._rows.append(f"| {name} | {figures} | {seconds:.1f} | {self._load.answers - answers} |")
        print(self._rows[-1], flush=True)
        return Row(late=taken[1], own=taken[3])


async def measure(pack: Path) -> str:
    """The page."""
    current = CurrentAssistant(build_assistant(cache=default_cache()))
    with TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{folder}/huiqi.db")

        async def note(older: Catalogue, newer: Catalogue) -> None:
            await note_versions(store, newer, older)

        state = Conversation(profile=PROFILE, is_subscribed=True, language="zh").to_json()
        for number in range(SUBSCRIBERS):
            await store.remember(f"telegram:7:{number}", state)
        await note_versions(store, current.catalogue)
        compare = Subscriptions(store, lambda: current.catalogue).compare
        try:
            return await Bench(Reloader(current, (), pack.with_name("cache"), "", exchanged=[compare, note])).run(pack)
        finally:
            await store.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reloading")
    parser.add_argument("measures", type=int, nargs="?", default=10_000)
    parser.add_argument("--write", type=Path, help="file for the page")
    arguments = parser.parse_args()
    share_interpreter()
    publish(asyncio.run(measure(kept_pack(arguments.measures))), arguments.write)


if __name__ == "__main__":
    main()
