"""Facts that are days: when the enterprise was registered, when its certificate ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.model import ReadFact, Span
from intents.reading.numbers.dates import DateToken
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_NEAR = 7
_WORDS = (("expires_words", "certificate_expires_on"), ("registered_words", "registered_on"))
_PAYING = ("ui_paid", "months_paid", "insured_staff", "social_account")
_DATED_IN_WORDS = frozenset({"registered_words", "this_year"})
_BEFORE_RENEWAL = frozenset({"renewal_pending", "prepaying"})
_RENEWED = _BEFORE_RENEWAL | {"renewal", "passed_review", "granted_status"}
_HELD = "is_high_tech_enterprise"
_YEARS_BACK = (("last_year", 1), ("this_year", 0))


def read_days(layout: Layout, day: date) -> list[ReadFact]:
    """registered_on and certificate_expires_on: a day, or a band of days where only the month or year is said."""
    if not layout.dates and _DATED_IN_WORDS.isdisjoint(layout.kinds):
        return []
    out: dict[str, ReadFact] = {}
    for clause in layout.clauses:
        if clause.hearsay or clause.general:
            continue
        for token in clause.dates:
            found = _fact_of(layout, clause, token, day)
            found = found or _paying_since(layout, clause, token, day)
            if found is not None:
                out.setdefault(found.fact, found)
        if "registered_on" not in out and not clause.quantities:
            out.update({f.fact: f for f in _in_a_year(layout, clause, day)})
        if not clause.quantities and (begun := _paying_since_this_year(layout, clause, day)):
            out.setdefault(begun.fact, begun)
    return [*_in_its_last_year(layout, out, day).values()]


def without_run_out(layout: Layout, said: list[ReadFact], days: list[ReadFact], day: date) -> list[ReadFact]:
    """What is said without a certificate held whose last day may be past: 证书有效期至2026年6月, asked in November."""
    ended = next((found for found in days if found.fact == "certificate_expires_on"), None)
    if ended is None or _first(ended) >= day.isoformat() or not layout.kinds.isdisjoint(_RENEWED):
        return said
    return [found for found in said if found.fact != _HELD or found.value is not True]


def day_put_right(layout: Layout, known: Mapping[str, Any]) -> list[ReadFact]:
    """The day that takes the place of the one told before, where only one was: 不对，是2024年12月1日."""
    told = [fact for _, fact in _WORDS if fact in known]
    if len(told) != 1 or len(layout.dates) != 1 or layout.quantities:
        return []
    return [ReadFact(told[0], day_value(layout.dates[0]), layout.dates[0].span, "")]


def _in_its_last_year(layout: Layout, out: dict[str, ReadFact], day: date) -> dict[str, ReadFact]:
    """Without the day on which a certificate ended this year while its renewal is decided: neither yes nor no follows.

    Who prepays may take it for valid until year-end, as long as it is not renewed (国家税务总局公告2017年第24号).
    """
    ended = out.get("certificate_expires_on")
    if ended is None or layout.kinds.isdisjoint(_BEFORE_RENEWAL) or "lost_title" in layout.kinds:
        return out
    if not f"{day.year}" <= _last(ended) < day.isoformat():
        return out
    if "prepaying" in layout.kinds:
        held = ReadFact("is_high_tech_enterprise", True, ended.span, ended.cue)
        return {**out, held.fact: held}
    return {fact: found for fact, found in out.items() if found is not ended}


def _first(found: ReadFact) -> str:
    """The first day that may be meant, as ISO text."""
    return str(found.value["min"] if isinstance(found.value, dict) else found.value)


def _last(found: ReadFact) -> str:
    """The last day that may be meant, as ISO text."""
    return str(found.value["max"] if isinstance(found.value, dict) else found.value)


def _fact_of(layout: Layout, clause: Clause, token: DateToken, day: date) -> ReadFact | None:
    for kind, fact in _WORDS:
        if kind == "registered_words" and token.first > day:
            continue
        if kind == "expires_words" and _begins_a_span(layout, clause, token):
            continue
        for cue in sorted(
            _words_beside(layout, clause, kind), key=lambda c: layout.distance(token.span, (c.start, c.end))
        ):
            is_near = layout.distance(token.span, (cue.start, cue.end)) <= _NEAR
            if is_near and not _is_of_something_else(layout, clause, cue):
                return _fact(layout, fact, day_value(token), cue, token.span)
            if is_near and _is_of_another(layout, clause, cue):
                break  # our parent was founded in 1998 and we were registered in 2026
    return None


def _begins_a_span(layout: Layout, clause: Clause, token: DateToken) -> bool:
    """有效期2023年到2026年: another day follows, which is the last."""
    behind = [other for other in clause.dates if other.span[0] >= token.span[1]]
    return bool(behind) and spoken("until_between").fullmatch(layout.text, token.span[1], behind[0].span[0]) is not None


def _is_of_something_else(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Registered as a technology SME; 社保户才开的; a lease that ends."""
    if cue.kind == "registered_words":
        begins = clause.has("social_account") or layout.text.startswith("start", cue.start)
        if begins and any(clause.has(kind) for kind in _PAYING):
            return True  # we started paying in March
        if _is_of_another(layout, clause, cue):
            return True
        return spoken("as_listed_after").match(layout.text, cue.end) is not None
    return spoken("dated_otherwise_before").search(layout.text, clause.start, cue.start) is not None


