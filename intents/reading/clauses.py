"""Clauses of a message, and how each is meant: asked, told of others, in general."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import field
from itertools import pairwise

from intents.reading.numbers.dates import DateToken
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue
from knowledge.records import dataclass

_FIELD_MARKS = frozenset((":", "?", "-", "\u2013"))
_CLOSING = (")", "）")
_ASIDE = 12
"""Characters of what stands before a clause that follows an aside."""
_SUBSIDIARIES = ("子公司", "分公司", "subsidiary")
_GROUPS = ("集团", "母公司", "总公司", "parent", "the group")
_CLIENTS = ("客户", "client", "customer", "朋友", "friend")


@dataclass(slots=True)
class Clause:
    """A piece of a sentence between two marks."""

    start: int
    end: int
    sentence: int
    mark: str
    """The mark that ends it."""
    cues: list[Cue] = field(default_factory=list)
    inner: list[Cue] = field(default_factory=list)
    """Words that are part of longer ones."""
    quantities: list[Quantity] = field(default_factory=list)
    dates: list[DateToken] = field(default_factory=list)
    hearsay: bool = False
    """About somebody else."""
    question: bool = False
    """Ends like a question."""
    asks: bool = False
    """Asks, by its end or by a word in it."""
    asked: bool = False
    """Part of a sentence that asks."""
    theirs: bool = False
    """Tells of a partner: our customers are …, 母公司有 …."""
    general: bool = False
    """Asks how things are for everybody."""
    answered: bool | None = None
    """The yes or no that follows it like the field of a form: 是否扩产:是, "layoffs: none", "Layoffs? None."."""
    quoted: bool = False
    """Goes on with a rule that is asked about: "是不是要300人以内、资产5000万以内？"."""

    def has(self, kind: str) -> bool:
        """Whether a word of that class stands in the clause."""
        for cue in self.cues:  # noqa: SIM110 - asked all the time, and any() takes three times as long
            if cue.kind == kind:
                return True
        return False

    def has_inside(self, kind: str) -> bool:
        """Whether a word of that class is part of a longer one in the clause."""
        return any(c.kind == kind for c in self.inner)

    def of(self, kind: str) -> list[Cue]:
        """The words of that class, by place."""
        return [c for c in self.cues if c.kind == kind]


def mark_clauses(text: str, clauses: list[Clause], kinds: Container[str], *, is_counted: bool) -> None:
    """Says of each clause, once its words and numbers are in it, whom it is about and whether it quotes a rule.

    `kinds` are the classes of words in the text; rules are told by their numbers, so only a text with numbers has any.
    """
    _mark_fields(text, clauses)
    if "hearsay" in kinds and not asks_for_them(text):
        _mark_hearsay(text, clauses)
    if "self" in kinds and spoken("rumour").search(text):
        _mark_rumours(text, clauses)
    for clause in clauses:
        clause.general = _is_general(text, clause)
        theirs = spoken("theirs").match(text, clause.start, clause.end)
        clause.theirs = theirs is not None and not _is_the_client(text, theirs.group())
    if "separate" in text or "independent" in text or "独立" in text or "单独" in text:
        _mark_separate(text, clauses)
    _mark_on(clauses)
    if any(clause.general for clause in clauses):
        _mark_lists(clauses)
    if is_counted:
        _mark_quoted(text, clauses)


def asks_for_them(text: str) -> bool:
    """Whether it is asked on behalf of a client or a friend, whose enterprise it is about."""
    return spoken("asks_for_them").search(text) is not None


def _is_the_client(text: str, told_of: str) -> bool:
    """Whether it is the one who is asked for, or the subsidiary that speaks of its group: 集团大型，我们子公司小型."""
    if any(word in told_of for word in _CLIENTS):
        return asks_for_them(text)
    if "集团" in told_of and spoken("self").search(text) is None:
        return True  # 集团是大型企业: the group itself asks
    return any(word in told_of for word in _SUBSIDIARIES) and any(word in text for word in _GROUPS)


def _mark_fields(text: str, clauses: list[Clause]) -> None:
    """A field of a form and the yes or no behind it tell something, whatever they look like."""
    for field_, answer in pairwise(clauses):
        if field_.mark.strip() in _FIELD_MARKS:
            said = spoken("field_answer").fullmatch(text, answer.start, answer.end)
            if said is not None:
                field_.answered = said["no"] is None
                field_.question = field_.asks = False


def _mark_quoted(text: str, clauses: list[Clause]) -> None:
    """A rule that is asked about goes on to the end of its sentence, or to where the enterprise speaks of itself."""
    asked = {c.sentence for c in clauses if c.asks or spoken("sure_after").search(text, c.start, c.end)}
    active, sentence = False, -1
    for clause in clauses:
        if clause.sentence != sentence or clause.has("self"):
            active, sentence = False, clause.sentence
        clause.asked, clause.quoted = sentence in asked, active
        if sentence in asked and not clause.has("self"):
            said = text[clause.start : clause.end].replace("能不能", "")  # asks whether, and names no rule
            rule = spoken("requirement").search(said)
            supposed = clause.quantities and spoken("what_if").search(text, clause.start, clause.end)
            active = active or bool(rule or supposed)


def _mark_hearsay(text: str, clauses: list[Clause]) -> None:
    """What is told of others lasts to the end of its sentence or to where the enterprise speaks of itself again."""
    active, is_talk, sentence = False, False, -1
    for clause in clauses:
        if clause.sentence != sentence:
            active, is_talk, sentence = False, False, clause.sentence
        told = [c for c in clause.of("hearsay") if not _is_partner(text, clause, c)]
        own = clause.of("self")
        if told:
            active = not any(s.start > told[-1].end for s in own)
            is_talk = active and spoken("talk_of_measure").search(text, clause.start, clause.end) is not None
        elif is_talk and spoken("so_it_is").match(text, clause.start) is None:
            active = is_talk = False
        elif own:
            active = False
        clause.hearsay = active


def _is_partner(text: str, clause: Clause, cue: Cue) -> bool:
    """Whether somebody is told of as whom one deals with: 与同行合包, also behind an aside: 与外省（甘肃）同行."""
    start = max(0, clause.start - _ASIDE) if text[clause.start - 1 : clause.start] in _CLOSING else clause.start
    return spoken("given_to_before").search(text, start, cue.start) is not None


def _mark_rumours(text: str, clauses: list[Clause]) -> None:
    """What is said of the enterprise and is not so, up to the words that say so: 有人说我们被罚过，没有的事."""
    for first, second in pairwise(clauses):
        if spoken("rumour").search(text, first.start, first.end) is None:
            continue
        if spoken("rumour_denied").fullmatch(text, second.start, second.end):
            first.hearsay = second.hearsay = True
            for clause in clauses:
                clause.hearsay = clause.hearsay and clause.start <= second.start


def _mark_separate(text: str, clauses: list[Clause]) -> None:
    """What is told of a site that is a firm of its own: "our branch in Wuxi, a separate company, dismissed ten"."""
    for site, what, told in zip(clauses, clauses[1:], clauses[2:], strict=False):
        named = spoken("of_a_site").match(text, site.start, site.end)
        if named and spoken("a_separate_firm").fullmatch(text, what.start, what.end) and not told.has("self"):
            site.theirs = what.theirs = told.theirs = True


def _mark_on(clauses: list[Clause]) -> None:
    """What is told of a partner goes on in a list: 集团有500人、资产2亿."""
    for first, second in pairwise(clauses):
        second.theirs = second.theirs or (first.theirs and first.mark == "、" and not second.has("self"))


def _mark_lists(clauses: list[Clause]) -> None:
    """A list that is asked about in general: 专利、软著都算吗, "which kinds count: patents, software?"."""
    for first, second in reversed(list(pairwise(clauses))):
        first.general = first.general or (second.general and first.mark == "、" and not first.has("self"))
    listed = False
    for first, second in pairwise(clauses):
        goes_on = (first.general and ":" in first.mark) or (listed and first.mark == ",")
        listed = goes_on and first.sentence == second.sentence and not second.has("self")
        second.general = second.general or listed


def _is_general(text: str, clause: Clause) -> bool:
    """Whether the clause asks how things are for everybody: "what counts as a small enterprise?", 哪些企业能免."""
    if not clause.asks or clause.has("self") or spoken("who_has_one").match(text, clause.start):
        return False
    return spoken("general_question").search(text[clause.start : clause.end]) is not None
