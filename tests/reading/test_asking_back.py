"""A question in return to a question of the bot is no answer to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.reading.conftest import Reader

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "asking_back.yml").read_text("utf-8"))
QUESTIONS = [question for listed in DATA["questions"].values() for question in listed]


@pytest.mark.parametrize("asked", DATA["asked"])
def test_a_question_in_return_tells_nothing(asked: str, reader: Reader) -> None:
    readings = {text: reader(text, asked=asked, wanted=(asked,), types={asked: "boolean"}) for text in QUESTIONS}
    told = {text: {f.fact: f.value for f in found.facts} for text, found in readings.items() if found.facts}
    doubted = [text for text, found in readings.items() if found.ambiguities or found.declined]
    assert (told, doubted) == ({}, [])


@pytest.mark.parametrize("row", [pytest.param(row, id=row["text"]) for row in DATA["answers"]])
def test_an_answer_with_a_question_behind_it_is_one(row: dict[str, Any], reader: Reader) -> None:
    found = reader(row["text"], asked=row["asked"], wanted=(row["asked"],))
    assert {fact.fact: fact.value for fact in found.facts}.get(row["asked"]) == row["value"]


@pytest.mark.parametrize("asked", ["is_high_tech_enterprise", "contract_registered", "written_contract"])
def test_what_is_neither_yes_nor_no_tells_nothing(asked: str, reader: Reader) -> None:
    read = {text: reader(text, asked=asked, wanted=(asked,), types={asked: "boolean"}) for text in DATA["neither"]}
    assert {text: found.facts for text, found in read.items() if found.facts} == {}
