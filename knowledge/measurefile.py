"""Reads one measure file into a Measure, with every fault at its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from knowledge.amounts import parse_benefits
from knowledge.conditionsfile import parse_node
from knowledge.errors import Problem, nearest
from knowledge.expressions import Names
from knowledge.findings import not_allowed
from knowledge.measures import Application, Keyword, Measure, Note, Original, Relations, Validity, Words, Year
from knowledge.records import replace
from knowledge.yamlfile import PathStep, YamlFile, read_yaml

T = TypeVar("T")
_QUOTED = re.compile(r"'([^']+)'")
_EXPECTED = {
    "dataclass_type": "expected keys and values",
    "dict_type": "expected keys and values",
    "mapping_type": "expected keys and values",
    "tuple_type": "expected a list",
    "string_type": "expected text",
    "bool_type": "expected true or false",
    "date_from_datetime_parsing": "expected a day such as 2020-01-31",
}
"""pydantic's names of faults in an editor's words."""
_PARTS = {
    "validity": Validity,
    "apply": Application,
    "relations": Relations,
    "names": Words,
    "keywords": Words,
    "examples": Words,
    "notes": Note,
    "years": Year,
    "original": Original,
    "zh": Keyword,
    "en": Keyword,
}


def read_measure(
    path: Path, name: str, names: Names | None = None
) -> tuple[Measure | None, tuple[Problem, ...], YamlFile]:
    """The measure of one file; None with the faults where it cannot be read."""
    read, problems = read_yaml(path, name)
    if problems:
        return None, problems, read
    measure, faults = parse_as(Measure, read)
    if measure is None:
        return None, faults, read
    rule, rule_faults = parse_node(measure.eligibility, ("eligibility",), names) if measure.eligibility else (None, ())
    gains, gain_faults = parse_benefits(measure.benefits or [], ("benefits",), names)
    wrong = [read.problem(at, message) for at, message in (*rule_faults, *gain_faults)]
    if measure.id != path.stem:
        wrong.append(read.problem(("id",), f"is '{measure.id}', but the file is called '{path.stem}'"))
    return replace(measure, eligibility=rule, benefits=tuple(gains)), tuple(wrong), read


def parse_as(kind: type[T], read: YamlFile, at: Sequence[PathStep] = ()) -> tuple[T | None, tuple[Problem, ...]]:
    """The part of a file at `at` as a dataclass; None with every fault where it does not fit."""
    data: Any = read.data
    for step in at:
        data = data[step]
    try:
        return _adapter(cast("Any", kind)).validate_python(data), ()
    except ValidationError as error:
        return None, tuple(_fault(read, at, detail, kind) for detail in error.errors(include_url=False))


@lru_cache(maxsize=32)
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _fault(read: YamlFile, at: Sequence[PathStep], detail: Any, kind: type[Any]) -> Problem:
    path = [*at, *(step for step in detail["loc"] if isinstance(step, int) or _is_yaml_key(step))]
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    if detail["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        owner = _owner(kind, [s for s in detail["loc"][:-1] if isinstance(s, str)])
        message = f"'{key}' is not a key here.{nearest(key, _keys(owner))} Allowed: {', '.join(_keys(owner))}"
        return read.problem(path, message)
    if detail["type"] in ("missing", "missing_argument"):
        return read.problem(path, "is missing")
    if detail["type"] == "literal_error":
        allowed = _QUOTED.findall(detail["ctx"]["expected"])
        return read.problem(path, not_allowed(detail["input"], f"allowed as '{key}'", allowed))
    message = _EXPECTED.get(detail["type"]) or _lower(detail["msg"])
    return read.problem(path, f"{message}; read {_shown(detail.get('input'))}")


def _is_yaml_key(step: str) -> bool:
    return not step.startswith(("function-", "tuple[", "str", "Keyword", "dataclass"))


def _owner(kind: type[Any], steps: list[str]) -> type[Any]:
    for step in reversed(steps):
        if step in _PARTS:
            return _PARTS[step]
    return kind


def _keys(kind: type[Any]) -> list[str]:
    if not is_dataclass(kind):
        return []
    return [{"first_day": "from", "last_day": "through"}.get(f.name, f.name) for f in fields(kind)]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
