"""Facts from bound numbers: years, sums, shares, durations, and what follows from two of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from intents.reading.binding.averages import averages_only, of_the_start
from intents.reading.binding.bound import Bound, plain_fact
from intents.reading.binding.periods import YEAR_BEFORE
from intents.reading.binding.rights import granted_only
from intents.reading.contradictions import contradicted_figures
from intents.reading.layout import Layout
from intents.reading.model import Contradiction, ReadFact
from intents.reading.sums.deals import of_deals
from intents.reading.sums.expensed import expensed_only
from intents.reading.sums.implied import dispatched_added, young_company
from intents.reading.sums.instalments import summed_up
from intents.reading.sums.payers import of_both_payers
from intents.reading.vocabulary.grammar import Concept, Grammar
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace
from knowledge.values import number_to_json

_YEAR = Decimal(12)
_ZERO = Decimal(0)
_ONE = Decimal(1)
_OF_DEALS = frozenset({"transfer_net_income", "transfer_receipts", "transfer_cost", "transfer_taxes"})
_FEW_WORDS = 4


def read_figures(
    layout: Layout, grammar: Grammar, bound: list[Bound], day: date
) -> tuple[list[ReadFact], tuple[Contradiction, ...]]:
    """Every fact that is a number, and those of which two are said."""
    if not bound:
        return [], ()
    out: list[ReadFact] = []
    bound = granted_only(layout, of_the_start(layout, bound))
    bound = expensed_only(layout, of_deals(layout, of_both_payers(layout, bound)))
    bound = summed_up(layout, _of_the_later_year(grammar, averages_only(layout, bound)))
    sums: dict[str, list[Bound]] = {}
    are_several = "transfer_topic" in layout.kinds and spoken("several_deals").search(layout.text) is not None
    for item in _from_to(layout, bound):
        concept = grammar.concepts[item.concept]
        if concept.near and not _stands_beside(layout, item, concept.near):
            continue
        if concept.fact and (concept.sums or (concept.fact in _OF_DEALS and are_several)):
            sums.setdefault(concept.fact, []).append(item)
            continue
        out.extend(_facts_of(layout, concept, item, day))
        if item.concept == "total_income" and _equals_sales(layout, item):
            out.append(plain_fact(layout, "sales_last_year", item))
    out.extend(_sum_of(layout, fact, items) for fact, items in sums.items())
    out.extend(_rise_over_years(bound))
    facts = dispatched_added(layout, bound, young_company(layout, _first_each(layout, out), day))
    return facts, contradicted_figures(layout, out)


def _of_the_later_year(grammar: Grammar, bound: list[Bound]) -> list[Bound]:
    """Of what is no matter of years this year's number, where last year's is told as well."""
    now = {b.concept for b in bound if b.period == "this_year"}
    return [b for b in bound if b.period != "last_year" or b.concept not in now or grammar.concepts[b.concept].periods]


def _rise_over_years(bound: list[Bound]) -> list[ReadFact]:
    """R&D of last year and of the year before, and none of this year: by so much more than before."""
    rd = {b.period: b for b in bound if b.concept == "rd" and b.quantity.exact is not None}
    first, second = rd.get("last_year"), rd.get(YEAR_BEFORE)
    if first is None or second is None or "this_year" in rd or "increase" in rd:
        return []
    rise = (first.quantity.exact or _ZERO) - (second.quantity.exact or _ZERO)
    span = min(first.span[0], second.span[0]), max(first.span[1], second.span[1])
    return [ReadFact("rd_increase", number_to_json(rise), span, "", derived=True)]


def _stands_beside(layout: Layout, item: Bound, kind: str) -> bool:
    """Whether a word of the class stands before the number or right behind what it counts.

    "waived 200k in rent", "200k of rent waived", but not "rent is 200k".
    """
    start = item.quantity.span[0]
    sentence = layout.clause_at(start).sentence
    cue = item.cue
    if cue is not None and cue.start >= item.quantity.span[1]:
        behind = [c for c in layout.clause_at(cue.start).of(kind) if c.start >= cue.end]
        if behind and layout.words_between(cue.end, behind[0].start) <= _FEW_WORDS:
            return True
    return any(c.start < start for clause in layout.clauses if clause.sentence == sentence for c in clause.of(kind))


def _equals_sales(layout: Layout, item: Bound) -> bool:
    """Sales are all our income: the one number is both."""
    cue = item.cue
    if cue is None:
        return False
    start, end = item.quantity.span
    told = spoken("same_as_sales").search(layout.text, end) or spoken("sales_named_total").search(layout.text, 0, start)
    if "sales" in layout.kinds and told:
        return True
    return any(
        layout.distance((c.start, c.end), (cue.start, cue.end)) <= 3 for c in layout.clause_at(cue.start).of("sales")
    )


def _facts_of(layout: Layout, concept: Concept, item: Bound, day: date) -> list[ReadFact]:
    unit = item.quantity.unit
    if unit == "share" or concept.unit == "share":
        return [_share(layout, fact, concept, item) for fact in _shares(concept, item.period)]
    if unit in ("months", "years"):
        return _duration(layout, concept, item)
    if concept.unit in ("months", "years"):
        return []
    fact = fact_of_period(concept, item.period, day)
    if item.period == "decrease" and fact is not None and fact == concept.increase:
        item = replace(item, quantity=item.quantity.times(-_ONE, item.quantity.unit))
    facts = [plain_fact(layout, fact, item)] if fact else []
    if concept.year_2019 and item.period in (None, "last_year") and day.year == 2020 and facts:
        facts.append(plain_fact(layout, concept.year_2019, item))
    return facts


def _shares(concept: Concept, period: str | None) -> tuple[str, ...]:
    """The facts that a share is; one of no year is that of each."""
    if concept.unit != "share":
        return (concept.share,) if concept.share else ()
    if concept.periods is None:
        return (concept.fact,) if concept.fact else ()
    named = concept.periods.get("three_years" if period == "since_founding" else period or "")
    return (named,) if named else tuple(concept.periods.values()) if period is None else ()


def fact_of_period(concept: Concept, period: str | None, day: date) -> str | None:
    """The fact that a number of the concept is, in that period; None where it is none."""
    if period in ("increase", "decrease"):
        return concept.increase or concept.fact
    if concept.periods is None:
        return concept.fact
    if period == "year_2019":
        return concept.year_2019 or (concept.periods.get("last_year") if day.year == 2020 else None)
    if period == "since_founding":
        return concept.periods.get("three_years")
    return concept.periods.get(period or concept.default or "")


def _share(layout: Layout, fact: str, concept: Concept, item: Bound) -> ReadFact:
    """The share as it is told, or what is left of the whole: 45% abroad, all but 8% at home."""
    found = plain_fact(layout, fact, item)
    is_rest = concept.inverse or spoken("all_but_before").search(layout.text, 0, item.quantity.span[0])
    return replace(found, value=_rest_of(found.value)) if is_rest else found


def _rest_of(value: Any) -> Any:
    """What is left of the whole, be it a band: over half abroad is less than half at home."""
    if not isinstance(value, dict):
        return number_to_json(_ONE - Decimal(str(value)))
    out: dict[str, Any] = {}
    for end, other in (("min", "max"), ("max", "min")):
        if other in value:
            out[end] = number_to_json(_ONE - Decimal(str(value[other])))
            out |= {end + "_open": True} if value.get(other + "_open") else {}
    return out


def _duration(layout: Layout, concept: Concept, item: Bound) -> list[ReadFact]:
    fact = concept.months or concept.fact
    if fact is None:
        return []
    in_years = item.quantity.unit == "years"
    factor = _ONE
    if concept.unit == "years":
        factor = _ONE if in_years else _ONE / _YEAR
    elif in_years:
        factor = _YEAR
    return [plain_fact(layout, fact, item, factor)]


def _sum_of(layout: Layout, fact: str, items: list[Bound]) -> ReadFact:
    spans = [i.span for i in items]
    span = min(s for s, _ in spans), max(e for _, e in spans)
    exact = [i.quantity.exact for i in items]
    if len(items) == 1 or None in exact:
        return plain_fact(layout, fact, items[0])
    return ReadFact(fact, number_to_json(sum((e for e in exact if e is not None), Decimal(0))), span, "")


def _from_to(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """From 20 million to 15: the first is last year's, the second this year's, unless the years are said."""
    out = list(bound)
    for i, (first, second) in enumerate(pairwise(bound)):
        if first.concept != "rd" or second.concept != "rd":
            continue
        start = first.quantity.span[0]
        if _is_instead_of(layout, first, second):
            out[i], out[i + 1] = replace(first, period="this_year"), replace(second, period="last_year")
            continue
        if not spoken("to_between").search(layout.text, first.quantity.span[1], second.quantity.span[0]):
            continue
        told_from = spoken("from_before").search(layout.text[max(0, start - 8) : start])
        if first.period is None or (told_from and first.period in (second.period, "increase", "decrease")):
            out[i] = replace(first, period="last_year")
        if second.period in (None, "increase", "decrease", first.period):
            out[i + 1] = replace(second, period="this_year")
    return out


def _is_instead_of(layout: Layout, first: Bound, second: Bound) -> bool:
    """Twice as much this year as last: 5 million instead of 2.5."""
    between = first.quantity.span[1], second.quantity.span[0]
    if first.period not in (None, "this_year") or not spoken("instead_of_sum").fullmatch(layout.text, *between):
        return False
    return "this_year" in layout.kinds and spoken("years_compared").search(layout.text) is not None


def _first_each(layout: Layout, facts: list[ReadFact]) -> list[ReadFact]:
    """Of several values of one fact the first, unless it is taken back, open-ended beside an exact one, or wordless."""
    out: dict[str, ReadFact] = {}
    for found in facts:
        before = out.get(found.fact)
        if before is not None and _is_open_ended(before.value) and not isinstance(found.value, dict):
            out[found.fact] = found
        if before is not None and (_takes_back(layout, before, found) or _makes_exact(layout, before, found)):
            out[found.fact] = found
        if found.fact == "staff" and "staff" in out and not out["staff"].cue and found.cue:
            out["staff"] = found
        out.setdefault(found.fact, found)
    return list(out.values())


def _takes_back(layout: Layout, first: ReadFact, second: ReadFact) -> bool:
    """We are 30, no wait, 32: the second is meant."""
    return spoken("takes_back").search(layout.text, first.span[1], second.span[0]) is not None


def _makes_exact(layout: Layout, first: ReadFact, second: ReadFact) -> bool:
    """Just under a year, 10 months: the number right after the band says it exactly."""
    is_exact = isinstance(first.value, dict) and not isinstance(second.value, dict)
    if is_exact and _lies_in(second.value, first.value):
        return True  # more than half is done abroad; what is spent at home comes to 45%
    return is_exact and layout.words_between(first.span[1], max(first.span[1], second.span[1])) <= _FEW_WORDS


def _lies_in(value: Any, band: dict[str, Any]) -> bool:
    return {"min", "max"} <= set(band) and band["min"] <= value <= band["max"]


def _is_open_ended(value: object) -> bool:
    return isinstance(value, dict) and len({"min", "max"} & set(value)) == 1
