"""Days, sums and places as people of a language write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Context, Decimal

_ANY_LENGTH = Context(prec=10_000)
"""Whoever writes forty digits gets them back; the usual context would raise."""
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def day(value: date, language: str) -> str:
    """2020年2月21日, or 21 February 2020."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def loose_day(value: str, language: str) -> str:
    """A date as exact as known: "2023", "2023-03" or "2023-03-26"."""
    parts = value.split("-")
    if len(parts) == 3:
        return day(date.fromisoformat(value), language)
    if len(parts) == 2:
        return f"{parts[0]}年{int(parts[1])}月" if language == "zh" else f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"{value}年" if language == "zh" else value


def number(value: Decimal | float | int) -> str:
    """With thousands separators and no trailing zeros."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    rounded = exact.quantize(Decimal("0.01"), context=_ANY_LENGTH).normalize(_ANY_LENGTH)
    return f"{rounded:,f}"


def in_language(texts: Mapping[str, str] | None, language: str) -> str:
    """The text in that language, else in whichever there is, else nothing."""
    if not texts:
        return ""
    return texts.get(language) or next(iter(texts.values()))


def counted(number: int, one: str) -> str:
    """How many there are, for the operator's English: "1 fault", "2 faults"."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
