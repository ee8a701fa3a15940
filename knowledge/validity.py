"""Whether a measure can be had on a day: a question apart from whether an enterprise qualifies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from knowledge.measures import Measure, Validity

Availability = Literal["open", "upcoming", "ended", "unconfirmed", "announced", "done"]


def availability(measure: Measure, day: date, unconfirmed_after_days: int, year: int | None = None) -> Availability:
    """The measure's state on `day`.

    `year` is the year that was asked about where it is not the day's own: a yearly rule is then judged by that
    year's window. Source of the definitions: the product's contract, "availability".
    """
    if measure.kind == "direction":
        return "announced"
    validity = measure.validity
    if validity.reported_done:
        return "done"
    if validity.years:
        return _of_year(validity, day, year or day.year)
    return _of_window(validity, day, timedelta(days=unconfirmed_after_days))


def _of_year(validity: Validity, day: date, year: int) -> Availability:
    window = next((y for y in validity.years if y.year == year), None)
    if window is None:
        return "unconfirmed"
    if day < window.first_day:
        return "upcoming"
    return "ended" if day > window.last_day else "open"


def _of_window(validity: Validity, day: date, patience: timedelta) -> Availability:
    if day < (validity.first_day or validity.announced):
        return "upcoming"
    if validity.last_day is not None:
        return "ended" if day > validity.last_day else "open"
    last_word = validity.verified_on if validity.open_ended else validity.announced
    return "unconfirmed" if day - last_word > patience else "open"


def is_in_force(state: str) -> bool:
    """Whether somebody can use the measure, or will be able to, as far as is known."""
    return state in ("open", "upcoming")
