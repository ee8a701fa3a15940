"""Whether a measure can be had on the day, and until when, in words."""

from __future__ import annotations

from datetime import date

from bot.rendering import formats
from bot.rendering.answers import MeasureAnswer
from bot.rendering.wording import Wording
from knowledge.measures import Measure, Validity
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """One measure's state on one day."""

    wording: Wording
    measure: Measure
    day: date
    year: int | None = None
    """The year asked about where it is not the day's own."""

    def status(self, answer: MeasureAnswer) -> str:
        """Whether it can be had on the day."""
        validity, say = self.measure.validity, self.wording
        values = {"day": self._day(self.day), "announced": self._day(validity.announced)}
        key = "status_" + answer.availability
        first, last = window(validity, self.year or self.day.year)
        if answer.availability == "open" and last is not None:
            key, values["through"] = "status_open_until", self._day(last)
        elif answer.availability == "ended" and validity.years and first and last:
            key = "status_ended_year"
            values |= {"year": str(last.year), "from": self._day(first), "through": self._day(last)}
        elif answer.availability == "ended" and last is not None:
            values["through"] = self._day(last)
        elif answer.availability == "upcoming":
            values["from"] = self._day(first or validity.announced)
        elif answer.availability == "unconfirmed" and (validity.open_ended or validity.years):
            key = "status_unconfirmed_standing"
        return say(key, **values)

    def deadline(self) -> str:
        """Until when it can be had, as far as the source says."""
        validity, say = self.measure.validity, self.wording
        year = max((y.year for y in validity.years), default=0)
        first, last = window(validity, year)
        if first is not None and last is not None:
            return say("deadline_window", **{"from": self._day(first), "through": self._day(last)})
        if last is not None:
            return say("deadline_until", through=self._day(last))
        if validity.open_ended:
            return say("deadline_open_ended")
        return say("deadline_not_stated", announced=self._day(validity.announced))

    def _day(self, value: date) -> str:
        return formats.day(value, self.wording.language)


def window(validity: Validity, year: int) -> tuple[date | None, date | None]:
    """First and last day of the measure, or of that year of a yearly rule."""
    if validity.years:
        found = next((y for y in validity.years if y.year == year), None)
        return (found.first_day, found.last_day) if found else (None, None)
    return validity.first_day, validity.last_day
