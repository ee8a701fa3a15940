"""`huiqi check` and `huiqi schema`: what is wrong with the knowledge, and how a measure file looks."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.assembly import assistant_over
from bot.rendering.formats import counted
from intents.building import build_understander
from knowledge.errors import KnowledgeError, Problem
from knowledge.lint import check_catalogue
from knowledge.loading import load_catalogue

FOUND = 3
"""Exit status: the command ran and found something."""


def check_knowledge(folders: tuple[Path, ...], *, shipped: bool) -> int:
    """Print every fault and every warning; the exit status says whether there was a fault."""
    missing = [Problem(str(folder), 0, 0, "is not a folder") for folder in folders if not folder.is_dir()]
    if missing:
        raise KnowledgeError(missing)
    try:
        catalogue = load_catalogue(folders, shipped=shipped)
        today = datetime.now(ZoneInfo(catalogue.pack.time_zone)).date()
        report = check_catalogue(catalogue, folders, shipped=shipped, day=today)
        assistant_over(build_understander(catalogue))
    except KnowledgeError as error:
        for problem in error.problems:
            print(problem)
        print(counted(len(error.problems), "fault"), file=sys.stderr)
        return FOUND
    for problem in report.faults:
        print(problem)
    for problem in report.warnings:
        print(f"warning: {problem}")
    found = f"{counted(len(report.faults), 'fault')}, {counted(len(report.warnings), 'warning')}"
    print(f"{counted(len(catalogue.measures), 'measure')}, {counted(report.cases, 'case')}: {found}")
    return FOUND if report.faults else 0


def print_schema() -> None:
    """Print the JSON Schema of a measure file."""
    from knowledge.schema import measure_schema

    print(json.dumps(measure_schema(), ensure_ascii=False, indent=2))
