"""The same fact in many wordings: each states the same, and what states nothing is not read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.reading.conftest import Reader

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "many_ways.yml").read_text("utf-8"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_every_wording_says_the_same(reader: Reader, case: dict[str, Any]) -> None:
    before, after = case["around"]

    def stated(wording: str) -> Any:
        found = reader(before + wording + after, case["as_of"]).facts
        return next((one.value for one in found if one.fact == case["fact"]), None)

    expected = {wording: group["value"] for group in case["read"] for wording in group["wordings"]}
    expected |= dict.fromkeys(case["unread"])
    assert {wording: stated(wording) for wording in expected} == expected
