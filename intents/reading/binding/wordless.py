"""Numbers without words of their own: what they are about follows from what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from intents.reading.binding.averages import is_average_of
from intents.reading.binding.bound import LOANS, WHERE_SPENT, Bound
from intents.reading.binding.headcounts import are_few_laid_off, are_insured, are_researchers, plain_staff
from intents.reading.binding.parts import is_sum, part_of_income, share_of_sales, takes_back
from intents.reading.binding.periods import period_in
from intents.reading.binding.research import after_an_aside, of_another_year, ours_beside_theirs
from intents.reading.binding.taxrates import taxed_at
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.grammar import Grammar
from intents.reading.vocabulary.manners import spoken

_TIME_OF = (
    (frozenset({"insurance_topic"}), "months_paid"),
    (frozenset({"transfer_topic", "licence_words"}), "licence_words"),
)
_TIME_WORDS = frozenset({"months_paid", "spent", "insurance_topic", "self", "in_total", "three_years"})
_FEW_WORDS = 4
_SPENT_OTHERWISE = (
    *LOANS,
    "invested",
    "sales",
    "taxable_income",
    "assets",
    "budget",
    "pay",
)
_SPENDING = ("spent", "months_paid", "on_new")
_SPENT_ON = ("rd", "bus", "ui_paid", "interest")
_PARTS = {"st_staff": "staff", "rd_people": "staff", "laid_off": "laid_off_base"}
_SUMS = frozenset({"sales", "rd", "assets", "taxable_income", "total_income", "cost_expense"})
_SHARES_BY_YEARS = ("rd_share", "rd_takes", "rd_intensity")
_ASIDE = frozenset("(（,，")
_LOOK_AHEAD = 12
_ASIDES = 2
_CHANGES = (None, "increase", "decrease")
"""Clauses back to what a sum in a clause of its own is about."""


def dated(grammar: Grammar, wanted: Iterable[str]) -> dict[str, set[str]]:
    """Year -> what is wanted of it."""
    out: dict[str, set[str]] = {}
    facts = set(wanted)
    if not facts:
        return out
    for name, concept in grammar.concepts.items():
        for period, fact in (concept.periods or {}).items():
            if fact in facts:
                out.setdefault(period, set()).add(name)
        if concept.year_2019 in facts:
            out.setdefault("year_2019", set()).add(name)
        if concept.increase in facts:
            out.setdefault("increase", set()).add(name)
            out.setdefault("decrease", set()).add(name)
    return out


def of_year(
    clause: Clause, quantity: Quantity, period: str | None, years: Mapping[str, set[str]], told: str | None = None
) -> Bound | None:
    """A sum of a year of which one thing is wanted; of several the one that was `told` last, of another year."""
    names = years.get(period or "", set())
    names = {told} if told in names else names
    if len(names) != 1 or not is_sum(quantity):
        return None
    year = next((cue for cue in clause.cues if cue.kind == period), None)
    return Bound(quantity, next(iter(names)), year, period)


def without_words(layout: Layout, quantity: Quantity, period: str | None, last: Bound | None) -> Bound | None:
    """What the number is about by its unit, its place or what was spoken of before; None where nothing says so."""
    clause = layout.clause_at(quantity.span[0])
    if are_few_laid_off(layout, clause, quantity):
        return Bound(quantity, "laid_off", None, period)
    if are_researchers(layout, clause, quantity):
        return Bound(quantity, "st_staff", None, None)
    if quantity.noun == "分" and {"score", "hte_topic"} <= layout.kinds:
        return Bound(quantity, "score", None, None)
    return (
        _kind_in_brackets(layout, quantity)
        or _whole_of(layout, quantity, last)
        or part_of_income(layout, quantity, last)
        or share_of_sales(layout, clause, quantity, last)
        or _inherited(layout, quantity, period, last)
        or of_another_year(quantity, period, last)
        or ours_beside_theirs(layout, clause, quantity, period)
        or after_an_aside(layout, clause, quantity, period)
        or plain_staff(layout, clause, quantity)
        or _named_before(layout, clause, quantity, period)
        or _spent_on(layout, clause, quantity, period)
        or _time_alone(layout, clause, quantity)
        or taxed_at(layout, clause, quantity)
    )


def _kind_in_brackets(layout: Layout, quantity: Quantity) -> Bound | None:
    """专利2件（均为发明）: what the rights are stands in brackets behind their number."""
    if quantity.unit not in ("count", "bare") or _ASIDE.isdisjoint(
        layout.text[quantity.span[1] : quantity.span[1] + _LOOK_AHEAD]
    ):
        return None
    found = spoken("kind_in_brackets").match(layout.text, quantity.span[1])
    return Bound(quantity, "class_1" if found["one"] else "class_2", None, None) if found else None


def _whole_of(layout: Layout, quantity: Quantity, last: Bound | None) -> Bound | None:
    """15 of 150: the second number is the whole that the first is a part of."""
    if last is not None and last.concept == "high_tech_income" and is_sum(quantity):
        between = layout.text[last.quantity.span[1] : quantity.span[0]]
        return Bound(quantity, "total_income", None, None) if spoken("part_of").search(between) else None
    if last is None or quantity.unit not in ("people", "bare") or quantity.scaled or last.concept not in _PARTS:
        return None
    start = last.quantity.span[1]
    if layout.words_between(start, quantity.span[0]) > 9 or not spoken("part_of").search(
        layout.text[start : quantity.span[0]]
    ):
        return None
    whole = "insured_staff" if quantity.noun == "insured" or are_insured(layout, quantity) else _PARTS[last.concept]
    return Bound(quantity, whole, None, None)


def _inherited(layout: Layout, quantity: Quantity, period: str | None, last: Bound | None) -> Bound | None:
    """A second sum with another year and no words of its own belongs to what the first was about."""
    if last is None:
        return None
    is_alike = is_sum(quantity) == is_sum(last.quantity) and quantity.noun not in ("月", "日")
    if is_alike and takes_back(layout, last.quantity, quantity):
        return Bound(quantity, last.concept, None, last.period if period in _CHANGES else period or last.period)
    if quantity.unit == last.quantity.unit == "share" and period == "this_year" and last.period == "last_year":
        return Bound(quantity, last.concept, last.cue, period)  # R&D abroad was 45% last year, this year it is 35%
    if quantity.unit == "share" and period and last.quantity.unit == "share" and last.concept in _SHARES_BY_YEARS:
        return Bound(quantity, last.concept, last.cue, period) if period != last.period else None
    if is_sum(quantity) == is_sum(last.quantity) and is_average_of(layout, quantity, last.concept):
        return Bound(quantity, last.concept, last.cue, None)
    if not is_sum(last.quantity) or not is_sum(quantity):
        return None
    if layout.index_at(quantity.span[0]) - layout.index_at(last.quantity.span[0]) > 2:
        return None
    rises = spoken("to").match(layout.text[last.quantity.span[1] : quantity.span[0]])
    refines = _lies_in(quantity, last.quantity) and _is_all_said(layout, layout.clause_at(quantity.span[0]), quantity)
    is_part = last.concept == "rd" and any(c.kind in WHERE_SPENT for c in layout.clause_at(quantity.span[0]).cues)
    goes_on = period or rises or refines or is_part
    return Bound(quantity, last.concept, last.cue, period or last.period) if goes_on else None


def _lies_in(quantity: Quantity, band: Quantity) -> bool:
    """Whether the number says exactly what was said roughly before: over 50 million, 50.2 million."""
    if quantity.exact is None or band.exact is not None:
        return False
    low, high = band.low or 0, band.high
    return low <= quantity.exact and (high is None or quantity.exact <= high)


def _named_before(layout: Layout, clause: Clause, quantity: Quantity, period: str | None) -> Bound | None:
    """Sales since founding, which are also last year's, 6 million: named by the clauses before, which have no sum."""
    if not is_sum(quantity) or not _is_all_said(layout, clause, quantity):
        return None
    index = layout.index_at(clause.start)
    for before in reversed(layout.clauses[max(0, index - _ASIDES) : index]):
        if before.quantities or before.sentence != clause.sentence:
            return None
        named = [cue for cue in before.cues if cue.kind in _SUMS]
        if named:
            is_one = len({cue.kind for cue in named}) == 1
            return Bound(quantity, named[0].kind, named[0], period or period_in(before)) if is_one else None
    return None


