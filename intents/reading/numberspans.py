"""Numbers as they stand in a text, before their units: Arabic, Chinese and English ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from intents.reading.manners import spoken
from intents.reading.numerals import ENGLISH_WORDS, MULTIPLIERS, chinese_numeral, english_numeral, next_round
from intents.reading.spans import Spans
from knowledge.records import dataclass

_SCALE = "万亿|千万|百万|十万|亿|万|千|百|million|millions|thousand|billion|hundred|mln|mil|mn|bn|wan|yi|k|m|b|w|grand"
_ARABIC = re.compile(
    r"(?<![\d.a-z])(?:(?P<sign>[¥$€£]|rmb|cny|人民币)\s*)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<over>多|余|来)?(?:\s*(?:个(?=多?亿))?(?P<scale>{_SCALE})(?![a-z])"
    r"(?:(?P<tail>[零〇]?[1-9](?:,\d{3}|\d{0,3}))(?![\d.,]*[%\d])(?:(?P<tail_unit>千|百|万)(?P<last>万|亿)?"
    r"(?:(?<=千)(?P<rest>[1-9])百?(?![\d.%百千万亿]))?)?)?)?"
)
_DIGIT = "零〇一二两俩仨三四五六七八九十百千万亿"
_HAN = re.compile(
    rf"(?P<percent>[百千]分之)?(?P<digits>(?:上(?=[十百千万亿])|[几数好](?!百分))*[{_DIGIT}几]"
    rf"(?:[{_DIGIT}几]|点(?=[{_DIGIT}])|半(?=万|亿)|(?<=[十百千万亿])[多余来](?=[万亿])|个多?(?=亿))*半?|半(?=年|个|成|数))"
)
_TWO_DIGITS = re.compile("(?:^|(?<=[十百千万亿]))([一二两三四五六七八九])([一二两三四五六七八九])([十百千万亿]*)$")
_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟零万亿]{2,}")
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FRACTION = re.compile(
    r"(?P<whole>[二两三四五六七八九十]{1,2})分之(?P<part>[一二两三四五六七八九])"
    r"|(?P<half>(?P<most>一多半|一大半|大半|过半)|一半|半数)(?!路|天|会)"
    r"|(?<![a-z-])(?P<english>(?:a |one |two |three )?(?:third|quarter|fifth)s?(?= of| in| is| are|\s*[,.;)]|$)"
    r"|half(?= of| in| is| are| was| were| our| the))(?![a-z-])"
    r"|(?<![a-z-])one (?:in|out of) (?P<of>three|four|five|six|seven|eight|nine|ten|twenty)(?![a-z-])"
)
_FRACTION_SIGNS = ("分之", "半", "third", "quarter", "fifth", "half", "one in", "one out of")
_ARABIC_DIGITS = frozenset("0123456789")
_HAN_SIGNS = frozenset(_DIGIT + "几半")
_COUNTING = ENGLISH_WORDS - {"a", "an"}
"""Without one of these no number of that kind is in a text."""
_ENGLISH_PARTS = {"third": 3, "quarter": 4, "fifth": 5}
_ENGLISH_COUNTS = {"two": 2, "three": 3}
_WORD = re.compile(r"[a-z]+")
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
_AFTER_ARTICLE = frozenset({"hundred", "thousand", "million", "billion", "dozen", "couple", "half"})
_BIG = frozenset({"million", "billion", "thousand"})
_SMALL_SCALES = frozenset({"百", "千", "hundred"})


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


def find_numbers(text: str) -> list[NumberSpan]:
    """Every number, those that start first and reach farthest first."""
    found = [*_nothing(text), *_fractions(text), *_arabic(text), *_han(_in_plain_digits(text)), *_english(text)]
    return sorted(found, key=lambda n: (n.start, -n.end))


def _in_plain_digits(text: str) -> str:
    """The formal numerals of cheques (壹拾贰万) as everyday ones, character by character."""
    return _FORMAL.sub(lambda m: m.group().translate(_PLAIN), text)


def _fractions(text: str) -> Iterator[NumberSpan]:
    """一半, 三分之一, a third, half of …"""
    if not any(sign in text for sign in _FRACTION_SIGNS):
        return
    for m in _FRACTION.finditer(text):
        if m["whole"]:
            low = (chinese_numeral(m["part"]) or Decimal(0)) / (chinese_numeral(m["whole"]) or Decimal(1))
        elif m["half"] or m["english"] == "half":
            low = Decimal("0.5")
        elif m["of"]:
            low = Decimal(1) / (english_numeral([m["of"]]) or 1)
        else:
            count, _, part = m["english"].rpartition(" ")
            low = Decimal(_ENGLISH_COUNTS.get(count, 1)) / _ENGLISH_PARTS[part.rstrip("s")]
        most = m["most"] is not None
        yield NumberSpan(*m.span(), low, Decimal(1) if most else low, over=most, fraction=True)


def _arabic(text: str) -> Iterator[NumberSpan]:
    if _ARABIC_DIGITS.isdisjoint(text):
        return
    for m in _ARABIC.finditer(text):
        written = Decimal(m["number"].replace(",", ""))
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


def _han(text: str) -> Iterator[NumberSpan]:
    if _HAN_SIGNS.isdisjoint(text):
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


def _english(text: str) -> Iterator[NumberSpan]:
    if _COUNTING.isdisjoint(_WORD.findall(text)):
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
        if at > start and text[words[at - 1].end() : words[at].start()].strip(" -"):
            break
        at += 1
    while at > start and words[at - 1].group() in ("and", "point"):
        at -= 1
    return at


def _english_value(text: str, group: list[re.Match[str]]) -> Decimal | None:
    words = [w.group() for w in group]
    if words in (["a"], ["an"]):
        return Decimal(1) if spoken("and_half_after").match(text, group[0].end()) else None
    if words == ["one"]:
        counted = spoken("one_of_something").match(text, group[0].end())
        return Decimal(1) if counted and not text.endswith("no ", 0, group[0].start()) else None
    return english_numeral(words)
