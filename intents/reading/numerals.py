"""Numerals as written, to exact decimals: Arabic, Chinese and English ones."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "壹": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
MULTIPLIERS = {
    **_SMALL, **_LARGE, "十万": 10**5, "百万": 10**6, "千万": 10**7, "w": 10**4, "k": 1000, "m": 10**6, "mn": 10**6, "mln": 10**6, "mil": 10**6,
    "million": 10**6, "millions": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9, "thousand": 1000, "hundred": 100, "wan": 10**4, "yi": 10**8, "grand": 1000,
}  # fmt: skip
_ENGLISH = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {w: 10 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
_ENGLISH |= {"a": 1, "an": 1, "dozen": 12, "couple": 2}
ENGLISH_WORDS = frozenset(_ENGLISH) | {"hundred", "thousand", "million", "billion", "half"}


def chinese_numeral(text: str) -> Decimal | None:
    """The value of a Chinese numeral (一百二十万, 两千五, 三点五亿, 二〇一九); None where it is none.

    A last digit after a unit stands for tenths of that unit: 一万五 is 15,000.
    """
    if "点" in text:
        return _with_fraction(text)
    if all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    unit = 1
    for position, character in enumerate(text):
        if character in _DIGITS:
            digit = _DIGITS[character]
            if position == len(text) - 1 and unit >= 100 and text[position - 1] not in "零〇十":
                digit *= unit // 10
        elif character in _SMALL:
            unit = _SMALL[character]
            section += (digit or 1) * unit
            digit = 0
        elif character in _LARGE:
            unit = _LARGE[character]
            if unit == 10**8:
                total = (total + section + digit or 1) * unit
            else:
                total += (section + digit or 1) * unit
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit)


def _with_fraction(text: str) -> Decimal | None:
    whole, _, rest = text.partition("点")
    tail = "".join(c for c in rest if c in _DIGITS)
    scale_text = rest[len(tail) :]
    head = chinese_numeral(whole) if whole else Decimal(0)
    scale = chinese_numeral(scale_text) if scale_text else Decimal(1)
    if head is None or scale is None or not tail:
        return None
    return (head + Decimal("0." + "".join(str(_DIGITS[c]) for c in tail))) * scale


def english_numeral(words: list[str]) -> Decimal | None:
    """The value of an English numeral in words (half a million, two hundred and fifty); None where it is none."""
    total = current = Decimal(0)
    half = False
    seen = False
    for word in words:
        if word in ("and", "of"):
            continue
        if word == "half":
            half = True
        elif word in _ENGLISH:
            if half and word in ("a", "an"):
                continue
            current = current * 12 if word == "dozen" and current else current + _ENGLISH[word]
        elif word in ("hundred", "thousand", "million", "billion"):
            size = MULTIPLIERS[word]
            current = current or Decimal(1)
            if word == "hundred":
                current *= size
            else:
                total, current = total + current * size, Decimal(0)
        else:
            return None
        seen = True
    value = total + current
    if half:
        value = value / 2 if value else Decimal("0.5")
    return value if seen else None


def next_round(value: Decimal) -> Decimal:
    """The next round number above: one more in the last place that is not zero (200 -> 300, 350 -> 360)."""
    if value <= 0:
        return value
    step = Decimal(1)
    number = value.normalize()
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int):
        step = Decimal(1).scaleb(exponent)
    return value + step
