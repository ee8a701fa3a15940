"""A message laid out for reading: its clauses, the words and quantities in them, and how each clause is meant."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import field
from itertools import accumulate, pairwise

from intents.reading.dates import DateToken, find_dates
from intents.reading.grammar import Cue, Grammar
from intents.reading.manners import spoken
from intents.reading.quantities import Quantity, find_quantities
from intents.reading.spans import Spans
from knowledge.records import dataclass

_BREAK = re.compile(
    r"[,，、;；:：()（）。.!！?？\n\"“”]+|\s[/|\u2013-]\s|(?<=[\u3400-\u9fff])[ \t]+(?=[\u3400-\u9fff])"
)
_SENTENCE = re.compile(r"[;；。!！?？\n]|\.(?=\s|$)|^[.]$")
_PARTICLE = re.compile(r"(?:吗|么|[^有]没|[^对]不)\s*$")
_SHORTENED = re.compile(
    r"(?<![a-z])(?:ins|approx|no|incl|inc|co|ltd|corp|max|min|yrs|mos|avg|est|tel|mr|ms|dr|i\.e|e\.g|vs)$"
)
_IN_NUMBERS = frozenset(",.:/-\u2013")
_LONGEST_CLAUSE = 200
_WORDS = re.compile(r"[\u3400-\u9fff]|[a-z0-9][a-z0-9'&.%]*")


@dataclass(slots=True)
class Clause:
    """A piece of a sentence between two marks."""

    start: int
    end: int
    sentence: int
    mark: str
    """The mark that ends it."""
    cues: list[Cue] = field(default_factory=list)
    inner: list[Cue] = field(default_factory=list)
    """Words that are part of longer ones."""
    quantities: list[Quantity] = field(default_factory=list)
    dates: list[DateToken] = field(default_factory=list)
    hearsay: bool = False
    """About somebody else."""
    question: bool = False
    """Ends like a question."""
    wonders: bool = False
    """Has a word that asks in it."""
    asked: bool = False
    """Part of a sentence that asks."""
    theirs: bool = False
    """Tells of a partner: our customers are …, 母公司有 …."""
    listed: bool = False
    """Part of a list under a heading that asks in general."""
    general: bool = False
    """Asks how things are for everybody."""
    quoted: bool = False
    """Goes on with a rule that is asked about: "是不是要300人以内、资产5000万以内？"."""

    def has(self, kind: str) -> bool:
        """Whether a word of that class stands in the clause."""
        return any(c.kind == kind for c in self.cues)

    def has_inside(self, kind: str) -> bool:
        """Whether a word of that class is part of a longer one in the clause."""
        return any(c.kind == kind for c in self.inner)

    def of(self, kind: str) -> list[Cue]:
        """The words of that class, by place."""
        return [c for c in self.cues if c.kind == kind]


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
        return self.clauses[max(0, bisect_right(self._starts, position) - 1)]

    def index_at(self, position: int) -> int:
        """Number of the clause that holds the position."""
        return max(0, bisect_right(self._starts, position) - 1)

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


Span = tuple[int, int]


def lay_out(text: str, grammar: Grammar, places: list[Span], year: int) -> Layout:
    """The message laid out; `places` are the spans of place names, in which no number is looked for."""
    cues, inner = grammar.find(text)
    dates = find_dates(text, year)
    quantities = _without_replaced(text, find_quantities(text, [d.span for d in dates] + places))
    clauses = _clauses(text)
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
    _mark_hearsay(text, clauses)
    _mark_quoted(text, clauses)
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


def _clauses(text: str) -> list[Clause]:
    out: list[Clause] = []
    start = sentence = 0
    for mark in _BREAK.finditer(text):
        if (
            mark.group().strip() in _IN_NUMBERS
            and text[mark.start() - 1 : mark.start()].isdigit()
            and text[mark.end() : mark.end() + 1].isdigit()
        ):
            continue
        if mark.group() == "." and not re.match(r"\s|$|[\u3400-\u9fff]", text[mark.end() : mark.end() + 1]):
            continue
        if mark.group() == "." and _SHORTENED.search(text, max(0, mark.start() - 8), mark.start()):
            continue
        out += _pieces(text, start, mark.start(), sentence, mark.group())
        if re.search(r"[;；。.!！?？\n]", mark.group()):
            sentence += 1
        start = mark.end()
    return out + _pieces(text, start, len(text), sentence, "")


def _pieces(text: str, start: int, end: int, sentence: int, mark: str) -> list[Clause]:
    """The clause, in several pieces where somebody wrote on and on without a mark, so that reading stays linear."""
    if end - start <= _LONGEST_CLAUSE:
        return [_clause(text, start, end, sentence, mark)]
    edges = [*range(start, end, _LONGEST_CLAUSE), end]
    return [_clause(text, a, b, sentence, mark) for a, b in pairwise(edges)]


def _clause(text: str, start: int, end: int, sentence: int, mark: str) -> Clause:
    said = text[start:end]
    asks = "?" in mark or "？" in mark or bool(_PARTICLE.search(said))
    return Clause(start, end, sentence, mark, question=asks, wonders=bool(spoken("asks_inside").search(said)))


def _word_counts(text: str) -> list[int]:
    counts = [0] * (len(text) + 2)
    for m in _WORDS.finditer(text):
        counts[m.start() + 1] += 1
    return list(accumulate(counts))


def _mark_quoted(text: str, clauses: list[Clause]) -> None:
    """A rule that is asked about goes on to the end of its sentence, or to where the enterprise speaks of itself."""
    asked = {
        c.sentence for c in clauses if c.question or c.wonders or spoken("sure_after").search(text, c.start, c.end)
    }
    active, sentence = False, -1
    for clause in clauses:
        if clause.sentence != sentence or clause.has("self"):
            active, sentence = False, clause.sentence
        clause.asked, clause.quoted = sentence in asked, active
        if sentence in asked and not clause.has("self"):
            rule = spoken("requirement").search(text, clause.start, clause.end)
            supposed = clause.quantities and spoken("what_if").search(text, clause.start, clause.end)
            active = active or bool(rule or supposed)


def _mark_hearsay(text: str, clauses: list[Clause]) -> None:
    """What is told of others lasts to the end of its sentence or to where the enterprise speaks of itself again."""
    active, sentence = False, -1
    for clause in clauses:
        if clause.sentence != sentence:
            active, sentence = False, clause.sentence
        told = [c for c in clause.of("hearsay") if not spoken("given_to_before").search(text, clause.start, c.start)]
        own = clause.of("self")
        if told:
            active = not any(s.start > told[-1].end for s in own)
        elif own:
            active = False
        clause.hearsay = active
        clause.general = _is_general(text, clause)
        clause.theirs = spoken("theirs").match(text, clause.start, clause.end) is not None
    _mark_lists(clauses)


def _mark_lists(clauses: list[Clause]) -> None:
    """A list that is asked about in general: 专利、软著都算吗, "which kinds count: patents, software?"."""
    for first, second in reversed(list(pairwise(clauses))):
        first.general = first.general or (second.general and first.mark == "、" and not first.has("self"))
    listed = False
    for first, second in pairwise(clauses):
        goes_on = (first.general and ":" in first.mark) or (listed and first.mark == ",")
        listed = goes_on and first.sentence == second.sentence and not second.has("self")
        second.general = second.general or listed


def _is_general(text: str, clause: Clause) -> bool:
    """Whether the clause asks how things are for everybody: "what counts as a small enterprise?", 哪些企业能免."""
    if clause.has("self") or not (clause.question or clause.wonders):
        return False
    return spoken("general_question").search(text[clause.start : clause.end]) is not None
