"""The schema that editors check a measure file with: the one in the repository is the one that the code gives."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from knowledge.loading import shipped_pack
from knowledge.schema import measure_schema
from knowledge.yamlfile import parse_yaml, read_yaml
from tests.knowledge.small_pack import FILES, MEASURE

SCHEMA_FILE = shipped_pack().parent / "measure.schema.json"
LINE = "# yaml-language-server: $schema="


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def as_json(data: Any) -> Any:
    """Plain YAML data as an editor's validator sees it: days are text."""
    if isinstance(data, dict):
        return {key: as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


def small(old: str, new: str) -> Any:
    assert FILES[MEASURE].count(old) == 1
    return as_json(parse_yaml(FILES[MEASURE].replace(old, new), MEASURE)[0].data)


def measure_files() -> list[Path]:
    return sorted((shipped_pack() / "measures").rglob("*.yml"))


def test_the_schema_in_the_repository_is_the_one_that_the_code_gives() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == measure_schema(), "run scripts/write_reference.py"


@pytest.mark.parametrize("path", measure_files(), ids=lambda path: path.stem)
def test_every_shipped_measure_fits_the_schema_and_names_it(path: Path, validator: Draft202012Validator) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith(LINE)
    assert (path.parent / first.removeprefix(LINE)).resolve() == SCHEMA_FILE.resolve()
    wrong = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(as_json(read_yaml(path)[0].data))]
    assert wrong == []


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("summary:", "sumary:", "$"),
        ("kind: grant", "kind: grand", "$.kind"),
        ("announced: 2024-03-01", "announced: March", "$.validity"),
        ("announced:", "anounced:", "$.validity"),
        ("from: 2025", "form: 2025", "$.validity.years[0]"),
        ("op: in,", "op: among,", "$.eligibility"),
        ("fact: layoffs", "fakt: layoffs", "$.eligibility"),
        ("kind: exact", "kind: exactly", "$.benefits[0].kind"),
        ("{mul:", "{times:", "$.benefits[0].amount"),
        ("topics: [cash]", "topics: cash", "$.topics"),
        ("same_need_today:", "same_needs_today:", "$.relations"),
        ("sources:\n  - {document: notice-2024, at: null}", "sources: []\nsource: none", "$"),
    ],
)
def test_what_the_loader_refuses_an_editor_underlines(
    old: str, new: str, at: str, validator: Draft202012Validator
) -> None:
    errors = list(validator.iter_errors(small(old, new)))
    assert errors, new
    assert any(error.json_path.startswith(at) for error in errors), [error.json_path for error in errors]


def test_the_small_measure_fits(validator: Draft202012Validator) -> None:
    assert list(validator.iter_errors(small("kind: grant", "kind: loan"))) == []
