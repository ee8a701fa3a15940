"""Every command of the README runs, and the answer that it shows is the answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.write_reference import question_of, with_answer
from tests.commands import Command
from tests.journeys.serving import ROOT, serving

README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
VENV = BIN.parent
BLOCKS = re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line.removeprefix("$ ") for block in BLOCKS for line in block.splitlines() if line.startswith("$ ")]
READY = ["make", f"VENV={VENV}", "-o", f"{VENV}/serving", "-o", f"{VENV}/developing"]
"""make without its first steps: the environment that the tests run in stands for the installed one."""
SERVES, TESTS = "make run", "make test"


def as_run_here(command: str) -> str:
    """The command with this environment in place of .venv."""
    return command.replace(".venv/bin/", f"{BIN}/").replace("make ", " ".join(READY) + " ")


def test_the_readme_shows_the_two_commands_and_questions_in_both_languages() -> None:
    assert {SERVES, TESTS} <= set(COMMANDS)
    asked = " ".join(COMMANDS)
    assert re.search(r'ask.*"[^"]*[\u4e00-\u9fff]', asked)
    assert re.search(r'ask Q="[a-zA-Z]', asked)
    assert sum(block.count("\n") for block in BLOCKS) == len(COMMANDS)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in (SERVES, TESTS)], ids=ascii)
def test_a_command_of_the_readme_runs(command: str, huiqi: Command) -> None:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-c", as_run_here(command)],
        cwd=ROOT, env=huiqi.environment(PATH=path), capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
    assert ran.stdout.decode().strip()


def test_the_answer_in_the_readme_is_the_answer(huiqi: Command) -> None:
    ran = huiqi(*question_of(README))
    assert ran.status == 0
    assert with_answer(README, ran.out) == README, "run scripts/write_reference.py"


@pytest.mark.asyncio
async def test_make_run_serves_says_where_to_look_and_stops_in_order(huiqi: Command) -> None:
    async with serving(huiqi, *READY, "run", folder=ROOT) as served:
        status, page = await served.get("/")
        assert (status, "<!doctype html>" in page.lower()) == (200, True)
        assert await served.stop(served.child()) == 0


def test_make_test_runs_the_whole_suite(huiqi: Command) -> None:
    """Not run, or the tests would run themselves."""
    plan = subprocess.run([*READY, "-n", "test"], cwd=ROOT, env=huiqi.environment(), capture_output=True, check=True)
    spread = "-n auto --maxprocesses=4 --dist worksteal"  # how, and nothing of which
    assert f"{VENV}/bin/python -m pytest {spread}" in plan.stdout.decode().splitlines()


def test_the_pages_that_the_readme_names_exist() -> None:
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    named = re.findall(r"\| `([^`]+)/`", README) + re.findall(r"`((?:bot|intents|knowledge|docs)/[^`]*)/`", README)
    assert linked
    assert [path for path in (*linked, *named) if not (ROOT / path).exists()] == []
