"""How often one caller may ask.

Source of the algorithm: the token bucket (J. Turner, 1986), in its form without a timer.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.channels.web.dependencies import Rate

KNOWN_CALLERS = 20_000
"""The least recent are forgotten beyond that, so that a flood of addresses costs bounded memory."""
ROUNDING = 1e-9
"""Whoever waits exactly as long as told may ask."""


class RateLimit:
    """Counts by caller."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Caller to (what is left, when that was so)."""

    def wait_seconds(self, caller: str, rate: Rate | None = None) -> float:
        """0 and one more is counted where the caller may ask now; else how long to wait, and nothing is counted.

        `rate`: the caller's own, where it has one.
        """
        now, rate = self._clock(), rate or self._rate
        left, since = self._buckets.pop(caller, (float(rate.burst), now))
        per_second = rate.per_minute / 60
        left = min(rate.burst, left + (now - since) * per_second)
        may_ask = left > 1 - ROUNDING
        self._buckets[caller] = (left - 1 if may_ask else left, now)
        if len(self._buckets) > KNOWN_CALLERS:
            self._buckets.popitem(last=False)
        return 0.0 if may_ask else (1 - left) / per_second
