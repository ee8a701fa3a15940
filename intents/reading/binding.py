"""Which fact a number belongs to: the one whose words stand next to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from intents.reading.grammar import Concept, Cue, Grammar
from intents.reading.layout import Clause, Layout
from intents.reading.model import ReadFact
from intents.reading.quantities import Quantity

_FARTHEST = 14
_NEXT_CLAUSE = 7
_AFTER = 1
_SAME_CLAUSE = frozenset({"laid_off", "hired", "other_people", "exclusive", "non_exclusive", "loan", "invested", "budget", "pay", "rd_intensity"})
"""Words whose number never stands beyond a comma."""
_SMALLEST_BARE_MONEY = 10000
_BARE_FOR = {"people": ("people", "bare", "count"), "count": ("count", "bare"), "points": ("count", "bare"), "months": ("months", "years"), "years": ("years", "months")}
_REQUIREMENT = re.compile(r"(?:要求|至少要?|必须|得有|需要|不得|不能|门槛|上限|下限|才能|才行|封顶|标准是|规定|限额)|(?<![a-z])(?:must|need|needs|required|minimum|maximum|ceiling|cap|limit|threshold|at least how)(?![a-z])")
_NOT_OURS_AFTER = re.compile(r"\s*(?:返还|的返还|补贴|的补贴|贴息|利息|利率|比例返|加计|免税|的奖励|奖励|补助|的补助|返|refund|subsid|super|interest|of it back|back|deduction|grant|prize|award)")
_NOT_OURS_BEFORE = re.compile(r"(?:返还?|补贴?|贴息|奖励?|按|的|免|减|利率|利息|rate|refund|subsidy of|extra|rebate)\s*$")
_NOTHING = re.compile(r"(?:都|也)(?:没|无|不)|^(?:知识产权|专利|软著|[^,，]{0,6})(?:都|也)?(?:没有|没裁|没有过)")
_NOT_ONE = re.compile(r"(?:没有?|无|不|未|过|not|no)\s*$")
_PART_OF = re.compile(r"(?:out of|of)(?: our| the| a total of| all)?\s*$|^\s*/\s*$")
_TO = re.compile(r"[^,，;；。]{0,8}(?:到|至|成|为)[^,，;；。\d]{0,8}$|\s*(?:yuan |rmb )?(?:last year |in \d{4} )?(?:up |down )?to (?:about |around )?$")
_WHAT_IF = re.compile(r"(?:如果|假如|假设|倘若|要是|万一|若是?|是否|是不是)|(?<![a-z])(?:if|suppose|what if|unless)(?![a-z])")
_THRESHOLD = re.compile(r"就不行|才行|才能|才算|就不能|算不算|够不够(?!格)|行不行$")


@dataclass(frozen=True, slots=True)
class Bound:
    """A number with what it is about."""

    quantity: Quantity
    concept: str
    cue: Cue | None
    period: str | None
    """last_year this_year three_years increase year_2019, or None."""


def bind(layout: Layout, grammar: Grammar, year: int) -> list[Bound]:
    """Each quantity of the message with its concept; numbers that belong to nothing known are left out."""
    pairs = _cheapest(layout, grammar)
    out: list[Bound] = []
    last: Bound | None = None
    for quantity in layout.quantities:
        clause = layout.clause_at(quantity.span[0])
        if clause.hearsay:
            continue
        cue = pairs.get(quantity.span)
        period = _period(layout, clause, quantity, year)
        if cue is not None:
            bound: Bound | None = Bound(quantity, cue.kind, cue, period)
        else:
            bound = _part_of(layout, quantity, last) or _inherited(layout, quantity, period, last) or _plain_staff(layout, clause, quantity)
        bound = _let_go(layout, quantity) or bound or _spent_on(layout, clause, quantity)
        if bound is not None and bound.concept == "dispatched" and _says_total(layout, clause, quantity):
            bound = Bound(quantity, "staff", bound.cue, None)
        if bound is None or _is_requirement(layout, clause, bound) or _is_nothing(layout, clause, quantity):
            continue
        if bound.period is None and last is not None and cue is not None:
            bound = replace(bound, period=_carried(layout, bound, last))
        out.append(bound)
        last = bound
    return out


def fits(concept: Concept, quantity: Quantity) -> bool:
    """Whether something counted like this can be what the concept is about."""
    if quantity.unit == "share":
        return concept.unit == "share" or concept.share is not None
    if quantity.unit in ("months", "years"):
        return concept.months is not None or concept.unit in ("months", "years")
    if concept.unit == "money":
        return quantity.unit == "money" or (quantity.unit == "bare" and (quantity.scaled or _is_large(quantity)))
    if concept.unit == "share":
        return quantity.unit == "bare" and quantity.high is not None and quantity.high < 1
    return quantity.unit in _BARE_FOR.get(concept.unit, ()) and (not quantity.scaled or quantity.unit == "people")


def _is_large(quantity: Quantity) -> bool:
    return quantity.low is not None and quantity.low >= _SMALLEST_BARE_MONEY


def _cheapest(layout: Layout, grammar: Grammar) -> dict[tuple[int, int], Cue]:
    """One cue for each quantity, the nearest pairs first; each cue serves one quantity."""
    offers: list[tuple[int, int, int, Quantity, Cue]] = []
    for q_index, quantity in enumerate(layout.quantities):
        home = layout.index_at(quantity.span[0])
        for index in range(max(0, home - 2), home + 1):
            for cue in layout.clauses[index].cues:
                concept = grammar.concepts.get(cue.kind)
                if concept is None or not fits(concept, quantity) or (concept.topic and concept.topic not in layout.kinds):
                    continue
                if index != home and cue.kind in _SAME_CLAUSE:
                    continue
                cost = _cost(layout, quantity, cue, home - index, q_index)
                if cost is not None:
                    offers.append((cost, q_index, cue.start, quantity, cue))
    offers.sort(key=lambda o: (o[0], o[1], -o[2]))
    out: dict[tuple[int, int], Cue] = {}
    used: set[tuple[int, int]] = set()
    for _, _, _, quantity, cue in offers:
        if quantity.span not in out and (cue.start, cue.end) not in used:
            out[quantity.span] = cue
            used.add((cue.start, cue.end))
    return out


def _cost(layout: Layout, quantity: Quantity, cue: Cue, clauses_back: int, q_index: int) -> int | None:
    start, end = quantity.span
    if cue.start < end and start < cue.end:
        return 0 if cue.end > end and start < cue.start else None
    if cue.start >= end:
        gap = layout.words_between(end, cue.start)
        if gap > _FARTHEST // 2:
            return None
        following = layout.quantities[q_index + 1 : q_index + 2]
        between = bool(following) and following[0].span[0] < cue.start
        return 2 * gap + _AFTER + (6 if between else 0)
    gap = layout.words_between(cue.end, start)
    if gap > _FARTHEST:
        return None
    between = 0
    while between < q_index and layout.quantities[q_index - 1 - between].span[0] >= cue.end:
        between += 1
    same_sentence = layout.clause_at(cue.start).sentence == layout.clause_at(start).sentence
    cost = gap + clauses_back * _NEXT_CLAUSE + between * 5 + (0 if same_sentence else 12)
    return cost if cost <= _FARTHEST + 4 else None


_PERIODS = ("last_year", "this_year", "three_years", "since_founding")


def _period(layout: Layout, clause: Clause, quantity: Quantity, year: int) -> str | None:
    """The year or span of years said next to the number."""
    best: tuple[int, str] | None = None
    for cue in clause.cues:
        if cue.kind in _PERIODS:
            best = _nearer(best, _period_cost(layout, clause, quantity, cue.start, cue.end), cue.kind)
        elif cue.kind == "increase" and quantity.unit in ("money", "bare") and 0 <= layout.words_between(cue.end, quantity.span[0]) <= 5 and cue.end <= quantity.span[0]:  # noqa: PLR2004
            if not any(c.kind == "reached" and cue.start <= c.start < quantity.span[0] for c in clause.cues):
                return "increase"
    for token in clause.dates:
        if token.year is not None:
            name = {year: "this_year", year - 1: "last_year"}.get(token.year, f"year_{token.year}")
            best = _nearer(best, _period_cost(layout, clause, quantity, *token.span), "year_2019" if token.year == 2019 else name)  # noqa: PLR2004
    return best[1] if best else None


def _nearer(best: tuple[int, str] | None, cost: int | None, name: str) -> tuple[int, str] | None:
    return (cost, name) if cost is not None and (best is None or cost < best[0]) else best


def _period_cost(layout: Layout, clause: Clause, quantity: Quantity, start: int, end: int) -> int | None:
    others = [q for q in clause.quantities if q is not quantity and q.unit in ("money", "bare")]
    if end <= quantity.span[0]:
        between = sum(1 for q in others if end <= q.span[0] < quantity.span[0])
        return layout.words_between(end, quantity.span[0]) + 20 * between
    if start >= quantity.span[1]:
        between = sum(1 for q in others if quantity.span[1] <= q.span[0] < start)
        han = not layout.text[start:end].isascii()
        return layout.words_between(quantity.span[1], start) + 20 * between + (12 if han else 0)
    return None


def _part_of(layout: Layout, quantity: Quantity, last: Bound | None) -> Bound | None:
    """"15 of 150": the second number is the whole that the first is a part of."""
    if last is None or quantity.unit not in ("people", "bare") or quantity.scaled or last.concept not in ("st_staff", "laid_off"):
        return None
    gap = layout.text[last.quantity.span[1] : quantity.span[0]]
    if not _PART_OF.search(gap) or layout.words_between(last.quantity.span[1], quantity.span[0]) > 9:  # noqa: PLR2004
        return None
    return Bound(quantity, "staff" if last.concept == "st_staff" else "laid_off_base", None, None)


def _spent_on(layout: Layout, clause: Clause, quantity: Quantity) -> Bound | None:
    """Money that was spent, in a message that speaks of one thing on which money is spent."""
    if not (quantity.scaled or quantity.unit == "money") or not (clause.has("spent") or clause.has("months_paid")):
        return None
    on = [k for k in ("rd", "bus", "ui_paid") if k in layout.kinds]
    if len(on) != 1 or {"loan", "invested"} & {c.kind for c in clause.cues}:
        return None
    return Bound(quantity, on[0], None, _period_in(clause))


def _let_go(layout: Layout, quantity: Quantity) -> Bound | None:
    """"Let five people go", "让5个人走了"."""
    before = layout.text[max(0, quantity.span[0] - 8) : quantity.span[0]]
    after = layout.text[quantity.span[1] : quantity.span[1] + 20]
    if re.search(r"(?:(?<![a-z])let|让)\s*$", before) and re.match(r"\s*(?:people|staff|of them|of our people|workers)?\s*(?:go(?![a-z])|走)", after):
        return Bound(quantity, "laid_off", None, None)
    return None


def _says_total(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    return any(c.end <= quantity.span[0] and layout.words_between(c.end, quantity.span[0]) <= 1 for c in clause.of("in_total"))


def _period_in(clause: Clause) -> str | None:
    return next((c.kind for c in clause.cues if c.kind in _PERIODS), None)


def _is_nothing(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """"Not one patent", "一个人都没裁": the one is none."""
    if quantity.exact != 1 or quantity.unit not in ("people", "count", "bare"):
        return False
    return bool(_NOTHING.search(layout.text[quantity.span[1] : clause.end]) or _NOT_ONE.search(layout.text[clause.start : quantity.span[0]]))


def _inherited(layout: Layout, quantity: Quantity, period: str | None, last: Bound | None) -> Bound | None:
    """A second number with another year and no words of its own belongs to what the first was about."""
    rises = last is not None and bool(_TO.match(layout.text[last.quantity.span[1] : quantity.span[0]]))
    if last is None or (period is None and not rises) or quantity.unit not in ("money", "bare") or not (quantity.scaled or quantity.unit == "money"):
        return None
    if last.quantity.unit not in ("money", "bare") or layout.index_at(quantity.span[0]) - layout.index_at(last.quantity.span[0]) > 2:  # noqa: PLR2004
        return None
    return Bound(quantity, last.concept, last.cue, period)


def _carried(layout: Layout, bound: Bound, last: Bound) -> str | None:
    """R&D named right after sales of the same years is of those years too."""
    pair = {bound.concept, last.concept}
    near = layout.index_at(bound.quantity.span[0]) - layout.index_at(last.quantity.span[0]) <= 2  # noqa: PLR2004
    if pair == {"rd", "sales"} and near and last.period in ("three_years", "since_founding"):
        return last.period
    return None


def _plain_staff(layout: Layout, clause: Clause, quantity: Quantity) -> Bound | None:
    """A number of people of whom nothing else is said is the staff."""
    if quantity.unit != "people" or quantity.noun in ("位", "colleagues", "souls") and not quantity.scaled:
        return None
    if quantity.noun == "insured":
        return Bound(quantity, "insured_staff", None, None)
    for other in ("hired", "other_people", "laid_off", "loan"):
        for cue in clause.of(other):
            if cue.end <= quantity.span[0] and layout.words_between(cue.end, quantity.span[0]) <= 6:  # noqa: PLR2004
                return None
    return Bound(quantity, "staff", None, None)


def _is_requirement(layout: Layout, clause: Clause, bound: Bound) -> bool:
    """Numbers of a rule that is quoted ("R&D must reach 6 %", "the 50 % refund") are not the enterprise's."""
    quantity = bound.quantity
    before = layout.text[max(clause.start, quantity.span[0] - 20) : quantity.span[0]]
    if _REQUIREMENT.search(before) or _WHAT_IF.search(before) or _THRESHOLD.search(layout.text[quantity.span[1] : clause.end]):
        return True
    if quantity.unit != "share":
        return False
    if bound.concept == "tax_rate":
        return clause.question
    far = bound.concept == "laid_off" and bound.cue is not None and abs(layout.words_between(*sorted((bound.cue.end, quantity.span[0])))) > 5  # noqa: PLR2004
    return far or bool(_NOT_OURS_AFTER.match(layout.text, quantity.span[1]) or _NOT_OURS_BEFORE.search(before))


