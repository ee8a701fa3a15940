"""Numbers that are told in two pieces: "4 and a half years", 还差一个月满一年."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_MONTHS = 12
_DAYS = 365
_AND_LENGTH = len(" and ")


def in_one_piece(text: str, found: list[Quantity]) -> list[Quantity]:
    """The quantities, those that are told in two pieces as one."""
    if "a half" in text:
        found = _with_halves(text, found)
    if "year and " in text:
        found = [_with_a_year(text, one) for one in found]
    return _short_of(text, found) if "差" in text or "short of" in text or "shy of" in text else found


def _with_halves(text: str, found: list[Quantity]) -> list[Quantity]:
    """4 and a half years: one number."""
    out: list[Quantity] = []
    for half in found:
        last = out[-1] if out else None
        whole = last.exact if last is not None and last.unit == "bare" and not last.scaled else None
        is_half = half.exact is not None and text.startswith(" and a half", half.span[0] - _AND_LENGTH)
        if last is None or whole is None or not is_half or last.span[1] + _AND_LENGTH != half.span[0]:
            out.append(half)
            continue
        value = whole * (half.exact or 0) * 2 + (half.exact or 0)
        out[-1] = replace(half, span=(last.span[0], half.span[1]), low=value, high=value)
    return out


def _short_of(text: str, found: list[Quantity]) -> list[Quantity]:
    """还差一个月满一年, "one month short of a year": eleven months."""
    out = [_short_of_a_year(text, one) for one in found]
    for first, second in pairwise(tuple(out)):
        months = {q.span: _in_months(q) for q in (first, second)}
        lacking, whole = months[first.span], months[second.span]
        if lacking is None or whole is None or lacking >= whole:
            continue
        if not spoken("short_between").fullmatch(text, first.span[1], second.span[0]):
            continue
        before = spoken("short_before").search(text, 0, first.span[0])
        if before is None and "short" not in text[first.span[1] : second.span[0]]:
            continue
        start = before.start() if before else first.span[0]
        low = whole - lacking
        out[out.index(first) : out.index(second) + 1] = [
            replace(first, span=(start, second.span[1]), low=low, high=low, unit="months")
        ]
    return out


def _with_a_year(text: str, found: Quantity) -> Quantity:
    """A year and two months, or two days, of which the year has no number."""
    is_more = found.unit in ("months", "days") and found.exact is not None
    before = spoken("year_and_before").search(text, 0, found.span[0]) if is_more else None
    if before is None:
        return found
    low = (found.exact or Decimal(0)) + (_MONTHS if found.unit == "months" else _DAYS)
    return replace(found, span=(before.start(), found.span[1]), low=low, high=low)


def _short_of_a_year(text: str, found: Quantity) -> Quantity:
    """One month short of a year, which has no number."""
    end = spoken("short_of_a_year").match(text, found.span[1])
    lacking = _in_months(found)
    if end is None or lacking is None or lacking >= _MONTHS:
        return found
    low = _MONTHS - lacking
    return replace(found, span=(found.span[0], end.end()), low=low, high=low, unit="months")


def _in_months(quantity: Quantity) -> Decimal | None:
    if quantity.exact is None or quantity.unit not in ("months", "years"):
        return None
    return quantity.exact * (_MONTHS if quantity.unit == "years" else 1)
