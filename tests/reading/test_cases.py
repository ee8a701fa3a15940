"""Every message of the YAML files beside this one is read as its line says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.reading.conftest import Reader

FILES = (
    "cases",
    "stories",
    "hurried",
    "unseen_1",
    "unseen_2",
    "unseen_3",
    "unseen_4",
    "unseen_5",
    "unseen_6",
    "unseen_7",
    "unseen_8",
    "said_and_denied",
    "judged",
    "talked",
)
ROWS: list[dict[str, Any]] = [
    row for name in FILES for row in yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text("utf-8"))
]


def same(got: Any, want: Any) -> bool:
    if isinstance(want, bool) or isinstance(got, bool):
        return got is want
    if isinstance(want, float) and isinstance(got, int | float):
        return abs(got - want) < 5e-4
    return bool(got == want)


def test_ids_are_unique() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_message_is_read(row: dict[str, Any], reader: Reader) -> None:
    reading = reader(
        row["q"],
        str(row.get("as_of", "2026-11-22")),
        asked=row.get("asked"),
        known=row.get("known", {}),
        recent=tuple(row.get("recent", ())),
    )
    got = {found.fact: found.value for found in reading.facts}
    wanted = row.get("facts", {})
    assert {k: got.get(k) for k, v in wanted.items() if not same(got.get(k), v)} == {}
    assert not set(row.get("never", ())) & set(got)
    if row.get("only"):
        assert set(got) == set(wanted)
    assert reading.declined == row.get("declined", False)
    assert [a.fact for a in reading.ambiguities] == row.get("unclear", [])
    if row.get("correction"):
        assert reading.correction


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_every_fact_stands_in_the_message(row: dict[str, Any], reader: Reader) -> None:
    for found in reader(row["q"], str(row.get("as_of", "2026-11-22")), asked=row.get("asked")).facts:
        start, end = found.span
        assert 0 <= start < end <= len(row["q"])
