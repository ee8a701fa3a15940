"""Whether words are said, denied, asked, wished for, or said of somebody else."""

from __future__ import annotations

from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.statements.lists import is_in_list_of_none
from intents.reading.vocabulary.grammar import load_grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_FEW_WORDS = 4
_LONGEST_REACH = 64
"""Characters before a word in which a "not" may govern all that follows."""
_NEAR = 12
"""Characters before a word in which a question about it stands: 能不能用来防疫."""
_NOT = ("没", "不")
_SUPPOSED_REACH = 64
"""Characters before a word in which a whether may stand."""
_SHORTEST_HALVES = 2
"""登没登记."""
_AROUND = " ,.!?，。！？、"
_ENDS = ("到期", "失效")
"""Said of the past and of the future alike: a day beside it decides."""


def is_denied(layout: Layout, clause: Clause, cue: Cue, *, behind: bool = True) -> bool:
    """Whether a "not" governs the word: right before it or, where that is looked at, right after it in the clause."""
    if clause.answered is False:
        return True
    text = layout.text
    before = text[max(clause.start, cue.start - 32) : cue.start]
    after = text[cue.end : min(clause.end, cue.end + 16)]
    is_said = (
        spoken("no_before").search(before)
        or spoken("no_word_before").search(before)
        or (behind and is_in_list_of_none(layout, clause, cue))
        or (behind and (spoken("no_after").match(after) or spoken("no_word_after").match(after)))
        or (behind and _is_denied_next(layout, clause, cue))
    )
    return bool(is_said) and not _double_negative(before) and not _is_needed(layout, cue)


