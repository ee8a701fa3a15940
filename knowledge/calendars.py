"""Whole months and days between dates, the way an office counts them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def months_between(start: date, day: date) -> int:
    """Full months from `start` to `day` (31 January to 28 February: none yet); negative before the start."""
    months = (day.year - start.year) * 12 + day.month - start.month
    return months - (1 if day.day < start.day else 0)


def shift_months(day: date, months: int) -> date:
    """The same day of the month so many months later (or earlier), the last day where the month is shorter.

    Years outside 1 to 9999 are cut to the first or last day that a date can be.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if year > date.max.year else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_in_months(months: int, day: date) -> tuple[int, int]:
    """The fewest and the most days that `months` full months can be on `day`."""
    latest = shift_months(day, -months)
    before = shift_months(day, -months - 1)
    earliest = before if before == date.min else before + timedelta(days=1)
    return (day - latest).days, (day - earliest).days
