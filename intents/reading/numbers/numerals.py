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
    "仨": 3,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LAST_PLACE = -5
"""More places behind the point have only the thirds and sevenths."""
_LARGE = {"万": 10**4, "亿": 10**8}
_LATIN = {
    "k": 1000,
    "grand": 1000,
    "thousand": 1000,
    "hundred": 100,
    "wan": 10**4,
    "w": 10**4,
    "yi": 10**8,
    **dict.fromkeys(("m", "mn", "mln", "mil", "million", "millions"), 10**6),
    **dict.fromkeys(("b", "bn", "billion"), 10**9),
}
MULTIPLIERS = {**_SMALL, **_LARGE, "十万": 10**5, "百万": 10**6, "千万": 10**7, **_LATIN}
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
ENGLISH_WORDS = frozenset(_ENGLISH) | {"hundred", "thousand", "million", "billion", "half", "wan"}


def chinese_numeral(text: str) -> Decimal | None:
    """The value of a Chinese numeral (一百二十万, 两千五, 三点五亿, 二〇一九); None where it is none.

    A last digit after a unit stands for tenths of that unit: 一万五 is 15,000.
    """
    if not text:
        return None
    if "点" in text:
        return _with_fraction(text)
    if all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    unit = 1
    for position, character in enumerate(text):
        if character in _DIGITS:
            tenths = position == len(text) - 1 and unit >= 100 and text[position - 1] not in "零〇十"
            digit = _DIGITS[character] * (unit // 10 if tenths else 1)
        elif character in _SMALL:
            unit = _SMALL[character]
            section, digit = section + (digit or 1) * unit, 0
        elif character in _LARGE:
            unit = _LARGE[character]
            before, total = (total, 0) if unit == 10**8 else (0, total)
            total += (before + section + digit or 1) * unit
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
    """The value of an English numeral in words (half a million, two and a half, three point two); None: none."""
    if "point" in words:
        return _with_english_fraction(words)
    if _is_tenths(words):
        return (_counted(words[:-1]) or Decimal(0)) + _ENGLISH[words[-1]] * Decimal(MULTIPLIERS[words[-2]]) / 10
    if at := _and_a_half(words):
        return _and_half(words, at)
    return _counted(words)


def _is_tenths(words: list[str]) -> bool:
    """Two million nine: nine tenths of a million, where no "and" and no smaller unit says otherwise."""
    return len(words) > 2 and words[-2] in ("million", "billion") and 0 < _ENGLISH.get(words[-1], 0) < 10


def _counted(words: list[str]) -> Decimal | None:
    counted = [w for w in words if w not in ("and", "of", "half")]
    halved = "half" in words
    if halved and counted and counted[0] in ("a", "an"):
        counted = counted[1:]
    total = current = Decimal(0)
    for word in counted:
        if word in _ENGLISH:
            current = current * 12 if word == "dozen" and current else current + _ENGLISH[word]
        elif word == "hundred":
            current = (current or 1) * Decimal(100)
        elif word in MULTIPLIERS:
            total, current = total + (current or 1) * MULTIPLIERS[word], Decimal(0)
        else:
            return None
    value = total + current
    if halved:
        return value / 2 if value else Decimal("0.5")
    return value if counted else None


def _and_a_half(words: list[str]) -> int:
    """Where "and a half" begins; 0 where it is not said."""
    return next((i for i in range(1, len(words) - 2) if words[i : i + 3] == ["and", "a", "half"]), 0)


def _and_half(words: list[str], at: int) -> Decimal | None:
    whole = english_numeral(words[:at])
    scale = english_numeral(words[at + 3 :]) if words[at + 3 :] else Decimal(1)
    return None if whole is None or scale is None else (whole + Decimal("0.5")) * scale


def _with_english_fraction(words: list[str]) -> Decimal | None:
    """Three point two five million."""
    at = words.index("point")
    digits = [w for w in words[at + 1 :] if _ENGLISH.get(w, 10) < 10]
    scale = words[at + 1 + len(digits) :]
    whole = english_numeral(words[:at])
    factor = english_numeral(scale) if scale else Decimal(1)
    if whole is None or factor is None or not digits:
        return None
    return (whole + Decimal("0." + "".join(str(_ENGLISH[w]) for w in digits))) * factor


def next_round(value: Decimal) -> Decimal:
    """The next round number above: one more in the last place that is not zero (200 -> 300, 350 -> 360).

    A third, which has no last place, goes up by a tenth.
    """
    if value <= 0:
        return value
    step = Decimal(1)
    number = value.normalize()
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int):
        step = Decimal(1).scaleb(exponent if exponent > _LAST_PLACE else -1)
    return value + step
