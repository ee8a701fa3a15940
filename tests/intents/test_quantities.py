"""Which sum is asked for: what is saved, what is due, what may be deducted, what is exempt or taxable."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.assistant.assistant import Assistant
from intents.normalise import normalise

ROWS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "quantities.yml").read_text("utf-8"))
ASKED = [(quantity, question) for quantity, questions in ROWS.items() for question in questions]


@pytest.mark.parametrize(("quantity", "question"), ASKED, ids=[question for _, question in ASKED])
def test_the_sum_that_is_asked_for_is_found(assistant: Assistant, quantity: str, question: str) -> None:
    found = assistant.understander.quantities.find(normalise(question).text)
    assert next(found, "benefit") == quantity
