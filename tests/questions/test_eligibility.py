"""Whether we qualify and for how much, asked in one message: facts, verdict and amount as worked out by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.rendering.api import answer_json

LINES = (Path(__file__).parent / "eligibility.jsonl").read_text("utf-8").splitlines()
ROWS: list[dict[str, Any]] = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_question_is_judged(assistant: Assistant, row: dict[str, Any]) -> None:
    turn = assistant.respond(Message(row["q"]), Conversation(), date.fromisoformat(row["as_of"]))
    reply = answer_json(turn.answer)
    first = reply["measures"][0]
    assert first["id"] == row["top1"][0]
    assert {k: reply["facts"].get(k) for k in row.get("facts", {})} == row.get("facts", {})
    if "verdict" in row:
        assert first["verdict"] == row["verdict"]["value"]
    if "amount" in row:
        assert first["amount"] == pytest.approx(row["amount"]["value"])
    for start, end in reply["fact_spans"].values():
        assert 0 <= start < end <= len(row["q"])


def test_ids_are_unique() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
