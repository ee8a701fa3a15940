"""Strict YAML: an editor's file is read as it looks, and every fault of its form has a place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.yamlfile import parse_yaml, read_yaml

READ_AS: dict[str, Any] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
    "0": 0,
    "7": 7,
    "-12": -12,
    "50000000": 50_000_000,
    "2020-02-29": date(2020, 2, 29),
    "no": "no",
    "yes": "yes",
    "on": "on",
    "True": "True",
    "NULL": "NULL",
    "010": "010",
    "0x1f": "0x1f",
    "1_000": "1_000",
    "1e3": "1e3",
    "+5": "+5",
    "0.5": "0.5",
    ".inf": ".inf",
    "12:30": "12:30",
    "12:30:45": "12:30:45",
    "2020-2-1": "2020-2-1",
    "2020-02-01T10:00:00": "2020-02-01T10:00:00",
    "'7'": "7",
    '"true"': "true",
    '"2020-02-29"': "2020-02-29",
    "|\n  7": "7",
    ">\n  null": "null",
    "[1, no, 2020-01-01]": [1, "no", date(2020, 1, 1)],
    "{no: 0.5, 010: true}": {"no": "0.5", "010": True},
}

FAULTS: dict[str, tuple[str, str]] = {
    "equal keys": ("a: 1\nb: 2\na: 3\n", "x.yml:3:1: the key 'a' stands here twice"),
    "equal keys deep inside": ("a:\n  - {b: 1, b: 2}\n", "x.yml:2:12: the key 'b' stands here twice"),
    "a day that is none": ("a: 1\nb: 2023-02-29\n", "x.yml:2:4: '2023-02-29' is not a day of the calendar"),
    "a list as a key": ("? [a, b]\n: 1\n", "x.yml:1:3: a key must be a plain word"),
    "a tab": ("a: 1\n\tb: 2\n", "x.yml:2:1: is not YAML: found a tab character that violates indentation"),
    "an open bracket": ("a: [1, 2\nb: 3\n", "x.yml:2:2: is not YAML: did not find expected ',' or ']'"),
    "an unknown alias": ("a: *nope\n", "x.yml:1:4: is not YAML: found undefined alias"),
    "two documents": ("a: 1\n---\nb: 2\n", "x.yml:2:1: is not YAML: but found another document"),
    "a control character": ("a: 研发\nb: \x07\n", "x.yml:2:4: is not YAML: the character 0x07 is not allowed"),
    "a list in itself": ("a: &a [*a]\n", "x.yml: is nested too deeply, or refers to itself"),
}


@pytest.mark.parametrize("written", READ_AS, ids=lambda written: written.encode("unicode_escape").decode() or "nothing")
def test_a_value_is_read_as_it_looks(written: str) -> None:
    read, problems = parse_yaml(f"value: {written}", "x.yml")
    assert problems == ()
    value, expected = read.data["value"], READ_AS[written]
    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_form_is_one_line_with_its_place(fault: str) -> None:
    text, line = FAULTS[fault]
    _, problems = parse_yaml(text, "x.yml")
    assert [str(problem) for problem in problems] == [line]


def test_all_faults_of_a_file_come_in_one_reading() -> None:
    _, problems = parse_yaml("a: 2023-02-30\nb: {c: 1, c: 2}\nb: 2023-13-01\n", "x.yml")
    assert [(problem.line, problem.column) for problem in problems] == [(1, 4), (2, 11), (3, 1), (3, 4)]


def test_a_number_too_long_to_count_with_stays_text() -> None:
    digits = "9" * 5_000
    read, problems = parse_yaml(f"a: {digits}", "x.yml")
    assert (read.data, problems) == ({"a": digits}, ())


def test_an_empty_file_is_nothing_and_no_fault() -> None:
    read, problems = parse_yaml("# only a comment\n", "x.yml")
    assert (read.data, problems) == (None, ())


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: |\r\n  two\r\n")
    read, problems = read_yaml(path)
    assert (read.data, problems) == ({"a": 1, "b": "two\n"}, ())


def test_a_file_that_is_not_utf_8_says_where(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes("a: 1\n研: ".encode() + "发".encode("gbk"))
    _, problems = read_yaml(path, "x.yml")
    assert list(map(str, problems)) == ["x.yml:2:4: cannot be read: is not UTF-8 text"]


def test_a_file_that_is_not_there_and_a_folder_are_one_line_each(tmp_path: Path) -> None:
    _, missing = read_yaml(tmp_path / "x.yml", "x.yml")
    _, folder = read_yaml(tmp_path, "folder")
    assert list(map(str, (*missing, *folder))) == [
        "x.yml: cannot be read: No such file or directory",
        "folder: cannot be read: Is a directory",
    ]


def test_a_later_reader_can_name_the_place_of_each_part() -> None:
    read, _ = parse_yaml("a:\n  - b: 1\n  - c:\n      d: 2\n", "x.yml")
    assert str(read.problem(("a", 1, "c", "d"), "is wrong")) == "x.yml:4:10: a.1.c.d: is wrong"
    assert str(read.problem(("a", 1, "missing"), "is missing")) == "x.yml:3:5: a.1.missing: is missing"
    assert str(read.problem((), "is wrong")) == "x.yml:1:1: is wrong"
