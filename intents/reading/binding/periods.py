"""Of which year or years a number is: last year, this year, three years, by so much more."""

from __future__ import annotations

from itertools import pairwise

from intents.reading.clauses import Clause
from intents.reading.layout import CLOSING, OPENING, Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

YEAR_BEFORE = "year_before"
"""The year before the last."""
SEVERAL_YEARS = ("three_years", "since_founding")
_NAMES = frozenset({"last_year", "this_year", *SEVERAL_YEARS})
_MONEY = ("money", "bare")
_ANOTHER_NUMBER = 20
"""Cost of a number between the year and this one."""
_ASIDE = 2
"""Clauses back to what stands before an aside."""
_AFTERWARDS = 12
"""In Chinese the year stands before its number."""


def period_of(layout: Layout, clause: Clause, quantity: Quantity, year: int) -> str | None:
    """The year or span of years said next to the number, or "increase", "decrease"; None where nothing is said."""
    is_base = "rd" in layout.kinds and spoken("risen_from_before").search(layout.text, clause.start, quantity.span[0])
    return (None if is_base else _comparison(layout, clause, quantity)) or _year_of(layout, clause, quantity, year)


def _comparison(layout: Layout, clause: Clause, quantity: Quantity) -> str | None:
    """Whether the number is by how much something rose or fell, or a total of three years."""
    if any(_is_increase(layout, clause, quantity, cue) for cue in clause.of("increase")):
        return "increase"
    if spoken("in_three_after").match(layout.text, quantity.span[1]):
        return "three_years"
    if "rd" in layout.kinds and (told := _of_research(layout, clause, quantity)):
        return told
    for name in ("increase", "decrease"):
        if any(layout.words_between(quantity.span[1], c.start) <= 1 for c in _after(clause, name, quantity)):
            return name
    if any(_is_increase(layout, clause, quantity, cue) for cue in clause.of("decrease")):
        return "decrease"
    heading = layout.heading_of(clause)
    if heading is not None and heading.has("increase"):
        return "increase"
    return None


def _of_research(layout: Layout, clause: Clause, quantity: Quantity) -> str | None:
    """2 million more R&D, or R&D that was cut by 2 million."""
    if quantity.unit not in _MONEY:
        return None
    start, end = quantity.span
    if spoken("more_of_it_after").match(layout.text, end):
        return "increase"
    if spoken("more_by_before").search(layout.text, clause.start, start):
        return "increase"
    falls = spoken("less_of_it_after").match(layout.text, end)
    falls = falls or spoken("cut_by_before").search(layout.text, clause.start, start)
    return "decrease" if falls else None


def _year_of(layout: Layout, clause: Clause, quantity: Quantity, year: int) -> str | None:
    """The year or span of years that stands nearest to the number."""
    if aside := _in_brackets(layout, clause):
        return aside
    said = _named(clause)
    if not said and not clause.dates:
        said = _named(_before_the_bracket(layout, clause)) or _named(layout.heading_of(clause))
    said += [*_years(layout, clause, year), *_ending_the_last(layout, clause, quantity)]
    costs = [(cost, name) for name, span in said if (cost := _cost(layout, clause, quantity, span)) is not None]
    return min(costs, key=lambda c: c[0])[1] if costs else None


def _in_brackets(layout: Layout, clause: Clause) -> str | None:
    """The year that is all of an aside right behind the clause: 研发500万（今年）."""
    if OPENING.isdisjoint(clause.mark):
        return None
    for following in layout.clauses[layout.index_at(clause.start) + 1 :][:1]:
        found = spoken("year_in_brackets").fullmatch(layout.text, following.start, following.end)
        if found is not None:
            return "this_year" if found["this"] else "last_year"
    return None


def _named(clause: Clause | None) -> list[tuple[str, tuple[int, int]]]:
    """The periods that have a word in the clause, each with its place."""
    return [(cue.kind, (cue.start, cue.end)) for cue in clause.cues if cue.kind in _NAMES] if clause else []


