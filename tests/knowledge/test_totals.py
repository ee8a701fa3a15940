"""What can be had in all: no sum twice, none beside a better one that excludes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

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
