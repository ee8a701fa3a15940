"""Dates and years in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from intents.reading.numbers.numerals import chinese_numeral
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.spans import Spans
from knowledge.records import dataclass

_CENTURIES = re.compile(r"(?:19|20)\d\d")
_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMERIC = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?(?!\d)")
_MONTH_ONLY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月(?:份|底|初|中旬)?(?!\d)")
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+((?:19|20)\d\d)(?!\d)")
_MONTH_FIRST = re.compile(rf"(?<![a-z]){_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)")
_MONTH_YEAR = re.compile(rf"(?<![a-z]){_MONTH}\s+(?:of\s+)?((?:19|20)\d\d)(?!\d)")
_RELATIVE = re.compile(
    r"(大前年|前年|去年|今年|明年|后年)\s*(\d{1,2}|[一二三四五六七八九]|十[一二]?)\s*月(?:份)?(?:(\d{1,2})\s*[日号])?"
)
_HAN_DAY = re.compile(
    r"(二[〇零][〇零一二三四五六七八九]{2})年(?:([一二三四五六七八九]|十[一二]?)月(?:([一二三四五六七八九十]{1,3})[日号])?)?"
)
_SHORT_DAY = re.compile(r"(?<!\d)([12]\d)年\s?(\d{1,2})月(?:份|底|初)?(?:(\d{1,2})[日号])?(?!\d)")
_DAY_OF_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?:of\s+)?(this|next|last)\s+year(?![a-z])"
)
_MONTH_OF_YEAR = re.compile(rf"(?<![a-z]){_MONTH},?\s+(?:of\s+)?(this|next|last)\s+year(?![a-z])")
_THIS_MONTH = re.compile(rf"(?<![a-z])(this)\s+(?:past\s+|coming\s+)?(?!may\s+[a-z]){_MONTH}(?![a-z])(?!\s*\d)")
_YEAR = re.compile(
    r"(?<![\d.a-z¥$])(?:(?<!\d,)|(?=\d{4}\s*[\u3400-\u9fff]))((?:19|20)\d\d)(?:\s*年(?:度|底|初)?)?(?![\d,.]*\d|\s*(?:万|亿|元|人|个|名|家|people|persons|staff|employees|workers|yuan|k\b|m\b|%))"
)
_SHORT_YEAR = re.compile(
    r"(?:(?<![^。\s和跟,从到的;:、?!？！])(?=(?:\d\d|[一二].)年)|(?<=[险费金税])(?=\d\d年(?:度|全年|实[缴交]|一?共|总共|[缴交]了?\s*\d)))"
    r"(\d\d|一[五六七八九]|二[〇零一二四五六])年"
)
_ORDERS = (
    (_NUMERIC, "ymd"),
    (_DAY_FIRST, "dmy"),
    (_MONTH_FIRST, "mdy"),
    (_MONTH_ONLY, "ym"),
    (_MONTH_YEAR, "my"),
    (_RELATIVE, "rmd"),
    (_DAY_OF_YEAR, "dmr"),
    (_MONTH_OF_YEAR, "mr"),
    (_THIS_MONTH, "rm"),
    (_SHORT_DAY, "ymd"),
    (_HAN_DAY, "ymd"),
    (_YEAR, "y"),
)
"""Each spelling with what its groups are: year, month, day, a year told from this one (r); longer ones first."""
_SHORTENED = tuple((pattern, order) for pattern, order in _ORDERS if "(?:19|20)" not in pattern.pattern)
"""Those that do without a year in four digits."""
_YEAR_WORDS = ("年", "year", "this ")
_CENTURY = 2000
_RELATIVE_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2} | {
    "last": -1,
    "this": 0,
    "next": 1,
}


@dataclass(frozen=True, slots=True)
class DateToken:
    """A day, or a month or year where `first` and `last` differ."""

    span: tuple[int, int]
    first: date
    last: date

    @property
    def year(self) -> int | None:
        """The year where the whole year is meant."""
        whole = self.first == date(self.first.year, 1, 1) and self.last == date(self.first.year, 12, 31)
        return self.first.year if whole else None


def find_dates(text: str, this_year: int) -> list[DateToken]:
    """Every date, month of a year and year in the text, by place."""
    found: list[DateToken] = []
    is_in_full = _CENTURIES.search(text) is not None
    if not is_in_full and not any(word in text for word in _YEAR_WORDS):
        return found
    taken = Spans()
    for pattern, order in _ORDERS if is_in_full else _SHORTENED:
        for m in pattern.finditer(text):
            if taken.touch(*m.span()):
                continue
            token = _token(m, order, this_year)
            if token is not None:
                found.append(token)
                taken.add(*m.span())
    found += [t for t in _short_years(text, this_year) if not taken.touch(*t.span)]
    return sorted(found, key=lambda t: t.span)


def _short_years(text: str, this_year: int) -> Iterator[DateToken]:
    """21年 before what was done in it: a year, not a length of time; next year at the latest."""
    for m in _SHORT_YEAR.finditer(text):
        year = _CENTURY + _number(m[1])
        if _CENTURY < year <= this_year + 1 and spoken("short_year_after").match(text, m.end()):
            yield DateToken(m.span(), date(year, 1, 1), date(year, 12, 31))


def _token(m: re.Match[str], order: str, this_year: int) -> DateToken | None:
    parts = dict(zip(order, m.groups(), strict=True))
    year = this_year + _RELATIVE_YEARS[parts["r"]] if "r" in parts else _number(parts["y"])
    year += _CENTURY if year < 100 else 0  # 21年6月
    month = parts.get("m")
    month_number = _month_number(month) if month else None
    day = parts.get("d")
    try:
        if month_number is None:
            return DateToken(m.span(), date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return DateToken(m.span(), date(year, month_number, 1), _month_end(year, month_number))
        exact = date(year, month_number, _number(day))
    except ValueError:
        return None
    return DateToken(m.span(), exact, exact)


def _month_number(said: str) -> int:
    return _MONTHS[said[:3]] if said[:3] in _MONTHS else _number(said)


def _number(said: str) -> int:
    return int(said) if said.isdigit() else int(chinese_numeral(said) or 0)


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
