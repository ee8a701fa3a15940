"""Which fact a number belongs to: the one whose words stand next to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from intents.reading.binding.bound import Bound
from intents.reading.binding.fitting import fits
from intents.reading.binding.limits import Ruled, ruled
from intents.reading.binding.othernumbers import is_not_ours, tells_nothing
from intents.reading.binding.parts import instead_of, now_of, part_of_income, part_of_rd, takes_back
from intents.reading.binding.periods import YEAR_BEFORE, period_of, year_in
from intents.reading.binding.proximity import nearest_cues
from intents.reading.binding.rises import base_of, growth_of
from intents.reading.binding.sharedyears import is_of_the_year_before, of_both_years, of_the_years_before
from intents.reading.binding.together import listed_years, put_together
from intents.reading.binding.turns import replaced_by_now
from intents.reading.binding.wordless import dated, of_year, without_words
from intents.reading.clauses import Clause
from intents.reading.layout import Layout, Span
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.grammar import Grammar, facts_of
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue
from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class _Message:
    """What is known of a message before its numbers are gone through."""

    layout: Layout
    grammar: Grammar
    year: int
    wanted: Mapping[str, set[str]]
    """Year -> concepts that are wanted of it."""
    told: str | None
    """The concept told last."""
    outdated: frozenset[Span]
    """Numbers that one of today takes the place of."""
    cues: Mapping[Span, Cue]
    """The word nearest to each number."""
    ruled: Mapping[Span, Ruled]
    """Our numbers behind a rule's."""


@dataclass(slots=True)
class _SoFar:
    """What the numbers before were about."""

    bound: list[Bound] = field(default_factory=list)
    denied: Bound | None = None
    """The number right before, where it is none of ours."""
    outdated: Bound | None = None
    """The last number that one of today takes the place of."""

    @property
    def last(self) -> Bound | None:
        """The last number that is ours."""
        return self.bound[-1] if self.bound else None


def bind(
    layout: Layout, grammar: Grammar, year: int, wanted: Iterable[str] = (), told: str | None = None
) -> list[Bound]:
    """Each quantity of the message with its concept; numbers that belong to nothing known are left out.

    A sum with a year and no words of its own is about what is `wanted` of that year, where that is one thing, or
    about what was `told` last of another year (the name of a concept).
    """
    if not layout.quantities:
        return []
    outdated = replaced_by_now(layout)
    cues = nearest_cues(layout, grammar, outdated)
    under = ruled(layout, grammar, cues)
    message = _Message(layout, grammar, year, dated(grammar, wanted), told, outdated, cues, under)
    of_rules = {one.rule.span for one in under.values()}
    so_far = _SoFar()
    for number in layout.quantities:
        known = under.get(number.span)
        quantity = known.number if known else number
        if quantity.span in outdated:
            so_far.outdated = _about(layout, grammar, quantity)
        elif quantity.span not in of_rules and not _is_in_the_last(so_far.last, quantity):
            _bind_next(message, so_far, quantity)
    return put_together(layout, so_far.bound, year)


def _bind_next(message: _Message, so_far: _SoFar, quantity: Quantity) -> None:
    """Adds what the number is about to what was said so far, or keeps it as denied."""
    layout, last = message.layout, so_far.last
    clause = layout.clause_at(quantity.span[0])
    if tells_nothing(layout, clause, quantity):
        return
    bound = _concept_of(message, so_far, clause, quantity)
    if bound is None or (quantity.span not in message.ruled and is_not_ours(layout, clause, bound)):
        so_far.denied = bound
        return
    so_far.denied = None
    whole = part_of_rd(layout, clause, _total(layout, clause, bound, last), last)
    for one in listed_years(layout, whole, so_far.bound, message.year):
        so_far.bound += of_both_years(layout, clause, one)


def _concept_of(message: _Message, so_far: _SoFar, clause: Clause, quantity: Quantity) -> Bound | None:
    """What the number is about: by a way of saying it, by its word, by the numbers before, or by its unit."""
    layout, last = message.layout, so_far.last
    is_before = is_of_the_year_before(layout, clause, quantity, last)
    period = YEAR_BEFORE if is_before else period_of(layout, clause, quantity, message.year)
    cue = _word_of(message, so_far, quantity)
    return (
        _let_go(layout, quantity)
        or growth_of(layout, message.grammar, clause, quantity, last)
        or base_of(layout, clause, quantity, None if cue else last)
        or (_by_word(layout, cue, quantity, period, so_far.bound) if cue else None)
        or instead_of(layout, quantity, so_far.denied)
        or now_of(layout, quantity, so_far.outdated)
        or without_words(layout, quantity, period, last)
        or of_year(clause, quantity, period, message.wanted, message.told)
    )


def _word_of(message: _Message, so_far: _SoFar, quantity: Quantity) -> Cue | None:
    """The word that the number belongs to; None where none is near, or that word takes back another number."""
    known = message.ruled.get(quantity.span)
    cue = known.cue if known else message.cues.get(quantity.span)
    return None if cue is None or _takes_a_place(message, so_far, cue, quantity) else cue


def _by_word(layout: Layout, cue: Cue, quantity: Quantity, period: str | None, before: list[Bound]) -> Bound:
    """What the word says, unless that stands in a clause before and the number is a part of the income named there."""
    is_far = cue.start < layout.clause_at(quantity.span[0]).start
    part = part_of_income(layout, quantity, before[-1] if before else None) if is_far else None
    return part or of_the_years_before(layout, Bound(quantity, cue.kind, cue, period or year_in(layout, cue)), before)


def _is_in_the_last(last: Bound | None, quantity: Quantity) -> bool:
    """Whether the number is a part of a sum that is bound already."""
    return last is not None and quantity.span[1] <= last.quantity.span[1]


def _about(layout: Layout, grammar: Grammar, quantity: Quantity) -> Bound | None:
    """What a number is about that another has taken the place of, by the nearest word of its clause."""
    cues = layout.clause_at(quantity.span[0]).cues
    words = [c for c in cues if c.kind in grammar.concepts and fits(grammar.concepts[c.kind], quantity)]
    cue = min(words, key=lambda c: layout.distance((c.start, c.end), quantity.span), default=None)
    return None if cue is None else Bound(quantity, cue.kind, cue, None)


def _takes_a_place(message: _Message, so_far: _SoFar, cue: Cue, quantity: Quantity) -> bool:
    """Sales 60 million, sorry, that was the order book: 48 million, whose word names no fact."""
    if any(facts_of(message.grammar.concepts[cue.kind])):
        return False
    last = so_far.last
    is_back = last is not None and takes_back(message.layout, last.quantity, quantity)
    return is_back or now_of(message.layout, quantity, so_far.outdated) is not None


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
