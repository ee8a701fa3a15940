"""Kinds of mistakes that were found and mended stay mended: each message stands for its kind."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message

MENDED = [
    json.loads(line) for line in (Path(__file__).parent / "mended.jsonl").read_text(encoding="utf-8").splitlines()
]
REFUSED, OFFERED = ("no_answer", "chat"), ("answer", "clarify")


@pytest.mark.parametrize("row", MENDED, ids=[row["id"] for row in MENDED])
def test_a_kind_that_was_mended_stays_so(assistant: Assistant, row: dict[str, Any]) -> None:
    """`top1` is the measure that has to come first; where it is empty, any that is offered will do."""
    day = date.fromisoformat(row["as_of"])
    answer = assistant.respond(Message(row["q"]), Conversation(is_kept=False), day).answer
    assert answer.outcome in (REFUSED if row["outcome"] == "no_answer" else OFFERED), row["kind"]
    if row["top1"]:
        assert answer.measures[0].id in row["top1"], row["kind"]