def _is_of_another(layout: Layout, clause: Clause, cue: Cue) -> bool:
    said = cue.kind == "registered_words" and spoken("founded_by_others_before").search(
        layout.text, clause.start, cue.start
    )
    return bool(said)


def _words_beside(layout: Layout, clause: Clause, kind: str) -> list[Cue]:
    """Words of the class in the clause, before its colon (注册时间：2021年6月15日), and inside longer words of it."""
    heading = layout.heading_of(clause)
    before = heading.of(kind) if heading is not None else []
    return [*clause.of(kind), *before, *(c for c in clause.inner if c.kind == kind)]


def _paying_since(layout: Layout, clause: Clause, token: DateToken, day: date) -> ReadFact | None:
    """Unemployment insurance paid since a day: how many months that makes, as exactly as the day is known."""
    cue = next((cue for kind in _PAYING for cue in clause.of(kind)), None)
    start, end = token.span
    begun = spoken("since_before").search(layout.text[clause.start : start])
    begun = begun or spoken("since_after").match(layout.text, end)
    if cue is None or not begun or token.first > day:
        return None
    low, high = _months(min(token.last, day), day), _months(token.first, day)
    value = low if low == high else {"min": low, "max": high}
    return _fact(layout, "months_unemployment_insurance", value, cue, token.span)


def _paying_since_this_year(layout: Layout, clause: Clause, day: date) -> ReadFact | None:
    """Unemployment insurance that is paid since this year only: 今年年初才开始交."""
    years = clause.of("this_year")
    cue = next((cue for kind in _PAYING for cue in clause.of(kind)), None) if years else None
    if cue is None or clause.asks or not spoken("begun_this_year").search(layout.text, clause.start, clause.end):
        return None
    months = {"min": 0, "max": _months(date(day.year, 1, 1), day)}
    return _fact(layout, "months_unemployment_insurance", months, cue, (years[0].start, years[0].end))


def _months(first: date, last: date) -> int:
    """Whole months from one day to another."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _fact(layout: Layout, fact: str, value: Any, cue: Cue, where: Span) -> ReadFact:
    span = min(cue.start, where[0]), max(cue.end, where[1])
    return ReadFact(fact, value, span, layout.text[cue.start : cue.end])


def day_value(token: DateToken) -> Any:
    """The day as ISO text, or a band of days."""
    if token.first == token.last:
        return token.first.isoformat()
    return {"min": token.first.isoformat(), "max": token.last.isoformat()}


def _in_a_year(layout: Layout, clause: Clause, day: date) -> list[ReadFact]:
    """Set up last year: a band of days."""
    for cue in clause.of("registered_words"):
        if _is_of_something_else(layout, clause, cue):
            continue
        for kind, back in _YEARS_BACK:
            for said in clause.of(kind):
                if layout.distance((cue.start, cue.end), (said.start, said.end)) <= _NEAR:
                    year = day.year - back
                    last = min(date(year, 12, 31), day)
                    band = {"min": f"{year}-01-01", "max": last.isoformat()}
                    return [_fact(layout, "registered_on", band, cue, (said.start, said.end))]
    return []
