"""What a change of the knowledge changes is told by measure, condition and amount, and by answers."""

from __future__ import annotations

import json
from pathlib import Path

from knowledge.changes import Change, changes
from knowledge.loading import load_catalogue
from tests.commands import Command
from tests.knowledge.small_pack import FILES, MEASURE
from tests.operations.overlaying import MEASURE as RENAMED
from tests.operations.overlaying import renamed, write


def pack(folder: Path, **changed: tuple[str, str]) -> Path:
    """The small pack with a text replaced in some files; `_` stands for `.`, `measure` for the measure's file."""
    names = {"measure": MEASURE} | {name.replace(".", "_"): name for name in FILES}
    edits = {names[name]: edit for name, edit in changed.items()}
    for name, text in FILES.items():
        old, new = edits.get(name, ("", ""))
        assert old in text
        write(folder, (name, text.replace(old, new, 1) if old else text))
    return folder


def between(tmp_path: Path, **changed: tuple[str, str]) -> list[Change]:
    old, new = pack(tmp_path / "old"), pack(tmp_path / "new", **changed)
    return changes(load_catalogue((old,), shipped=False), load_catalogue((new,), shipped=False))


def test_a_pack_does_not_differ_from_its_copy(tmp_path: Path) -> None:
    assert between(tmp_path) == []


def test_a_condition_and_what_it_tests(tmp_path: Path) -> None:
    assert between(tmp_path, measure=("value: [none, few]", "value: [none]")) == [
        Change("north-grant", "condition", "changed", "kept_staff")
    ]


def test_a_condition_of_another_name_is_one_gone_and_one_more(tmp_path: Path) -> None:
    assert between(tmp_path, measure=("id: kept_staff", "id: kept_people")) == [
        Change("north-grant", "condition", "removed", "kept_staff"),
        Change("north-grant", "condition", "added", "kept_people"),
    ]


def test_how_conditions_are_joined(tmp_path: Path) -> None:
    assert between(tmp_path, measure=("eligibility:\n  all:", "eligibility:\n  any:")) == [
        Change("north-grant", "condition", "changed", "how they are joined")
    ]


def test_a_parameter_behind_an_amount(tmp_path: Path) -> None:
    assert between(tmp_path, parameters_yml=("value: 1000", "value: 2000")) == [
        Change("", "parameter", "changed", "grant_a_head")
    ]


def test_a_window_and_a_text(tmp_path: Path) -> None:
    found = between(tmp_path, measure=("through: 2025-12-31", "through: 2025-11-30"))
    assert found == [Change("north-grant", "window", "changed")]


def test_the_command_names_what_differs(huiqi: Command, tmp_path: Path) -> None:
    write(tmp_path / "new", renamed())
    ran = huiqi("diff", "shipped", "new", "--no-questions")
    assert (ran.status, ran.out.splitlines()) == (0, [f"{RENAMED}: texts changed", "1 difference in 1 measure"])


def test_the_command_names_which_answers_differ(huiqi: Command, tmp_path: Path) -> None:
    """Of the questions of a file, or of the examples of all measures."""
    sooner = ("through: 2025-12-31", "through: 2025-05-01")
    sides = pack(tmp_path / "small"), pack(tmp_path / "other", measure=sooner)
    (tmp_path / "questions.jsonl").write_text(json.dumps({"q": "北方补助", "as_of": "2025-04-01"}) + "\n")
    ran = huiqi("diff", *sides, "--questions", "questions.jsonl")
    assert ran.out.splitlines() == ["north-grant: window changed", "1 difference in 1 measure, 0 of 1 answers"]
    ran = huiqi("diff", *sides, "--as-of", "2025-06-01")
    assert ran.out.splitlines() == [
        "north-grant: window changed",
        "answer: '北方有钱拿吗': availability open → ended",
        "answer: 'is there money in the north': availability open → ended",
        "1 difference in 1 measure, 2 of 2 answers",
    ]


def test_a_side_that_is_no_folder_is_one_line(huiqi: Command) -> None:
    ran = huiqi("diff", "shipped", "nowhere")
    assert (ran.status, ran.err) == (2, "huiqi: diff: 'nowhere' is not a folder; allowed: a folder, or 'shipped'\n")