def _spent_on(layout: Layout, clause: Clause, quantity: Quantity, period: str | None) -> Bound | None:
    """Money that was spent, in a message that speaks of one thing on which money is spent."""
    said = any(clause.has(kind) for kind in _SPENDING) or _is_all_said(layout, clause, quantity)
    said = said or ("super_deduction" in layout.kinds and _is_what_it_cost(layout, clause, quantity))
    if not is_sum(quantity) or not (said or clause.has("in_total")):
        return None
    on = [kind for kind in _SPENT_ON if kind in layout.kinds]
    if on == ["rd"] and not said:
        return None  # 去年的支出是做售后维修，一共56万
    if not on and "insurance_topic" in layout.kinds and "social_insurance" not in layout.kinds:
        on = ["ui_paid"]
    if len(on) != 1 or any(clause.has(kind) for kind in _SPENT_OTHERWISE):
        return None
    if on == ["rd"] and not layout.is_answer and not _names_research(layout):
        return None  # 能评高企吗？去年交税50万
    return Bound(quantity, on[0], None, period or period_in(clause))


def _is_what_it_cost(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """We developed a booking engine for 1.5 million."""
    return spoken("developed_for_before").search(layout.text, clause.start, quantity.span[0]) is not None


def _names_research(layout: Layout) -> bool:
    """Whether the message itself speaks of R&D, or of the deduction for it."""
    return "super_deduction" in layout.kinds or any(c.has("rd") or c.has_inside("rd") for c in layout.clauses)


def _is_all_said(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """Whether the clause is the number and perhaps a year."""
    if len(clause.quantities) > 1:
        return False
    rest = layout.words_between(clause.start, clause.end) - layout.words_between(*quantity.span)
    if rest and spoken("whole_year_lead").fullmatch(layout.text, clause.start, quantity.span[0]):
        return True
    return period_in(clause) is not None or rest == 0


def _time_alone(layout: Layout, clause: Clause, quantity: Quantity) -> Bound | None:
    """满一年了: a time of which nothing else is said, in a message about unemployment insurance or about a licence."""
    concept = next((concept for topic, concept in _TIME_OF if topic <= layout.kinds), None)
    if quantity.unit not in ("months", "years") or concept is None or clause.asks:
        return None
    if any(q.scaled for q in clause.quantities):
        return None  # 三年9,000万
    said = layout.words_between(clause.start, clause.end) - layout.words_between(*quantity.span)
    other = any(c.kind not in _TIME_WORDS for c in clause.cues)
    return None if other or said > _FEW_WORDS else Bound(quantity, concept, None, None)
