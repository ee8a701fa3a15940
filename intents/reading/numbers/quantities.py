"""Quantities in a text: what number, how exact, of what (money, people, time, share, count)."""

from __future__ import annotations

import re
from decimal import Decimal

from intents.reading.numbers.numberspans import NumberSpan
from intents.reading.numbers.numerals import chinese_numeral, english_numeral, next_round
from intents.reading.numbers.writtennumbers import find_numbers
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.spans import Spans
from knowledge.records import dataclass, replace

Span = tuple[int, int]

TIMES = ("years", "months", "days", "weeks")
"""Units of time."""
_KINDS = ("money", "people", "share", "months", "years", "days", "weeks", "count")
_HAN_DIGIT = re.compile("[一二三四五六七八九半]")
_LONE_DIGITS = "零一二两三四五六七八九十半"
_TENTH = Decimal("0.1")
_MONTHS = 12
_FAR_MORE = 100
"""So many times the second of two numbers the first is not, if it is written in the same scale."""
_PAID_OVER = re.compile(r"(?:\d\s?(?:m|k)?|million|thousand|yuan|rmb|cny)\s*$")
_AND = re.compile(r"\s*(?:and|和|与)\s*\Z")
_RANGE_OR_AND = re.compile(r"\s*(?:到|至|-|~|—|\u2013|to|and|or|和|与)\s*\Z")
_PART_OF = re.compile(r"\s*(?:out )?of (?:our |the |its |a total of |a )?(?:rmb |cny |¥)?\s*\Z")
_BY = re.compile(r"(?<![a-z])by (?:rmb |cny |¥)?\Z")
_RANGE = re.compile(r"\s*(?:到|至|-|~|—|\u2013|to)\s*\Z")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: `low` and `high` are equal where it is exact; None is an open end."""

    span: Span
    low: Decimal | None
    high: Decimal | None
    unit: str
    """money people share months years days weeks count bare"""
    low_open: bool = False
    high_open: bool = False
    scaled: bool = False
    """Written with 万, 亿, k, million …: money where the unit is not said."""
    noun: str = ""
    """The unit as written."""
    scale: Decimal = Decimal(1)
    """What the last numeral unit multiplies by: 10,000 for 30万."""

    @property
    def exact(self) -> Decimal | None:
        """The one value, or None where it is a band."""
        return self.low if self.low is not None and self.low == self.high else None

    def times(self, factor: Decimal, unit: str) -> Quantity:
        """The same quantity in another unit; a negative factor turns its ends around."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        if factor < 0:
            return replace(self, low=high, high=low, low_open=self.high_open, high_open=self.low_open, unit=unit)
        return replace(self, low=low, high=high, unit=unit)


@dataclass(slots=True)
class _Unit:
    kind: str
    noun: str
    end: int


def find_quantities(text: str, masked: list[Span]) -> list[Quantity]:
    """Every quantity outside the masked spans (dates, place names), by place."""
    taken = Spans(masked)
    out: list[Quantity] = []
    for number in find_numbers(text):
        if (out and number.start < out[-1].span[1]) or taken.touch(number.start, number.end):
            continue
        found = _with_unit(text, number)
        if found is not None:
            out.append(found)
    return _join_ranges(text, out)


def _with_unit(text: str, number: NumberSpan) -> Quantity | None:
    if after := spoken("over_after").match(text, number.end):
        if not number.over:
            number.over, number.high = True, next_round(number.low)
        number.end = after.end()
    number.end, number.about = _about(text, number.end, number.about)
    unit = _unit(text, number)
    if unit.kind == "bare" and _is_no_quantity(text, number, unit.end):
        return None
    end, about = _about(text, unit.end, number.about)
    if text.startswith("多", end) and unit.kind in ("people", "money", "months", "years") and not number.over:
        number.over, number.high, end = True, next_round(number.low), end + 1
    if below := spoken("below_zero").search(text, max(0, number.start - 12), number.start):
        number.start, number.low, number.high = below.start(), -number.high, -number.low
    span = number.start, end
    found = Quantity(span, number.low, number.high, unit.kind, scaled=number.scaled, noun=unit.noun, scale=number.scale)
    found = _bounded(text, number, found, about)
    return found if number.fraction else _in_shares(found)


def _about(text: str, end: int, already: bool) -> tuple[int, bool]:
    after = spoken("about_after").match(text, end)
    return (after.end(), True) if after else (end, already)


def _is_no_quantity(text: str, number: NumberSpan, end: int) -> bool:
    """5g, 3d; a lone 一 or 十 that counts nothing; the 31 of "31 December"."""
    glued = end < len(text) and text[end].isascii() and text[end].isalpha()
    if text[number.start] == "零" and text[number.start - 1 : number.start] in ("是", "为"):
        return glued
    is_lone = end - number.start == 1 and text[number.start] in _LONE_DIGITS
    return glued or is_lone or spoken("day_of_month").match(text, end) is not None


