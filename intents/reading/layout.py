"""A message laid out for reading: its clauses, and the words, quantities and dates in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, pairwise

from intents.reading.clauses import Clause, cut_into_clauses, mark_clauses
from intents.reading.dates import DateToken, find_dates
from intents.reading.grammar import Cue, Grammar
from intents.reading.manners import spoken
from intents.reading.quantities import Quantity, find_quantities
from intents.reading.spans import Spans
from knowledge.records import dataclass

Span = tuple[int, int]
_WORDS = re.compile(r"[\u3400-\u9fff]|[a-z0-9][a-z0-9'&.%]*")


@dataclass(slots=True)
class Layout:
    """A message ready for reading; `text` is what all places refer to."""

    text: str
    clauses: list[Clause]
    cues: list[Cue]
    quantities: list[Quantity]
    dates: list[DateToken]
    places: list[Span]
    kinds: frozenset[str]
    """Classes that occur at all."""
    _starts: list[int]
    is_answer: bool = False
    """Whether something is still to be told: a bare name answers then."""
    _words: list[int] | None = None
    """How many words begin before each place; counted when it is first asked for."""

    def clause_at(self, position: int) -> Clause:
        """The clause that holds the position."""
        return self.clauses[self.index_at(position)]

    def index_at(self, position: int) -> int:
        """Number of the clause that holds the position."""
        return max(0, bisect_right(self._starts, position) - 1)

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
            self._words = _word_counts(self.text)
        return self._words[max(start, end)] - self._words[start]


def lay_out(text: str, grammar: Grammar, places: list[Span], year: int) -> Layout:
    """The message laid out; `places` are the spans of place names, in which no number is looked for."""
    cues, inner = grammar.find(text)
    dates = find_dates(text, year)
    quantities = _without_replaced(text, find_quantities(text, [d.span for d in dates] + places))
    clauses = cut_into_clauses(text)
    starts = [c.start for c in clauses]
    cues = _without_counters(cues, quantities)
    layout = Layout(
        text,
        clauses,
        cues,
        quantities,
        dates,
        places,
        frozenset(c.kind for c in cues + inner),
        starts,
    )
    for cue in cues:
        layout.clause_at(cue.start).cues.append(cue)
    for cue in inner:
        layout.clause_at(cue.start).inner.append(cue)
    for token in dates:
        layout.clause_at(token.span[0]).dates.append(token)
    for quantity in quantities:
        layout.clause_at(quantity.span[0]).quantities.append(quantity)
    mark_clauses(text, clauses)
    return layout


def _without_replaced(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The numbers without those that are told together with what takes their place: 30人改成40人."""
    replaced = {
        first.span
        for first, second in pairwise(quantities)
        if spoken("replaced_by").fullmatch(text, first.span[1], second.span[0])
        or (
            spoken("change_before").search(text, 0, first.span[0])
            and spoken("to_between").fullmatch(text[first.span[1] : second.span[0]].strip())
        )
    }
    return [q for q in quantities if q.span not in replaced]


def _without_counters(cues: list[Cue], quantities: list[Quantity]) -> list[Cue]:
    """The words without the 个人 of 五个人."""
    counted = Spans(q.span for q in quantities)
    return [c for c in cues if c.kind != "person" or not counted.touch(c.start, c.end)]


def _word_counts(text: str) -> list[int]:
    counts = [0] * (len(text) + 2)
    for m in _WORDS.finditer(text):
        counts[m.start() + 1] += 1
    return list(accumulate(counts))
