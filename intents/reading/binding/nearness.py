"""How far a word stands from a number: in words, commas and numbers between them."""

from __future__ import annotations

from collections.abc import Container

from intents.reading.binding.bound import LOANS
from intents.reading.binding.rights import RIGHTS
from intents.reading.binding.turns import Span
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_FARTHEST = 14
"""Words between a word and its number."""
_NEXT_CLAUSE = 7
"""Cost of each comma between them."""
_NEXT_SENTENCE = 12
_OTHER_NUMBER = 5
_FEW_WORDS = 4
_VERB = 2
"""Words that a verb is farther away than a noun: it takes any kind of people."""
_OF_INCOME = ("high_tech_income", "other_income")
_IN_UNITS = frozenset({"insured_staff"})
"""What a unit alone says: 300 insured."""
_PREDICATES = frozenset({"insured_staff", "laid_off", "equipment_part", "st_staff"})
"""What is said of something counted: nine of our people were laid off."""


def cost_of(layout: Layout, index: int, cue: Cue, clauses_back: int, outdated: Container[Span]) -> int | None:
    """How far the word is from the number; None where it is too far, or is the number's own unit."""
    start, end = layout.quantities[index].span
    if cue.kind == "invested" and (
        spoken("into_research_after").match(layout.text, end)
        or spoken("research_before").search(layout.text, 0, cue.start)
    ):
        return None
    if cue.start < end and start < cue.end:
        if cue.kind in _IN_UNITS:
            return 0
        return 0 if cue.start < start or (cue.end > end and start < cue.start) else None
    if cue.start >= end:
        return _cost_after(layout, index, cue)
    gap = layout.words_between(cue.end, start)
    if cue.kind in LOANS and spoken("interest_on_before").search(layout.text, 0, cue.start):
        return None  # the interest on our loan is 9,000
    if cue.kind == "staff" and spoken("verb_of_employing").search(layout.text, cue.start, cue.end):
        gap += _VERB  # we employ 25 scientists
    if gap > _FARTHEST:
        return None
    others = _numbers_between(layout, index, cue, outdated)
    clause = layout.clause_at(cue.start)
    same_sentence = clause.sentence == layout.clause_at(start).sentence or _is_echo(layout, clause)
    cost = gap + clauses_back * _NEXT_CLAUSE + others * _OTHER_NUMBER + (0 if same_sentence else _NEXT_SENTENCE)
    return cost if cost <= _FARTHEST + 4 else None


def _cost_after(layout: Layout, index: int, cue: Cue) -> int | None:
    gap = layout.words_between(layout.quantities[index].span[1], cue.start)
    if cue.kind in _OF_INCOME and spoken("share_of_income_between").fullmatch(
        layout.text, layout.quantities[index].span[1], cue.start
    ):
        return 0  # 52% of our total income last year came from …
    if gap > (_FARTHEST if cue.kind == "foreign_lab" else _FARTHEST // 2):
        return None  # 70% of our R&D is carried out by a partner in Israel
    if _goes_with(layout, index, cue, gap):
        return -1
    following = layout.quantities[index + 1 : index + 2]
    between = bool(following) and following[0].span[0] < cue.start and following[0].unit != "years"  # three-year sales
    between = between or _has_its_own(layout, index, cue)
    return 2 * gap + 1 + (_OTHER_NUMBER + 1 if between else 0)


def _has_its_own(layout: Layout, index: int, cue: Cue) -> bool:
    """Whether an "and" and the word stand between two numbers of a clause: "came to 90 million and R&D took 4.5%"."""
    following = layout.quantities[index + 1 : index + 2]
    end = layout.clause_at(cue.start).end
    is_next = bool(following) and cue.end <= following[0].span[0] < end
    return (
        is_next
        and spoken("and_alone_between").fullmatch(layout.text, layout.quantities[index].span[1], cue.start) is not None
    )


def _goes_with(layout: Layout, index: int, cue: Cue, gap: int) -> bool:
    """Whether the word behind the number is closer to it than any word in front of it."""
    end, text = layout.quantities[index].span[1], layout.text
    if gap == 0 and layout.quantities[index].unit == "count" and _counts_first(layout, cue):
        return True
    if gap == 0 and cue.kind == "total_income" and text[cue.start : cue.end].isascii():
        return True  # out of 20 million total income 14 million is high-tech
    if gap == 0 and cue.kind == "transfer_net" and (text.isascii() or cue.end == layout.clause_at(end - 1).end):
        return True  # sold for 7 million net, 卖了45万净得
    if _is_of_the_next(layout, index, cue):
        return False  # 贷款300万利息15万, 20万的利息9,000
    if cue.kind == "interest" and not text[end : cue.start].strip():
        return not _is_of_a_loan(layout, index)  # a loan, 9,000 yuan interest; but 贷款20w 利息给报不
    is_amount = gap <= _FEW_WORDS and layout.quantities[index].unit != "share"
    if is_amount and spoken("measure_of_between").fullmatch(text, end, cue.start):
        return True
    return cue.kind in _PREDICATES and spoken("counted_between").fullmatch(text, end, cue.start) is not None


def _is_of_a_loan(layout: Layout, index: int) -> bool:
    """Whether a Chinese word for a loan ends where the number begins."""
    start = layout.quantities[index].span[0]
    cues = layout.clause_at(start).cues
    return any(cue.kind in LOANS and cue.end == start and not layout.text[start - 1].isascii() for cue in cues)


def _is_of_the_next(layout: Layout, index: int, cue: Cue) -> bool:
    """Whether another number follows the word at once."""
    following = layout.quantities[index + 1 : index + 2]
    return bool(following) and cue.end == following[0].span[0]


def _numbers_between(layout: Layout, index: int, cue: Cue, outdated: Container[Span]) -> int:
    """How many other numbers stand between the word and the number, those that are outdated left out."""
    first = index
    while first and layout.quantities[first - 1].span[0] >= cue.end:
        first -= 1
    return sum(q.span not in outdated for q in layout.quantities[first:index])


def _is_echo(layout: Layout, clause: Clause) -> bool:
    """Assets? 3 million: a question repeated in a word or two, or how much, which the number after it answers."""
    if not clause.question or layout.words_between(clause.start, clause.end) <= _FEW_WORDS:
        return clause.question
    return spoken("asks_how_much").search(layout.text, clause.start, clause.end) is not None


def _counts_first(layout: Layout, cue: Cue) -> bool:
    """两项发明四项实用新型: what is counted stands after its number, and not before it as in 发明2件软著7件."""
    clause = layout.clause_at(cue.start)
    nouns = [c.start for c in clause.cues if c.kind in RIGHTS]
    return bool(nouns and clause.quantities) and clause.quantities[0].span[0] < min(nouns)
