"""Facts that are said by what is not there, or all of it: no layoffs, no intellectual property, all R&D at home."""

from __future__ import annotations

import re

from intents.reading.binding import Bound
from intents.reading.grammar import Cue
from intents.reading.layout import Clause, Layout
from intents.reading.model import ReadFact
from intents.reading.speaking import is_conditional, is_denied

_NOBODY_BEFORE = re.compile(
    r"(?:一个(?:人|员工|都|也)?|一人|没有?(?:一个|任何|怎么|有)?|无人?|未|不|从未|没有|零|不曾|谁也没|谁都没|没有一个人|都没有?|也没有?|均未|绝不|坚持不|从不|承诺不)(?:人|员工|都|也|被|过|有|大规模|进行|曾|主动|没有?|再|怎么|打算|随意|个)*$"
    r"|(?<![a-z])(?:no|never|nobody|no one|none|not|without|zero|haven'?t|hasn'?t|didn'?t|don'?t|won'?t|hadn'?t|wasn'?t|not one|not a single|did not|have not|no-one|weren'?t|isn'?t|aren'?t)(?:\s+(?:a|an|any|one|person|single|been|was|were|has|have|of|our|us|people|staff|employee|employees|be|ever|yet|had|worker|made|even|to|body|them|we|mass|compulsory))*\s*$"
)
_NOBODY_AFTER = re.compile(r"\s*(?:人数|率|的人|员工)?\s*(?:是|为)?(?:零|0|没有|无|不存在|nobody|no one|none|not a single|zero|noone)(?!\d)")
_NONE_AROUND = re.compile(r"(?:没有?(?:任何|一件|什么|半个)?|无(?:任何)?|零)(?:自有|自主|的|核心|有效|国内|授权|一件|专利|软著|、|和|或|及|也|还|/|自己的){0,4}$|(?<![a-z])(?:no|without|not a single|zero|not have any|don't have any|don't own any|haven't any|have no|neither|nor|not one|without any|none of)(?:\s+(?:any|a|an|single|own|our|of|patents?|or|and|ip|single|copyrights?|software|registered))*\s*$")
_NONE_AFTER = re.compile(r"(?:证书|的话)?(?:也|都)?(?:一件|一项|一个|半件|什么)?(?:知识产权|专利|软著)?(?:也|都|还)?(?:没有|没|无|为零|为0|零件|0件|0项|是零)(?!问题|到期|分开|被|转|登记|自)|\s*(?:whatsoever|at all)?\s*(?:none|zero|nil)(?![a-z])")
_ABOUT_SOFTWARE = re.compile(r"软著|软件著作|著作权|copyright")
_ABOUT_INVENTIONS = re.compile(r"发明")
_ALL_KINDS = re.compile(r"知识产权|(?<![a-z])ip(?![a-z])|intellectual|iprs?")


def read_absences(layout: Layout, bound: list[Bound]) -> list[ReadFact]:
    """Facts about layoffs, intellectual property that is not there, and R&D that is all at home."""
    out: list[ReadFact] = []
    counted = {layout.clause_at(b.quantity.span[0]).start for b in bound if b.concept in ("laid_off", "layoff_rate")}
    for clause in layout.clauses:
        if clause.hearsay:
            continue
        for cue in clause.of("laid_off"):
            out += _layoffs(layout, clause, cue, counted)
        for kind in ("ip", "class_1", "class_2"):
            for cue in clause.of(kind):
                out += _no_ip(layout, clause, cue)
        out += _all_at_home(layout, clause)
    return out


def _layoffs(layout: Layout, clause: Clause, cue: Cue, counted: set[int]) -> list[ReadFact]:
    text = layout.text
    before = text[max(clause.start, cue.start - 40) : cue.start]
    after = text[cue.end : min(clause.end, cue.end + 30)]
    if is_conditional(layout, clause, cue) or re.match(r"\s*(?:的?标准|控制|是不是|吗|怎么|算)", after):
        return []
    said = text[cue.start : cue.end]
    none = _NOBODY_BEFORE.search(before)
    if none or _NOBODY_AFTER.match(after) or re.match(r"\s*(?:nobody|no one|no-one|none|not a single)", after):
        start = cue.start - len(none.group()) if none else cue.start
        return [ReadFact("layoffs", "none", (start, cue.end), said), ReadFact("layoff_rate", 0, (start, cue.end), said)]
    if clause.start in counted:
        return []
    for kind, value in (("many_words", "many"), ("few_words", "few")):
        near = next((c for c in clause.of(kind) if c.start < cue.start or layout.words_between(cue.end, c.start) <= 5), None)  # noqa: PLR2004
        if near and not is_denied(layout, clause, near):
            span = min(near.start, cue.start), max(near.end, cue.end)
            return [ReadFact("layoffs", value, span, said)]
    return []


def _no_ip(layout: Layout, clause: Clause, cue: Cue) -> list[ReadFact]:
    text = layout.text
    before = text[max(clause.start, cue.start - 40) : cue.start]
    tail = text[cue.end : min(clause.end, cue.end + 20)]
    found = _NONE_AROUND.search(before)
    if is_conditional(layout, clause, cue) or not (found or _NONE_AFTER.match(tail)):
        return []
    span = (cue.start - len(found.group()) if found else cue.start, cue.end)
    named = text[clause.start : clause.end]
    said = text[cue.start : cue.end]
    out: list[ReadFact] = []
    everything = bool(_ALL_KINDS.search(named)) or (bool(_ABOUT_SOFTWARE.search(named)) and bool(re.search(r"专利|patent", named)))
    if everything or _ABOUT_INVENTIONS.search(said) or (cue.kind != "class_2" and re.search(r"专利|patents?", said)):
        out.append(ReadFact("class_1_ip", 0, span, said))
    if everything or cue.kind == "class_2":
        out.append(ReadFact("class_2_ip", 0, span, said))
    if everything:
        out.append(ReadFact("owns_core_ip", False, span, said))
    return out


def _all_at_home(layout: Layout, clause: Clause) -> list[ReadFact]:
    """"All of it spent in China" next to R&D is a share of 1."""
    if "rd" not in layout.kinds:
        return []
    for cue in clause.of("domestic"):
        if layout.text.startswith(("注册", "公司", "企业", "居民"), cue.end) or is_conditional(layout, clause, cue):
            continue
        whole = next((c for c in clause.of("cny_all") if layout.words_between(*sorted((c.end, cue.start))) <= 5 or layout.words_between(*sorted((cue.end, c.start))) <= 5), None)  # noqa: PLR2004
        number = any(q.unit == "share" for q in clause.quantities)
        if whole and not number and not clause.question:
            span = min(whole.start, cue.start), max(whole.end, cue.end)
            return [ReadFact("rd_domestic_share", 1, span, layout.text[cue.start : cue.end])]
    return []
