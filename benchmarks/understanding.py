"""How fast a message is understood, how much memory that takes, and how often the first measure is right.

usage: python -m benchmarks.understanding [--sizes 95 1000 10000] [--write docs/reference/benchmarks/understanding.md]

Each size is measured in processes of its own: one compiles the catalogue, the next starts from the compiled form and
understands messages on one core, in CPU time. The other ways of finding a measure are built from the same texts and
asked the same questions in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.pages import machine, publish

QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "questions" / "own.jsonl"
SIZES = (95, 1_000, 10_000, 100_000)
SPARED_ABOVE = 10_000
"""Peers are not built for larger catalogues: their build takes hours or more memory than machines have."""
PATIENCE_SECONDS = 60.0
"""How long one peer is asked questions at one size; what it answers in that time is judged."""
HOSTILE = (
    "房租补贴" * 1250,
    "we rent an office in shenzhen and ask for a subsidy " * 97,
    "五百万" * 1666,
    "!?" * 2500,
    "西安高新区 hefei zone 30万 " * 250,
    "😀é㈱" * 1666,
)


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def compile_size(size: int, path: str) -> dict[str, Any]:
    """Build the catalogue of that size and keep it compiled."""
    from benchmarks.catalogues import enlarged
    from bot.compiledfile import write_compiled
    from intents.background import Background
    from intents.building import build_understander
    from knowledge.loading import load_catalogue

    catalogue = enlarged(load_catalogue(), size)
    began = time.process_time()
    understander = build_understander(catalogue)
    built = time.process_time() - began
    understander.understand("惠企 huiqi", date(2026, 1, 1), Background())
    write_compiled(Path(path), understander)
    return {"measures": len(catalogue.measures), "build": built, "file": Path(path).stat().st_size / 1e6}


def measure_warm(path: str) -> dict[str, Any]:
    """Start from the compiled form, then understand every kind of message."""
    began = time.perf_counter()
    from bot.compiledfile import read_compiled
    from intents.background import Background

    understander = read_compiled(Path(path))
    assert understander is not None
    understander.understand("huiqi", date(2026, 1, 1), Background())
    start = time.perf_counter() - began
    asked = rows()

    def understand(row: dict[str, Any]) -> Any:
        return understander.understand(row["q"], date.fromisoformat(row["as_of"]), Background())

    for row in asked:
        understand(row)
    inside, outside = ([r for r in asked if (r["outcome"] == "no_answer") == foreign] for foreign in (False, True))
    hostile = [{"q": text, "as_of": "2026-11-22"} for text in HOSTILE for _ in range(5)]
    return {
        "start": start,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "in scope": percentiles(understand, inside),
        "out of scope": percentiles(understand, outside),
        "hostile": percentiles(understand, hostile),
        "right": share_right(lambda row: first(understand(row)), judged(understander.reader, asked)),
    }


def first(found: Any) -> str | None:
    measures = found.decision.measures
    return measures[0].entry.id if measures else None


def percentiles(work: Callable[[dict[str, Any]], object], asked: Sequence[dict[str, Any]]) -> list[float]:
    """p50 and p99 in milliseconds of CPU; each message's best of three, which leaves out what else the machine does."""
    taken = []
    for row in asked:
        best = []
        for _ in range(3):
            began = time.process_time()
            work(row)
            best.append(time.process_time() - began)
        taken.append(min(best))
    taken.sort()
    return [1000 * taken[len(taken) // 2], 1000 * taken[int(len(taken) * 0.99)]]


def judged(reader: Any, asked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Questions with one right measure that name their place, or need none because the measure is national."""
    from intents.normalise import normalise

    answerable = [row for row in asked if row["outcome"] == "answer"]
    return [r for r in answerable if r["top1"][0].startswith("cn-") or reader.places(normalise(r["q"]).text)]


def share_right(find: Callable[[dict[str, Any]], str | None], asked: Sequence[dict[str, Any]]) -> list[float]:
    """Share of the questions whose first measure is right, and how many were asked before patience ran out."""
    began, right, done = time.monotonic(), 0, 0
    for row in asked:
        right += find(row) in row["top1"]
        done += 1
        if time.monotonic() - began > PATIENCE_SECONDS:
            break
    return [right / done, done]


def measure_peer(name: str, size: int) -> dict[str, Any]:
    """Build one peer over the same texts and ask it the same questions."""
    from benchmarks.catalogues import enlarged
    from benchmarks.peers import PEERS
    from intents.entries import measure_entry
    from intents.reader import build_reader
    from knowledge.loading import load_catalogue

    catalogue = enlarged(load_catalogue(), size)
    entries = [measure_entry(measure, frozenset()) for measure in catalogue.measures.values()]
    asked = judged(build_reader(catalogue.regions, {}), rows())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    find = PEERS[name](entries)
    built = time.process_time() - began
    find("huiqi")
    sample = asked[:: max(1, len(asked) * size // 100_000)]
    return {
        "build": built,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before,
        "in scope": percentiles(lambda row: find(row["q"]), sample[:100]),
        "right": share_right(lambda row: find(row["q"]), asked[::7] + [r for n, r in enumerate(asked) if n % 7]),
    }


def in_child(*words: object) -> dict[str, Any]:
    """What this program prints when run with these words in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.understanding", *map(str, words)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def measure_all(sizes: Sequence[int]) -> list[dict[str, Any]]:
    from benchmarks.peers import PEERS

    out = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "compiled")
            out.append({"size": size, "name": "Huiqi", **in_child("compile", size, path), **in_child("warm", path)})
        print(out[-1], file=sys.stderr)
        for name in PEERS if size <= SPARED_ABOVE else ():
            out.append({"size": size, "name": name, **in_child("peer", name, size)})
            print(out[-1], file=sys.stderr)
    return out


def table(results: Sequence[dict[str, Any]]) -> str:
    """The results as the page that is kept in docs/."""
    least = {r["size"]: r["memory"] for r in results if r["name"] == "Huiqi"}
    smallest = least[min(least)]
    ours = [
        f"| {r['size']:,} | {_pair(r['in scope'])} | {_pair(r['out of scope'])} | {_pair(r['hostile'])} "
        f"| {r['memory']:.0f} ({r['memory'] - smallest:+.0f}) | {r['build']:.0f} | {r['start']:.2f} | {r['file']:.0f} |"
        for r in results
        if r["name"] == "Huiqi"
    ]
    theirs = [
        f"| {r['size']:,} | {r['name']} | {100 * r['right'][0]:.1f} % of {r['right'][1]:.0f} | {_pair(r['in scope'])} |"
        for r in results
    ]
    text = Path(__file__).with_name("understanding.md").read_text(encoding="utf-8")
    return text.format(machine=machine(), ours="\n".join(ours), theirs="\n".join(theirs))


def _pair(times: Sequence[float]) -> str:
    return " / ".join(f"{value:.2f}" for value in times)


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in ("compile", "warm", "peer"):
        kind, *words = sys.argv[1:]
        if kind == "compile":
            print(json.dumps(compile_size(int(words[0]), words[1])))
        elif kind == "warm":
            print(json.dumps(measure_warm(words[0])))
        else:
            print(json.dumps(measure_peer(words[0], int(words[1]))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--write", type=Path, help="file for the page; standard output otherwise")
    arguments = parser.parse_args()
    page = table(measure_all(arguments.sizes))
    publish(page, arguments.write)


if __name__ == "__main__":
    main()
