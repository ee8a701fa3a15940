"""A packed table gives what the dictionary gives of which it was made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.packed import pack

CHARACTERS = st.sampled_from("a*房租税\U00020000")
KEYS = st.lists(CHARACTERS, min_size=3, max_size=3).map("".join)
VALUES = st.lists(CHARACTERS, min_size=2, max_size=2).map("".join)


@given(st.dictionaries(KEYS, VALUES), st.lists(KEYS))
def test_every_key_is_found_and_no_other(table: dict[str, str], others: list[str]) -> None:
    packed = pack(table, 3, 2)
    assert len(packed) == len(table)
    assert {key: packed.get(key) for key in (*table, *others)} == {key: table.get(key) for key in (*table, *others)}


@pytest.mark.parametrize("key", ["", "a", "aa", "aaaa"])
def test_a_key_of_another_length_is_not_found(key: str) -> None:
    assert pack({"aaa": "bb"}, 3, 2).get(key) is None


@pytest.mark.parametrize("table", [{"aa": "bb"}, {"aaa": "b"}])
def test_what_does_not_fit_is_named(table: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"'a+' to 'b+': keys of 3 characters and values of 2"):
        pack(table, 3, 2)
