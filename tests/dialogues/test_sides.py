"""What asks for a side and names no subject goes on with the measure under discussion, and tells nothing."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from intents.rules import SIDES, load_rules

DAY = date(2026, 11, 22)
UNDER_DISCUSSION = {
    "zh": ("失业保险稳岗返还", "研发费用加计扣除", "高新技术企业认定", "合肥高新区国有经营用房减免房租"),
    "en": (
        "unemployment insurance refund for keeping jobs",
        "R&D super deduction",
        "property tax exemption for incubators",
    ),
}
WHO = {"enterprise_size", "org_type", "staff"}
"""What "small companies too?" tells of who asks."""
CASES = [(language, measure) for language, measures in UNDER_DISCUSSION.items() for measure in measures]


def sides(language: str) -> list[str]:
    """Every message that the rules know to be a side and nothing else."""
    rules = load_rules().rules
    return sorted({text for name in SIDES for rule in rules[name] if rule.language == language for text in rule.whole})


@pytest.mark.parametrize(("language", "measure"), CASES)
def test_a_side_goes_on_with_the_measure(assistant: Assistant, language: str, measure: str) -> None:
    state = assistant.respond(Message(measure), Conversation(), DAY).conversation
    assert state.measure is not None
    turns = {text: assistant.respond(Message(text), state, DAY) for text in sides(language)}
    strayed = [
        t for t, turn in turns.items() if (turn.answer.outcome, turn.conversation.measure) != ("answer", state.measure)
    ]
    assert strayed == []
    told = {text: turn.conversation.profile.keys() - state.profile.keys() for text, turn in turns.items()}
    assert {text: facts for text, facts in told.items() if facts - WHO} == {}