def number(value: Decimal) -> int | float:
    """The decimal as a JSON number, whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def as_value(quantity: Quantity, factor: Decimal = Decimal(1)) -> Any:
    """The quantity as a fact's value: a number, or a band."""
    if quantity.exact is not None:
        return number(quantity.exact * factor)
    band: dict[str, Any] = {}
    if quantity.low is not None:
        band["min"] = number(quantity.low * factor)
    if quantity.high is not None:
        band["max"] = number(quantity.high * factor)
    if quantity.low is not None and quantity.low_open:
        band["min_open"] = True
    if quantity.high is not None and quantity.high_open:
        band["max_open"] = True
    return band


def cue_text(layout: Layout, bound: Bound) -> str:
    """The words that bound the number."""
    return layout.text[bound.cue.start : bound.cue.end] if bound.cue else ""


def whole_span(bound: Bound) -> tuple[int, int]:
    """From the cue to the number."""
    if bound.cue is None:
        return bound.quantity.span
    return min(bound.cue.start, bound.quantity.span[0]), max(bound.cue.end, bound.quantity.span[1])


def plain_fact(layout: Layout, fact: str, bound: Bound, factor: Decimal = Decimal(1)) -> ReadFact:
    """A fact straight from a bound number."""
    return ReadFact(fact, as_value(bound.quantity, factor), whole_span(bound), cue_text(layout, bound))
