"""Lists of which one word says that there is none of it: "no certificate, award or laboratory", 没有甲、乙、丙."""

from __future__ import annotations

from collections.abc import Iterator

from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.vocabulary.grammar import load_grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_LONGEST = 4
"""Words of an item in the middle of an English list."""


def is_in_list_of_none(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether the word stands in such a list.

    What is had or won (`listed` of facts.yml) is denied in every item after the first, any other only in the last.
    """
    index = layout.index_at(clause.start)
    if _is_denied_behind(layout, index) or _is_last_of_two(layout, index):
        return True
    is_item = cue.kind in load_grammar().listed and index > 0
    return is_item and (_has_denied_head(layout, index) or _has_denied_english_head(layout, index))


def _is_denied_behind(layout: Layout, index: int) -> bool:
    """甲、乙、丙都没有."""
    last = index
    while layout.clauses[last].mark == "、" and last + 1 < len(layout.clauses):
        last += 1
    end = layout.clauses[last]
    return last > index and bool(spoken("none_of_them").search(layout.text, end.start, end.end))


def _is_last_of_two(layout: Layout, index: int) -> bool:
    """No safety, quality or environmental trouble."""
    clause = layout.clauses[index]
    if not index or " or " not in layout.text[clause.start : clause.end]:
        return False
    before = layout.clauses[index - 1]
    return before.sentence == clause.sentence and bool(
        spoken("no_list_before").search(layout.text[before.start : before.end])
    )


def _has_denied_head(layout: Layout, index: int) -> bool:
    """没有甲、乙、丙: none of the items before it, nor it, says something anew."""
    while index and layout.clauses[index - 1].mark == "、":
        if _says_anew(layout, layout.clauses[index]):
            return False
        index -= 1
    head = layout.clauses[index]
    return head.mark == "、" and bool(spoken("none_of_list").search(layout.text, head.start, head.end))


def _has_denied_english_head(layout: Layout, index: int) -> bool:
    """No certificate, award, laboratory or standard."""
    if not any(spoken("or_in_list").search(layout.text, c.start, c.end) for c in _rest_of_list(layout, index)):
        return False
    while index and layout.clauses[index - 1].mark.strip() == ",":
        if _says_anew(layout, layout.clauses[index]):
            return False
        index -= 1
        head = layout.clauses[index]
        if spoken("none_of_english_list").search(layout.text, head.start, head.end):
            return True
        if layout.words_between(head.start, head.end) > _LONGEST:
            return False
    return False


def _rest_of_list(layout: Layout, index: int) -> Iterator[Clause]:
    """The clause and the short ones behind it."""
    clause = layout.clauses[index]
    yield clause
    while clause.mark.strip() == "," and index + 1 < len(layout.clauses):
        index += 1
        clause = layout.clauses[index]
        if clause.has("self") or clause.quantities:
            return
        yield clause


def _says_anew(layout: Layout, clause: Clause) -> bool:
    return bool(clause.quantities) or spoken("item_anew").match(layout.text, clause.start, clause.end) is not None
