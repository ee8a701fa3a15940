"""What is known of a number from its own words, before its unit."""

from __future__ import annotations

from decimal import Decimal

from knowledge.records import dataclass


@dataclass(slots=True)
class NumberSpan:
    """A number and how exact it is said to be by itself (三百多万, 上百, 七八十)."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    scaled: bool = False
    """Written with 万, 亿, k, million … or a currency sign."""
    over: bool = False
    about: bool = False
    open_end: bool = False
    """The upper end itself is not meant."""
    percent: bool = False
    """Said as 百分之 …"""
    scale: Decimal = Decimal(1)
    """What the last unit written multiplies by: 10,000 for 30万."""
    fraction: bool = False
    """Said as a half, a third …: a share as it stands."""
