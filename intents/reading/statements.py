"""Facts that are said in words: yes and no, choices."""

from __future__ import annotations

import re
from typing import Any

from intents.reading.grammar import Cue, Grammar, Statement
from intents.reading.layout import Clause, Layout
from intents.reading.manners import spoken
from intents.reading.model import ReadFact
from intents.reading.speaking import holds_certificate, is_asked, is_conditional, is_denied, lacks, speaks_of_us


def read_statements(layout: Layout, grammar: Grammar) -> list[ReadFact]:
    """Every fact said in words; of two values of one fact the rule that stands first in the lexicon wins."""
    ranked: list[tuple[int, ReadFact]] = []
    for clause in layout.clauses:
        if clause.hearsay or not clause.cues:
            continue
        for cue in [*clause.cues, *clause.inner]:
            whole = cue not in clause.inner
            for rule in grammar.statements.get(cue.kind, ()):
                if not (whole or rule.inner):
                    continue
                found = _apply(layout, clause, cue, rule)
                if found is not None:
                    ranked.append((rule.rank, found))
    return _first_of_each(ranked)


def _first_of_each(ranked: list[tuple[int, ReadFact]]) -> list[ReadFact]:
    ranked.sort(key=lambda r: (r[0], r[1].span))
    out: dict[str, ReadFact] = {}
    for _, found in ranked:
        out.setdefault(found.fact, found)
    return list(out.values())


def _apply(layout: Layout, clause: Clause, cue: Cue, rule: Statement) -> ReadFact | None:
    if rule.topic and rule.topic not in layout.kinds:
        return None
    if rule.near and not any(c.has(rule.near) for c in layout.clauses if c.sentence == clause.sentence):
        return None
    partner = _partner(layout, clause, cue, rule)
    if len(rule.words) > 1 and partner is None:
        return None
    value = _SPOKEN[rule.said](layout, clause, cue, partner, rule)
    if value is None:
        return None
    start, end = cue.start, cue.end
    if partner is not None:
        start, end = min(start, partner.start), max(end, partner.end)
    return ReadFact(rule.fact, value, (start, end), layout.text[start:end])


def _partner(layout: Layout, clause: Clause, cue: Cue, rule: Statement) -> Cue | None:
    if len(rule.words) == 1:
        return None
    best: tuple[int, Cue] | None = None
    for other in clause.cues:
        if other.kind != rule.words[0] or (rule.ordered and other.start > cue.start) or other == cue:
            continue
        if other.start < cue.end and cue.start < other.end and not rule.inner:
            continue
        first, second = (other, cue) if other.start < cue.start else (cue, other)
        gap = layout.words_between(first.end, second.start)
        if gap <= rule.gap and (best is None or gap < best[0]):
            best = (gap, other)
    return best[1] if best else None


