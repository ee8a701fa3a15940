"""Facts that are said by what is not there, or all of it: no layoffs, no intellectual property, all R&D at home."""

from __future__ import annotations

from collections.abc import Iterator

from intents.reading.binding.bound import Bound
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.statements.lists import is_in_list_of_none
from intents.reading.statements.speaking import is_conditional, is_denied
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.spans import Spans
from intents.reading.vocabulary.wordclasses import Cue

_RIGHTS = ("ip", "class_1", "class_2")
_COUNTED = {"class_1": "class_1_ip", "class_2": "class_2_ip"}
_ABOUT = frozenset({"laid_off", "st_staff", "domestic", *_RIGHTS})
"""Classes of which one is in whatever is read here."""
_OF_RESEARCH = frozenset({"rd", "rd_share"})
_SHARES_OF_SALES = frozenset({"rd_share", "rd_takes", "rd_intensity"})
"""What a share before "all of it in China" is about: 研发占销售4.4% 全花在国内."""
_HOW_MANY = frozenset({"many_words", "few_words", "self"})
_VERY_FEW = 3
_A_FEW = (2, 10)
"""几个."""
_ENOUGH = 4
"""Mentions in one clause that are looked at."""


def read_absences(layout: Layout, bound: list[Bound]) -> list[ReadFact]:
    """Facts about layoffs, intellectual property that is not there, and R&D that is all at home."""
    if _ABOUT.isdisjoint(layout.kinds):
        return []
    out: list[ReadFact] = []
    layoffs: list[ReadFact] = []
    counted = {
        layout.clause_at(b.quantity.span[0]).start
        for b in bound
        if b.concept in ("laid_off", "layoff_rate") and b.quantity.noun != "part"
    }
    for clause in layout.clauses:
        if clause.hearsay or clause.general or clause.theirs:
            continue
        found: list[ReadFact] = []
        for cue in clause.of("laid_off"):
            found = found or _layoffs(layout, clause, cue, counted)
        layoffs += found
        for cue in clause.of("st_staff"):
            out += _no_researchers(layout, clause, cue)
        for kind in _RIGHTS:
            for cue in clause.of(kind)[:_ENOUGH]:
                out += _no_ip(layout, clause, cue)
        out += _all_at_home(layout, clause)
    return [*_as_it_ended(layoffs), *out, *_nothing_else(layout, bound)]


def _as_it_ended(layoffs: list[ReadFact]) -> list[ReadFact]:
    """What is said of layoffs, without the time when there were none: 2019年没裁，今年裁了一半."""
    some = [found for found in layoffs if found.fact == "layoffs" and found.value != "none"]
    return some or layoffs


def _layoffs(layout: Layout, clause: Clause, cue: Cue, counted: set[int]) -> list[ReadFact]:
    text = layout.text
    before = text[max(clause.start, cue.start - 40) : cue.start]
    after = text[cue.end : min(clause.end, cue.end + 30)]
    if is_conditional(layout, clause, cue) or spoken("layoffs_asked").match(after):
        return []
    if spoken("layoffs_open").search(text):
        return []  # 一月裁没裁不知道，二月没裁
    said = text[cue.start : cue.end]
    if spoken("double_no_before").search(before):
        return []  # 不是没裁员
    none = spoken("nobody_before").search(before)
    if clause.answered is False or none or spoken("nobody_after").match(after):
        start = cue.start - len(none.group()) if none else cue.start
        return [ReadFact("layoffs", "none", (start, cue.end), said), ReadFact("layoff_rate", 0, (start, cue.end), said)]
    if spoken("layoffs_planned").search(before):
        return []
    return _some_layoffs(layout, clause, cue, counted=clause.start in counted)


def _some_layoffs(layout: Layout, clause: Clause, cue: Cue, *, counted: bool) -> list[ReadFact]:
    """Few or many as said in words; of people who are counted only the words that hold their number (一两个人)."""
    numbers = Spans(q.span for q in clause.quantities)
    reply = 1 if clause.answered else 0  # did we lay people off? yes, most of them
    following = layout.clauses[layout.index_at(cue.start) + 1 + reply : layout.index_at(cue.start) + 2 + reply]
    is_field = ":" in clause.mark  # laid off: most of the staff
    after = [c for c in following if (reply or c.sentence == clause.sentence) and (is_field or _says_how_many(c))]
    for kind, value in (("many_words", "many"), ("few_words", "few")):
        for word in [w for c in (clause, *after) for w in c.of(kind)]:
            near = word.start < cue.start or word.start >= clause.end or layout.words_between(cue.end, word.start) <= 5
            is_free = not counted or numbers.touch(word.start, word.end)
            if near and is_free and not is_denied(layout, clause, word):
                span = min(word.start, cue.start), max(word.end, cue.end)
                return [ReadFact("layoffs", value, span, layout.text[cue.start : cue.end])]
    return _only_so_few(layout, clause, cue) if counted else []


