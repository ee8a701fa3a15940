"""Whoever names a measure in the middle of a conversation gets that measure, whatever was under discussion."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message

DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("language", "wording"), [("zh", "{}"), ("en", "{}"), ("zh", "那{}呢"), ("en", "what about {}")]
)
def test_title_opens_its_measure(assistant: Assistant, language: str, wording: str) -> None:
    conversation = Conversation()
    missed: list[str] = []
    for measure in sorted(assistant.catalogue.measures.values(), key=lambda one: one.id):
        turn = assistant.respond(Message(wording.format(measure.title[language])), conversation, DAY)
        conversation = turn.conversation
        if not turn.answer.measures or turn.answer.measures[0].id != measure.id:
            missed.append(measure.id)
    assert missed == []
