"""What a refusal says, and what it leaves unsaid."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.rendering import plain

DAY = date(2026, 11, 22)


def said(assistant: Assistant, text: str) -> str:
    """The reply to a refused message."""
    answer = assistant.respond(Message(text), Conversation(), DAY).answer
    assert answer.outcome in ("no_answer", "chat")
    return plain.render(answer)


@pytest.mark.parametrize("text", ["qwerty asdfgh", "滚蛋吧你这个废物"])
def test_an_insult_or_gibberish_is_not_named_back(assistant: Assistant, text: str) -> None:
    reply = said(assistant, text)
    assert "gibberish" not in reply
    assert "辱骂" not in reply
    assert "“" not in reply


def test_a_place_of_ours_is_not_called_abroad(assistant: Assistant) -> None:
    reply = said(assistant, "我司设在深圳，租金补贴有吗")
    assert "外国" not in reply
    assert "深圳" in reply


@pytest.mark.parametrize("text", ["科技局几点下班", "高企证书被弄丢了"])
def test_an_errand_is_told_what_can_be_asked_instead(assistant: Assistant, text: str) -> None:
    reply = said(assistant, text)
    assert "去哪里办，可以问我" in reply
    assert "行政复议" not in reply
    assert "记下了" not in reply
