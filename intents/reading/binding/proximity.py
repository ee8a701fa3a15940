"""Which word stands nearest to a number, of those that can have such a number."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import pairwise

from intents.reading.binding.bound import BY_YEARS
from intents.reading.binding.fitting import fits
from intents.reading.binding.headcounts import are_kept
from intents.reading.binding.nearness import cost_of
from intents.reading.binding.turns import RESEARCHERS, Span, in_turn
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.grammar import Concept, Grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_FEW_WORDS = 4
_FEW_PEOPLE = 1000
_BACK = 2
"""Clauses before the number's in which its word may stand."""
_SUM_OF_FEES = 5000
_NOT_OF_PART = frozenset({"staff", "insured_staff"})
_NOT_OF_WHOLE = frozenset({"st_staff", "rd_people", "laid_off", "high_tech_income"})
_OF_SPENDING = ("domestic", "foreign_part", "foreign_lab", "sales", "rd_intensity", "rd_share")
_LEADS_ON = frozenset({":", "(", "（"})
"""Marks after which a number goes with what stands before: wholesale (85 % of revenue)."""
_IN_UNITS = frozenset({"insured_staff"})
"""What a unit alone says: 300 insured."""


def nearest_cues(layout: Layout, grammar: Grammar, outdated: Container[Span] = ()) -> dict[Span, Cue]:
    """One cue for each quantity's span, the nearest pairs first, of equals one that needs a topic; each serves once.

    Numbers that are `outdated` get none.
    """
    out = in_turn(layout, grammar)
    used = {(cue.start, cue.end) for cue in out.values()}
    offers = sorted(_offers(layout, grammar, outdated), key=lambda o: (o[0], o[1], -o[2].start))
    for _, index, cue in offers:
        span = layout.quantities[index].span
        if span not in out and (cue.start, cue.end) not in used:
            out[span] = cue
            used.add((cue.start, cue.end))
    return out


def _offers(layout: Layout, grammar: Grammar, outdated: Container[Span]) -> Iterator[tuple[int, int, Cue]]:
    parts = _parts(layout)
    counted = _counted_by(layout, outdated) | _told_behind(layout) | _told_with_year(layout)
    numbers = [(i, q) for i, q in enumerate(layout.quantities) if q.span not in outdated]
    for index, quantity in numbers:
        home = layout.index_at(quantity.span[0])
        for back in range(min(_BACK, home) + 1):
            for cue in _words_of(layout.clauses[home - back], quantity):
                if counted.get((cue.start, cue.end), quantity.span) != quantity.span:
                    continue
                concept = grammar.concepts.get(cue.kind)
                if concept is None or not _is_open(layout, concept, cue, quantity, back=back):
                    continue
                if _is_of_the_other(layout, cue, index, parts):
                    continue
                cost = cost_of(layout, index, cue, back, outdated)
                if cost is not None and (concept.reach is None or cost <= concept.reach):
                    yield 2 * cost - (concept.topic is not None), index, cue


def _is_of_the_other(layout: Layout, cue: Cue, index: int, parts: set[int]) -> bool:
    """Whether the word is said of the whole and the number is the part, or the other way round."""
    if cue.kind in RESEARCHERS and _has_its_part_behind(layout, index):
        return True  # 科技人员少：80人里只有7个
    part = index if index in parts else index - 1
    if part not in parts:
        return False
    if cue.kind in _IN_UNITS and _tells_of_part(layout, cue, part):
        return part != index
    return cue.kind in (_NOT_OF_PART if part == index else _NOT_OF_WHOLE)


def _has_its_part_behind(layout: Layout, index: int) -> bool:
    """Whether people are told of whom the next number is a part."""
    whole, behind = layout.quantities[index], layout.quantities[index + 1 : index + 2]
    if whole.unit != "people" or not behind:
        return False
    return spoken("among_before").fullmatch(layout.text[whole.span[1] : behind[0].span[0]]) is not None


def _tells_of_part(layout: Layout, cue: Cue, part: int) -> bool:
    """Whether the part is what is insured: "covers 40 of our 50 staff", "40 of our 50 staff are insured"."""
    start, end = layout.quantities[part].span[0], layout.quantities[part + 1].span[1]
    if cue.end <= start:
        return layout.words_between(cue.end, start) <= 1
    return cue.start >= end and spoken("are_between").fullmatch(layout.text, end, cue.start) is not None


def _words_of(clause: Clause, quantity: Quantity) -> list[Cue]:
    """The words of the clause; what is told in money is one of the two of a share: "R&D of 6 million against sales"."""
    if quantity.unit == "share" or not (clause.has("rd_share") or clause.has("rd_intensity")):
        return clause.cues
    return [*clause.cues, *(cue for cue in clause.inner if cue.kind in BY_YEARS)]


def _counted_by(layout: Layout, outdated: Container[Span]) -> dict[Span, Span]:
    """Words that are the unit of a number, with the number: the employees of "60 employees of whom 5 do R&D"."""
    return {
        (cue.start, cue.end): quantity.span
        for clause in layout.clauses
        for quantity in clause.quantities
        for cue in clause.cues
        if quantity.span[0] < cue.start and cue.end <= quantity.span[1] and quantity.span not in outdated
    }


def _told_behind(layout: Layout) -> dict[Span, Span]:
    """Words whose number follows at once, whatever number stands before them: 100个员工科技人员只有9个."""
    return {
        (cue.start, cue.end): quantity.span
        for clause in layout.clauses
        for quantity in clause.quantities
        for cue in clause.cues
        if cue.kind in _NOT_OF_WHOLE and spoken("only_after").fullmatch(layout.text, cue.end, quantity.span[0])
    }


