"""Which fact a number belongs to: the one whose words stand next to it."""

from __future__ import annotations

from collections.abc import Iterable

from intents.reading.bound import WHERE_SPENT, Bound
from intents.reading.clauses import Clause
from intents.reading.fitting import fits
from intents.reading.grammar import Grammar, facts_of
from intents.reading.layout import Layout
from intents.reading.limits import ruled
from intents.reading.manners import spoken
from intents.reading.parts import instead_of, now_of, part_of_income, takes_back
from intents.reading.periods import period_of, year_in
from intents.reading.proximity import nearest_cues
from intents.reading.quantities import Quantity
from intents.reading.rises import base_of, growth_of
from intents.reading.together import listed_years, put_together
from intents.reading.turns import replaced_by_now
from intents.reading.wordclasses import Cue
from intents.reading.wordless import dated, of_year, without_words
from knowledge.records import replace

_YEARS = ("last_year", "this_year")
_SEVERAL_YEARS = ("three_years", "since_founding")
YEAR_BEFORE = "year_before"
_OTHER_YEARS = ("this_year", YEAR_BEFORE)
"""The year before the last."""
_RIGHTS = ("class_1", "class_2")
_NEAR_YEAR = 6
_OF_LICENCES = frozenset({"exclusive", "non_exclusive", "licence_words"})
"""What a licensee has is told of the licence."""
_FEW_PEOPLE = 20
_OF_RENT = frozenset({"rent", "waived"})
_OWN_DOING = frozenset({"rent", "waived", "laid_off", "bus", "bus_bill"})
"""What counts once it is done: a plan to waive 600,000 is no rent waived."""
_OF_A_PART_BEFORE = ("each_month_before", "next_year_before", "each_one_before")
_OF_A_PART_AFTER = ("each_month_after", "next_year_after", "each_one_after")
_OPENING = ("(", "（")
_CLOSING = frozenset(")）")
_TOGETHER = 5
"""Characters between two years that are said together."""


def bind(
    layout: Layout, grammar: Grammar, year: int, wanted: Iterable[str] = (), told: str | None = None
) -> list[Bound]:
    """Each quantity of the message with its concept; numbers that belong to nothing known are left out.

    A sum with a year and no words of its own is about what is `wanted` of that year, where that is one thing, or
    about what was `told` last of another year (the name of a concept).
    """
    if not layout.quantities:
        return []
    years = dated(grammar, wanted)
    outdated = replaced_by_now(layout)
    pairs = nearest_cues(layout, grammar, outdated)
    under = ruled(layout, grammar, pairs)
    rules = {one.rule.span for one in under.values()}
    out: list[Bound] = []
    denied: Bound | None = None
    past: Bound | None = None
    for number in layout.quantities:
        known = under.get(number.span)
        quantity = known.number if known else number
        clause = layout.clause_at(quantity.span[0])
        last = out[-1] if out else None
        is_summed = last is not None and quantity.span[1] <= last.quantity.span[1]
        is_replaced = quantity.span in outdated or quantity.span in rules
        past = _about(layout, grammar, clause, quantity) if quantity.span in outdated else past
        if is_replaced or is_summed or _tells_nothing(layout, clause, quantity):
            continue
        period = period_of(layout, clause, quantity, year)
        if _is_of_the_year_before(layout, clause, quantity, last):
            period = YEAR_BEFORE
        cue = known.cue if known else pairs.get(quantity.span)
        cue = None if _is_in_its_place(layout, grammar, cue, quantity, (last, past)) else cue
        bound = _let_go(layout, quantity) or growth_of(layout, grammar, clause, quantity, last)
        bound = bound or base_of(layout, clause, quantity, None if cue else last)
        if bound is None and cue is not None:
            inner = part_of_income(layout, quantity, last) if cue.start < clause.start else None
            period = period or year_in(layout, cue)
            bound = inner or _carried(layout, Bound(quantity, cue.kind, cue, period), out)
        bound = bound or instead_of(layout, quantity, denied) or now_of(layout, quantity, past)
        bound = bound or without_words(layout, quantity, period, last) or of_year(clause, quantity, period, years, told)
        is_ours = bound is not None and (known is not None or not is_not_ours(layout, clause, bound))
        denied = None if is_ours else bound
        if bound is not None and is_ours:
            whole = _part_of_rd(layout, clause, _total(layout, clause, bound, last), last)
            for one in listed_years(layout, whole, out, year):
                out += _of_both_years(layout, clause, one)
    return put_together(layout, out, year)


def _about(layout: Layout, grammar: Grammar, clause: Clause, quantity: Quantity) -> Bound | None:
    """What a number is about that another has taken the place of, by the nearest word of its clause."""
    words = [c for c in clause.cues if c.kind in grammar.concepts and fits(grammar.concepts[c.kind], quantity)]
    cue = min(words, key=lambda c: layout.distance((c.start, c.end), quantity.span), default=None)
    return None if cue is None else Bound(quantity, cue.kind, cue, None)


