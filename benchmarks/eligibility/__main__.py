"""Writes the page on judging from one run: speed, the order of questions, the nine standing rules beside two peers.

usage: python -m benchmarks.eligibility [--write docs/reference/benchmarks/eligibility.md]
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path
from string import Template

from benchmarks.eligibility.beside_peers import Beside, compare
from benchmarks.eligibility.questions import Questions, count_all
from benchmarks.eligibility.shipped import load_shipped
from benchmarks.eligibility.speed import table
from benchmarks.pages import publish

PAGE = Path(__file__).parent / "page.md"
"""The page with places for what is measured."""
BUSY = 0.5
"""Waiting processes a core (one-minute load average) from which a run is said to be a busy machine's."""


def main() -> None:
    """Measure, write, and say by the exit status whether the three engines agree."""
    parser = argparse.ArgumentParser(description="Measures judging and writes the page on it.")
    parser.add_argument("--write", type=Path, help="file for the page; standard output otherwise")
    arguments = parser.parse_args()
    shipped, before = load_shipped(), os.getloadavg()[0]
    speed, questions, beside = table(shipped), count_all(shipped), compare(shipped)
    page = written(speed, questions, beside, before)
    publish(page, arguments.write)
    print("\n".join(beside.disagreements), end="", file=sys.stderr)
    sys.exit(1 if beside.disagreements else 0)


def written(speed: str, questions: Questions, beside: Beside, load_before: float) -> str:
    """The page."""
    ratios = {name.replace(" / ", "_to_"): f"{ratio:.2f}" for name, ratio in questions.ratios.items()}
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        ratios,
        machine=_machine(load_before),
        speed=speed,
        questions=questions.table,
        measures=questions.measures,
        peers=beside.table,
        cases=beside.cases,
        rules=beside.rules,
        agreement="all of them the three engines agree"
        if not beside.disagreements
        else f"all but {len(beside.disagreements)} results the three engines agree",
    )


def _machine(load_before: float) -> str:
    cores = os.cpu_count() or 1
    state = "busy" if load_before > BUSY * cores else "quiet"
    load = f"load average {load_before:.1f} when it began"
    return f"Python {platform.python_version()}, {cores} cores, a {state} machine ({load})"


if __name__ == "__main__":
    main()
