"""Whatever is written, pressed, sent and commanded, in whatever order, gets an answer that can be shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.actions import LONGEST
from bot.assistant.answers import Turn
from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Attachment, Command, Incoming, Message, Press
from bot.rendering import api, markdown, plain, telegram
from bot.rendering.answers import Answer
from tests.dialogues.test_dialogues import DIALOGUES
from tests.examples import examples
from tests.telegram_server.markup import text_of_html

QUESTIONS = Path(__file__).parent.parent / "questions" / "own.jsonl"
OWN = [json.loads(line)["q"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
TURNS = [turn for dialogue in DIALOGUES.values() for turn in dialogue["turns"]]
SAID = sorted({turn["user"] for turn in TURNS if "user" in turn})
ANSWERS = [
    "是",
    "no",
    "不知道",
    "约200人",
    "12",
    "改成80人",
    "上一步",
    "为什么",
    "skip",
    "-1",
    "100%",
    "2026-02-30",
    "1e400",
    "",
    " ",
]
COMMANDS = [
    "start",
    "help",
    "topics",
    "language",
    "profile",
    "forget",
    "why",
    "privacy",
    "export",
    "cancel",
    "back",
    "nosuch",
]
ARGUMENTS = ["", "en", "zh", "new 甲", "use 甲", "rename 甲 乙", "delete 甲", "forget staff", "forget nosuch", "?"]
ACTIONS = [
    "",
    ":",
    "1",
    "1:",
    "1:m:nosuch",
    "1:f:staff:x",
    "1:f:nosuch:1",
    "1:b:staff:",
    "1:t:",
    "1:e:",
    "1:s:::",
    "9:m:x",
]
KINDS = ["photo", "voice", "document", "sticker", "location", "contact", "video", "nosuch"]
TEXTS = st.one_of(st.sampled_from(SAID), st.sampled_from(OWN), st.sampled_from(ANSWERS), st.text(max_size=30))
MOVES: st.SearchStrategy[Incoming | int] = st.one_of(
    st.integers(0, 20),
    st.builds(Message, TEXTS, st.booleans()),
    st.builds(Message, st.tuples(TEXTS, TEXTS).map("，".join)),
    st.builds(Command, st.sampled_from(COMMANDS), st.sampled_from(ARGUMENTS)),
    st.builds(Press, st.sampled_from(ACTIONS)),
    st.builds(Attachment, st.sampled_from(KINDS), st.sampled_from(["", "房租"])),
)
"""A number is a button: one of those under the last answer, and where it had none, one of days ago."""
Respond = Callable[[Incoming, Conversation, date], Turn]
DAYS = st.sampled_from([date(2020, 3, 1), date(2026, 11, 22), date(2030, 1, 1)])


@pytest.fixture(scope="module")
def respond(assistant: Assistant) -> Respond:
    """The assistant's one function: an assistant itself would be written out whole beside every example."""
    return assistant.respond


@examples(60)
@given(st.lists(MOVES, min_size=1, max_size=8), DAYS)
def test_every_turn_is_answered(respond: Respond, moves: list[Incoming | int], day: date) -> None:
    conversation, answer = Conversation(), None
    for move in moves:
        turn = respond(incoming(move, answer), conversation, day)
        answer, conversation = turn.answer, Conversation.from_json(turn.conversation.to_json())
        assert conversation == turn.conversation
        check(answer)


def incoming(move: Incoming | int, last: Answer | None) -> Incoming:
    if not isinstance(move, int):
        return move
    choices = last.choices if last is not None else ()
    return Press(choices[move % len(choices)].action) if choices else Press("1:c:topics")


def check(answer: Answer) -> None:
    """Each rendering has words, Telegram can read it, buttons fit, and the object is JSON."""
    assert answer.outcome in ("answer", "clarify", "no_answer", "chat")
    assert plain.render(answer).strip()
    assert markdown.render(answer).strip()
    assert text_of_html(telegram.render(answer)).strip()
    assert all(choice.label and len(choice.action.encode()) <= LONGEST for choice in answer.choices)
    shown: dict[str, Any] = json.loads(json.dumps(api.answer_json(answer), allow_nan=False))
    assert len(shown["measures"]) <= 5
