"""Strict YAML: what an editor sees is what is read.

PyYAML reads `0111` as 73, `no` as False and `12:30` as 750, and keeps the last of two equal keys. Here only
true, false, null, whole numbers and ISO dates are typed; everything else stays text, and equal keys are a fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import Problem

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

PathStep = str | int


class _Composer(yaml.CBaseLoader):
    """PyYAML's C parser without any typing of scalars."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file as plain data, and the nodes that say where each part of it stands."""

    name: str
    data: Any
    root: yaml.Node | None

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
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "is not UTF-8 text"
        return YamlFile(shown, None, None), (Problem(shown, 0, 0, f"cannot be read: {reason}"),)
    return parse_yaml(text, shown)


def parse_yaml(text: str, name: str) -> tuple[YamlFile, tuple[Problem, ...]]:
    """The text as plain data, and every fault of its form."""
    try:
        root = yaml.compose(text, Loader=_Composer)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        return YamlFile(name, None, None), (Problem(name, line, column, f"is not YAML: {error.problem}"),)
    except yaml.YAMLError as error:
        return YamlFile(name, None, None), (Problem(name, 0, 0, f"is not YAML: {' '.join(str(error).split())}"),)
    problems: list[Problem] = []
    data = _construct(root, name, problems) if root is not None else None
    return YamlFile(name, data, root), tuple(problems)


def _construct(node: yaml.Node, name: str, problems: list[Problem]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, name, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(child, name, problems) for child in node.value]
    assert isinstance(node, yaml.ScalarNode)  # composing gives nothing else
    return _scalar(node, name, problems)


def _mapping(node: yaml.MappingNode, name: str, problems: list[Problem]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in node.value:
        mark = key.start_mark
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(name, mark.line + 1, mark.column + 1, "a key must be a plain word"))
            continue
        if key.value in out:
            problems.append(Problem(name, mark.line + 1, mark.column + 1, f"the key '{key.value}' stands here twice"))
        out[key.value] = _construct(value, name, problems)
    return out


def _scalar(node: yaml.ScalarNode, name: str, problems: list[Problem]) -> Any:
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


def _node_at(node: yaml.Node, path: Sequence[PathStep]) -> yaml.Node:
    for step in path:
        found = _child(node, step)
        if found is None:
            return node
        node = found
    return node


def _child(node: yaml.Node, step: PathStep) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child if isinstance(child, yaml.Node) else None
    return None
