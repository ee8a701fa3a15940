"""Processors are counted as the kernel gives them out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.operations.processors import processors
from bot.settings.values import Settings
from bot.surfaces import WITH_BOTH, is_beside

ALL = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("group", "given", "expected"),
    [
        ("0::/\n", "50000 100000\n", 0.5),
        ("0::/system.slice/huiqi.service\n", "25000 50000\n", 0.5),
        ("12:cpu:/x\n0::/\n", "50000 100000\n", 0.5),
        ("0::/\n", "max 100000\n", ALL),
        ("0::/\n", "640000000 100000\n", ALL),
        ("0::/\n", "", ALL),
        ("12:cpu:/elsewhere\n", "50000 100000\n", ALL),
    ],
)
def test_a_container_has_no_more_than_its_share(tmp_path: Path, group: str, given: str, expected: float) -> None:
    own = tmp_path / "cgroup"
    own.write_text(group, encoding="ascii")
    where = tmp_path / "fs" / group.rpartition("0::/")[2].strip() if "0::/" in group else tmp_path / "fs"
    where.mkdir(parents=True)
    (where / "cpu.max").write_text(given, encoding="ascii")
    if "0::/" not in group:  # a machine with version 1 only has no such file
        (where / "cpu.max").unlink()
    assert processors(own, tmp_path / "fs") == expected


def test_without_control_groups_the_processors_count(tmp_path: Path) -> None:
    assert processors(tmp_path / "no", tmp_path / "none") == ALL


ASK = "from bot.settings.values import Settings; from bot.surfaces import is_beside; print(is_beside(Settings()))"
ON_ONE = f"import os; os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}}); {ASK}"


def test_answers_have_a_process_of_their_own_where_it_has_a_processor() -> None:
    said = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        for code in (ASK, ON_ONE)
    ]
    assert [one.stdout.strip() for one in said] == [str(processors() >= WITH_BOTH), "False"]


@pytest.mark.parametrize("wanted", [True, False])
def test_what_is_set_counts_whatever_the_machine_has(wanted: bool) -> None:
    assert is_beside(Settings(answering_process=wanted)) is wanted