def _is_in_its_place(
    layout: Layout, grammar: Grammar, cue: Cue | None, quantity: Quantity, before: tuple[Bound | None, Bound | None]
) -> bool:
    """Sales 60 million, sorry, that was the order book: 48 million, whose word names no fact."""
    last, past = before
    if cue is None or any(facts_of(grammar.concepts[cue.kind])):
        return False
    is_back = last is not None and takes_back(layout, last.quantity, quantity)
    return is_back or now_of(layout, quantity, past) is not None


def _tells_nothing(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """Whether the number is told of others, of a month, in general, or is part of the words for a span: 近3年."""
    theirs = clause.theirs and _OF_LICENCES.isdisjoint(c.kind for c in clause.cues)
    theirs = theirs and not spoken("but_ours_before").search(layout.text, clause.start, quantity.span[0])
    if clause.hearsay or theirs or clause.general or _is_of_no_year(layout, clause, quantity):
        return True
    if "group" in layout.text and spoken("in_the_group_after").match(layout.text, quantity.span[1]):
        return True
    start = quantity.span[0]
    if quantity.unit == "people" and spoken("people_added_before").search(layout.text, clause.start, start):
        return True  # 增加了10个人
    within = [c for c in clause.of("three_years") if c.start <= start < c.end]
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


def _is_of_the_year_before(layout: Layout, clause: Clause, quantity: Quantity, last: Bound | None) -> bool:
    """去年200万，前年120万; 2 million last year, 1.2m the year before."""
    if quantity.unit not in ("money", "bare", "people", "count"):
        return False
    said = spoken("two_years_ago").search(layout.text, clause.start, clause.end)
    if said is None and last is not None and last.period == "last_year":
        said = spoken("year_before").search(layout.text, last.quantity.span[1], clause.end)
    return said is not None and layout.words_between(*sorted((quantity.span[0], said.start()))) <= _NEAR_YEAR


def _of_both_years(layout: Layout, clause: Clause, bound: Bound) -> list[Bound]:
    """去年今年都是500万, "5 million both this year and last": the one number is that of both years."""
    start, end = bound.quantity.span
    behind = spoken("in_each").search(layout.text, end, clause.end)
    said = {c.kind: c for c in clause.cues if c.kind in _YEARS and (behind or c.end <= start)}
    if len(said) < 2 or len(clause.quantities) > 1 or bound.period not in _YEARS:
        return [bound]
    if spoken("two_years_together").search(layout.text, clause.start, end):
        return [replace(bound, period="since_founding")]
    (_, first), (_, second) = sorted(said.items(), key=lambda pair: pair[1].start)
    if second.start - first.end > _TOGETHER:
        return [bound]
    return [replace(bound, period=period) for period in _YEARS]


def _let_go(layout: Layout, quantity: Quantity) -> Bound | None:
    """Let five people go, 让5个人走了, "we let 4 of them go"."""
    if "let_go" not in layout.kinds:
        return None
    let = spoken("let_before").search(layout.text, 0, quantity.span[0])
    if let is None or spoken("go_after").match(layout.text, quantity.span[1]) is None:
        return None
    cue = Cue("let_go", *let.span())
    return Bound(replace(quantity, unit="people"), "laid_off", cue, None)


def _total(layout: Layout, clause: Clause, bound: Bound, last: Bound | None) -> Bound:
    """A total "with the dispatched workers" is the staff, unless that was told just before: 200人（含派遣30人）."""
    if bound.concept != "dispatched" or (last is not None and last.concept == "staff" and _is_more(last, bound)):
        return bound
    start, end = bound.quantity.span
    if bound.cue and spoken("with_them_before").search(layout.text, end, max(end, bound.cue.start)):
        return replace(bound, concept="staff", period=None)
    if bound.cue and bound.cue.end <= start and spoken("with_them_before").search(layout.text, 0, bound.cue.start):
        return replace(bound, concept="staff", period=None)
    said = any(c.end <= start and layout.words_between(c.end, start) <= 1 for c in clause.of("in_total"))
    return replace(bound, concept="staff", period=None) if said else bound


def _is_more(first: Bound, second: Bound) -> bool:
    return (first.quantity.low or 0) > (second.quantity.low or 0)


def _carried(layout: Layout, bound: Bound, before: list[Bound]) -> Bound:
    """R&D named right after sales of three years is of those years too; so is a total that follows one of them."""
    last = _last_total(layout, bound, before) or _last_outside(layout, bound, before)
    if bound.period is not None or last is None or {bound.concept, last.concept} != {"rd", "sales"}:
        return bound
    if _last_total(layout, bound, before):
        return replace(bound, period=last.period)
    near = layout.index_at(bound.quantity.span[0]) - layout.index_at(last.quantity.span[0]) <= 2
    return replace(bound, period=last.period) if near and last.period in _SEVERAL_YEARS else bound


def _last_outside(layout: Layout, bound: Bound, before: list[Bound]) -> Bound | None:
    """The last sum before, but for one in brackets that were closed: 三年卖了2.1亿（去年占8,000万），研发900万."""
    start = bound.quantity.span[0]
    for last in reversed(before):
        index = layout.index_at(last.quantity.span[0])
        is_aside = index > 0 and layout.clauses[index - 1].mark in _OPENING
        if not is_aside or _CLOSING.isdisjoint(layout.text[last.quantity.span[1] : start]):
            return last
    return None


def _part_of_rd(layout: Layout, clause: Clause, bound: Bound, last: Bound | None) -> Bound:
    """其中国外花了90万: of the R&D named before, what was spent abroad, or at home."""
    if bound.concept != "rd" or last is None or last.concept != "rd":
        return bound
    start = bound.quantity.span[0]
    said = [c for c in clause.cues if c.kind in WHERE_SPENT]
    before = [c.kind for c in said if c.start < start]
    between = layout.text[last.quantity.span[1] : start]
    if not before and (len(clause.quantities) == 1 or spoken("among_before").match(between)):
        before = [c.kind for c in said[:1]]  # 其中460万在境内花的
    return replace(bound, concept=WHERE_SPENT[before[-1]], period=None) if before else bound


def _last_total(layout: Layout, bound: Bound, before: list[Bound]) -> Bound | None:
    """The last sum of several years in the sentence, where this one is said to be a total."""
    clause = layout.clause_at(bound.quantity.span[0])
    if not any(c.kind == "in_total" and c.start < bound.quantity.span[0] for c in clause.cues):
        return None
    return next(
        (
            b
            for b in reversed(before)
            if b.period in _SEVERAL_YEARS and layout.clause_at(b.quantity.span[0]).sentence >= clause.sentence - 1
        ),
        None,
    )


def is_not_ours(layout: Layout, clause: Clause, bound: Bound) -> bool:
    """Numbers of a rule that is quoted ("R&D must reach 6 %", "the 50 % refund"), and ones that mean none."""
    quantity = bound.quantity
    start, end = quantity.span
    before, after = layout.text[max(clause.start, start - 20) : start], layout.text[end : clause.end]
    if _is_not_yet(bound, before) or _is_only_due(layout, bound, before):
        return True
    is_undone = _is_of_another_time(layout, clause, bound) or _is_pending(bound, after)
    if _is_too_many(quantity, before) or is_undone:
        return True
    if clause.quoted or (clause.asked and _is_quoted(layout, clause, start)):
        return True
    if clause.question and _is_known_sum(clause, bound, before):
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
    is_planned = spoken("later_before").search(layout.text, max(clause.start, start - 20), start) is not None
    is_planned = is_planned and spoken("both_halves").search(layout.text) is None  # 上半年裁7个，下半年裁4个
    return is_planned or spoken("all_kept_after").match(layout.text, end, clause.end) is not None


def _is_not_yet(bound: Bound, before: str) -> bool:
    """Whether the number is denied, of the future, or of what is only planned."""
    if bound.concept in _OWN_DOING and spoken("planned_sum_before").search(before):
        return True
    return any(spoken(name).search(before) for name in ("denied_number_before", "future_before"))


def _is_pending(bound: Bound, after: str) -> bool:
    """Whether the rights are only applied for: 发明专利3件还在申请."""
    if bound.concept in _OF_RENT:
        return spoken("not_waived_after").match(after) is not None  # 欠租10万没收也没免
    return bound.concept in _RIGHTS and spoken("pending_right_after").match(after) is not None


def _is_too_many(quantity: Quantity, before: str) -> bool:
    """Whether a few people are what is more than allowed: 就多一个人."""
    is_few = quantity.unit == "people" and quantity.exact is not None and quantity.exact < _FEW_PEOPLE
    return is_few and spoken("over_before").search(before) is not None


def _is_known_sum(clause: Clause, bound: Bound, before: str) -> bool:
    """Whether a sum is asked about that the measure has: "how is the 10 million paid?"."""
    is_ours = clause.has("self") or (bound.cue is not None and clause.start <= bound.cue.start < clause.end)
    return bound.quantity.unit != "share" and not is_ours and spoken("known_sum_before").search(before) is not None


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
        return clause.question
    start, end = bound.quantity.span
    if bound.concept == "laid_off" and bound.cue and layout.words_between(*sorted((bound.cue.end, start))) > 5:
        is_told = spoken("counted_between").fullmatch(layout.text, end, max(end, bound.cue.start))
        return not (is_told or spoken("share_of_staff").match(layout.text[bound.cue.end : start]))
    return bool(spoken("not_ours_after").match(layout.text, end) or spoken("not_ours_before").search(before))
