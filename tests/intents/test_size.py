"""A larger catalogue: measures of many places, alike but for the place and the figures."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from benchmarks.catalogues import enlarged
from bot.assistant.assistant import Assistant
from intents.background import Background
from intents.building import build_understander
from intents.understanding import Understander

SIZE = 300
OWN = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "questions" / "own.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def large(assistant: Assistant) -> Understander:
    return build_understander(enlarged(assistant.catalogue, SIZE))


def test_it_has_the_size_that_was_asked_for(large: Understander, assistant: Assistant) -> None:
    assert len(large.catalogue.measures) == SIZE
    assert set(assistant.catalogue.measures) < set(large.catalogue.measures)


def test_a_copy_is_found_by_its_new_place(large: Understander) -> None:
    copies = [measure for name, measure in large.catalogue.measures.items() if "-at-" in name]
    wrong = []
    for measure in copies[::10]:
        found = large.understand(measure.title["zh"], date(2026, 11, 22), Background())
        if not found.decision.measures or found.decision.measures[0].entry.id != measure.id:
            wrong.append(measure.id)
    assert wrong == []


def test_questions_that_name_a_place_still_find_its_measure(large: Understander) -> None:
    asked = right = 0
    for row in OWN:
        if row["outcome"] != "answer" or row["top1"][0].startswith("cn-"):
            continue
        found = large.understand(row["q"], date.fromisoformat(row["as_of"]), Background())
        if found.named_places:
            asked += 1
            right += bool(found.decision.measures) and found.decision.measures[0].entry.id in row["top1"]
    assert asked > 100
    assert right / asked >= 0.95
