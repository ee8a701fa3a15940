"""Quantities in a text: what number, how exact, of what (money, people, time, share, count)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from intents.reading.numerals import ENGLISH_WORDS, MULTIPLIERS, chinese_numeral, english_numeral, next_round
from intents.reading.spans import Spans

Span = tuple[int, int]

_MONEY = r"块钱|元|块|圆|人民币|yuan|rmb|cny|kuai"
_PEOPLE = (
    r"个工人|名工人|个员工|名员工|位员工|个职工|名职工|个人|号人|口人|口子|人(?!数|均|员|才|力|工智|民|次|社)|名(?!单|称|额)|位(?!数)|(?<!\s)员工|(?<!\s)职工|people|persons?|staff|employees?|workers?|heads|folks|souls|pax|"
    r"strong|of us|insured|colleagues"
)
_TIME = {"months": r"个多月|个月|月|months?|mos?|mths?", "years": r"周年|年整|年|years?|yrs?|y", "days": r"天|日|days?", "weeks": r"个星期|周|星期|weeks?"}
_SHARE = r"%|percent|per cent|pct|个百分点|个点|成(?![立员功本都果交熟套品])"
_COUNT = r"件|项|个(?!别|体|人|性|税)|份|家|台|辆|条|套|款|篇|张|笔|种|棵|亩|平米|平方米|平方|平|吨|批|次|倍|分(?!之)|级|点"
_UNITS = "|".join(
    [
        f"(?P<money>{_MONEY})",
        f"(?P<people>{_PEOPLE})",
        f"(?P<share>{_SHARE})",
        *(f"(?P<{k}>{v})" for k, v in _TIME.items()),
        f"(?P<count>{_COUNT})",
    ]
)
_UNIT = re.compile(rf"\s*-?(?:{_UNITS})(?![a-z])")
_SCALE = r"万亿|千万|百万|十万|亿|万|千|百|million|millions|thousand|billion|hundred|mln|mil|mn|bn|wan|yi|k|m|b|w|grand"
_ARABIC = re.compile(
    rf"(?<![\d.a-z])(?:(?P<sign>[¥$€£])\s*)?(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<over>多|余|来|几|好几)?(?:\s*(?:个(?=[多]?亿))?(?P<scale>{_SCALE})(?![a-z])(?:(?P<tail>[零〇]?[1-9]\d{{0,3}})(?![\d.,]*[%\d])(?P<tail_unit>千|百|万)?)?)?"
)
_HAN_DIGIT = "零〇一二两俩三四五六七八九十百千万亿"
_HAN = re.compile(
    rf"(?P<percent>百分之)?(?P<digits>[几数上好]*[{_HAN_DIGIT}几](?:[{_HAN_DIGIT}几]|点(?=[{_HAN_DIGIT}])|半(?=万|亿)|(?<=[十百千万亿])[多余来](?=[万亿])|个多?(?=亿))*半?|半(?=年|个|成|数))"
)
_WORD = re.compile(r"[a-z]+")
_OVER = re.compile(r"\s*(?:多|余|出头|\+|plus(?![a-z])|有余)")
_ABOUT_AFTER = re.compile(r"\s*(?:左右|上下|来(?![自到了的])|or so|give or take|approx(?:imately)?|ish(?![a-z]))")
_LEAST_AFTER = re.compile(r"\s*(?:以上|及以上|or more|and (?:more|above|over))")
_MOST_AFTER = re.compile(r"\s*(?:以内|以下|or (?:less|fewer|under)|不到)")
_BEFORE = re.compile(
    r"(?:(?P<about>大约|大概|约|差不多|估计|about|around|roughly|approximately|approx\.?|circa|some|maybe|say|~|大致)"
    r"|(?P<near>近|将近|接近|快要?|almost|nearly|close to|just under|just short of|not quite)"
    r"|(?P<over>超过|超|多于|高于|大于|over|more than|above|upwards of|exceeding|north of|well over)"
    r"|(?P<least>至少|不少于|不低于|起码|at least|no less than|minimum of)"
    r"|(?P<most>最多|至多|不超过|不高于|顶多|up to|at most|no more than|not more than|maximum of)"
    r"|(?P<under>不到|不足|少于|低于|没到|未满|不满|less than|fewer than|under|below))\s*(?:是|有|是有|a |an )?\s*$"
)
_NOT_NUMERALS = re.compile(
    r"千万(?=别|不|要|注意|得|记)|万一(?!千|百|亿)|一般|一样|一起|一直|一定|一些|一下|一点(?!.?[万亿])|一切|一旦|一边|一面|一方面|一向|统一|唯一|第[一二三四五六七八九十百]+|"
    r"十分(?!之)|万分|百分百|三方|双一流|一流|一带一路|一站式|一次性|一体|一线|一条龙|一律|一手|一把|一共|一系列|一类|二类|一成不变|四川|三亚|九江|十堰|六安|五指山|三明|"
    r"三门|一百强|五险一金|三险|五险|六险|半导体|几时|百强|千方百计|万达|万科|亿级|百度|十佳|七夕|八一|九月|一档|二级|三级|一级|数字|数据|数控|上万(?=达)|几个月|百姓|十三五|十四五|十五五|两化|两创|双创"
)


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

    @property
    def exact(self) -> Decimal | None:
        """The one value, or None where it is a band."""
        return self.low if self.low is not None and self.low == self.high else None

    def times(self, factor: Decimal, unit: str) -> Quantity:
        """The same quantity in another unit."""
        scale = lambda v: None if v is None else v * factor  # noqa: E731 - two uses on one line
        return replace(self, low=scale(self.low), high=scale(self.high), unit=unit)


@dataclass(slots=True)
class _Raw:
    start: int
    end: int
    low: Decimal
    high: Decimal
    scaled: bool = False
    over: bool = False
    about: bool = False
    open_ends: bool = False
    percent: bool = False
    """Said as 百分之 …"""


def find_quantities(text: str, masked: list[Span]) -> list[Quantity]:
    """Every quantity outside the masked spans (dates, place names), by place."""
    raws = [*_arabic(text), *_han(text), *_english(text)]
    taken = Spans(masked)
    raws.sort(key=lambda r: (r.start, -r.end))
    out: list[Quantity] = []
    for raw in raws:
        if out and raw.start < out[-1].span[1]:
            continue
        if taken.touch(raw.start, raw.end):
            continue
        found = _finish(text, raw)
        if found is not None:
            out.append(found)
    return _join_ranges(text, out)


def _arabic(text: str) -> Iterator[_Raw]:
    for m in _ARABIC.finditer(text):
        value = Decimal(m["number"].replace(",", ""))
        scale = m["scale"]
        factor = MULTIPLIERS[scale] if scale in MULTIPLIERS else 10**12 if scale else 1
        step = Decimal(factor)
        value *= factor
        end = m.end()
        if m["tail"] and scale in ("万", "亿", "千", "百"):
            value += _tail(m["tail"], m["tail_unit"], factor)
        elif m["tail"]:
            end = m.start("tail")
        raw = _Raw(m.start(), end, value, value, scaled=bool(scale) and scale not in ("百", "千", "hundred") or m["sign"] is not None)
        if m["over"] in ("多", "余"):
            raw.over = True
            raw.high = value + _last_place(m["number"]) * step
        elif m["over"] == "来":
            raw.about = True
        yield raw


def _tail(tail: str, unit: str | None, factor: int) -> Decimal:
    digits = tail.lstrip("零〇")
    if unit:
        return Decimal(digits) * MULTIPLIERS[unit]
    if tail[0] in "零〇" or len(digits) == 4:
        return Decimal(digits)
    return Decimal(digits) * factor / 10 ** len(digits)


def _last_place(number: str) -> Decimal:
    value = Decimal(number.replace(",", ""))
    return next_round(value) - value


def _han(text: str) -> Iterator[_Raw]:
    blocked = Spans(m.span() for m in _NOT_NUMERALS.finditer(text))
    for m in _HAN.finditer(text):
        if blocked.touch(*m.span()):
            continue
        found = _han_value(m["digits"].replace("个", ""))
        if found is not None:
            found.start, found.end = found.start + m.start(), m.end()
            found.percent = m["percent"] is not None
            yield found


_HUNDREDS = {"百": 100, "千": 1000, "万": 10000, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "百来": 100, "十": 10}


def _han_value(word: str) -> _Raw | None:
    scaled = "万" in word or "亿" in word
    plain = word.lstrip("好")
    shift = len(word) - len(plain)
    if plain.startswith("上") and plain[1:] in _HUNDREDS:
        base = Decimal(_HUNDREDS[plain[1:]])
        return _Raw(shift, 0, base, base * 10, scaled, open_ends=True)
    if plain.startswith("上"):
        return None
    if plain.startswith("半"):
        return _Raw(shift, 0, Decimal("0.5"), Decimal("0.5"))
    if "几" in plain or "数" in plain:
        return _several(plain.replace("数", "几"), shift, scaled)
    if "半" in plain:
        return _Raw(shift, 0, *(2 * (value,)), scaled=scaled) if (value := _with_half(plain)) is not None else None
    body = plain.replace("多", "").replace("余", "").replace("来", "")
    if (pair := _two_digits(body)) is not None:
        return _Raw(shift, 0, *pair, scaled=scaled)
    value = chinese_numeral(body)
    if value is None:
        return None
    raw = _Raw(shift, 0, value, value, scaled, over="多" in plain or "余" in plain, about="来" in plain)
    if raw.over:
        stem = chinese_numeral(body.rstrip("万亿"))
        factor = value / stem if stem else Decimal(1)
        raw.high = next_round(stem) * factor if stem else value
    return raw


def _with_half(word: str) -> Decimal | None:
    head, _, tail = word.partition("半")
    value = chinese_numeral(head)
    if value is None or tail:
        return None
    unit = MULTIPLIERS.get(head[-1], 1)
    return value + Decimal(unit) / 2


def _several(word: str, shift: int, scaled: bool) -> _Raw | None:
    low, high = chinese_numeral(word.replace("几", "二" if word[0] == "几" else "一", 1)), chinese_numeral(word.replace("几", "九", 1))
    if low is None or high is None:
        return None
    step = _HUNDREDS.get(word[1:], 1) if word[0] == "几" else 1
    return _Raw(shift, 0, low, high + step, scaled, open_ends=True)


def _two_digits(word: str) -> tuple[Decimal, Decimal] | None:
    """七八十 is 70 to 80, 三五百 is 300 to 500."""
    digits = "一二两三四五六七八九"
    if len(word) >= 2 and word[0] in digits and word[1] in digits and (len(word) == 2 or word[2] in "十百千万亿"):
        low, high = chinese_numeral(word[0] + word[2:]), chinese_numeral(word[1] + word[2:])
        if low is not None and high is not None and low < high:
            return low, high
    return None


def _english(text: str) -> Iterator[_Raw]:
    words = [m for m in _WORD.finditer(text)] if text.isascii() or _WORD.search(text) else []
    i = 0
    while i < len(words):
        j = i
        while j < len(words) and (words[j].group() in ENGLISH_WORDS or (words[j].group() == "and" and j > i)):
            if j > i and text[words[j - 1].end() : words[j].start()].strip(" -"):
                break
            j += 1
        while j > i and words[j - 1].group() == "and":
            j -= 1
        if j > i:
            group = [w.group() for w in words[i:j]]
            value = english_numeral(group) if group not in (["a"], ["an"], ["one"], ["half", "a"], ["half", "an"]) else None
            if group in (["half", "a"], ["half", "an"]) or (group == ["one"] and re.match(r"[ -](?:person|man|employee|year|month)", text[words[i].end() :])):
                value = english_numeral(group)
            if group[0] in ("a", "an") and len(group) > 1 and group[1] not in ("hundred", "thousand", "million", "billion", "dozen", "couple", "half"):
                i += 1
                continue
            if group == ["one"] and re.match(r" (?!of(?! our \d| the \d)|off|more|or|stop|on|s)[a-z]", text[words[i].end() :]) and not text[: words[i].start()].endswith("no "):
                value = Decimal(1)
            if value is not None:
                big = any(w in ("million", "billion", "thousand") for w in group)
                yield _Raw(words[i].start(), words[j - 1].end(), value, value, scaled=big)
        i = max(j, i + 1)


def _finish(text: str, raw: _Raw) -> Quantity | None:
    end = raw.end
    after = _OVER.match(text, end)
    over = raw.over
    if after and not over:
        over, end = True, after.end()
        raw.high = next_round(raw.low)
    about = raw.about
    if m := _ABOUT_AFTER.match(text, end):
        about, end = True, m.end()
    unit, noun = "bare", ""
    if m := _UNIT.match(text, end):
        unit, noun, end = m.lastgroup or "bare", m[m.lastgroup or 0], m.end()
        if noun == "月" and not text.startswith(("个", "月"), m.start()) or (noun == "日" or noun == "点" or noun == "y"):
            unit = "count"
        if unit == "people" and noun in ("位", "名") and text.startswith(("数", "称", "单"), end):
            unit, end = "bare", m.start()
    elif m := re.compile(r"\s*(?:人民币|元|yuan|rmb)").match(text, end):
        unit, end = "money", m.end()
    if noun == "成" and (tenths := re.compile("[一二三四五六七八九]").match(text, end)):
        raw.low = raw.high = raw.low + (chinese_numeral(tenths.group()) or 0) / 10
        end = tenths.end()
    if noun in ("年", "个月") and text.startswith("半", end):
        raw.low = raw.high = raw.low + Decimal("0.5")
        end += 1
    if raw.percent:
        unit = "share"
    if unit == "bare" and end - raw.start == 1 and text[raw.start] in "一二两三四五六七八九十半":
        return None
    if re.match(r"[a-z]", text[end : end + 1]) and re.match(r"[a-z0-9]", text[end - 1]) and unit == "bare":
        return None
    if m := _ABOUT_AFTER.match(text, end):
        about, end = True, m.end()
    if unit in ("people", "money", "months", "years") and not over and (m := re.compile(r"多").match(text, end)):
        over, end = True, m.end()
        raw.high = next_round(raw.low)
    return _bounded(text, raw, Quantity((raw.start, end), raw.low, raw.high, unit, scaled=raw.scaled, noun=noun), over, about)


def _bounded(text: str, raw: _Raw, quantity: Quantity, over: bool, about: bool) -> Quantity:
    start, end = quantity.span
    before = _BEFORE.search(text[max(0, start - 20) : start])
    kind = before.lastgroup if before else None
    if before:
        start -= len(before.group())
    if m := _LEAST_AFTER.match(text, end):
        kind, end = "least", m.end()
    elif m := _MOST_AFTER.match(text, end):
        kind, end = "most", m.end()
    quantity = replace(quantity, span=(start, end))
    if over:
        return _scaled(replace(quantity, high=raw.high, low_open=True, high_open=True))
    if raw.low != raw.high:
        return _scaled(replace(quantity, high_open=raw.open_ends))
    return _scaled(_widened(quantity, "about" if about else kind, raw.low))


def _widened(quantity: Quantity, kind: str | None, value: Decimal) -> Quantity:
    tenth = value / 10
    if kind == "about":
        return replace(quantity, low=value - tenth, high=value + tenth)
    if kind == "near":
        return replace(quantity, low=value - tenth, high=value, high_open=True)
    if kind == "over":
        return replace(quantity, high=next_round(value), low_open=True, high_open=True)
    if kind == "least":
        return replace(quantity, high=None)
    if kind in ("most", "under"):
        return replace(quantity, low=None, high_open=kind == "under")
    return quantity


def _scaled(quantity: Quantity) -> Quantity:
    if quantity.unit == "share":
        return quantity.times(Decimal("0.1") if quantity.noun == "成" else Decimal("0.01"), "share")
    return quantity


_RANGE = re.compile(r"\s*(?:到|至|-|~|—|–|to)\s*\Z")


def _join_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    out: list[Quantity] = []
    for quantity in found:
        last = out[-1] if out else None
        if last is not None and _is_range(text, last, quantity):
            factor = Decimal(1)
            if last.unit == "bare" and not last.scaled and quantity.scaled and quantity.low is not None and last.low is not None and last.low < 10000:
                factor = Decimal(10**4) if quantity.low < 10**8 else Decimal(10**8)
            low = last.low * factor if last.low is not None else None
            out[-1] = replace(quantity, span=(last.span[0], quantity.span[1]), low=low)
        else:
            out.append(quantity)
    return out


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    gap = text[first.span[1] : second.span[0]]
    same = first.unit in (second.unit, "bare")
    rising = first.exact is not None and second.exact is not None and first.exact < second.exact
    return same and rising and bool(_RANGE.match(gap)) and not re.search(r"从|由|from\s*\Z", text[max(0, first.span[0] - 12) : first.span[0]])
