"""Arithmetic on numbers of which only the ends are known.

A number is a Decimal (known) or an Interval (every point between the ends is possible).
Every operation returns a set that holds all possible results; it is exact as long as each input
occurs once (interval arithmetic: Moore, Kearfott, Cloud, Introduction to Interval Analysis, 2009).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

INFINITY = Decimal("Infinity")
ZERO = Decimal(0)


class Interval(NamedTuple):
    """All numbers between two different ends; infinite ends are open."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False


Number = Decimal | Interval
EVERYTHING = Interval(-INFINITY, INFINITY, True, True)
End = tuple[Decimal, bool]
"""One end and whether it is open."""


def between(low: End, high: End) -> Number:
    """The interval with these ends; a Decimal where both are the same."""
    if low[0] == high[0] and low[0].is_finite():
        return low[0]
    return Interval(low[0], high[0], low[1], high[1])


def ends(number: Number) -> tuple[End, End]:
    """Lower and upper end of a number."""
    if isinstance(number, Decimal):
        return (number, False), (number, False)
    return (number.low, number.low_open), (number.high, number.high_open)


def add(a: Number, b: Number) -> Number:
    """Sum of two numbers."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a + b
    (a_low, a_low_open), (a_high, a_high_open) = ends(a)
    (b_low, b_low_open), (b_high, b_high_open) = ends(b)
    return between((a_low + b_low, a_low_open or b_low_open), (a_high + b_high, a_high_open or b_high_open))


def negate(a: Number) -> Number:
    """The number with its sign turned."""
    if isinstance(a, Decimal):
        return -a
    return Interval(-a.high, -a.low, a.high_open, a.low_open)


def subtract(a: Number, b: Number) -> Number:
    """Difference of two numbers."""
    return add(a, negate(b))


def multiply(a: Number, b: Number) -> Number:
    """Product of two numbers."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a * b
    return _from_corners(a, b, _product)


def divide(a: Number, b: Number) -> Number:
    """Quotient of two numbers; a share of nothing is nothing, else all is possible where the divisor can be zero."""
    if a == ZERO:
        return ZERO
    low, high = ends(b)
    if _holds_zero(low, high):
        return EVERYTHING
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a / b
    sign = 1 if high[0] > 0 else -1
    return _from_corners(a, b, lambda x, y: _quotient(x, y, sign))


def smallest(numbers: Sequence[Number]) -> Number:
    """The least of several numbers."""
    if all(isinstance(number, Decimal) for number in numbers):
        return min(numbers)
    pairs = [ends(n) for n in numbers]
    return between(min(low for low, _ in pairs), min((high for _, high in pairs), key=_open_first))


def largest(numbers: Sequence[Number]) -> Number:
    """The greatest of several numbers."""
    if all(isinstance(number, Decimal) for number in numbers):
        return max(numbers)
    return negate(smallest([negate(n) for n in numbers]))


def hull(numbers: Sequence[Number]) -> Number:
    """The smallest interval that holds all of them."""
    pairs = [ends(n) for n in numbers]
    return between(min(low for low, _ in pairs), max((high for _, high in pairs), key=_closed_first))


def overlap(a: Number, b: Number) -> Number | None:
    """What two statements about one number leave possible; None where they contradict."""
    (a_low, a_high), (b_low, b_high) = ends(a), ends(b)
    low = max(a_low, b_low)
    high = min((a_high, b_high), key=_open_first)
    if low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1])):
        return None
    return between(low, high)


def is_less(a: Number, b: Number) -> bool | None:
    """Whether a < b; None where some points say yes and some no."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a < b
    (a_low, _), (a_high, a_high_open) = ends(a)
    (b_low, b_low_open), (b_high, _) = ends(b)
    if a_high < b_low or (a_high == b_low and (a_high_open or b_low_open)):
        return True
    return False if a_low >= b_high else None


def is_at_most(a: Number, b: Number) -> bool | None:
    """Whether a <= b; None where some points say yes and some no."""
    greater = is_less(b, a)
    return None if greater is None else not greater


def is_equal(a: Number, b: Number) -> bool | None:
    """Whether a = b; None where some points say yes and some no."""
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a == b
    return False if is_less(a, b) or is_less(b, a) else None


def _open_first(end: End) -> tuple[Decimal, bool]:
    return end[0], not end[1]


_closed_first = _open_first  # as a key of max() the closed end of two equal ones wins


def _from_corners(a: Number, b: Number, combine: Callable[[End, End], End]) -> Number:
    corners = [combine(x, y) for x in ends(a) for y in ends(b)]
    return between(min(corners), max(corners, key=_closed_first))


def _product(x: End, y: End) -> End:
    if x[0] == 0 or y[0] == 0:  # a closed zero is reached whatever the other is, an open one never
        return ZERO, not ((x[0] == 0 and not x[1]) or (y[0] == 0 and not y[1]))
    return x[0] * y[0], x[1] or y[1]


def _quotient(x: End, y: End, sign: int) -> End:
    if x[0] == 0:
        return ZERO, x[1]
    if y[0] == 0:  # an open end of the divisor: the quotient grows without limit
        return (INFINITY if (x[0] > 0) == (sign > 0) else -INFINITY), True
    if y[0].is_infinite():
        return ZERO, True
    return x[0] / y[0], x[1] or y[1]


def _holds_zero(low: End, high: End) -> bool:
    if low[0] > 0 or high[0] < 0:
        return False
    return not ((low[0] == 0 and low[1]) or (high[0] == 0 and high[1]))
