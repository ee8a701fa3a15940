"""The rate of one caller."""

from __future__ import annotations

import pytest

from bot.channels.web.dependencies import Rate
from bot.channels.web.rates import KNOWN_CALLERS, RateLimit


def test_a_burst_passes_then_one_for_each_interval() -> None:
    now = [0.0]
    limit = RateLimit(Rate(per_minute=6, burst=2), clock=lambda: now[0])
    assert [limit.wait_seconds("a") for _ in range(3)] == [0, 0, pytest.approx(10)]
    now[0] = 9.0
    assert limit.wait_seconds("a") == pytest.approx(1)
    now[0] = 10.0
    assert [limit.wait_seconds("a") for _ in range(2)] == [0, pytest.approx(10)]


def test_callers_do_not_wait_for_each_other() -> None:
    limit = RateLimit(Rate(per_minute=1, burst=1), clock=lambda: 0.0)
    assert limit.wait_seconds("a") == 0
    assert limit.wait_seconds("a") > 0
    assert limit.wait_seconds("b") == 0


def test_a_flood_of_addresses_is_forgotten_oldest_first() -> None:
    limit = RateLimit(Rate(per_minute=1, burst=1), clock=lambda: 0.0)
    limit.wait_seconds("first")
    for number in range(KNOWN_CALLERS):
        limit.wait_seconds(str(number))
    assert limit.wait_seconds("first") == 0
    assert limit.wait_seconds(str(KNOWN_CALLERS - 1)) > 0
