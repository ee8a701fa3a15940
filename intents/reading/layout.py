"""A message laid out for reading: its clauses, and the words, quantities and dates in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from intents.reading.clauses import Clause, asks_for_them, mark_clauses
from intents.reading.cutting import cut_into_clauses
from intents.reading.numbers.dates import DateToken, find_dates
from intents.reading.numbers.differences import worked_out
from intents.reading.numbers.quantities import Quantity, find_quantities
from intents.reading.numbers.shortfalls import in_one_piece
from intents.reading.numbers.yearparts import in_unit_told, of_the_whole_year
from intents.reading.vocabulary.grammar import Grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.spans import Spans
from intents.reading.vocabulary.wordclasses import Cue
from knowledge.records import dataclass

Span = tuple[int, int]

OPENING, CLOSING = frozenset("(（"), frozenset(")）")
"""Marks of an aside in brackets."""
_CHANGE = 80
"""Characters before a number in which it may be said that it is changed: more than those words have."""
_LOOK_BACK = 32
_WORDS = re.compile(r"[\u3400-\u9fff]|[a-z0-9][a-z0-9'&.%]*")


@dataclass(slots=True)
class Layout:
    """A message ready for reading; `text` is what all places refer to."""

    text: str
    clauses: list[Clause]
    quantities: list[Quantity]
    dates: list[DateToken]
    places: list[Span]
    kinds: frozenset[str]
    """Classes that occur at all."""
    _starts: list[int]
    replaced: list[Quantity]
    """Numbers that another of the message takes the place of: the 12 of "change 12 to 9"."""
    is_answer: bool = False
    """Whether something is still to be told: a bare name answers then."""
    _words: list[int] | None = None
    """Where each word begins; looked for when it is first asked how many there are."""

    def clause_at(self, position: int) -> Clause:
        """The clause that holds the position."""
        return self.clauses[self.index_at(position)]

    def index_at(self, position: int) -> int:
        """Number of the clause that holds the position."""
        return bisect_right(self._starts, position) - 1  # the first clause starts at 0

    def heading_of(self, clause: Clause) -> Clause | None:
        """What stands before the colon that the clause follows, 注册时间：2021年6月; None where it follows none."""
        index = self.index_at(clause.start)
        return self.clauses[index - 1] if index and ":" in self.clauses[index - 1].mark else None

    def distance(self, first: Span, second: Span) -> int:
        """How many words lie between two pieces, whichever comes first."""
        if second[0] < first[0]:
            first, second = second, first
        return self.words_between(min(first[1], second[0]), second[0])

    def words_between(self, start: int, end: int) -> int:
        """How many words (a Chinese character counts as one) begin in text[start:end]."""
        if self._words is None:
            self._words = [found.start() for found in _WORDS.finditer(self.text)]
        return max(0, bisect_left(self._words, end) - bisect_left(self._words, start))


def lay_out(text: str, grammar: Grammar, places: list[Span], year: int) -> Layout:
    """The message laid out; `places` are the spans of place names, in which no number is looked for."""
    cues, inner = grammar.classes.find(text)
    dates = find_dates(text, year)
    found = in_one_piece(text, in_unit_told(text, find_quantities(text, [d.span for d in dates] + places)))
    left = _without_replaced(text, found)
    replaced = [q for q in found if q not in left]
    quantities = of_the_whole_year(text, worked_out(text, left))
    clauses = cut_into_clauses(text)
    starts = [clause.start for clause in clauses]
    quantities = _without_years(cues, quantities)
    cues = _without_counters(cues, quantities)
    kinds = frozenset([cue.kind for cue in cues] + [cue.kind for cue in inner])
    if "other_people" in kinds and asks_for_them(text):
        cues = [c for c in cues if c.kind != "other_people" or not spoken("client_lead").match(text, c.start)]
        kinds = frozenset([cue.kind for cue in cues] + [cue.kind for cue in inner])
    for cue in cues:
        clauses[bisect_right(starts, cue.start) - 1].cues.append(cue)
    for cue in inner:
        clauses[bisect_right(starts, cue.start) - 1].inner.append(cue)
    for token in dates:
        clauses[bisect_right(starts, token.span[0]) - 1].dates.append(token)
    for quantity in quantities:
        clauses[bisect_right(starts, quantity.span[0]) - 1].quantities.append(quantity)
    mark_clauses(text, clauses, kinds, is_counted=bool(quantities))
    return Layout(text, clauses, quantities, dates, places, kinds, starts, replaced)


def _without_replaced(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The numbers without those that are told together with what takes their place: 30人改成40人, "not 5 but 6"."""
    if len(quantities) < 2:
        return quantities
    replaced = {
        first.span
        for first, second in pairwise(quantities)
        if spoken("replaced_by").fullmatch(text, first.span[1], second.span[0])
        or (
            spoken("change_before").search(text, max(0, first.span[0] - _CHANGE), first.span[0])
            and spoken("to_between").fullmatch(text[first.span[1] : second.span[0]].strip())
        )
        or spoken("off_by_before").search(text, max(0, first.span[0] - _LOOK_BACK), first.span[0])
        or (
            spoken("not_done_before").search(text, max(0, first.span[0] - _LOOK_BACK), first.span[0])
            and spoken("but_so_many").fullmatch(text, first.span[1], second.span[0])
        )
    }
    return [q for q in quantities if q.span not in replaced]


def _without_years(cues: list[Cue], quantities: list[Quantity]) -> list[Quantity]:
    """The numbers without the 近一年 of 最近一年, which is a year and counts none."""
    years = [c for c in cues if c.kind == "last_year"]
    if not years:
        return quantities
    return [q for q in quantities if q.unit != "years" or not any(c.start < q.span[0] < c.end for c in years)]


def _without_counters(cues: list[Cue], quantities: list[Quantity]) -> list[Cue]:
    """The words without the 个人 of 五个人."""
    if not quantities:
        return cues
    counted = Spans(q.span for q in quantities)
    return [c for c in cues if c.kind != "person" or not counted.touch(c.start, c.end)]


def list_start(layout: Layout, at: int) -> int:
    """Where the list begins in which a trade stands: "tobacco, catering or entertainment"; else of its clause."""
    index = layout.index_at(at)
    while index and _goes_on(layout.clauses[index - 1]):
        index -= 1
    return layout.clauses[index].start


def _goes_on(clause: Clause) -> bool:
    return clause.mark == "、" or (clause.mark == "," and bool(clause.of("excluded_trade")))
