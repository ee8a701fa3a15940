"""Phrases are found wherever they stand, and lists that share a pass find what each finds alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.phrases import Hit, build_phrases, united

LISTS = (
    [("房租", 0), ("房租减免", 0), ("减免", 1), ("rent", 0)],
    [("rent relief", 7), ("relief", 7), ("减免", 3)],
    [],
    [("rent", 2), ("rents", 4)],
)


def test_of_one_owner_the_longest_counts_and_of_others_each() -> None:
    assert build_phrases(LISTS[0]).find("房租减免") == [Hit(0, (0, 4), "房租减免"), Hit(1, (2, 4), "减免")]


@pytest.mark.parametrize("text", ["our rents", "rental", "rent, please"])
def test_latin_phrases_are_whole_words(text: str) -> None:
    found = build_phrases([("rent", 0)]).find(text)
    assert bool(found) == (text != "rental")


@given(st.lists(st.sampled_from(["房租", "减免", "rent", "relief ", " ", "rents", "x"]), max_size=8).map("".join))
def test_lists_that_share_a_pass_find_what_each_finds_alone(text: str) -> None:
    together = united([build_phrases(pairs) for pairs in LISTS])
    assert [one.find(text) for one in together] == [build_phrases(pairs).find(text) for pairs in LISTS]
