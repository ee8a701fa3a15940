"""Facts from bound numbers: years, sums, shares, durations, and what follows from two of them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from intents.reading.binding import Bound, number, plain_fact, whole_span
from intents.reading.dates import DateToken
from intents.reading.grammar import Concept, Grammar
from intents.reading.layout import Layout
from intents.reading.model import ReadFact, Span

_WHOLE = re.compile(r"(?:out of|of(?: our| the| a total of)?|里|中|里面|当中)\s*$")
_YEAR = Decimal(12)
_ONE = Decimal(1)


def read_figures(layout: Layout, grammar: Grammar, bound: list[Bound], day: date) -> list[ReadFact]:
    """Every fact that is a number."""
    out: list[ReadFact] = []
    sums: dict[str, list[Bound]] = {}
    for item in _from_to(layout, bound):
        concept = grammar.concepts[item.concept]
        if concept.near and not _stands_before(layout, item, concept.near):
            continue
        if concept.sums and concept.fact:
            sums.setdefault(concept.fact, []).append(item)
            continue
        out.extend(_facts_of(layout, concept, item, day))
        if item.concept == "total_income" and item.cue and any(abs(layout.words_between(*sorted((c.end, item.cue.start)))) <= 3 for c in layout.clause_at(item.cue.start).of("sales")):  # noqa: PLR2004
            out.append(plain_fact(layout, "sales_last_year", item))
    out.extend(_sum_of(layout, fact, items) for fact, items in sums.items())
    return _dispatched_added(layout, bound, _young_company(layout, _first_each(out), day))


def _stands_before(layout: Layout, item: Bound, kind: str) -> bool:
    """Whether a word of the class stands before the number in its clause ("waived 200k in rent", not "rent 200k: any waiver?")."""
    return any(c.start < item.quantity.span[0] for c in layout.clause_at(item.quantity.span[0]).of(kind))


def _facts_of(layout: Layout, concept: Concept, item: Bound, day: date) -> list[ReadFact]:
    unit = item.quantity.unit
    if unit == "share" or concept.unit == "share":
        fact = concept.fact if concept.unit == "share" else concept.share
        return [_share(layout, fact, concept, item)] if fact else []
    if unit in ("months", "years"):
        return _duration(layout, concept, item)
    if concept.unit in ("months", "years"):
        return []
    fact = _fact_of_period(concept, item.period, day)
    facts = [plain_fact(layout, fact, item)] if fact else []
    if concept.year_2019 and item.period in (None, "last_year") and day.year == 2020 and facts:  # noqa: PLR2004 - "last year" was 2019 then
        facts.append(plain_fact(layout, concept.year_2019, item))
    return facts


def _fact_of_period(concept: Concept, period: str | None, day: date) -> str | None:
    if period == "increase":
        return concept.increase or concept.fact
    if concept.periods is None:
        return concept.fact
    if period == "year_2019":
        return concept.year_2019 or (concept.periods.get("last_year") if day.year == 2020 else None)  # noqa: PLR2004
    if period == "since_founding":
        return concept.periods.get("three_years")
    return concept.periods.get(period or concept.default or "")


def _share(layout: Layout, fact: str, concept: Concept, item: Bound) -> ReadFact:
    found = plain_fact(layout, fact, item)
    if concept.inverse and isinstance(found.value, int | float):
        return ReadFact(fact, number(_ONE - Decimal(str(found.value))), found.span, found.cue)
    return found


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
    spans = [whole_span(i) for i in items]
    span = min(s for s, _ in spans), max(e for _, e in spans)
    exact = [i.quantity.exact for i in items]
    if len(items) == 1 or None in exact:
        return plain_fact(layout, fact, items[0])
    return ReadFact(fact, number(sum((e for e in exact if e is not None), Decimal(0))), span, "")


def _from_to(layout: Layout, bound: list[Bound]) -> list[Bound]:
    """"From 20 million down to 15": the first is last year's, the second this year's, unless the years are said."""
    out = list(bound)
    for i in range(1, len(out)):
        first, second = out[i - 1], out[i]
        if second.concept not in (first.concept,) or first.concept != "rd":
            continue
        gap = layout.text[first.quantity.span[1] : second.quantity.span[0]]
        if first.period is None and re.search(r"到|至|为|成|(?<![a-z])to(?![a-z])", gap):
            out[i - 1] = Bound(first.quantity, first.concept, first.cue, "last_year")
        if second.period in (None, "increase") and re.search(r"到|至|成|(?<![a-z])to(?![a-z])", gap):
            out[i] = Bound(second.quantity, second.concept, second.cue, "this_year")
    return out


def _first_each(facts: list[ReadFact]) -> list[ReadFact]:
    out: dict[str, ReadFact] = {}
    for found in facts:
        if found.fact == "staff" and "staff" in out and not out["staff"].cue and found.cue:
            out["staff"] = found
        out.setdefault(found.fact, found)
    return list(out.values())


def _young_company(layout: Layout, facts: list[ReadFact], day: date) -> list[ReadFact]:
    """Of an enterprise younger than a year the last year is all there is: sales and R&D of it are those of three years too."""
    by_fact = {f.fact: f for f in facts}
    start = next((t for t in layout.dates if t.first == t.last and (day - t.first).days <= 366 and t.first <= day), None)  # noqa: PLR2004
    if start is None or not ({"registered_words"} & layout.kinds):
        return facts
    for last, three in (("sales_last_year", "sales_3_years"), ("rd_spend_last_year", "rd_spend_3_years")):
        if last in by_fact and three not in by_fact:
            facts.append(_renamed(by_fact[last], three))
        elif three in by_fact and last not in by_fact:
            facts.append(_renamed(by_fact[three], last))
    return facts


def _renamed(found: ReadFact, fact: str) -> ReadFact:
    return ReadFact(fact, found.value, found.span, found.cue)


def _dispatched_added(layout: Layout, bound: list[Bound], facts: list[ReadFact]) -> list[ReadFact]:
    """Dispatched workers count as staff: "280 of our own and 20 dispatched" is 300, unless they are said to be among them."""
    extra = next((b for b in bound if b.concept == "dispatched" and b.quantity.exact is not None), None)
    staff = next((f for f in facts if f.fact == "staff" and isinstance(f.value, int | float)), None)
    if extra is None or staff is None or extra.quantity.exact is None:
        return facts
    before = layout.text[max(0, extra.quantity.span[0] - 12) : extra.quantity.span[0]]
    if re.search(r"其中|含|包括|including|of whom|of them|incl", before):
        return facts
    spans = [staff.span, whole_span(extra)]
    span = min(s for s, _ in spans), max(e for _, e in spans)
    total = ReadFact("staff", number(Decimal(str(staff.value)) + extra.quantity.exact), span, staff.cue)
    return [total if f is staff else f for f in facts]


def read_dates(layout: Layout, day: date) -> list[ReadFact]:
    """registered_on and certificate_expires_on, a day or a band of days."""
    out: list[ReadFact] = []
    for token in layout.dates:
        clause = layout.clause_at(token.span[0])
        if clause.hearsay:
            continue
        for kind, fact in (("expires_words", "certificate_expires_on"), ("registered_words", "registered_on")):
            cue = next((c for c in clause.of(kind) if _close(layout, token, (c.start, c.end))), None)
            if cue and not any(f.fact == fact for f in out) and (kind == "expires_words" or token.first <= day):
                span = min(cue.start, token.span[0]), max(cue.end, token.span[1])
                out.append(ReadFact(fact, _day_value(token), span, layout.text[cue.start : cue.end]))
                break
    if not any(f.fact == "registered_on" for f in out):
        out.extend(_vague_registration(layout, day))
    return out


def _close(layout: Layout, token: DateToken, span: Span) -> bool:
    return min(layout.words_between(*sorted((token.span[1], span[0]))), layout.words_between(*sorted((span[1], token.span[0])))) <= 7  # noqa: PLR2004


def _day_value(token: DateToken) -> Any:
    if token.first == token.last:
        return token.first.isoformat()
    return {"min": token.first.isoformat(), "max": token.last.isoformat()}


def _vague_registration(layout: Layout, day: date) -> list[ReadFact]:
    """"Set up last year": a band of days."""
    for clause in layout.clauses:
        if clause.hearsay or clause.quantities:
            continue
        for cue in clause.of("registered_words"):
            for kind, back in (("last_year", 1), ("this_year", 0)):
                near = next((c for c in clause.of(kind) if layout.words_between(*sorted((c.end, cue.start))) <= 6 or layout.words_between(*sorted((cue.end, c.start))) <= 6), None)  # noqa: PLR2004
                if near:
                    year = day.year - back
                    last = min(date(year, 12, 31), day)
                    span = min(cue.start, near.start), max(cue.end, near.end)
                    return [ReadFact("registered_on", {"min": f"{year}-01-01", "max": last.isoformat()}, span, layout.text[cue.start : cue.end])]
    return []
