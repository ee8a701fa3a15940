"""Worked cases read from files: what nothing could ever come to is named where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.cases import parse_cases
from tests.knowledge.small_world import WORDS

CASE = {"name": "one", "as_of": date(2025, 6, 1), "facts": {}, "expect": {}}


@pytest.mark.parametrize(
    ("changed", "path", "message"),
    [
        ({"expect": {"verdict": "maybe"}}, ("expect", "verdict"), "'maybe' is not allowed as 'verdict'."),
        ({"expect": {"verdict": ["unknown"]}}, ("expect", "verdict"), "Did you mean 'unknown'?"),
        ({"expect": {"availability": "opne"}}, ("expect", "availability"), "Did you mean 'open'?"),
        ({"expect": {"amount": "seven"}}, ("expect", "amount"), "expected yuan, read 'seven'"),
        ({"expect": {"amount_range": [7000]}}, ("expect", "amount_range"), "expected [lowest, highest]"),
        ({"expect": {"amount_range": [0, "x"]}}, ("expect", "amount_range"), "expected [lowest, highest]"),
        ({"expect": {"unmet": "located"}}, ("expect", "unmet"), "expected a list of ids, read 'located'"),
        ({"expect": {"missing": [1]}}, ("expect", "missing"), "expected a list of ids, read a list of 1"),
        ({"expect": {"verdcit": "unknown"}}, ("expect", "verdcit"), "Did you mean 'verdict'?"),
        ({"amount_of": "profit"}, ("amount_of",), "'profit' is not a quantity."),
        ({"as_of": "June"}, ("as_of",), "expected a day such as 2020-01-31, read 'June'"),
        ({"facts": {"haeds": 3}}, ("facts", "haeds"), "Did you mean 'heads'?"),
    ],
)
def test_a_fault_in_a_case_is_named_where_it_stands(
    changed: dict[str, Any], path: tuple[str, ...], message: str
) -> None:
    cases, problems = parse_cases("one", [CASE | changed], WORDS)
    assert cases == ()
    assert [(found.path, message in found.message) for found in problems] == [((0, *path), True)], problems


@pytest.mark.parametrize(
    "expect",
    [
        {"verdict": None, "availability": "done", "amount": None, "amount_range": None, "unmet": [], "missing": []},
        {"verdict": "likely", "amount": "0.5", "amount_range": [0, None], "amount_of": "tax_due", "unmet": ["one"]},
    ],
)
def test_whatever_a_judgement_can_come_to_can_be_expected(expect: dict[str, Any]) -> None:
    cases, problems = parse_cases("one", [CASE | {"expect": expect}], WORDS)
    assert (len(cases), problems) == (1, [])
