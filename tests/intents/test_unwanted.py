"""What a message rules out: the kind of measure, and never a word that only stands beside a denial."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.assistant.assistant import Assistant
from intents.normalise import normalise

ROWS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "unwanted.yml").read_text("utf-8"))
SAID = [(kind, text) for kind, texts in ROWS.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), SAID, ids=[text for _, text in SAID])
def test_what_is_ruled_out_is_found(assistant: Assistant, kind: str, text: str) -> None:
    found, rest = assistant.understander.unwanted.find(normalise(text), is_asked=False)
    assert found == (frozenset() if kind == "nothing" else {kind})
    assert len(rest.text) == len(normalise(text).text)


def test_a_short_no_after_a_question_is_an_answer(assistant: Assistant) -> None:
    assert assistant.understander.unwanted.find(normalise("no loans"), is_asked=True)[0] == frozenset()
    assert assistant.understander.unwanted.find(normalise("no loans"), is_asked=False)[0] == {"loan"}
