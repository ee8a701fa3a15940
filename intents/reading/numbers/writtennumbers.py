"""Numbers as they stand in a text, before their units: Arabic, Chinese and English ones, and fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from intents.reading.numbers.hannumbers import HAN_SIGNS, han_numbers
from intents.reading.numbers.numberspans import NumberSpan
from intents.reading.numbers.numerals import ENGLISH_WORDS, MULTIPLIERS, chinese_numeral, english_numeral, next_round
from intents.reading.vocabulary.manners import spoken

_SCALE = "万亿|千万|百万|十万|亿|万|千|百|million|millions|thousand|billion|hundred|mln|mil|mn|bn|wan|yi|k|m|b|w|grand"
_ARABIC = re.compile(
    r"(?<![\d.a-z])(?:(?P<sign>[¥$€£]|rmb|cny|人民币)\s*)?(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d{1,3}(?: \d{3})+(?= ?(?:元|yuan|rmb|cny))|\d+(?:\.\d+)?)"
    rf"(?P<over>多|余|来)?(?:\s*(?:个(?=多?亿))?(?P<scale>{_SCALE})(?![a-z])"
    r"(?:(?P<tail>[零〇]?[1-9](?:,\d{3}|\d{0,3}))(?![\d.,]*[%\d])(?:(?P<tail_unit>千|百|万)(?P<last>万|亿)?"
    r"(?:(?<=千)(?P<rest>[1-9])百?(?![\d.%百千万亿]))?)?)?)?"
)
_FRACTION = re.compile(
    r"(?P<whole>[二两三四五六七八九十]{1,2})分之(?P<part>[一二两三四五六七八九])"
    r"|(?P<half>(?P<most>一多半|一大半|大半|过半)|一半|半数)(?!路|天|会)"
    r"|(?<![a-z-])(?P<english>(?:(?:a |one )?(?:third|quarter|fifth|sixth|eighth|tenth)"
    r"|(?!four quarters)(?:two|three|four|five|six|seven|eight|nine) (?:third|quarter|fifth|sixth|eighth|tenth)s)"
    r"(?= of| in| is| are|\s*[,.;)]|$)"
    r"|half(?= of| in| is| are| was| were| our| the)"
    r"|every (?:third|fourth|fifth|sixth|eighth|tenth)"
    r"(?=(?: (?:one|person|employee|worker|member|colleague))?(?: of (?:us|them|ours))?"
    r" (?:is|does|do|works?)(?![a-z])))"
    r"(?![a-z-])"
    r"|(?<![a-z-])(?:one out of|(?P<count>one|two|three|four|five|six|seven|eight|nine) (?:in|in every|out of every))"
    r" (?P<of>three|four|five|six|seven|eight|nine|ten|twenty)(?![a-z-]| (?:year|month|week|day)s)"
)
_OF_A_SCALE = re.compile(r" of an? (?P<scale>million|billion)(?![a-z])")
"""A quarter of a million is a number, no share."""
_FRACTION_SIGN = re.compile(
    "分之|半|third|quarter|fourth|fifth|sixth|eighth|tenth|half"
    "|one out of| of every | in (?:every )?(?:t[ehw]|f[io]|s[ei]|ei|ni)"
)
_ARABIC_DIGITS = frozenset("0123456789")
_ENGLISH_PARTS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_ONE = ("single", "only ip", "only right", "only patent", "only intellectual")
"""What makes one of an article: "a single patent"."""
_NOT_ONE = ("not ", "n't ", "without ", "never ", "no ")
_LOOK_BACK = 32
_COUNTING = ENGLISH_WORDS - {"a", "an", "wan"}
"""Without one of these no number of that kind is in a text."""
_SIGN = re.compile(f"[{''.join(sorted(_ARABIC_DIGITS | HAN_SIGNS))}]")
_NUMBER_WORDS = {*_COUNTING, "nothing", *_ENGLISH_PARTS, *(f"{part}s" for part in _ENGLISH_PARTS)}
_NUMBER_WORDS |= {words.split()[0] for words in _ONE}
"""One of these or a sign is in every number; most messages have none."""
_WORD = re.compile(r"[a-z]+")
_AFTER_ARTICLE = frozenset({"hundred", "thousand", "million", "billion", "dozen", "couple", "half"})
_BIG = frozenset({"million", "billion", "thousand", "wan"})
_SMALL_SCALES = frozenset({"百", "千", "hundred"})


def find_numbers(text: str) -> list[NumberSpan]:
    """Every number, those that start first and reach farthest first."""
    if not _SIGN.search(text) and _NUMBER_WORDS.isdisjoint(_WORD.findall(text)):
        return []
    found = [*_nothing(text), *_fractions(text), *_arabic(text), *han_numbers(text), *_english(text)]
    return sorted(found, key=lambda n: (n.start, -n.end))


def _fractions(text: str) -> Iterator[NumberSpan]:
    """一半, 三分之一, a third, half of …"""
    if not _FRACTION_SIGN.search(text):
        return
    for m in _FRACTION.finditer(text):
        if m["whole"]:
            low = (chinese_numeral(m["part"]) or Decimal(0)) / (chinese_numeral(m["whole"]) or Decimal(1))
        elif m["half"] or m["english"] == "half":
            low = Decimal("0.5")
        elif m["of"]:
            low = (english_numeral([m["count"] or "one"]) or Decimal(1)) / (english_numeral([m["of"]]) or 1)
        else:
            count, _, part = m["english"].rpartition(" ")
            low = (english_numeral([count]) or Decimal(1)) / _ENGLISH_PARTS[part.rstrip("s")]
        if m["english"] and (scale := _OF_A_SCALE.match(text, m.end())):
            factor = Decimal(MULTIPLIERS[scale["scale"]])
            yield NumberSpan(m.start(), scale.end(), low * factor, low * factor, scaled=True, scale=factor)
            continue
        most = m["most"] is not None
        yield NumberSpan(*m.span(), low, Decimal(1) if most else low, over=most, fraction=True)


def _arabic(text: str) -> Iterator[NumberSpan]:
    if _ARABIC_DIGITS.isdisjoint(text):
        return
    for m in _ARABIC.finditer(text):
        written = Decimal(m["number"].replace(",", "").replace(" ", ""))
        scale, end = m["scale"], m.end()
        factor = MULTIPLIERS.get(scale, 10**12) if scale else 1
        value = written * factor
        if m["tail"] and scale in ("万", "亿", "千", "百"):
            value = _with_tail(m, value, factor)
        elif m["tail"]:
            end = m.start("tail")
        big = (scale is not None and scale not in _SMALL_SCALES) or m["last"] is not None
        scaled = big or m["sign"] is not None
        found = NumberSpan(m.start(), end, value, value, scaled=scaled)
        if m["over"] in ("多", "余"):
            found.over, found.high = True, next_round(written) * factor
        found.about = m["over"] == "来"
        found.scale = Decimal(factor)
        yield found


def _with_tail(m: re.Match[str], value: Decimal, factor: int) -> Decimal:
    """3亿2千万: the last unit is of the tail; 1千5百万: of both."""
    unit = MULTIPLIERS.get(m["tail_unit"] or "", 1)
    if unit > factor:  # 2百30万: the last unit is of both
        return (value + _tail(m["tail"] if len(m["tail"]) == 1 else "零" + m["tail"], None, factor)) * unit
    tail = _tail(m["tail"], m["tail_unit"], factor)
    tail += Decimal(m["rest"] or 0) * 100  # 6万3千5
    last = MULTIPLIERS[m["last"]] if m["last"] else 1
    return value * (last if factor < last else 1) + tail * last


def _tail(tail: str, unit: str | None, factor: int) -> Decimal:
    """What follows the unit: 6 in 12万6 is six tenths of it, 2000万 in 3亿2000万 is itself."""
    digits = tail.lstrip("零〇").replace(",", "")
    if unit:
        return Decimal(digits) * MULTIPLIERS[unit]
    if tail[0] in "零〇" or len(digits) == 4:
        return Decimal(digits)
    return Decimal(digits) * factor / Decimal(10 ** len(digits))


def _nothing(text: str) -> Iterator[NumberSpan]:
    """一分没投, spent nothing on."""
    if "一" in text or "nothing" in text:
        for m in spoken("no_money").finditer(text):
            yield NumberSpan(*m.span(), Decimal(0), Decimal(0), scaled=True)


def _english(text: str) -> Iterator[NumberSpan]:
    if _COUNTING.isdisjoint(_WORD.findall(text)) and not any(sign in text for sign in _ONE):
        return
    words = list(_WORD.finditer(text))
    i = 0
    while i < len(words):
        j = _run_of_numerals(text, words, i)
        group = words[i:j]
        if len(group) > 1 and group[0].group() in ("a", "an") and group[1].group() not in _AFTER_ARTICLE:
            group = group[1:]
        if group and (value := _english_value(text, group)) is not None:
            big = any(w.group() in _BIG for w in group)
            last = MULTIPLIERS.get(group[-1].group(), 1)
            yield NumberSpan(group[0].start(), group[-1].end(), value, value, scaled=big, scale=Decimal(last))
        i = max(j, i + 1)


def _run_of_numerals(text: str, words: list[re.Match[str]], start: int) -> int:
    at = start
    while at < len(words):
        word = words[at].group()
        if word not in ENGLISH_WORDS and not (word in ("and", "point") and at > start):
            break
        if word == "wan" and at == start:
            break  # fourteen wan is 140,000; a lone one is a name
        if at > start and text[words[at - 1].end() : words[at].start()].strip(" -"):
            break
        at += 1
    while at > start and words[at - 1].group() in ("and", "point"):
        at -= 1
    return at


def _english_value(text: str, group: list[re.Match[str]]) -> Decimal | None:
    words = [w.group() for w in group]
    if words in (["a"], ["an"]):
        start, end = group[0].span()
        before = text[max(0, start - _LOOK_BACK) : start]
        single = text.startswith(" single ", end) and not any(no in before for no in _NOT_ONE)
        is_one = single or spoken("one_thing_before").search(before)
        return Decimal(1) if is_one or spoken("and_half_after").match(text, end) else None
    if words == ["one"]:
        counted = spoken("one_of_something").match(text, group[0].end())
        return Decimal(1) if counted and not text.endswith("no ", 0, group[0].start()) else None
    return english_numeral(words)
