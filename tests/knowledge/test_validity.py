"""Availability on a day, as the contract defines it: the last day is inclusive, silence ends in doubt."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.catalogue import Catalogue
from knowledge.loading import load_catalogue
from knowledge.measures import Measure, Validity, Year
from knowledge.validity import availability, is_in_force

PATIENCE = 365
ANNOUNCED, VERIFIED = date(2022, 1, 26), date(2026, 11, 22)

WINDOW = {"first_day": date(2022, 3, 1), "last_day": date(2022, 12, 31)}
ONLY_LAST = {"last_day": date(2022, 12, 31)}
ONLY_FIRST = {"first_day": date(2022, 3, 1)}
OPEN_ENDED = {"open_ended": True}
FROM_THEN_ON = {"open_ended": True, "first_day": date(2022, 3, 1)}
DONE = {"reported_done": True}
YEARLY = {
    "years": (
        Year(2025, date(2025, 6, 1), date(2025, 8, 31)),
        Year(2026, date(2026, 6, 1), date(2026, 8, 31)),
    )
}
ONE_DAY = {"first_day": date(2022, 3, 1), "last_day": date(2022, 3, 1)}
ACROSS = {"years": (Year(2025, date(2026, 1, 1), date(2026, 5, 31)),)}

TABLE: list[tuple[str, dict[str, Any], str, str]] = [
    ("a window", WINDOW, "2022-01-25", "upcoming"),
    ("a window", WINDOW, "2022-01-26", "upcoming"),
    ("a window", WINDOW, "2022-02-28", "upcoming"),
    ("a window", WINDOW, "2022-03-01", "open"),
    ("a window", WINDOW, "2022-03-02", "open"),
    ("a window", WINDOW, "2022-12-30", "open"),
    ("a window", WINDOW, "2022-12-31", "open"),
    ("a window", WINDOW, "2023-01-01", "ended"),
    ("a window", WINDOW, "2026-11-22", "ended"),
    ("one day", ONE_DAY, "2022-02-28", "upcoming"),
    ("one day", ONE_DAY, "2022-03-01", "open"),
    ("one day", ONE_DAY, "2022-03-02", "ended"),
    ("only a last day", ONLY_LAST, "2022-01-25", "upcoming"),
    ("only a last day", ONLY_LAST, "2022-01-26", "open"),
    ("only a last day", ONLY_LAST, "2022-12-31", "open"),
    ("only a last day", ONLY_LAST, "2023-01-01", "ended"),
    ("only a first day", ONLY_FIRST, "2022-02-28", "upcoming"),
    ("only a first day", ONLY_FIRST, "2022-03-01", "open"),
    ("only a first day", ONLY_FIRST, "2023-01-26", "open"),
    ("only a first day", ONLY_FIRST, "2023-01-27", "unconfirmed"),
    ("no day at all", {}, "2022-01-25", "upcoming"),
    ("no day at all", {}, "2022-01-26", "open"),
    ("no day at all", {}, "2023-01-26", "open"),
    ("no day at all", {}, "2023-01-27", "unconfirmed"),
    ("no day at all", {}, "2026-11-22", "unconfirmed"),
    ("open-ended", OPEN_ENDED, "2022-01-25", "upcoming"),
    ("open-ended", OPEN_ENDED, "2022-01-26", "open"),
    ("open-ended", OPEN_ENDED, "2026-11-22", "open"),
    ("open-ended", OPEN_ENDED, "2027-11-22", "open"),
    ("open-ended", OPEN_ENDED, "2027-11-23", "unconfirmed"),
    ("open-ended from a day", FROM_THEN_ON, "2022-02-28", "upcoming"),
    ("open-ended from a day", FROM_THEN_ON, "2022-03-01", "open"),
    ("reported as done", DONE, "2021-01-01", "done"),
    ("reported as done", DONE, "2026-11-22", "done"),
    ("reported as done", DONE | WINDOW, "2022-06-01", "done"),
    ("yearly", YEARLY, "2025-05-31", "upcoming"),
    ("yearly", YEARLY, "2025-06-01", "open"),
    ("yearly", YEARLY, "2025-08-31", "open"),
    ("yearly", YEARLY, "2025-09-01", "ended"),
    ("yearly", YEARLY, "2026-05-31", "upcoming"),
    ("yearly", YEARLY, "2026-08-31", "open"),
    ("yearly", YEARLY, "2026-09-01", "ended"),
    ("yearly", YEARLY, "2027-06-01", "unconfirmed"),
    ("yearly", YEARLY, "2024-06-01", "unconfirmed"),
]

ASKED: list[tuple[str, dict[str, Any], str, int, str]] = [
    ("last year's window", YEARLY, "2026-07-01", 2025, "ended"),
    ("next year's window", YEARLY, "2025-07-01", 2026, "upcoming"),
    ("a year that is not recorded", YEARLY, "2026-07-01", 2027, "unconfirmed"),
    ("a window in the year after", ACROSS, "2025-12-31", 2025, "upcoming"),
    ("a window in the year after", ACROSS, "2026-05-31", 2025, "open"),
    ("a window in the year after", ACROSS, "2026-06-01", 2025, "ended"),
    ("a year does not move a plain window", WINDOW, "2022-06-01", 2025, "open"),
]


def measure(kind: str = "grant", **validity: Any) -> Measure:
    text = {"zh": "一", "en": "one"}
    window = Validity(announced=ANNOUNCED, verified_on=VERIFIED, **validity)
    return Measure("one", kind, text, text, text, text, window, sources=())  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "validity", "day", "state"), TABLE, ids=lambda v: v if isinstance(v, str) else "")
def test_state_on_the_day(name: str, validity: dict[str, Any], day: str, state: str) -> None:
    assert availability(measure(**validity), date.fromisoformat(day), PATIENCE) == state


@pytest.mark.parametrize(
    ("name", "validity", "day", "year", "state"), ASKED, ids=lambda v: v if isinstance(v, str) else ""
)
def test_state_of_the_year_that_was_asked_about(
    name: str, validity: dict[str, Any], day: str, year: int, state: str
) -> None:
    assert availability(measure(**validity), date.fromisoformat(day), PATIENCE, year) == state


@pytest.mark.parametrize("validity", [WINDOW, OPEN_ENDED, DONE, YEARLY, {}], ids=str)
@pytest.mark.parametrize("day", ["2020-01-01", "2022-06-01", "2026-11-22"])
def test_a_direction_is_only_announced_whatever_the_day(validity: dict[str, Any], day: str) -> None:
    assert availability(measure("direction", **validity), date.fromisoformat(day), PATIENCE) == "announced"


def test_the_patience_is_the_packs_own() -> None:
    day = date(2022, 2, 6)
    assert availability(measure(), day, 10) == "unconfirmed"
    assert availability(measure(), day, 11) == "open"


def test_what_is_open_or_will_open_is_in_force() -> None:
    states = ["open", "upcoming", "ended", "unconfirmed", "announced", "done"]
    assert [state for state in states if is_in_force(state)] == ["open", "upcoming"]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_every_shipped_window_opens_on_its_first_day_and_ends_after_its_last(catalogue: Catalogue) -> None:
    patience = catalogue.pack.unconfirmed_after_days
    wrong = []
    for one in catalogue.measures.values():
        last = one.validity.last_day
        if last is None or one.kind == "direction" or one.validity.reported_done or one.validity.years:
            continue
        after = date.fromordinal(last.toordinal() + 1)
        first = one.validity.first_day or one.validity.announced
        before = date.fromordinal(first.toordinal() - 1)
        states = [availability(one, day, patience) for day in (before, first, last, after)]
        if states != ["upcoming", "open", "open", "ended"]:
            wrong.append((one.id, states))
    assert wrong == []