def _outcome(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    denied = is_denied(layout, clause, cue) or (partner is not None and is_denied(layout, clause, partner))
    return rule.denied if denied else rule.value


def _any(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    asked = is_asked if len(rule.words) == 1 else is_conditional
    if (
        asked(layout, clause, cue)
        or is_conditional(layout, clause, cue)
        or (partner and is_conditional(layout, clause, partner))
    ):
        return None
    return _outcome(layout, clause, cue, partner, rule)


def _terse(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    if (
        is_asked(layout, clause, cue)
        or spoken("for_others").search(_before(layout, clause, cue))
        or _is_plural(layout, cue)
    ):
        return None
    return _outcome(layout, clause, cue, partner, rule)


def _us(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    if is_asked(layout, clause, cue):
        return None
    value = _outcome(layout, clause, cue, partner, rule)
    if is_denied(layout, clause, cue):
        return value
    return value if speaks_of_us(layout, clause, cue) else None


def _one(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    before = _before(layout, clause, cue)
    if (
        is_conditional(layout, clause, cue)
        or spoken("generic_before").search(before)
        or spoken("generic_after").match(layout.text, cue.end)
    ):
        return None
    if is_denied(layout, clause, cue):
        return rule.denied
    return rule.value


def _runs(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    before = _before(layout, clause, cue)
    if (
        is_asked(layout, clause, cue)
        or is_denied(layout, clause, cue)
        or spoken("tenant_after").match(layout.text, cue.end)
    ):
        return None
    if "operator" in layout.kinds and "tenant" not in layout.kinds:
        return rule.value
    if spoken("in_before").search(before) and not re.search(r"我们是|我是|作为|(?:run|operate)s?(?![a-z])", before):
        return None
    stands = (
        layout.words_between(clause.start, cue.start) <= 8
        and clause.start == layout.clauses[0].start
        and len(layout.clauses) > 1
    )
    return rule.value if spoken("runs_before").search(before) or (stands and not clause.question) else None


def _own(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    before = _before(layout, clause, cue)
    if spoken("for_others").search(before):
        return None
    if _is_plural(layout, cue) or is_denied(layout, clause, cue) or is_asked(layout, clause, cue):
        return None
    if re.search(
        r"哪些|什么|其他|别的|各|这些|那些|所得税$|(?<![a-z])(?:another|other|that|which|a friend'?s)\s*$", before
    ):
        return None
    return rule.value


def _tenant(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    first = min(cue.start, partner.start) if partner else cue.start
    before = layout.text[max(clause.start, first - 16) : first]
    if spoken("for_others").search(before) or is_conditional(layout, clause, cue) or _is_plural_of(layout, cue):
        return None
    if partner and re.search(r"哪|不是", before):
        return rule.denied
    return _outcome(layout, clause, cue, partner, rule)


def _makes(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    noun = partner or cue
    if spoken("buying").search(_before(layout, clause, noun)) or is_conditional(layout, clause, cue):
        return None
    return _outcome(layout, clause, cue, partner, rule)


def _trade(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    before = _before(layout, clause, cue)
    if is_asked(layout, clause, cue) or spoken("for_others").search(before) or is_denied(layout, clause, cue):
        return None
    if _is_plural(layout, cue) and not re.search(r"we|i ", before):
        return None
    if re.search(
        r"(?:推荐|扶持|支持|鼓励|哪些|卖给|租)\s*$|(?<![a-z])(?:in|at|our)\s+(?:the\s+)?$", before
    ) and not re.search(r"我们|our\s*$", before):
        return None
    return rule.value


def _holds(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    held = holds_certificate(layout, clause, cue)
    return None if held is None else rule.value if held else rule.denied


def _before(layout: Layout, clause: Clause, cue: Cue) -> str:
    return layout.text[max(clause.start, cue.start - 24) : cue.start]


def _is_plural(layout: Layout, cue: Cue) -> bool:
    word = layout.text[cue.start : cue.end]
    return (
        word.isascii()
        and word.endswith("s")
        and not word.endswith("ss")
        and word not in ("goggles", "saas", "it services", "human resources", "works", "start ups")
    )


def _is_plural_of(layout: Layout, cue: Cue) -> bool:
    return _is_plural(layout, cue) and cue.kind == "tenant"


def _lacking(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    return rule.denied if lacks(layout, clause, cue) and not is_asked(layout, clause, cue) else None


def _stated(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    before = layout.text[clause.start : cue.start]
    if clause.question and not re.search(r"租|房东|业主|(?<![a-z])(?:rent|lease|landlord|in|let)(?![a-z])", before):
        return None
    return _any(layout, clause, cue, partner, rule)


_SPOKEN = {
    "lacking": _lacking,
    "stated": _stated,
    "any": _any,
    "terse": _terse,
    "us": _us,
    "one": _one,
    "runs": _runs,
    "own": _own,
    "tenant": _tenant,
    "makes": _makes,
    "trade": _trade,
    "holds": _holds,
}
