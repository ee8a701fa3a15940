"""The facts in many wordings: who says it, in which order, of when, as a part, a plan or somebody else's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from tests.reading.test_cases import same

FILES = ("wordings", "wordings_standing", "wordings_bodies", "wordings_frames", "wordings_zones")
GROUPS: dict[str, list[tuple[str, dict[str, Any], list[str]]]] = {
    group: rows
    for name in FILES
    for group, rows in yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text("utf-8")).items()
}
DAY = date(2026, 11, 22)


@pytest.mark.parametrize("group", [pytest.param(name, id=name) for name in GROUPS])
def test_each_wording_states_the_same(assistant: Assistant, group: str) -> None:
    missed = {}
    for message, wanted, never in GROUPS[group]:
        facts = assistant.respond(Message(message), Conversation(), DAY).answer.facts
        wrong = {fact: facts.get(fact) for fact, value in wanted.items() if not same(facts.get(fact), value)}
        wrong |= {fact: facts[fact] for fact in never if fact in facts}
        if wrong:
            missed[message] = wrong
    assert missed == {}
