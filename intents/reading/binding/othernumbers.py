"""Numbers that say nothing of the enterprise: of others, of a rule or a plan, of a month, and ones that mean none."""

from __future__ import annotations

from intents.reading.binding.bound import Bound
from intents.reading.binding.periods import YEAR_BEFORE
from intents.reading.binding.rights import RIGHTS
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken

_OTHER_YEARS = ("this_year", YEAR_BEFORE)
_OF_LICENCES = frozenset({"exclusive", "non_exclusive", "licence_words"})
"""What a licensee has is told of the licence."""
_FEW_PEOPLE = 20
_OF_TIME = ("months", "years")
_NAMED_WITH_A_NUMBER = ("three_years", "this_year", "field", "field_yes")
_OF_RENT = frozenset({"rent", "waived"})
_OWN_DOING = _OF_RENT | {"laid_off", "bus", "bus_bill"}
"""What counts once it is done: a plan to waive 600,000 is no rent waived."""
_OF_A_PART_BEFORE = ("each_month_before", "next_year_before", "each_one_before")
_OF_A_PART_AFTER = ("each_month_after", "next_year_after", "each_one_after")
_LOOK_BACK = 20
_NEAR = 5
"""Words between a share and what it is of."""


def tells_nothing(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """Whether the number is told of others, of a month, in general, or is part of a name: 近3年, "the eight fields"."""
    theirs = clause.theirs and _OF_LICENCES.isdisjoint(c.kind for c in clause.cues)
    theirs = theirs and not spoken("but_ours_before").search(layout.text, clause.start, quantity.span[0])
    if clause.hearsay or theirs or clause.general or _is_of_no_year(layout, clause, quantity):
        return True
    if "group" in layout.text and spoken("in_the_group_after").match(layout.text, quantity.span[1]):
        return True
    start, end = quantity.span
    if quantity.unit == "people" and spoken("people_added_before").search(layout.text, clause.start, start):
        return True  # 增加了10个人
    if quantity.unit == "people" and spoken("at_odds_with_us_after").match(layout.text, end):
        return True  # "two workers claim their wages"
    within = [c for kind in _NAMED_WITH_A_NUMBER for c in clause.of(kind) if c.start <= start < c.end]
    return any(quantity.unit == "bare" or (quantity.unit == "years" and c.start < start) for c in within)


def _is_of_no_year(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """Whether a sum is that of a month (每月交5000), of one of several (每家免2万) or of next year."""
    if quantity.unit not in ("money", "bare"):
        return False
    text, (start, end) = layout.text, quantity.span
    if ("half" in text or "半年" in text) and spoken("both_halves").search(text):
        return False
    if any(spoken(name).search(text, clause.start, start) for name in _OF_A_PART_BEFORE):
        return True
    return any(spoken(name).match(text, end, clause.end) for name in _OF_A_PART_AFTER)


def is_not_ours(layout: Layout, clause: Clause, bound: Bound) -> bool:
    """Numbers of a rule that is quoted ("R&D must reach 6 %", "the 50 % refund"), and ones that mean none."""
    quantity = bound.quantity
    start, end = quantity.span
    before, after = layout.text[max(clause.start, start - _LOOK_BACK) : start], layout.text[end : clause.end]
    if _is_not_yet(bound, before) or _is_only_due(layout, bound, before) or _is_wondered(quantity, before, after):
        return True
    is_undone = _is_of_another_time(layout, clause, bound) or _is_pending(bound, after)
    if _is_too_many(quantity, before) or is_undone or _is_of_a_thing(layout, bound):
        return True
    if clause.quoted or (clause.asked and _is_quoted(layout, clause, start)):
        return True
    if clause.question and (_is_known_sum(clause, bound, before) or _is_score_to_reach(bound, before)):
        return True
    if spoken("requirement").search(before) or spoken("what_if").search(before) or spoken("threshold").search(after):
        return True
    if quantity.exact is None and not clause.has("self") and spoken("rule_after").match(after):
        return True
    if quantity.exact == 1 and quantity.unit in ("people", "count", "bare") and _means_none(layout, clause, quantity):
        return True
    return quantity.unit == "share" and _is_quoted_share(layout, clause, bound, before)


def _is_only_due(layout: Layout, bound: Bound, before: str) -> bool:
    """应缴6万，实际缴了5.2万: what was due, beside what was paid."""
    is_due = bound.concept == "ui_paid" and spoken("payable_before").search(before) is not None
    return is_due and spoken("really_paid").search(layout.text) is not None


def _is_of_another_time(layout: Layout, clause: Clause, bound: Bound) -> bool:
    """Whether layoffs were not last year's, or are none at all: planned, or of this year beside last year."""
    if bound.concept != "laid_off":
        return False
    start, end = bound.quantity.span
    if bound.period in _OTHER_YEARS and "last_year" in layout.kinds:
        return True
    is_planned = spoken("later_before").search(layout.text, max(clause.start, start - _LOOK_BACK), start) is not None
    is_planned = is_planned and spoken("both_halves").search(layout.text) is None  # 上半年裁7个，下半年裁4个
    return is_planned or spoken("all_kept_after").match(layout.text, end, clause.end) is not None


def _is_not_yet(bound: Bound, before: str) -> bool:
    """Whether the number is denied, of the future, or of what is only planned."""
    if bound.concept in _OWN_DOING and spoken("planned_sum_before").search(before):
        return True
    return any(spoken(name).search(before) for name in ("denied_number_before", "future_before"))


def _is_wondered(quantity: Quantity, before: str, after: str) -> bool:
    """Whether it is left open if it was so long: 交够一年没有, "whether we have paid for a full year"."""
    if quantity.unit not in _OF_TIME:
        return False
    return spoken("whether_before").search(before) is not None or spoken("or_not_after").match(after) is not None


def _is_pending(bound: Bound, after: str) -> bool:
    """Whether the rights are only applied for: 发明专利3件还在申请."""
    if bound.concept in _OF_RENT:
        return spoken("not_waived_after").match(after) is not None  # 欠租10万没收也没免
    return bound.concept in RIGHTS and spoken("pending_right_after").match(after) is not None


def _is_too_many(quantity: Quantity, before: str) -> bool:
    """Whether a few people are what is more than allowed: 就多一个人."""
    is_few = quantity.unit == "people" and quantity.exact is not None and quantity.exact < _FEW_PEOPLE
    return is_few and spoken("over_before").search(before) is not None


def _is_known_sum(clause: Clause, bound: Bound, before: str) -> bool:
    """Whether a sum is asked about that the measure has: "how is the 10 million paid?"."""
    is_ours = clause.has("self") or (bound.cue is not None and clause.start <= bound.cue.start < clause.end)
    return bound.quantity.unit != "share" and not is_ours and spoken("known_sum_before").search(before) is not None


def _is_of_a_thing(layout: Layout, bound: Bound) -> bool:
    """Whether a number is that of what is developed, not of who does it: 研发一个智能门禁."""
    start, end = bound.quantity.span
    if bound.concept != "rd_people" or bound.quantity.exact != 1 or bound.cue is None or bound.cue.end != start:
        return False
    return spoken("thing_counted_after").match(layout.text, end) is not None


def _is_score_to_reach(bound: Bound, before: str) -> bool:
    """Whether it is asked if the score is high enough: 评分够60吗."""
    return bound.concept == "score" and spoken("score_wondered_before").search(before) is not None


def _is_quoted(layout: Layout, clause: Clause, start: int) -> bool:
    """Whether a rule is asked about before the number: "is the limit 50 million in assets and 300 people?"."""
    if clause.has("self"):
        return False
    said = layout.text[clause.start : start]
    told = spoken("rule_told").search(layout.text, start, clause.end) is not None
    return told or any(spoken(name).search(said) for name in ("requirement", "generic_subject", "what_if"))


def _means_none(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """Not one patent, 一个人都没裁."""
    start, end = quantity.span
    none_after = spoken("nothing").search(layout.text[end : clause.end])
    return bool(none_after or spoken("not_one").search(layout.text[clause.start : start]))


def _is_quoted_share(layout: Layout, clause: Clause, bound: Bound, before: str) -> bool:
    if bound.concept in ("tax_rate", "income_tax"):
        said = layout.text[clause.start : bound.quantity.span[0]]
        is_ours = spoken("our_rate_before").search(said) or spoken("firm_on_before").search(said)
        return clause.question and not is_ours  # what is due at our 25% rate?
    start, end = bound.quantity.span
    if bound.concept == "laid_off" and bound.cue and layout.words_between(*sorted((bound.cue.end, start))) > _NEAR:
        is_told = spoken("counted_between").fullmatch(layout.text, end, max(end, bound.cue.start))
        return not (is_told or spoken("share_of_staff").match(layout.text[bound.cue.end : start]))
    return bool(spoken("not_ours_after").match(layout.text, end) or spoken("not_ours_before").search(before))