def _ending_the_last(layout: Layout, clause: Clause, quantity: Quantity) -> list[tuple[str, tuple[int, int]]]:
    """The year that ends the clause before, where the number comes at once: "cut R&D this year, 3.2m against 5m"."""
    start, index = quantity.span[0], layout.index_at(clause.start)
    if quantity.unit not in _MONEY or not index or layout.words_between(clause.start, start) > 1:
        return []
    before = layout.clauses[index - 1]
    if before.sentence != clause.sentence or before.quantities:
        return []
    return [(name, span) for name, span in _named(before) if not layout.text[span[1] : before.end].strip()]


def _before_the_bracket(layout: Layout, clause: Clause) -> Clause | None:
    """What stands before an aside in brackets that the clause goes on after: 近三年（不足三年按实际）销售…."""
    index = layout.index_at(clause.start)
    if index < _ASIDE or layout.clauses[index - 1].mark not in CLOSING:
        return None
    outside = layout.clauses[index - _ASIDE]
    is_said = any(q.unit in _MONEY for q in outside.quantities)
    return outside if outside.mark in OPENING and not is_said else None


def _years(layout: Layout, clause: Clause, year: int) -> list[tuple[str, tuple[int, int]]]:
    """The years that are named; 2023 to 2025 are three."""
    heading = layout.heading_of(clause)
    tokens = [t for t in (*(heading.dates if heading else ()), *clause.dates) if t.year is not None]
    out = [(_year_name(token.year or 0, year), token.span) for token in tokens]
    for first, last in pairwise(tokens):
        if spoken("years_between").fullmatch(layout.text, first.span[1], last.span[0]):
            span = first.span[0], last.span[1]
            out = [("three_years" if last.year == (first.year or 0) + 2 else "several_years", span)]
    return out


def _after(clause: Clause, name: str, quantity: Quantity) -> list[Cue]:
    """640,000 more than last year: the words that say so after the number."""
    return [c for c in clause.of(f"{name}_after") if c.start >= quantity.span[1]]


def period_in(clause: Clause) -> str | None:
    """The first span of years that the clause names."""
    return next((c.kind for c in clause.cues if c.kind in _NAMES), None)


def year_in(layout: Layout, cue: Cue) -> str | None:
    """The span of years that is part of the word itself: "of last year's sales"."""
    if cue.kind != "rd_intensity":
        return None
    said = layout.text[cue.start : cue.end]
    return "last_year" if "last year" in said else "three_years" if "three" in said else None


def _year_name(said: int, year: int) -> str:
    if said == 2019:
        return "year_2019"
    return {year: "this_year", year - 1: "last_year", year - 2: YEAR_BEFORE}.get(said, f"year_{said}")


def _is_increase(layout: Layout, clause: Clause, quantity: Quantity, cue: Cue) -> bool:
    start = quantity.span[0]
    if quantity.unit not in _MONEY or cue.end > start or layout.words_between(cue.end, start) > 5:
        return False
    return not any(cue.start <= c.start < start for c in clause.of("reached"))


def _cost(layout: Layout, clause: Clause, quantity: Quantity, span: tuple[int, int]) -> int | None:
    start, end = span
    others = [q.span[0] for q in clause.quantities if q is not quantity and q.unit in _MONEY]
    if end <= quantity.span[0]:
        between = sum(1 for at in others if end <= at < quantity.span[0])
        if layout.text[start:end].isascii() and any(at < start for at in others):
            between += 1  # 48m last year and 125m: the year stands after its number
        return layout.words_between(end, quantity.span[0]) + _ANOTHER_NUMBER * between
    if start >= quantity.span[1]:
        between = sum(1 for at in others if quantity.span[1] <= at < start)
        late = 0 if layout.text[start:end].isascii() else _AFTERWARDS
        return layout.words_between(quantity.span[1], start) + _ANOTHER_NUMBER * between + late
    return None
