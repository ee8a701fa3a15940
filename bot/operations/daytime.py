"""When people may be told something that they did not just ask for: never at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta

DAY_BEGINS, DAY_ENDS = time(8), time(21)
"""Between these hours of the pack's time zone people are told; what falls in the night waits for the morning."""


def in_daytime(moment: datetime) -> datetime:
    """The moment itself, or the next morning."""
    if DAY_BEGINS <= moment.time() < DAY_ENDS:
        return moment
    morning = moment.replace(hour=DAY_BEGINS.hour, minute=0, second=0, microsecond=0)
    return morning if moment.time() < DAY_BEGINS else morning + timedelta(days=1)
