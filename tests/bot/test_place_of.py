"""What is read as a place on the list of answers, and what only as a number."""

from __future__ import annotations

import pytest

from bot.assistant.assistant import Assistant
from bot.assistant.picking import Place, place_of

FIRST, SECOND = Place(0, is_bare=False), Place(1, is_bare=False)
BARE = Place(0, is_bare=True)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        *((text, FIRST) for text in ("①", "⑴", "第一个", "第1个", "选1", "选项一", "就选第一个吧", "头一个", "1️⃣")),
        *((text, FIRST) for text in ("the first", "first one", "1st", "option 1", "No. 1", "the top one", "answer 1")),
        *((text, SECOND) for text in ("②", "第二", "第二种情况", "the second one please", "go with the second")),
        *((text, BARE) for text in ("1", "1.", "(1)", "１", "一", "一个", "1个", "one")),
        ("最后一个", Place(-1, is_bare=False)),
        *((text, None) for text in ("12", "1万", "1人", "是", "第一年", "first year", "十", "9", "option", "")),
    ],
)
def test_a_place_is_told_from_a_number(assistant: Assistant, typed: str, place: Place | None) -> None:
    assert place_of(assistant.understander.lexicon.normalise(typed)) == place
