"""Numbers and their words in turn, and numbers that others take the place of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from intents.reading.binding.fitting import are_alike, fits
from intents.reading.layout import OPENING, Layout
from intents.reading.numbers.quantities import TIMES, Quantity
from intents.reading.vocabulary.grammar import Grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

Span = tuple[int, int]

RESEARCHERS = frozenset({"st_staff", "rd_people"})
"""Words for who does research, with whom the number of a part of the staff goes."""
_OF_YEARS = ("insured_staff", "rd", "sales", "ui_paid", "rent", "waived")
"""What is told of last year and of this one, or of the year's start: both numbers count."""


def in_turn(layout: Layout, grammar: Grammar) -> dict[Span, Cue]:
    """Words whose numbers follow in their order: 职工、科技人员分别是120人、15人, "… were 90 and 6, respectively"."""
    out = _told_behind(layout, grammar)
    for said in spoken("in_turn").finditer(layout.text):
        sentence = layout.clause_at(said.start()).sentence
        there = [
            q for q in layout.quantities if q.unit not in TIMES and layout.clause_at(q.span[0]).sentence == sentence
        ]
        numbers = [q for q in there if q.span[0] >= said.end()]
        if said.group().isascii():  # stands behind its numbers
            numbers = _list_ending(layout, [q for q in there if q.span[1] <= said.start()]) or numbers
        words = _words_before(layout, grammar, sentence, numbers[0].span[0]) if numbers else []
        told = [q.span[1] for q in there if q.span[1] <= said.start()]
        if told and not said.group().isascii():
            words = [cues for cues in words if cues[0].start >= told[-1]]
        words = words[-len(numbers) :]
        pairs = [_fitting(grammar, cues, q) for cues, q in zip(words, numbers, strict=False)]
        if 1 < len(words) <= len(numbers) and None not in pairs:
            out.update((q.span, cue) for q, cue in zip(numbers, pairs, strict=False) if cue is not None)
    return out


def _told_behind(layout: Layout, grammar: Grammar) -> dict[Span, Cue]:
    """Sums that stand before what they are: "184,000 yuan: that is the rent we waived"."""
    out: dict[Span, Cue] = {}
    for quantity in layout.quantities:
        start, end = quantity.span
        said = spoken("told_behind").match(layout.text, end)
        if said is None or layout.text[layout.clause_at(start).start : start].strip():
            continue
        clause = layout.clause_at(said.end() - 1)
        behind = [c for c in layout.clauses if c.sentence == clause.sentence and c.start >= clause.start]
        clauses = behind if clause.mark in OPENING else [clause]
        cues = [c for one in clauses for c in one.cues if c.kind in grammar.concepts]
        cue = _fitting(grammar, [c for c in cues if grammar.concepts[c.kind].near is None], quantity)
        if cue is not None and all(other is quantity for one in clauses for other in one.quantities):
            out[quantity.span] = cue
    return out


def _list_ending(layout: Layout, numbers: list[Quantity]) -> list[Quantity]:
    """The last of the numbers that stand in a row: "… are 2 million, 8 million and 50"."""
    first = len(numbers) - 1
    while first > 0:
        gap = numbers[first - 1].span[1], numbers[first].span[0]
        if spoken("next_in_list").fullmatch(layout.text, *gap) is None:
            break
        first -= 1
    return numbers[max(first, 0) :]


def _words_before(layout: Layout, grammar: Grammar, sentence: int, end: int) -> list[list[Cue]]:
    """The words of the sentence that numbers may be about, by place; those of several classes once."""
    found: dict[Span, list[Cue]] = {}
    for clause in layout.clauses:
        if clause.sentence == sentence and clause.start < end:
            for cue in clause.cues:
                if cue.end <= end and cue.kind in grammar.concepts:
                    found.setdefault((cue.start, cue.end), []).append(cue)
    return [found[span] for span in sorted(found)]


def _fitting(grammar: Grammar, cues: Sequence[Cue], quantity: Quantity) -> Cue | None:
    return next((cue for cue in cues if fits(grammar.concepts[cue.kind], quantity)), None)


def replaced_by_now(layout: Layout) -> frozenset[Span]:
    """Numbers of a plan or of the past beside one of today: 打算招到15个科技人员，现在只有9个."""
    if len(layout.quantities) < 2:
        return frozenset()
    each = _of_each(layout) if "每" in layout.text else frozenset()
    now = [q for q in layout.quantities if _is_of_now(layout, q)]
    each |= _before_the_change(layout) if "从" in layout.text or "from" in layout.text else frozenset()
    each |= _none_of_them(layout) if "kept_all" in layout.kinds else frozenset()
    return each | frozenset(
        q.span
        for q in layout.quantities
        if q not in now and any(are_alike(q, other) for other in now) and _is_outdated(layout, q)
    )


def _of_each(layout: Layout) -> frozenset[Span]:
    """每五个员工就有一个科技人员: neither is a number of the enterprise's people."""
    return frozenset(
        span
        for first, second in pairwise(layout.quantities)
        if first.unit in ("people", "count", "bare")
        and spoken("each_of_people_before").search(layout.text, 0, first.span[0])
        and layout.index_at(first.span[0]) == layout.index_at(second.span[0])
        for span in (first.span, second.span)
    )


def _none_of_them(layout: Layout) -> frozenset[Span]:
    """45个参保的人一个没裁: the one is none of them, and no number."""
    said = [cue for clause in layout.clauses for cue in clause.cues if cue.kind == "kept_all"]
    return frozenset(
        quantity.span
        for quantity in layout.quantities
        if quantity.exact == 1 and any(cue.start <= quantity.span[0] < cue.end for cue in said)
    )


def _before_the_change(layout: Layout) -> frozenset[Span]:
    """员工从50人涨到64人: how many they were before."""
    return frozenset(
        first.span
        for first, second in pairwise(layout.quantities)
        if are_alike(first, second)
        and first.unit in ("people", "bare", "count", "money")
        and spoken("from_right_before").search(layout.text, 0, first.span[0])
        and spoken("changed_to_between").fullmatch(layout.text, first.span[1], second.span[0])
        and not any(layout.clause_at(first.span[0]).has(kind) for kind in _OF_YEARS)
    )


def _is_of_now(layout: Layout, quantity: Quantity) -> bool:
    start, end = quantity.span
    clause = layout.clause_at(start)
    before = spoken("now_before").search(layout.text, clause.start, start)
    return before is not None or spoken("now_after").match(layout.text, end, clause.end) is not None


def _is_outdated(layout: Layout, quantity: Quantity) -> bool:
    start = quantity.span[0]
    clause = layout.clause_at(start)
    if spoken("planned_number_before").search(layout.text, clause.start, start):
        return True
    once = spoken("former_number_before").search(layout.text, clause.start, start)
    return once is not None and not quantity.scaled and quantity.unit != "money"  # sums are told of several years
