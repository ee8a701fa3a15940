"""The question that tells measures apart is one that an owner can answer."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("message", "question"), [("我们能享受什么", "您问的是哪一条"), ("what can you offer us", "Which one do you mean")]
)
def test_measures_for_different_needs_are_not_told_apart_by_the_year_of_their_papers(
    assistant: Assistant, message: str, question: str
) -> None:
    answer = assistant.respond(Message(message), Conversation(is_kept=False), DAY).answer
    assert answer.outcome == "clarify"
    assert question in answer.blocks[-1].text
