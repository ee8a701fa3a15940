"""Each fact in some fourteen wordings, written by somebody who had not seen the rules: what is stated is read, no more.

The messages go through the whole assistant, which reads once more when it knows what a message is about.
Rows of `census_*.jsonl` are read as they say; those of `census_missed_*.jsonl` not yet: `missed` names what is not, and
everything else of them is.
A row whose `missed` is read moves to the other file.
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
from tests.reading.test_cases import same

HERE = Path(__file__).parent
ROWS: list[dict[str, Any]] = [
    json.loads(line) for path in sorted(HERE.glob("census_*.jsonl")) for line in path.read_text("utf-8").splitlines()
]


def test_ids_are_unique() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_message_states_what_its_line_says(assistant: Assistant, row: dict[str, Any]) -> None:
    answer = assistant.respond(Message(row["q"]), Conversation(), date.fromisoformat(row["as_of"])).answer
    missed = set(row.get("missed", ()))
    wanted = {fact: value for fact, value in row.get("facts", {}).items() if fact not in missed}
    got = {fact: answer.facts.get(fact) for fact in wanted}
    assert {fact: got[fact] for fact, value in wanted.items() if not same(got[fact], value)} == {}
    assert not (set(row.get("not", ())) - missed) & set(answer.facts)
