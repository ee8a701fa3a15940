"""Numbers of people without words of their own: staff, researchers, insured or laid off."""

from __future__ import annotations

from intents.reading.binding.bound import Bound
from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_OTHER_PEOPLE = ("hired", "other_people", "laid_off", "loan")
_NEAR = 6
"""Words between who they are and how many."""
_PARTS_OF_STAFF = frozenset({"st_staff", "dispatched"})


def plain_staff(layout: Layout, clause: Clause, quantity: Quantity) -> Bound | None:
    """A number of people of whom nothing else is said is the staff."""
    before = layout.text[clause.start : quantity.span[0]]
    if quantity.unit in ("count", "bare") and not quantity.scaled and _counts_people(layout, quantity, before):
        return Bound(quantity, "staff", None, None)
    if _is_part(layout, clause, quantity):
        return None
    if quantity.unit != "people" or quantity.noun in ("位", "colleagues", "souls"):
        return None
    if quantity.noun == "insured":
        return Bound(quantity, "insured_staff", None, None)
    return None if _are_others(layout, clause, quantity) else Bound(quantity, "staff", None, None)


def are_kept(layout: Layout, clause: Clause, cue: Cue) -> bool:
    """Whether the word for a dismissal is denied: 没裁人."""
    return spoken("not_right_before").search(layout.text, clause.start, cue.start) is not None


def _are_others(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """Whether they were hired or laid off, or are somebody else's people: 裁了很少几个人."""
    start = quantity.span[0]
    if any(cue.end == start for cue in clause.of("few_layoffs")):
        return True
    before = [cue for kind in _OTHER_PEOPLE for cue in clause.of(kind) if cue.end <= start]
    before = [cue for cue in before if not (cue.kind == "laid_off" and are_kept(layout, clause, cue))]
    return any(layout.words_between(cue.end, start) <= _NEAR for cue in before)


def are_researchers(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """140人，科技20: the word alone, which else is part of many names."""
    if quantity.unit not in ("people", "bare", "count") or quantity.scaled:
        return False
    is_all = not layout.text[quantity.span[1] : clause.end].strip()
    return is_all and spoken("researchers_before").fullmatch(layout.text, clause.start, quantity.span[0]) is not None


def are_few_laid_off(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """Whether few were laid off, so many: "just two or three were let go", 走了6个（都是公司裁的）."""
    start, end = quantity.span
    if quantity.unit not in ("people", "bare", "count"):
        return False
    said = [c for c in clause.of("few_layoffs") if c.start <= start < c.end]
    if said:
        return spoken("left_open_after").match(layout.text, said[0].end) is None
    return clause.has("resigned") and spoken("who_were_dismissed").match(layout.text, end) is not None


def are_insured(layout: Layout, quantity: Quantity) -> bool:
    """Whether "insured" stands right after the number."""
    end = quantity.span[1]
    return any(0 <= c.start - end <= 1 for c in layout.clause_at(end - 1).of("insured_staff"))


def _counts_people(layout: Layout, quantity: Quantity, before: str) -> bool:
    """我们有80; staff by quarter 280, 310, 310, which averages 300."""
    if spoken("people_before").search(before) or _are_ends_of_a_year(layout, quantity, before):
        return True
    of_parts = not layout.kinds.isdisjoint(_PARTS_OF_STAFF)
    if of_parts and spoken("total_of_people_after").match(layout.text, quantity.span[1]):
        return True  # fifteen technicians, a hundred and twenty in all
    if of_parts and _are_our_own(layout, quantity, before):
        return True
    if "staff" not in layout.kinds or quantity.exact is None:
        return False
    if spoken("averaged_before").search(before):
        return True
    end = quantity.span[1]
    if spoken("in_this_company_after").match(layout.text, end):
        return True
    is_all = not layout.text[end : layout.clause_at(quantity.span[0]).end].strip()
    return is_all and spoken("we_have_before_alone").search(before) is not None


def _are_ends_of_a_year(layout: Layout, quantity: Quantity, before: str) -> bool:
    """年初310年末290; 人没超，255: people of whom only the time is said, or that they are not too many."""
    start, end = quantity.span
    if spoken("year_began_with").search(before) and spoken("year_ended_with").match(layout.text, end):
        return True
    return spoken("people_line_before").search(layout.text, 0, start) is not None


def _are_our_own(layout: Layout, quantity: Quantity, before: str) -> bool:
    """自有280，派遣20; "280 of our own plus 20 from an agency"."""
    said = spoken("own_people_before").search(before) or spoken("own_people_after").match(layout.text, quantity.span[1])
    return said is not None


def _is_part(layout: Layout, clause: Clause, quantity: Quantity) -> bool:
    """48人里有10人: the second number is some of the first."""
    before = [q for q in clause.quantities if q.unit == "people" and q.span[1] <= quantity.span[0]]
    between = layout.text[before[-1].span[1] : quantity.span[0]] if before else ""
    return spoken("among_before").match(between) is not None
