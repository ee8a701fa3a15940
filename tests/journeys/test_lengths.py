"""No reply is long before its fold: over all questions and dialogues of the tests, on Telegram and on the page."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.channels.web.cards import Passage, cards_of
from bot.channels.web.replies import reply_of
from bot.rendering import telegram
from bot.rendering.answers import Answer
from tests.dialogues.test_dialogues import DIALOGUES, incoming
from tests.journeys.errands import LONGEST, before_the_fold

DAY = date(2026, 11, 22)
QUESTIONS = sorted((Path(__file__).parents[1] / "questions").glob("*.jsonl"))


def lengths(answer: Answer) -> tuple[int, int]:
    """Characters before the fold on Telegram and on the page."""
    cards = cards_of(reply_of(answer))
    shown = [part for card in cards for part in (*card.lead, *card.head, *card.body, *card.sources, *card.ask)]
    return len(before_the_fold(telegram.render(answer))), len("\n".join(map(_read, shown)))


def _read(passage: Passage) -> str:
    lines = (passage.heading, *passage.lines) if passage.heading else passage.lines
    return "\n".join("".join(piece.text for piece in line) for line in lines)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_no_reply_to_a_question_is_long_before_its_fold(assistant: Assistant, path: Path) -> None:
    asked = [json.loads(line)["q"] for line in path.read_text(encoding="utf-8").splitlines()]
    found = {q: lengths(assistant.respond(Message(q), Conversation(), DAY).answer) for q in asked}
    assert {q: count for q, count in found.items() if max(count) > LONGEST} == {}


@pytest.mark.parametrize("name", DIALOGUES)
def test_no_reply_in_a_dialogue_is_long_before_its_fold(assistant: Assistant, name: str) -> None:
    dialogue, conversation, answer = DIALOGUES[name], Conversation(), None
    for turn in dialogue["turns"]:
        day = date.fromisoformat(str(dialogue["as_of"]))
        result = assistant.respond(incoming(turn, answer), conversation, day)
        answer, conversation = result.answer, result.conversation
        assert max(lengths(answer)) <= LONGEST, turn
