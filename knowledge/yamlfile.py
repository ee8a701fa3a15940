"""Strict YAML: what an editor sees is what is read.

PyYAML reads `0111` as 73, `no` as False and `12:30` as 750, and keeps the last of two equal keys. Here only
true, false, null, whole numbers and ISO dates are typed; everything else stays text, and equal keys are a fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.errors import Problem
from knowledge.records import dataclass

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,99})\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

PathStep = str | int
Node = Any
"""A node of PyYAML's tree (None for an empty file); PyYAML itself is imported when a file is read."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file as plain data, and the nodes that say where each part of it stands."""

    name: str
    data: Any
    root: Node

    def problem(self, path: Sequence[PathStep], message: str) -> Problem:
        """A fault at `path` (keys and list positions from the top), placed as exactly as the file allows."""
        mark = _node_at(self.root, path).start_mark if self.root is not None else None
        dotted = ".".join(str(step) for step in path)
        text = f"{dotted}: {message}" if dotted else message
        return Problem(self.name, mark.line + 1 if mark else 0, mark.column + 1 if mark else 0, text)


def read_yaml(path: Path, name: str | None = None) -> tuple[YamlFile, tuple[Problem, ...]]:
    """The file as plain data, and every fault of its form; `name` is what messages call the file."""
    shown = name or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        return _unread(shown, "", f"cannot be read: {error.strerror or error}")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _unread(shown, raw[: error.start].decode("utf-8") + "?", "cannot be read: is not UTF-8 text")
    return parse_yaml(text, shown)


def parse_yaml(text: str, name: str) -> tuple[YamlFile, tuple[Problem, ...]]:
    """The text as plain data, and every fault of its form."""
    import yaml  # not needed where a compiled form is at hand

    problems: list[Problem] = []
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
        data = _construct(root, name, problems) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        return YamlFile(name, None, None), (Problem(name, line, column, f"is not YAML: {error.problem}"),)
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode()  # libyaml counts bytes
        return _unread(name, before + "?", f"is not YAML: the character {error.character:#04x} is not allowed")
    except RecursionError:
        return _unread(name, "", "is nested too deeply, or refers to itself")
    return YamlFile(name, data, root), tuple(problems)


def _unread(name: str, before: str, message: str) -> tuple[YamlFile, tuple[Problem, ...]]:
    """Nothing but one fault; `before` is the text up to and including its place, empty where it has none."""
    line = before.count("\n") + 1 if before else 0
    return YamlFile(name, None, None), (Problem(name, line, len(before) - before.rfind("\n") - 1, message),)


def _construct(node: Node, name: str, problems: list[Problem]) -> Any:
    if node.id == "mapping":
        return _mapping(node, name, problems)
    if node.id == "sequence":
        return [_construct(child, name, problems) for child in node.value]
    return _scalar(node, name, problems)


def _mapping(node: Node, name: str, problems: list[Problem]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in node.value:
        mark = key.start_mark
        if key.id != "scalar":
            problems.append(Problem(name, mark.line + 1, mark.column + 1, "a key must be a plain word"))
            continue
        if key.value in out:
            problems.append(Problem(name, mark.line + 1, mark.column + 1, f"the key '{key.value}' stands here twice"))
        out[key.value] = _construct(value, name, problems)
    return out


def _scalar(node: Node, name: str, problems: list[Problem]) -> Any:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            mark = node.start_mark
            problems.append(Problem(name, mark.line + 1, mark.column + 1, f"'{text}' is not a day of the calendar"))
    return text


def _node_at(node: Node, path: Sequence[PathStep]) -> Node:
    for step in path:
        found = _child(node, step)
        if found is None:
            return node
        node = found
    return node


def _child(node: Node, step: PathStep) -> Node:
    if node.id == "mapping":
        return next((value for key, value in node.value if key.value == step), None)
    if node.id == "sequence" and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None
