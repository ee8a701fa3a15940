"""Numbers in Chinese numerals as they stand in a text, the vague ones too: 三百多万, 上百, 七八十, 几千."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from intents.reading.numbers.numberspans import NumberSpan
from intents.reading.numbers.numerals import MULTIPLIERS, chinese_numeral, next_round
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.spans import Spans

_DIGIT = "零〇一二两俩仨三四五六七八九十百千万亿"
_HAN = re.compile(
    rf"(?!(?<=[\d百千])[百千万亿]+[一二三四五六七八九]成(?![立本功果]|交))(?P<percent>[百千]分之)?(?P<digits>(?:上(?=[十百千万亿])|[几数好](?!百分))*[{_DIGIT}几]"
    rf"(?:(?!(?<=[万亿])[一二三四五六七八九]成(?![立本功果]|交))[{_DIGIT}几]|点(?=[{_DIGIT}])|半(?=万|亿)|(?<=[十百千万亿])[多余来](?=[万亿])|个多?(?=亿))*半?|半(?=年|个|成|数))"
)
_TWO_DIGITS = re.compile("(?:^|(?<=[十百千万亿]))([一二两三四五六七八九])([一二两三四五六七八九])([十百千万亿]*)$")
_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟零万亿]{2,}")
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_SIGNS = frozenset(_DIGIT + "几半")
HAN_SIGNS = _SIGNS | set("壹贰叁肆伍陆柒捌玖拾佰仟")
"""Without one of these no number in Chinese numerals is in a text."""
_COUNTED = frozenset({"人", "总", "户", "工", "员", "件", "份", "月", "次", "分", "额"})
_UNITS_AT_END = re.compile("[十百千]?[万亿]$|[十百千]$")
_ROUND = {
    "十": 10,
    "百": 100,
    "百来": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}


def han_numbers(text: str) -> Iterator[NumberSpan]:
    """The numbers in Chinese numerals, by place."""
    text = _in_plain_digits(text)
    if _SIGNS.isdisjoint(text):
        return
    blocked = Spans(m.span() for m in spoken("not_numerals").finditer(text))
    for m in _HAN.finditer(text):
        if blocked.touch(*m.span()):
            continue
        word = m["digits"].replace("个", "")
        if word.startswith("数") and text[m.start() - 1 : m.start()] in _COUNTED:
            word = word[1:]  # 人数三百 is no "several"
        found = _han_number(word) if word else None
        if found is not None:
            found.start, found.end = found.start + m.start(), m.end()
            found.percent = m["percent"] is not None
            if m["percent"] == "千分之":
                found.low, found.high = found.low / 10, found.high / 10
            yield found


def _han_number(word: str) -> NumberSpan | None:
    plain = word.lstrip("好")
    found = _vague(plain) if plain[0] in "上半" or "几" in plain or "数" in plain or "半" in plain else _plain(plain)
    if found is not None:
        found.start = len(word) - len(plain)
        found.scaled = "万" in word or "亿" in word
        unit = _UNITS_AT_END.search(plain)
        found.scale = chinese_numeral("一" + unit.group()) or Decimal(1) if unit else Decimal(1)
    return found


def _vague(word: str) -> NumberSpan | None:
    """上百, 半, 几十, 一个半亿."""
    if word.startswith("上"):
        base = Decimal(_ROUND.get(word[1:], 0))
        return NumberSpan(0, 0, base, base * 10, open_end=True) if base else None
    if "几" in word or "数" in word:
        return _several(word.replace("数", "几"))
    head, _, tail = word.partition("半")
    value = chinese_numeral(head) if head else Decimal(0)
    if value is None or (tail and tail not in MULTIPLIERS):
        return None
    unit = MULTIPLIERS.get(head[-1], 1) if head else 1
    half = (value + Decimal(unit) / 2) * MULTIPLIERS.get(tail, 1)
    return NumberSpan(0, 0, half, half)


def _several(word: str) -> NumberSpan | None:
    low = chinese_numeral(word.replace("几", "二" if word[0] == "几" else "一", 1))
    high = chinese_numeral(word.replace("几", "九", 1))
    if low is None or high is None:
        return None
    step = _ROUND.get(word[1:], 1) if word[0] == "几" else 1
    return NumberSpan(0, 0, low, high + step, open_end=True)


def _plain(word: str) -> NumberSpan | None:
    body = word.replace("多", "").replace("余", "").replace("来", "")
    if (pair := _two_digits(body)) is not None:
        return NumberSpan(0, 0, *pair)
    value = chinese_numeral(body)
    if value is None:
        return None
    over = "多" in word or "余" in word
    stem = (chinese_numeral(body.rstrip("万亿")) or value) if over else None
    high = next_round(stem) * (value / stem) if stem else value
    return NumberSpan(0, 0, value, high, over=over, about="来" in word)


def _two_digits(word: str) -> tuple[Decimal, Decimal] | None:
    """七八十 is 70 to 80, 三五百 is 300 to 500, 一百八九十 is 180 to 190."""
    found = _TWO_DIGITS.search(word)
    if found is None:
        return None
    head = word[: found.start()]
    low, high = (chinese_numeral(head + found[i] + found[3]) for i in (1, 2))
    return (low, high) if low is not None and high is not None and low < high else None


def _in_plain_digits(text: str) -> str:
    """The formal numerals of cheques (壹拾贰万) as everyday ones, character by character."""
    return _FORMAL.sub(lambda m: m.group().translate(_PLAIN), text)
