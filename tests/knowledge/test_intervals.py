"""Arithmetic on numbers of which only the ends are known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.calendars import days_in_months, months_between, shift_months
from knowledge.intervals import EVERYTHING, INFINITY, Interval, divide, is_at_most, is_less, multiply, overlap, smallest

D = Decimal


def band(low: str, high: str, low_open: bool = False, high_open: bool = False) -> Interval:
    return Interval(D(low), D(high), low_open, high_open)


@pytest.mark.parametrize(
    ("number", "limit", "expected"),
    [
        (band("180", "220"), "300", True),
        (band("270", "330"), "300", None),
        (band("301", "330"), "300", False),
        (band("270", "300"), "300", True),
        (band("300", "330", low_open=True), "300", False),
        (band("300", "330"), "300", None),
    ],
)
def test_a_band_is_at_most_a_limit_only_when_every_point_is(
    number: Interval, limit: str, expected: bool | None
) -> None:
    assert is_at_most(number, D(limit)) is expected


def test_an_open_end_is_not_reached() -> None:
    assert is_less(band("0", "100", high_open=True), D(100)) is True
    assert is_less(band("0", "100"), D(100)) is None


def test_dividing_by_what_can_be_zero_leaves_everything_possible() -> None:
    assert divide(D(10), band("0", "5")) == EVERYTHING
    assert divide(D(10), D(0)) == EVERYTHING
    assert divide(D(0), band("0", "5")) == divide(D(0), D(0)) == D(0)
    assert divide(D(10), band("0", "5", low_open=True)) == Interval(D(2), INFINITY, False, True)


def test_thirtieths_stay_exact() -> None:
    assert divide(D(30), D(300)) == D("0.1")
    assert divide(D(11), D(200)) == D("0.055")


def test_nothing_times_anything_is_nothing() -> None:
    assert multiply(D(0), EVERYTHING) == 0
    assert multiply(band("0", "1", low_open=True), Interval(D(5), INFINITY, False, True)) == Interval(
        D(0), INFINITY, True, True
    )


def test_a_ceiling_below_the_range_makes_the_sum_certain() -> None:
    assert smallest([band("200", "300"), D(100)]) == 100


def test_two_statements_that_contradict_leave_nothing() -> None:
    assert overlap(band("1", "2"), band("3", "4")) is None
    assert overlap(band("1", "3", high_open=True), band("3", "4")) is None
    assert overlap(band("1", "3"), band("3", "4")) == 3


@pytest.mark.parametrize(
    ("start", "day", "months"),
    [
        (date(2025, 11, 22), date(2026, 11, 22), 12),
        (date(2025, 11, 23), date(2026, 11, 22), 11),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2024, 2, 29), date(2025, 3, 1), 12),
    ],
)
def test_months_count_when_they_are_full(start: date, day: date, months: int) -> None:
    assert months_between(start, day) == months


def test_a_month_later_is_the_last_day_where_the_month_is_shorter() -> None:
    assert shift_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert shift_months(date(2026, 11, 22), -24) == date(2024, 11, 22)


def test_days_in_full_months_are_bounded_by_the_calendar() -> None:
    fewest, most = days_in_months(12, date(2026, 11, 22))
    assert (fewest, most) == (365, 395)  # registered on 2025-11-22 at the latest, 2025-10-23 at the earliest
