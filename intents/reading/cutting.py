"""Where the clauses of a message end."""

from __future__ import annotations

import re
from itertools import pairwise

from intents.reading.clauses import Clause
from intents.reading.vocabulary.manners import spoken

_BREAK = re.compile(
    r"[,，、;；:：()（）。.!！?？\n|•【】]+|\s[/|\u2013-]\s|(?<=[\u3400-\u9fff])[ \t]+(?=[\u3400-\u9fff])"
    r"|(?<=[\u3400-\u9fff])[ \t]+(?=(?:19|20)\d\d\u5e74)"
)
_BREAK_AT_STROKES = re.compile(_BREAK.pattern + r"|(?<=[\u3400-\u9fff])/(?=[\u3400-\u9fff\d])(?![月年人天]|[个季日平])")
"""For a message whose parts strokes set apart: 西安高新区企业/小型/未裁员."""
_ENDS_SENTENCE = re.compile(r"[;；。.!！?？\n]")
_AFTER_STOP = re.compile(r"\s|$|[\u3400-\u9fff]")
_PARTICLE = re.compile(r"(?:吗|么|[^有]没|[^对]不)\s*$")
_PARTICLES = ("吗", "么", "没", "不")
_SHORTENED = re.compile(
    r"(?<![a-z])(?:reg|regd|ins|approx|incl|inc|co|ltd|corp|max|min|yrs|mos|avg|est|tel|mr|ms|dr|i\.e|e\.g|vs)$"
)
_NUMBER_OF = re.compile(r"(?<![a-z])no$")
_DIGIT_NEXT = re.compile(r"\s*\d")
_MANY_STROKES = 2
_IN_NUMBERS = frozenset(",.:/-\u2013")
_THOUSANDS = re.compile(r"\d{3}(?!\d)")
_LONGEST_CLAUSE = 200


def cut_into_clauses(text: str) -> list[Clause]:
    """The clauses of the text, in order; there is at least one."""
    out: list[Clause] = []
    start = sentence = 0
    breaks = _BREAK if text.count("/") < _MANY_STROKES else _BREAK_AT_STROKES
    for mark in breaks.finditer(text):
        if _is_in_word(text, mark):
            continue
        out += _pieces(text, start, mark.start(), sentence, mark.group())
        if _ENDS_SENTENCE.search(mark.group()):
            sentence += 1
        start = mark.end()
    return out + _pieces(text, start, len(text), sentence, "")


def _is_in_word(text: str, mark: re.Match[str]) -> bool:
    """Whether the mark is part of a number, an address or a shortened word and ends no clause: 1,200, e.g., gov.cn."""
    start, end = mark.span()
    if mark.group().strip(" \t") == "" and text[end : end + 1].isdigit():
        return spoken("goes_on_with_year_before").search(text, 0, start) is not None
    if mark.group().strip() in _IN_NUMBERS and text[start - 1 : start].isdigit() and text[end : end + 1].isdigit():
        return mark.group() != "," or _THOUSANDS.match(text, end) is not None  # 裁员0,2019年
    if mark.group() != ".":
        return False
    if _NUMBER_OF.search(text, max(0, start - 3), start) is not None and _DIGIT_NEXT.match(text, end):
        return True  # no. 12, but "layoffs: no. Staff …"
    is_stop = _AFTER_STOP.match(text[end : end + 1]) is not None
    return not is_stop or _SHORTENED.search(text, max(0, start - 8), start) is not None


def _pieces(text: str, start: int, end: int, sentence: int, mark: str) -> list[Clause]:
    """The clause, in several pieces where somebody wrote on and on without a mark, so that reading stays linear."""
    if end - start <= _LONGEST_CLAUSE:
        return [_clause(text, start, end, sentence, mark)]
    edges = [*range(start, end, _LONGEST_CLAUSE), end]
    return [_clause(text, a, b, sentence, mark) for a, b in pairwise(edges)]


def _clause(text: str, start: int, end: int, sentence: int, mark: str) -> Clause:
    said = text[start:end]
    is_question = ("?" in mark or "？" in mark) and spoken("reason_lead").match(said) is None
    is_question = is_question or _ends_in_particle(said)
    asks = is_question or spoken("asks_inside").search(said) is not None
    return Clause(start, end, sentence, mark, question=is_question, asks=asks)


def _ends_in_particle(said: str) -> bool:
    return said.rstrip().endswith(_PARTICLES) and _PARTICLE.search(said) is not None