def _told_with_year(layout: Layout) -> dict[Span, Span]:
    """Words whose number follows after nothing but its year, where another stands before them in the clause."""
    out: dict[Span, Span] = {}
    for clause in layout.clauses:
        if len(clause.quantities) <= _BACK:
            continue
        for cue in clause.cues:
            if cue.kind in BY_YEARS and (year := spoken("year_then_number").match(layout.text, cue.end)):
                out |= _paired(cue, [q.span for q in clause.quantities if q.span[0] == year.end()])
    return out


def _paired(cue: Cue, spans: list[Span]) -> dict[Span, Span]:
    return {(cue.start, cue.end): spans[0]} if spans else {}


def _parts(layout: Layout) -> set[int]:
    """Places of numbers that are said to be part of the next: 6 of 30 staff."""
    return {
        i
        for i, (part, whole) in enumerate(pairwise(layout.quantities))
        if spoken("part_of").fullmatch(layout.text, part.span[1], whole.span[0])
    }


def _is_listed(layout: Layout, quantity: Quantity) -> bool:
    """员工80，研发12: a clause of a list that is hardly more than the number, beside the number of all staff."""
    clause = layout.clause_at(quantity.span[0])
    is_count = quantity.exact is not None and quantity.exact < _FEW_PEOPLE and not quantity.scaled
    are_people = "staff" in layout.kinds or any(q.unit == "people" for q in layout.quantities)
    return is_count and are_people and layout.words_between(clause.start, clause.end) <= _FEW_WORDS


def _is_open(layout: Layout, concept: Concept, cue: Cue, quantity: Quantity, *, back: int) -> bool:
    """Whether the word can have the number, `back` clauses after it: by their kinds and by what stands around them."""
    if not fits(concept, quantity):
        return False
    clause = layout.clause_at(cue.start)
    if concept.apart and clause.has(concept.apart):
        return False
    if quantity.unit == "share" and cue.kind in RESEARCHERS and not _is_share_of_people(layout, clause, cue, quantity):
        return False
    if _is_of_somebody_else(layout, clause, cue, quantity):
        return False
    if concept.beside and not (clause.has(concept.beside) or clause.has_inside(concept.beside)):
        return False
    is_heading = back == 1 and not _LEADS_ON.isdisjoint(clause.mark)
    if back and cue.kind == "budget" and layout.clause_at(quantity.span[0]).has("increase"):
        return False  # R&D post-subsidy: our increase was 2 million
    if concept.counted and quantity.unit == "bare" and not _is_listed(layout, quantity):
        return False
    return (concept.topic is None or concept.topic in layout.kinds) and (
        not back or is_heading or not concept.same_clause
    )


def _is_of_somebody_else(layout: Layout, clause: Clause, cue: Cue, quantity: Quantity) -> bool:
    """Whether those who left were dismissed, or the staff is who was dismissed (解聘员工5名) or who paid a sum."""
    if cue.kind == "laid_off" and _are_not_meant(layout, clause, cue, quantity):
        return True
    if cue.kind == "resigned":
        return spoken("who_were_dismissed").match(layout.text, quantity.span[1]) is not None
    if quantity.exact == 1 and quantity.unit == "bare" and cue.kind in RESEARCHERS and cue.end <= quantity.span[0]:
        return layout.text.startswith("one ", quantity.span[0])  # "R&D and all else in one account"
    if cue.kind == "sales" and clause.has("transfer_topic") and layout.text.startswith("we sold", cue.start):
        return True  # we sold a plant variety for 3 million
    if cue.kind != "staff":
        return False
    is_fee = quantity.unit == "bare" and (quantity.low or 0) >= _SUM_OF_FEES and clause.has("ui_paid")
    return is_fee or ("laid_off" in layout.kinds and _are_dismissed(clause, cue))


def _are_not_meant(layout: Layout, clause: Clause, cue: Cue, quantity: Quantity) -> bool:
    """Whether it is denied that anybody was dismissed: "45 people … for not laying off staff", 没裁人 32个员工."""
    is_behind = cue.start >= quantity.span[1] and layout.words_between(quantity.span[1], cue.start) > 0
    is_next = cue.end <= quantity.span[0] and spoken("anybody_between").fullmatch(
        layout.text, cue.end, quantity.span[0]
    )
    return bool(is_behind or is_next) and are_kept(layout, clause, cue)


def _are_dismissed(clause: Clause, cue: Cue) -> bool:
    """Whether the staff is named as those who were dismissed, not as all there is."""
    return any(0 <= cue.start - c.end <= 1 for c in clause.of("laid_off"))


def _is_share_of_people(layout: Layout, clause: Clause, cue: Cue, quantity: Quantity) -> bool:
    """Whether a "R&D" beside a share means people: not in "65% of R&D in China", nor "65% of income"."""
    if spoken("of_income_after").match(layout.text, quantity.span[1]):
        return False
    if spoken("about_people").search(layout.text, cue.start, cue.end):
        return True
    if spoken("of_research_after").match(layout.text, quantity.span[1]):
        return False
    return not any(clause.has(kind) for kind in _OF_SPENDING) and _speaks_of_people(layout, clause)


def _speaks_of_people(layout: Layout, clause: Clause) -> bool:
    """Whether people are spoken of in the clause or the one before it: 150 people, 12% in R&D."""
    index = layout.index_at(clause.start)
    near = layout.clauses[max(0, index - 1) : index + 2]
    return any(c.has("staff") or any(q.unit == "people" for q in c.quantities) for c in near)
