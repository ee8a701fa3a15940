"""Facts that are said in words: yes and no, choices."""

from __future__ import annotations

import re
from typing import Any

from intents.reading.grammar import Cue, Grammar, Statement
from intents.reading.layout import Clause, Layout
from intents.reading.model import ReadFact
from intents.reading.speaking import holds_certificate, is_asked, is_conditional, is_denied, lacks, speaks_of_us

_FOR_OTHERS = re.compile(r"(?:给|对|帮|替|让|为|向|推荐给|支持|服务|七八家|几家|多家|各|\d家|面向|跟|和|与|同)(?:区里|园区|当地|我们的|这些|那些)?(?:的|七八家|几家|一些)?\s*$|(?<![a-z])(?:for|with|to|help|by|let|many|forty|other)(?:\s+(?:the|our|a|an|several|many|some|forty|local))*\s*$")
_RUNS_BEFORE = re.compile(r"(?:我们是|我是|作为|是|一家|运营着?|经营|办了?|开了?|管理|我们|民营|民办|私营|国有|国资|国营|公办|国企|性质的|省级|国家级|市级|备案的|认定的|的|级|社会化|自建|自办|建了?|区|[)）])\s*(?:个|家|一个|一家)?(?:科技企业|科技)?$|(?<![a-z])(?:run|runs|operate|operates|operating|running|manage|we are|we're|i'm|as|own|state run|privately run|private|public|level|accredited|filed|independent|owned|funded|financed|national|provincial|registered|recognised|our|set up)(?:\s+(?:a|an|the|small|business|technology|provincial|national|provincially|nationally|accredited|level|private|state|filed|owned|run))*\s*$")
_TENANT_AFTER = re.compile(r"\s*(?:会|能不能|给我们|肯|里|内|中(?!心)|的房|的办公|减租|减免|租金|房租|的租|入驻|降租|退租|要减|给减|免租|tenant|tenants|rent|desk|unit|rooms)")
_IN_BEFORE = re.compile(r"(?:在|进|租|入驻|住|租了|入)[^,，。]{0,10}$|(?<![a-z])(?:in|inside|from|at|of)(?:\s+[a-z'&]+){0,4}\s*$")
_BUYING = re.compile(r"(?:买|采购|缺|紧缺|需要|领|求购|哪里有|搞到|不够|没有|戴|发|囤)[^,，。]{0,3}$|(?<![a-z])(?:buy|buying|need|short of|purchase|purchased|wear|order|procure|recommended|out of)(?:\s+[a-z]+){0,2}\s*$")
_PLURAL = re.compile(r"(?:s)$")
_GENERIC_AFTER = re.compile(r"(?:都|们|能|可以|才|的政策|怎么)?\s*(?:算什么|指什么|是?什么|标准|划型|认定标准|是指|的定义|政策|服务中心|局|基金|板|日|协会|促进法|发展专项)")
_GENERIC_BEFORE = re.compile(r"(?:支持|鼓励|扶持|帮助|针对|面向|各类|广大|哪些|多少|几家|全国|所有|对于?|帮|引导|(?<!作)为)\s*(?:科技|民营|本地|这些)*$|(?<![a-z])(?:how many|which|other|all|some|those|these)(?:\s+[a-z]+)?\s*$")


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
    if asked(layout, clause, cue) or is_conditional(layout, clause, cue) or (partner and is_conditional(layout, clause, partner)):
        return None
    return _outcome(layout, clause, cue, partner, rule)


def _terse(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    if is_asked(layout, clause, cue) or _FOR_OTHERS.search(_before(layout, clause, cue)) or _is_plural(layout, cue):
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
    if is_conditional(layout, clause, cue) or _GENERIC_BEFORE.search(before) or _GENERIC_AFTER.match(layout.text, cue.end):
        return None
    if is_denied(layout, clause, cue):
        return rule.denied
    return rule.value


def _runs(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    before = _before(layout, clause, cue)
    if is_asked(layout, clause, cue) or is_denied(layout, clause, cue) or _TENANT_AFTER.match(layout.text, cue.end):
        return None
    if "operator" in layout.kinds and "tenant" not in layout.kinds:
        return rule.value
    if _IN_BEFORE.search(before) and not re.search(r"我们是|我是|作为|(?:run|operate)s?(?![a-z])", before):
        return None
    stands = layout.words_between(clause.start, cue.start) <= 8 and clause.start == layout.clauses[0].start and len(layout.clauses) > 1  # noqa: PLR2004
    return rule.value if _RUNS_BEFORE.search(before) or (stands and not clause.question) else None


def _own(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    before = _before(layout, clause, cue)
    if _FOR_OTHERS.search(before):
        return None
    if _is_plural(layout, cue) or is_denied(layout, clause, cue) or is_asked(layout, clause, cue):
        return None
    if re.search(r"哪些|什么|其他|别的|各|这些|那些|所得税$|(?<![a-z])(?:another|other|that|which|a friend'?s)\s*$", before):
        return None
    return rule.value


def _tenant(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    first = min(cue.start, partner.start) if partner else cue.start
    before = layout.text[max(clause.start, first - 16) : first]
    if _FOR_OTHERS.search(before) or is_conditional(layout, clause, cue) or _is_plural_of(layout, cue):
        return None
    if partner and re.search(r"哪|不是", before):
        return rule.denied
    return _outcome(layout, clause, cue, partner, rule)


def _makes(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    noun = partner or cue
    if _BUYING.search(_before(layout, clause, noun)) or is_conditional(layout, clause, cue):
        return None
    return _outcome(layout, clause, cue, partner, rule)


def _trade(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    before = _before(layout, clause, cue)
    if is_asked(layout, clause, cue) or _FOR_OTHERS.search(before) or is_denied(layout, clause, cue):
        return None
    if _is_plural(layout, cue) and not re.search(r"we|i ", before):
        return None
    if re.search(r"(?:推荐|扶持|支持|鼓励|哪些|卖给|租)\s*$|(?<![a-z])(?:in|at|our)\s+(?:the\s+)?$", before) and not re.search(r"我们|our\s*$", before):
        return None
    return rule.value


def _holds(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    held = holds_certificate(layout, clause, cue)
    return None if held is None else rule.value if held else rule.denied


def _before(layout: Layout, clause: Clause, cue: Cue) -> str:
    return layout.text[max(clause.start, cue.start - 24) : cue.start]


def _is_plural(layout: Layout, cue: Cue) -> bool:
    word = layout.text[cue.start : cue.end]
    return word.isascii() and word.endswith("s") and not word.endswith("ss") and word not in ("goggles", "saas", "it services", "human resources", "works", "start ups")


def _is_plural_of(layout: Layout, cue: Cue) -> bool:
    return _is_plural(layout, cue) and cue.kind == "tenant"


def _lacking(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    return rule.denied if lacks(layout, clause, cue) and not is_asked(layout, clause, cue) else None


def _stated(layout: Layout, clause: Clause, cue: Cue, partner: Cue | None, rule: Statement) -> Any:
    before = layout.text[clause.start : cue.start]
    if clause.question and not re.search(r"租|房东|业主|(?<![a-z])(?:rent|lease|landlord|in|let)(?![a-z])", before):
        return None
    return _any(layout, clause, cue, partner, rule)


_SPOKEN = {"lacking": _lacking, "stated": _stated, "any": _any, "terse": _terse, "us": _us, "one": _one, "runs": _runs, "own": _own, "tenant": _tenant, "makes": _makes, "trade": _trade, "holds": _holds}
