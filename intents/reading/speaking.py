"""Whether words are said, denied, asked, wished for, or said of somebody else."""

from __future__ import annotations

import re

from intents.reading.grammar import Cue
from intents.reading.layout import Clause, Layout
from intents.reading.manners import spoken

_ONE = 1
"""A statement with a question mark: "we're on the list?"."""


def is_denied(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether a "not" governs the word: right before it, or right after it in the clause."""
    text = layout.text
    before = text[max(clause.start, cue.start - 32) : cue.start]
    if _double_negative(before):
        return False
    if spoken("no_before").search(before) or spoken("no_word_before").search(before):
        return True
    after = text[cue.end : min(clause.end, cue.end + 16)]
    return bool(spoken("no_after").match(after) or spoken("no_word_after").match(after))


def lacks(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether a "without" stands right before the word."""
    before = layout.text[max(clause.start, cue.start - 32) : cue.start]
    return bool(spoken("no_before").search(before) or spoken("no_word_before").search(before))


def _double_negative(before: str) -> bool:
    return bool(
        re.search(r"(?:不是没有|不是没|并非没有|无不|没有不|不得不)$|(?<![a-z])not only(?:\s+[a-z]+){0,2}\s*$", before)
    )


def is_asked(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether the word stands under a question or a condition instead of being stated."""
    text = layout.text
    before = text[max(clause.start, cue.start - 40) : cue.start]
    after = text[cue.end : min(clause.end + 1, cue.end + 8)]
    declared = "?" in clause.mark and spoken("declared").match(text, clause.start)
    return bool(
        declared
        or spoken("ask_before").search(before)
        or spoken("ask_word_before").search(before)
        or spoken("ask_after").match(after)
    )


def is_conditional(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether an if, a must or a whether stands before the word (a plain question mark does not count)."""
    before = layout.text[max(clause.start, cue.start - 40) : cue.start]
    return bool(
        re.search(
            r"(?:如果|假如|假设|倘若|要是|万一|除非|必须|是否|是不是|有没有|会不会|要不要|该不该)[^,，]{0,8}$|(?<![a-z])(?:if|whether|unless|suppose|must|should|what if|do we need to|have to)(?:\s+[a-z'&]+){0,5}\s*$",
            before,
        )
    )


def speaks_of_us(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether a name for a kind of enterprise is said of the asker: "we are a …", "…, 12 people", not "… policy", "become …"."""
    text = layout.text
    before = text[max(clause.start, cue.start - 32) : cue.start]
    after = text[cue.end : cue.end + 16]
    if spoken("passed_before").search(before) and not clause.question:
        return True
    if spoken("policy_after").match(after) or spoken("policy_word_after").match(after):
        return False
    if spoken("plural").search(text[cue.start : cue.end]) and not re.search(
        r"(?<![a-z])(?:we|us)(?:\s+[a-z]+){0,2}\s*$", before
    ):
        return False
    if spoken("wish_before").search(before) or spoken("wish_word_before").search(before):
        return False
    if spoken("being_before").search(before) or spoken("self").search(before):
        return True
    return _stands_alone(layout, clause, cue)


def _stands_alone(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """The clause is hardly more than the name: "河北省高新技术企业，…", "Tech SME, trial production finished"."""
    text = layout.text
    before, after = text[clause.start : cue.start], text[cue.end : clause.end]
    for place in layout.places:
        if clause.start <= place[0] and place[1] <= cue.start:
            before = before.replace(text[place[0] : place[1]], "")
    if clause.has("hte") and clause.has("tech_sme"):
        return False
    short_before = len(re.findall(r"[\u3400-\u9fff]|[a-z0-9]+", before)) <= 4
    tail = re.findall(r"[\u3400-\u9fff]|[a-z0-9]+", after)
    led_by_place = bool(re.match(r"\s*(?:since|in|at|here|from|with|of|wants?|needs?|没|no1)(?![a-z])|\s*在", after))
    return short_before and (len(tail) <= _ONE or led_by_place) and not clause.question


def holds_certificate(layout: Layout, clause: Clause, cue: Cue) -> bool | None:
    """Whether a certificate is held (True), was lost or lapsed (False); None where neither is said."""
    around = layout.text[max(clause.start, cue.start - 16) : min(len(layout.text), cue.end + 40)]
    tail = layout.text[cue.end : min(len(layout.text), cue.end + 24)]
    if spoken("lapsed").search(tail) and not spoken("not_lapsed").search(tail):
        return False
    if is_denied(layout, clause, cue) or spoken("lost_before").search(layout.text[clause.start : cue.start]):
        return False
    if is_asked(layout, clause, cue) or re.search(
        r"(?:怎么|如何|申请|办|想|how|apply|get)\s*(?:个|a|the)?\s*$",
        layout.text[max(clause.start, cue.start - 12) : cue.start],
    ):
        return None
    return True if spoken("hold").search(around) else None