def _unit(text: str, number: NumberSpan) -> _Unit:
    found = spoken("units").match(text, number.end)
    if number.fraction:
        return _Unit("share", "part", number.end)
    if found is None:
        thing = spoken("things_after").match(text, number.end)
        return _Unit("share" if number.percent else "bare", thing.group().strip() if thing else "", number.end)
    kind = next(k for k in _KINDS if found[k] is not None)
    if kind == "people" and _begins_anew(text, number, found):
        return _Unit("bare", "", number.end)
    unit = _Unit(kind, found[kind], found.end())
    if unit.noun in ("月", "日", "点", "y"):
        unit.kind = "count"
    elif unit.noun == "成" and (tenths := _HAN_DIGIT.match(text, unit.end)):
        more = Decimal(5) if tenths.group() == "半" else chinese_numeral(tenths.group()) or Decimal(0)
        number.low = number.high = number.low + more * _TENTH
        unit.end = tenths.end()
    elif unit.kind in ("years", "months") and (half := spoken("half_after").match(text, unit.end)):
        number.low = number.high = number.low + Decimal("0.5")
        unit.end = half.end()
    elif unit.kind == "years" and number.low == number.high and (rest := spoken("months_after").match(text, unit.end)):
        months = rest["months"]
        named = english_numeral([months]) if months.isascii() else chinese_numeral(months)
        more = Decimal(months) if months.isdigit() else Decimal(named or 0)
        number.low = number.high = number.low * _MONTHS + more
        unit.kind, unit.end = "months", rest.end()
    return unit


def _begins_anew(text: str, number: NumberSpan, unit: re.Match[str]) -> bool:
    """Whether the people behind a number have one of their own, or a space before them: 资产5800万 人不多."""
    is_apart = text[number.end].isspace() and not unit["people"].isascii()
    if not number.scaled:
        return is_apart and text[unit.end() : unit.end() + 1].isdigit()
    return is_apart or spoken("another_number").match(text, unit.end()) is not None


def _bounded(text: str, number: NumberSpan, found: Quantity, about: bool) -> Quantity:
    """The quantity with the words around it that widen it: 约, 近, 至少, over, or more …"""
    start, end = found.span
    before = spoken("bound_before").search(text[max(0, start - 20) : start])
    kind = before.lastgroup if before else None
    if (
        before
        and kind == "over"
        and found.unit in ("years", "months")
        and _PAID_OVER.search(text, 0, start - len(before.group()))
    ):
        before = kind = None  # 6 million over 6 years
    if kind == "most" and _is_raised_to(text, start):
        before = kind = None
    if before:
        start -= len(before.group())
    for name in ("least", "most"):
        if after := spoken(f"{name}_after").match(text, end):
            kind, end = name, after.end()
    found = replace(found, span=(start, end))
    if number.over:
        return replace(found, high=number.high, low_open=True, high_open=True)
    if number.low != number.high:
        return replace(found, high_open=number.open_end)
    return _widened(found, "about" if about else kind, number.low)


def _is_raised_to(text: str, start: int) -> bool:
    """Whether what is "up to" so much was raised to it: "the building pushed our assets up to 68 million"."""
    before = text[max(0, start - 48) : start]
    return "up to" in before and spoken("raised_up_to").search(before) is not None


def _widened(found: Quantity, kind: str | None, value: Decimal) -> Quantity:
    tenth = value * _TENTH
    if kind == "about":
        return replace(found, low=value - tenth, high=value + tenth)
    if kind == "near":
        return replace(found, low=value - tenth, high=value, high_open=True)
    if kind == "over":
        return replace(found, high=next_round(value), low_open=True, high_open=True)
    if kind == "least":
        return replace(found, high=None)
    if kind in ("most", "under"):
        return replace(found, low=None, high_open=kind == "under")
    return found


def _in_shares(found: Quantity) -> Quantity:
    if found.unit == "share":
        return found.times(_TENTH if found.noun == "成" else Decimal("0.01"), "share")
    return found


def _join_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """Two quantities with "to" between them are one band; "3 到 5 百万" scales both."""
    out: list[Quantity] = []
    for quantity in found:
        last = out[-1] if out else None
        if last is not None and quantity.scaled and _PART_OF.match(text, last.span[1], quantity.span[0]):
            out[-1:] = [scaled_alike(last, quantity), quantity]  # 30 of our 50 million
            continue
        if last is None or last.low is None or not _RANGE_OR_AND.match(text, last.span[1], quantity.span[0]):
            out.append(quantity)
            continue
        scaled = scaled_alike(last, quantity)
        if _is_range(text, scaled, quantity):
            out[-1] = replace(quantity, span=(last.span[0], quantity.span[1]), low=scaled.low)
        else:
            out[-1:] = [scaled if spoken("from_before").search(_before(text, last)) else last, quantity]
    return out


def scaled_alike(first: Quantity, second: Quantity) -> Quantity:
    """From 18 to 23 million: both are millions; of 600,000 and 1.2 million only the second."""
    if first.unit != "bare" or first.scaled or not second.scaled or first.scale != 1 or first.exact is None:
        return first
    most = second.scale if second.exact is None else min(second.scale, _FAR_MORE * second.exact / second.scale)
    return replace(first.times(second.scale, first.unit), scaled=True) if first.exact < most else first


def _before(text: str, quantity: Quantity) -> str:
    return text[max(0, quantity.span[0] - 12) : quantity.span[0]]


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    if first.exact is None or second.exact is None or first.exact >= second.exact:
        return False
    gap = text[first.span[1] : second.span[0]]
    before = _before(text, first)
    if first.unit not in (second.unit, "bare"):
        return False
    if gap.strip() == "or":
        return second.exact - first.exact == 1
    if _AND.match(gap):
        return bool(spoken("between_before").search(before) or text.startswith("之间", second.span[1]))
    return bool(_RANGE.match(gap)) and not spoken("from_before").search(before) and not _BY.search(before)
