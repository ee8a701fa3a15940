"""A measure's name states no fact of the enterprise that asks about it; what is said around it does."""

from __future__ import annotations

from datetime import date

import pytest

from bot.assistant.assistant import Assistant
from intents.background import PLACE_FACTS, Background

DAY = date(2026, 11, 20)
ASKED = ("{}，我们符合吗", "{} - do we qualify?", "能不能申请{}", "Can we apply for {}?")


def told(assistant: Assistant, text: str) -> set[str]:
    facts = assistant.understander.understand(text, DAY, Background()).facts
    return {fact.fact for fact in facts if not isinstance(fact.value, float)} - PLACE_FACTS


@pytest.mark.parametrize("asked", ASKED)
def test_a_name_tells_nothing(assistant: Assistant, asked: str) -> None:
    language = "en" if asked.isascii() else "zh"
    for measure in assistant.catalogue.measures.values():
        for name in (measure.title[language], *measure.names.plain(language)):
            assert not told(assistant, asked.format(name)), name


def test_who_has_what_a_name_names_tells_it(assistant: Assistant) -> None:
    assert "contract_registered" in told(assistant, "我们已经做了技术合同认定登记，转让所得能减免吗")


def test_a_list_of_trades_that_is_denied_is_nobodys_trade(assistant: Assistant) -> None:
    text = "Super deduction: none of our income comes from tobacco, catering or entertainment, do we qualify?"
    found = assistant.understander.understand(text, DAY, Background())
    assert found.values == {"industry_excluded": False}
