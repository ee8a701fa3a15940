"""Whole conversations, turn by turn, from the YAML files beside this one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Attachment, Command, Incoming, Message, Press
from bot.rendering import plain
from bot.rendering.answers import Answer
from knowledge.yamlfile import read_yaml

DIALOGUES = {path.stem: read_yaml(path)[0].data for path in sorted(Path(__file__).parent.glob("*.yml"))}


def incoming(turn: dict[str, Any], last: Answer | None) -> Incoming:
    if "press" in turn:
        assert last is not None
        return Press(next(choice.action for choice in last.choices if choice.label == turn["press"]))
    if "attachment" in turn:
        return Attachment(turn["attachment"])
    return Command(*turn["command"].split(" ", 1)) if "command" in turn else Message(turn["user"])


_COMPARED = {"profile", "says", "first", "not_says", "buttons"}
"""What a turn may expect beside the result."""


def found(answer: Answer) -> dict[str, Any]:
    first = answer.measures[0] if answer.measures else None
    return {
        "outcome": answer.outcome,
        "measure": first.id if first else None,
        "verdict": first.verdict if first else None,
        "amount": first.amount if first else None,
        "asks": answer.asks,
    }


def is_told(value: Any, wanted: Any) -> bool:
    """Whether the fact is as wanted; the YAML reader leaves a share as it is written."""
    return value == wanted or (isinstance(value, float) and isinstance(wanted, str) and value == float(wanted))


def faults(expect: dict[str, Any], answer: Answer) -> dict[str, Any]:
    """What is not as expected: of the result, the profile, the reply, its first line and its buttons."""
    got, text = found(answer), plain.render(answer)
    first = text.split("\n")[0] if answer.blocks else ""
    wrong: dict[str, Any] = {k: (got[k], v) for k, v in expect.items() if k in got and got[k] != v}
    told = {k: (answer.profile.get(k), v) for k, v in expect.get("profile", {}).items()}
    wrong |= {k: (now, v) for k, (now, v) in told.items() if not is_told(now, v)}
    wrong |= {s: "is not said" for s in expect.get("says", []) if s not in text}
    wrong |= {s: "is not said first" for s in expect.get("first", []) if s not in first}
    wrong |= {s: "is said" for s in expect.get("not_says", []) if s in text}
    labels = [choice.label for choice in answer.choices]
    wrong |= dict.fromkeys(expect.keys() - got.keys() - _COMPARED, "is not compared")
    return wrong | {label: "is no button" for label in expect.get("buttons", []) if label not in labels}


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogue(assistant: Assistant, name: str) -> None:
    dialogue = DIALOGUES[name]
    conversation, answer = Conversation(), None
    for number, turn in enumerate(dialogue["turns"], 1):
        conversation = Conversation.from_json(conversation.to_json())
        result = assistant.respond(incoming(turn, answer), conversation, date.fromisoformat(str(dialogue["as_of"])))
        answer, conversation = result.answer, result.conversation
        wrong = faults(turn.get("expect", {}), answer)
        assert not wrong, f"{name}.{number} {turn}: {wrong}\n{plain.render(answer)}"
