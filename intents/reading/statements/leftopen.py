"""What is said but left open: wondered at, guessed, one of two things, or not found out yet."""

from __future__ import annotations

from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.vocabulary.manners import spoken

WONDERED = object()
"""The value of what is wondered at, or said not to be known."""
IN_PARTS = ("space_used_for_incubation",)
"""Facts of which the one may hold of a part and the other of the rest."""
NEAR = 16
"""Characters between two answers that are weighed against each other."""
_SIZES = ("micro", "small", "medium", "large")
_SIZE = "enterprise_size"
_OF_SEVERAL_OWNERS = frozenset({"carrier_capital", "landlord"})
"""Facts of which both may hold at once, so that neither is told."""


def without_open(layout: Layout, ranked: list[tuple[int, ReadFact]]) -> list[tuple[int, ReadFact]]:
    """The facts without those of which the message itself says that they are not known."""
    ranked = _without_wondered(layout, ranked)
    return _without_left_open(layout, _without_alternatives(layout, ranked))


def without_partly(layout: Layout, ranked: list[tuple[int, ReadFact]]) -> list[tuple[int, ReadFact]]:
    """Without what holds for a part only: half the space let to incubated firms and half to a supermarket."""
    of_parts = [found for _, found in ranked if found.fact in IN_PARTS]
    told = {(found.fact, found.value) for found in of_parts}
    partly = {fact for fact in IN_PARTS if {(fact, True), (fact, False)} <= told}
    partly |= {found.fact for found in of_parts if found.value is False and _is_of_a_part(layout, found)}
    return [found for found in ranked if found[1].fact not in partly] if partly else ranked


def _is_of_a_part(layout: Layout, found: ReadFact) -> bool:
    """Whether it is said of some of the rooms only, and it is not those that are asked about."""
    clause = layout.clause_at(found.span[0])
    is_part = spoken("a_part_only").search(layout.text, clause.start, found.span[0]) is not None
    return is_part and spoken("of_that_part").search(layout.text, found.span[1]) is None


def _without_wondered(layout: Layout, ranked: list[tuple[int, ReadFact]]) -> list[tuple[int, ReadFact]]:
    """Without facts of which it is said that nobody knows: 能做口罩，到底做没做不清楚, 哪年到期没人记得."""
    open_facts = {found.fact for _, found in ranked if found.value is WONDERED}
    if "end_unknown" in layout.kinds:
        open_facts.add("is_high_tech_enterprise")
    if any(found.fact == _SIZE for _, found in ranked) and spoken("size_disputed").search(layout.text):
        open_facts.add(_SIZE)
    return [found for found in ranked if found[1].fact not in open_facts] if open_facts else ranked


def _without_alternatives(layout: Layout, ranked: list[tuple[int, ReadFact]]) -> list[tuple[int, ReadFact]]:
    """Without facts of which two answers are weighed: 查账征收还是核定征收得问会计."""
    open_facts = {
        first.fact
        for _, first in ranked
        for _, second in ranked
        if first.fact == second.fact
        and first.value != second.value
        and not isinstance(second.value, list)
        and _are_alternatives(layout, first, second)
    }
    sizes = [found for found in ranked if found[1].fact == "enterprise_size"] if "enterprise_size" in open_facts else []
    one_of = [(sizes[0][0], _one_of([found for _, found in sizes]))] if sizes else []
    return [*(found for found in ranked if found[1].fact not in open_facts), *one_of]


def _without_left_open(layout: Layout, ranked: list[tuple[int, ReadFact]]) -> list[tuple[int, ReadFact]]:
    """Without what is left open, nor what a question behind it names: 归国家计划还是省里没弄清，国家项目能延期吗."""
    left_open = [found for found in ranked if _is_left_open(layout, found[1])]
    if not left_open:
        return ranked
    facts = {found.fact for _, found in left_open}
    rest = [found for found in ranked if found not in left_open]
    return [found for found in rest if found[1].fact not in facts or not _is_asked(layout, found[1])]


def _is_asked(layout: Layout, found: ReadFact) -> bool:
    return layout.clause_at(found.span[0]).asks


def _is_left_open(layout: Layout, found: ReadFact) -> bool:
    """Whether it is guessed (可能是核定), or one of two things that have still to be looked up (还得查)."""
    start, end = found.span
    clause = layout.clause_at(start)
    is_guess = spoken("perhaps_before").search(layout.text, clause.start, start) is not None
    if found.fact not in IN_PARTS and not isinstance(found.value, list):  # every room is either ours or let to …
        is_guess = is_guess or spoken("one_or_the_other").search(layout.text, clause.start, end) is not None
        is_guess = is_guess or _is_second_of_two(layout, clause.start, end)
    ends = clause.end if clause.mark.isspace() else len(layout.text)  # 钱转不动了 园区归不归中关村还在核实
    return is_guess or spoken("left_open_after").match(layout.text, end, ends) is not None


def _is_second_of_two(layout: Layout, start: int, end: int) -> bool:
    """Whether it is the other of two things behind which it is said that nobody knows: 级别是省级还是市级我不确定."""
    is_second = spoken("second_of_two").search(layout.text, start, end) is not None
    return is_second and spoken("unknown_after").match(layout.text, end) is not None


def _one_of(sizes: list[ReadFact]) -> ReadFact:
    """One of the sizes that are named, whichever: 不清楚算小型还是中型."""
    said = {size for found in sizes for size in (found.value if isinstance(found.value, list) else [found.value])}
    span = min(found.span[0] for found in sizes), max(found.span[1] for found in sizes)
    return ReadFact("enterprise_size", [size for size in _SIZES if size in said], span, sizes[0].cue)


def _are_alternatives(layout: Layout, first: ReadFact, second: ReadFact) -> bool:
    start, end = first.span[1], second.span[0]
    is_after = 0 < second.span[1] - start <= NEAR
    if (
        is_after
        and first.fact in _OF_SEVERAL_OWNERS
        and spoken("both_between").match(layout.text, start, second.span[1])
    ):
        return True  # 股东里既有国资也有民资
    if is_after and end < start and spoken("either_or").match(layout.text, start, second.span[1]):
        return True  # 算中型还是大型还没定: "算" is of both
    is_near = 0 < end - start <= NEAR and layout.index_at(first.span[0]) == layout.index_at(second.span[0])
    return is_near and spoken("either_or").search(layout.text, start, second.span[1]) is not None
