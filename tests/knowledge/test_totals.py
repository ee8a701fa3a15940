"""What can be had in all: no sum twice, none beside a better one that excludes it."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from knowledge.amounts import AmountResult
from knowledge.totals import total


def worth(
    value: int | None, kind: Literal["exact", "up_to", "indicative"] = "exact", high: int | None = None
) -> AmountResult:
    yuan = None if value is None else Decimal(value)
    return AmountResult("benefit", kind, yuan, yuan, Decimal(high) if high else yuan, None)


def test_sums_add_up_and_the_loosest_kind_is_the_kind_of_all() -> None:
    found = total({"a": worth(100), "b": worth(50, "up_to")}, {})
    assert (found.amount, found.kind, found.counted) == (150, "up_to", ("a", "b"))


def test_of_two_that_exclude_each_other_the_better_counts_whichever_says_so() -> None:
    for excludes in ({"a": ["b"]}, {"b": ["a"]}):
        found = total({"a": worth(100), "b": worth(300), "c": worth(7)}, excludes)
        assert (found.amount, found.counted, found.left_out) == (307, ("b", "c"), (("a", "b"),))


def test_two_small_ones_beat_one_that_excludes_both() -> None:
    found = total({"big": worth(100), "one": worth(60), "two": worth(60)}, {"big": ["one", "two"]})
    assert (found.amount, found.counted) == (120, ("one", "two"))


def test_what_has_no_known_sum_is_named_and_not_counted() -> None:
    found = total({"a": worth(100), "ceiling": worth(None, high=900), "none": None, "nought": worth(0)}, {})
    assert (found.amount, found.counted, found.without_sum) == (100, ("a",), ("ceiling",))


def test_nothing_adds_up_to_nothing() -> None:
    assert total({}, {}).amount == 0


NAMES = ("a", "b", "c", "d", "e")
pairs = st.sets(st.sampled_from(list(combinations(NAMES, 2))))
sums = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9))


@given(sums, pairs)
def test_the_total_is_the_most_that_can_be_had_together(yuan: dict[str, int], rivals: set[tuple[str, str]]) -> None:
    excludes = {one: [b for a, b in rivals if a == one] for one in NAMES}
    found = total({name: worth(value) for name, value in yuan.items()}, excludes)
    choices = [
        choice
        for size in range(len(yuan) + 1)
        for choice in combinations(yuan, size)
        if not any({a, b} <= set(choice) for a, b in rivals)
    ]
    assert found.amount == max(sum(yuan[name] for name in choice) for choice in choices)
    assert found.amount == sum(yuan[name] for name in found.counted)
    assert not any({a, b} <= set(found.counted) for a, b in rivals)
    assert {name for name, _ in found.left_out} | set(found.counted) == {name for name, value in yuan.items() if value}
    for name, better in found.left_out:
        assert better in found.counted
        assert {name, better} in [set(pair) for pair in rivals]
