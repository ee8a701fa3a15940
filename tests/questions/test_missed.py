"""Questions of a blind round whose facts, verdict or sum are still missed: the measure, at least, is found.

A question that is judged rightly moves to eligibility.jsonl.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message

LINES = (Path(__file__).parent / "missed.jsonl").read_text("utf-8").splitlines()
ROWS: list[dict[str, Any]] = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_measure_is_found(assistant: Assistant, row: dict[str, Any]) -> None:
    answer = assistant.respond(Message(row["q"]), Conversation(), date.fromisoformat(row["as_of"])).answer
    assert answer.outcome == "answer"
    assert answer.measures[0].id in row["top1"]
