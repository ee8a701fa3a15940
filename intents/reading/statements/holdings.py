"""What is had or not, in lists: "certificate, award, laboratory: none of them"; a bare list of it states nothing.

`intents.reading.statements.lists` knows the lists that a "no" opens; here they may have commas and brackets, and it
may come last.
"""

from __future__ import annotations

from enum import Enum, auto

from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_ITEMS = frozenset(
    (
        *("hte", "hte_certificate", "bare_certificate", "tech_sme", "tech_sme_number"),
        *("direct_routes", "direct_routes_loosely", "direct_route_name"),
    )
)
_NAMES = frozenset({"hte", "tech_sme", "direct_route_name"})
"""Names of measures as well: beside them an item stands alone."""
_CLEAR = ("、", "(", ":")
"""Marks between which a list goes on; after a comma something else may begin."""
_SHORT = 5
"""Characters of an item of such a list that is no word of its own: 高企证、国家奖、标准."""


class InList(Enum):
    """What a list says of one of its items."""

    DENIED = auto()
    OPEN = auto()
    """Named beside others, without a word whether they are there; or a "no" that may not reach so far."""
    APART = auto()
    """No such list, or one that says that they are there."""


def in_list(layout: Layout, clause: Clause, cue: Cue) -> InList:
    """How an item of such a list is meant, the "no" of the list standing before all of them or behind."""
    index = layout.index_at(cue.start)
    before, named_before = _before(layout, clause, cue, index)
    if before is not None:
        return before
    after, named_after = _after(layout, clause, cue, index)
    if after is not None:
        return after
    return InList.OPEN if named_before + named_after and not _is_had(layout, index) else InList.APART


def _before(layout: Layout, clause: Clause, cue: Cue, index: int) -> tuple[InList | None, int]:
    """What a "no" further up the list says, and how many clauses of the list stand before this one."""
    said = layout.text[clause.start : cue.start]
    is_clear, named = True, 0
    for number in range(index - 1, -1, -1):
        other = layout.clauses[number]
        is_item = other.sentence == clause.sentence and _names_item(other) and not spoken("had_after_all").search(said)
        if not is_item:
            break
        named += _tells(other)
        is_clear = is_clear and (other.mark.strip() in _CLEAR or _ends_list(layout, index))
        said = layout.text[other.start : other.end]
        if spoken("had_none_before").search(said):
            return (InList.DENIED if is_clear else InList.OPEN), named
    return None, named


def _after(layout: Layout, clause: Clause, cue: Cue, index: int) -> tuple[InList | None, int]:
    """What a "none of them" behind the list says, and how many clauses of the list follow this one."""
    said, named = layout.text[cue.end : clause.end], 0
    for other in (*layout.clauses[index + 1 : index + 8], None):
        if spoken("had_none_behind").search(said):
            return InList.DENIED, named
        if other is None or other.sentence != clause.sentence or spoken("had_after_all").search(said):
            break
        said = layout.text[other.start : other.end]
        if not _names_item(other):
            return (InList.DENIED if spoken("had_none_behind").search(said) else None), named
        named += _tells(other)
    return None, named


def _tells(clause: Clause) -> bool:
    """Whether the clause names an item that is no name of a measure."""
    return any(cue.kind in _ITEMS - _NAMES for cue in clause.cues)


def _names_item(clause: Clause) -> bool:
    is_named = any(cue.kind in _ITEMS for cue in (*clause.cues, *clause.inner))
    return is_named or (clause.mark in "、)" and clause.end - clause.start <= _SHORT and not clause.quantities)


def _ends_list(layout: Layout, index: int) -> bool:
    """Whether the list comes to its end with an "or" in this clause or one that follows it: no A, B or C."""
    return any(spoken("had_list_ends").search(layout.text, c.start, c.end) for c in layout.clauses[index : index + 3])


def _is_had(layout: Layout, index: int) -> bool:
    """Whether the list says of its items that they are there: 有国家奖、省级研发机构."""
    sentence = layout.clauses[index].sentence
    return any(
        spoken("had_after_all").search(layout.text, c.start, c.end)
        for c in layout.clauses[max(0, index - 4) : index + 1]
        if c.sentence == sentence and _names_item(c)
    )
