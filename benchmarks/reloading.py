"""How long the event loop stands still while a large knowledge base is exchanged under load.

python -m benchmarks.reloading [MEASURES] [FOLDER]

The pack is the shipped one with copies of its measures under other ids. It is compiled once, in a process of its own
as in operation; then, under load, it is exchanged for itself several times: read, warmed, put in place, and the older
one taken apart. Lateness is that of a task that wants to run every two milliseconds; its own part is the processor time
that this process spent meanwhile, which holds on a busy machine too.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from bot.assembly import content_state
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.reloading import CurrentAssistant, Reloader, open_knowledge
from knowledge.loading import shipped_pack

DAY = date(2026, 11, 22)
QUESTIONS = ("西安高新区失业保险返还", "研发费加计扣除能省多少税", "rent relief in Hefei", "我们有30人,亏损", "谢谢")
BEAT, ROUNDS, A_SECOND = 0.002, 5, 100


def write_pack(folder: Path, size: int) -> None:
    """So many measures in all: the shipped ones are added by the program itself, so copies make up the rest."""
    originals = sorted((shipped_pack() / "measures").rglob("*.yml"))
    (folder / "measures").mkdir(parents=True, exist_ok=True)
    for number in range(size - len(originals)):
        original = originals[number % len(originals)]
        name = f"{original.stem}-copy-{number // len(originals)}"
        text = original.read_text(encoding="utf-8").replace(f"id: {original.stem}", f"id: {name}", 1)
        examples = f"examples: {{zh: [问 {name}], en: [ask for {name}]}}\n"
        text = re.sub(r"^examples:\n(?:[ ].*\n|\n)*", examples, text, flags=re.MULTILINE)
        (folder / "measures" / f"{name}.yml").write_text(text, encoding="utf-8")


class Lateness:
    """How long a task is kept from running that wants to run all the time."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, float]] = []

    async def beat(self) -> None:
        while True:
            began, used = time.perf_counter(), time.process_time()
            await asyncio.sleep(BEAT)
            self._seen.append((time.perf_counter() - began - BEAT, time.process_time() - used))

    def taken(self) -> str:
        """Two columns each for lateness and for the process's own part in it: 99th percentile and largest, in ms."""
        seen, self._seen = self._seen, []
        columns = (sorted(one) for one in zip(*seen, strict=True))
        return " | ".join(f"{one[int(len(one) * 0.99)] * 1000:.1f} | {one[-1] * 1000:.1f}" for one in columns)


async def ask(current: CurrentAssistant) -> None:
    """A steady load of questions."""
    for number in count():
        current.respond(Message(QUESTIONS[number % len(QUESTIONS)]), Conversation(), DAY)
        await asyncio.sleep(1 / A_SECOND)


async def measure(reloader: Reloader) -> None:
    """Prints lateness with and without an exchange."""
    lateness = Lateness()
    tasks = [asyncio.create_task(work) for work in (lateness.beat(), ask(reloader.current))]
    await asyncio.sleep(5)
    print("| | late p99 ms | largest | of it our own: p99 ms | largest | seconds |\n|" + " --- |" * 6)
    print(f"| load alone | {lateness.taken()} | 5 |", flush=True)
    for _ in range(ROUNDS):
        reloader.in_use, began = "", time.perf_counter()
        await reloader.look()
        print(f"| exchange under load | {lateness.taken()} | {time.perf_counter() - began:.1f} |", flush=True)
    for task in tasks:
        task.cancel()


def main(size: int, folder: Path) -> None:
    pack, cache = folder / "pack", folder / "cache"
    if not pack.exists():
        write_pack(pack, size)
    began = time.perf_counter()
    reloader = open_knowledge((pack,), cache)
    measures = len(reloader.current.catalogue.measures)
    print(f"{measures} measures, opened in {time.perf_counter() - began:.1f} s", flush=True)
    assert reloader.in_use == content_state((pack,))
    asyncio.run(measure(reloader))


if __name__ == "__main__":
    words = sys.argv[1:]
    main(int(words[0]) if words else 10_000, Path(words[1]) if len(words) > 1 else Path(mkdtemp()))