def _only_so_few(layout: Layout, clause: Clause, cue: Cue) -> list[ReadFact]:
    """Few, where one to three people are "only" so many: 只裁了一个人, "just two layoffs"."""
    for number in clause.quantities:
        if number.low == _A_FEW[0] and number.high == _A_FEW[1] and number.high_open:
            return [ReadFact("layoffs", "few", (number.span[0], max(number.span[1], cue.end)), "")]  # 裁了几个人
        is_few = number.exact is not None and 0 < number.exact <= _VERY_FEW and number.unit in ("people", "bare")
        if is_few and spoken("only_few_before").search(layout.text, clause.start, number.span[0]):
            span = min(number.span[0], cue.start), max(number.span[1], cue.end)
            return [ReadFact("layoffs", "few", span, layout.text[cue.start : cue.end])]
    return []


def _says_how_many(clause: Clause) -> bool:
    """Whether no other words of a class stand in the clause: "…, only a few"."""
    said = {(word.start, word.end) for word in clause.cues if word.kind in _HOW_MANY}
    return all((word.start, word.end) in said for word in clause.cues)


def _no_ip(layout: Layout, clause: Clause, cue: Cue) -> list[ReadFact]:
    text = layout.text
    before = text[max(clause.start, cue.start - 40) : cue.start]
    tail = text[cue.end : min(clause.end, cue.end + 20)]
    found = spoken("none_around").search(before)
    is_none = found or spoken("none_after").match(tail) or is_in_list_of_none(layout, clause, cue)
    if is_conditional(layout, clause, cue) or not is_none:
        return []
    span = (cue.start - len(found.group()) if found else cue.start, cue.end)
    said = text[cue.start : cue.end]
    denied = _ip_denied(
        text[clause.start : clause.end], cue, said, counted=any((q.low or 0) > 1 for q in clause.quantities)
    )
    return [ReadFact(fact, value, span, said) for fact, value in denied]


def _nothing_else(layout: Layout, bound: list[Bound]) -> list[ReadFact]:
    """One class of rights counted, and said to be all: 知识产权只有2件实用新型, "one utility model and no other IP"."""
    told = {b.concept for b in bound if b.concept in _COUNTED}
    found = spoken("no_other_rights").search(layout.text) if len(told) == 1 else None
    if found is None or layout.clause_at(found.start()).asks:
        return []
    return [ReadFact(fact, 0, found.span(), found.group()) for kind, fact in _COUNTED.items() if kind not in told]


def _no_researchers(layout: Layout, clause: Clause, cue: Cue) -> list[ReadFact]:
    """科技人员一个都没有, no S&T staff at all."""
    found = spoken("no_people_before").search(layout.text, clause.start, cue.start)
    named = spoken("about_people").search(layout.text, cue.start, cue.end)
    if (
        not named
        or is_conditional(layout, clause, cue)
        or not (found or spoken("no_people_after").match(layout.text, cue.end, clause.end))
    ):
        return []
    span = (found.start() if found else cue.start, cue.end)
    return [ReadFact("st_staff", 0, span, layout.text[cue.start : cue.end])]


def _ip_denied(named: str, cue: Cue, said: str, *, counted: bool) -> Iterator[tuple[str, int | bool]]:
    """What "none" denies: everything where all kinds, or software and patents, are named together and none counted."""
    software, patents = spoken("about_software").search(named), spoken("about_patents").search(named)
    everything = bool(spoken("all_kinds").search(named) or (software and patents and not counted))
    if everything or (cue.kind != "class_2" and spoken("about_patents").search(said)):
        yield "class_1_ip", 0
    if everything or cue.kind == "class_2":
        yield "class_2_ip", 0
    if everything:
        yield "owns_core_ip", False


def _all_at_home(layout: Layout, clause: Clause) -> list[ReadFact]:
    """All of it spent in China, next to R&D, is a share of 1."""
    if _OF_RESEARCH.isdisjoint(layout.kinds) or clause.question:
        return []
    named = any(cue.kind in _SHARES_OF_SALES for cue in clause.cues)
    for cue in clause.of("domestic"):
        if layout.text.startswith(("注册", "公司", "企业", "居民"), cue.end) or is_conditional(layout, clause, cue):
            continue
        for whole in clause.of("cny_all"):
            span = min(whole.start, cue.start), max(whole.end, cue.end)
            shares = [q for q in clause.quantities if q.unit == "share" and not (named and q.span[1] <= span[0])]
            if not shares and layout.distance((whole.start, whole.end), (cue.start, cue.end)) <= 5:
                return [ReadFact("rd_domestic_share", 1, span, layout.text[cue.start : cue.end])]
    return []