def _is_denied_next(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether the word is the topic of a denial that follows: 河北的科研项目，我们没有."""
    is_topic = layout.text.startswith(("，", ","), cue.end) and cue.kind in load_grammar().listed
    if not is_topic or layout.words_between(clause.start, cue.start) > _FEW_WORDS:
        return False
    return spoken("denied_next").match(layout.text, cue.end + 1) is not None


def is_denied_throughout(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether a "not" further up the clause governs all that follows: 没有被认定为…, "we neither develop … nor …".

    Of a place it denies the place, not what it is: 不在西安高新区 may still be in another zone.
    """
    if any(start <= cue.start and cue.end <= end for start, end in layout.places):
        return False
    if spoken("unrelated_after").match(layout.text[cue.end : clause.end]):
        return True
    if spoken("policy_after").match(layout.text, cue.end) or spoken("policy_word_after").match(layout.text, cue.end):
        return False
    before = layout.text[max(clause.start, cue.start - _LONGEST_REACH) : cue.start]
    is_said = spoken("no_throughout").search(before) is not None
    return is_said and not _double_negative(before) and not _is_needed(layout, cue)


def lacks(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether a "without" stands right before the word, and not before a longer name that begins with it."""
    if spoken("names_more_after").match(layout.text, cue.end):
        return False
    before = layout.text[max(clause.start, cue.start - 32) : cue.start]
    return bool(spoken("no_before").search(before) or spoken("no_word_before").search(before))


def _double_negative(before: str) -> bool:
    return spoken("double_no_before").search(before) is not None


def _is_needed(layout: Layout, cue: Cue) -> bool:
    """Whether it is said that there would be nothing without it: "without the loan our firm would not exist"."""
    return spoken("cannot_do_without_after").match(layout.text, cue.end) is not None


def is_asked(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether the word stands under a question or a condition instead of being stated."""
    if clause.answered is not None:
        return False
    text = layout.text
    before = text[max(clause.start, cue.start - 40) : cue.start]
    if not clause.asks:
        before = before.removeprefix(" which")  # lamps, which are no use against the virus
    after = text[cue.end : min(clause.end + 1, cue.end + 8)]
    if before and text[cue.start] in "不没" and before[-1] == text[cue.start + 1]:
        return True  # 有没有单独归集还要问会计, 受不受限
    if _is_in_doubt(layout, clause, cue):
        return True
    declared = "?" in clause.mark and spoken("declared").match(text, clause.start)
    return bool(
        declared
        or spoken("ask_before").search(before)
        or spoken("ask_word_before").search(before)
        or spoken("ask_after").match(after)
        or (spoken("only_before").search(before) and spoken("only_then").search(text, cue.end, clause.end))
    )


def is_wondered(text: str, cue: Cue) -> bool:
    """Whether the word is one half of a question that is left open: 登记没登记要问法务."""
    start, end = cue.start, cue.end
    if text[end : end + 1] in _NOT and text[end - 1] == text[end + 1 : end + 2] and not text[end - 1].isascii():
        return True  # 比去年多不多还没结账
    if text[end : end + 1] in _NOT and text.startswith(text[max(start, end - 2) : end], end + 1):
        return True
    if text[start : start + 1] in _NOT and start and text[start - 1] == text[start + 1 : start + 2]:
        return True  # 分没分开
    if start < _SHORTEST_HALVES or text[start - 1] not in _NOT:
        return False
    return text[start - 2] == text[start] or text[: start - 1].endswith(text[start : min(end, start + 2)])


def is_left_unknown(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether it is said not to be known: 算不算技术改造没人说得准, "I have yet to ask if it was a joint charter"."""
    text, start = layout.text, clause.start
    near = text[max(start, cue.start - _NEAR) : cue.start]
    if "不" in near or "否" in near or "没" in near:
        is_open = spoken("unknown_after").match(text, cue.end) is not None
        return is_open and spoken("unknown_if_before").search(text, start, cue.start) is not None
    before = text[max(start, cue.start - _LONGEST_REACH) : cue.start]
    if " if " not in before and "whether " not in before:
        return False
    if spoken("unknown_if_before").search(text, start, cue.start):
        return True
    whether = spoken("unknown_whether_before").search(before)
    return whether is not None and spoken("unknown_after").match(text, cue.end) is not None


def is_conditional(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether an if, a must or a whether stands before the word (a plain question mark does not count)."""
    if clause.answered is not None:
        return False
    before = layout.text[max(clause.start, cue.start - _SUPPOSED_REACH) : cue.start]
    return spoken("if_before").search(before) is not None or _is_in_doubt(layout, clause, cue)


def _is_in_doubt(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether it is said further up the clause that nobody knows it: "nobody has told us if we pass as …"."""
    text, start, end = layout.text, clause.start, cue.start
    if text.find("whether ", start, end) < 0 and text.find(" if ", start, end) < 0:
        return False
    return spoken("in_doubt_before").search(text, start, end) is not None


def speaks_of_us(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether a kind of enterprise is said of the asker: "we are a …", "…, 12 people", not "… policy", "become …"."""
    text = layout.text
    before = text[max(clause.start, cue.start - 32) : cue.start]
    after = text[cue.end : cue.end + 16]
    if spoken("passed_before").search(before) and not clause.question:
        return True
    if spoken("recognised_before").search(before) and clause.has("self") and not clause.asks:
        return True
    if spoken("policy_after").match(after) or spoken("policy_word_after").match(after):
        return False
    many = spoken("plural").search(text[cue.start : cue.end]) and not spoken("we_directly_before").search(before)
    if many or spoken("wish_before").search(before) or spoken("wish_word_before").search(before):
        return False
    if spoken("as_one_before").search(layout.text[clause.start : cue.start]):
        return True
    if spoken("being_before").search(before) or spoken("self").search(before):
        return True
    return _stands_alone(layout, clause, cue)


def _stands_alone(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """The clause is hardly more than the name: "河北省高新技术企业，…", "Tech SME, trial production finished".

    A name that is all of a message names a subject and says nothing of the asker, where nothing is to be answered.
    """
    if not layout.is_answer and not (layout.text[: cue.start] + layout.text[cue.end :]).strip(_AROUND):
        return False
    if clause.question or is_heading(layout, clause, cue) or _names_both(layout, clause):
        return False
    if spoken("for_others").search(layout.text, clause.start, cue.start):
        return False  # 跟甲方签了合同
    before = layout.words_between(clause.start, cue.start)
    places = [p for p in layout.places if clause.start <= p[0] and p[1] <= cue.start]
    before -= sum(layout.words_between(start, end) for start, end in places)
    if any(end == cue.start for _, end in places) and clause.quantities:
        return True  # 邯郸高新技术企业研发投入增加1.3亿
    led_by_place = spoken("led_by_place").match(layout.text, cue.end)
    but = spoken("but_not").search(layout.text, cue.end, clause.end)
    end = clause.end if but is None else but.start()
    return before <= _FEW_WORDS and (bool(led_by_place) or layout.words_between(cue.end, end) <= 1)


def _names_both(layout: Layout, clause: Clause) -> bool:
    """Whether it names two kinds that may be meant side by side: "HNTE and tech SME", but not "tech SME, not HNTE"."""
    if not (clause.has("hte") and clause.has("tech_sme")):
        return False
    return spoken("but_not").search(layout.text, clause.start, clause.end) is None


def is_heading(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether it opens the message before a colon and names what the message is about: "tech SME: 40 people"."""
    if clause is not layout.clauses[0] or ":" not in clause.mark or clause.answered is not None:
        return False
    return layout.words_between(clause.start, clause.end) - layout.words_between(cue.start, cue.end) <= 1


def _head(layout: Layout, clause: Clause) -> int:
    """Where the clause begins, or what stands before its colon: "Revoked last year: our certificate"."""
    heading = layout.heading_of(clause)
    return clause.start if heading is None else heading.start


def holds_certificate(layout: Layout, clause: Clause, cue: Cue) -> bool | None:
    """Whether a certificate is held (True), was lost or lapsed (False); None where neither is said."""
    last = clause.end if is_heading(layout, clause, cue) else len(layout.text)
    around = layout.text[max(clause.start, cue.start - 16) : min(last, cue.end + 40)]
    tail = layout.text[cue.end : min(len(layout.text), cue.end + 24)]
    lapsed = spoken("lapsed").search(tail)
    if lapsed and not spoken("not_lapsed").search(tail):
        is_dated = any(cue.end <= token.span[0] <= cue.end + len(tail) for token in clause.dates)
        return None if is_dated and lapsed.group() in _ENDS else False
    if is_denied(layout, clause, cue) or spoken("lost_before").search(layout.text[_head(layout, clause) : cue.start]):
        return False
    before = layout.text[max(clause.start, cue.start - 12) : cue.start]
    if is_asked(layout, clause, cue) or spoken("getting_before").search(before):
        return None
    return True if spoken("hold").search(around) else None
