"""Numbers of a rule before ours: 人数不能超过300，我们正好300."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from intents.reading.binding.fitting import are_alike, fits
from intents.reading.layout import Layout, Span
from intents.reading.numbers.quantities import TIMES, Quantity
from intents.reading.vocabulary.grammar import Grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue
from knowledge.records import dataclass, replace

_ANYTHING = ("个", "")


@dataclass(frozen=True, slots=True)
class Ruled:
    """One of our numbers without words of its own, behind a rule's number that has them."""

    rule: Quantity
    number: Quantity
    """Ours, counted as the rule counts: 不超过300人，我们刚好300个."""
    cue: Cue | None
    """What both are about; None where only the unit says it."""


def ruled(layout: Layout, grammar: Grammar, pairs: Mapping[Span, Cue]) -> dict[Span, Ruled]:
    """人数不能超过300，我们正好300: such numbers of ours by their spans; `pairs` are the words of all numbers."""
    return {
        ours.span: Ruled(rule, _counted_as(rule, ours), _word_of(layout, grammar, rule, pairs.get(rule.span)))
        for rule, ours in pairwise(layout.quantities)
        if _are_of_a_kind(layout, rule, ours)
        and spoken("ours_after_limit").fullmatch(layout.text, rule.span[1], ours.span[0])
        and _is_limit(layout, rule)
        and not _is_named_behind(layout, grammar, ours)
    }


def _are_of_a_kind(layout: Layout, rule: Quantity, ours: Quantity) -> bool:
    if rule.unit in TIMES and ours.unit in TIMES:
        return True
    if ours.unit == "count" and ours.noun != rule.noun and ours.noun not in _ANYTHING:
        return False
    return are_alike(rule, ours) and (
        ours.unit != "bare" or spoken("counts_on").match(layout.text, ours.span[1]) is None
    )


def _counted_as(rule: Quantity, ours: Quantity) -> Quantity:
    return ours if rule.unit in TIMES else replace(ours, unit=rule.unit, noun=rule.noun)


def _word_of(layout: Layout, grammar: Grammar, rule: Quantity, nearest: Cue | None) -> Cue | None:
    """What the rule is about; "ceiling" is no budget there."""
    if nearest is not None and nearest.kind != "budget":
        return nearest
    clause = layout.clause_at(rule.span[0])
    words = (c for c in clause.cues if c.kind != "budget" and c.kind in grammar.concepts)
    words = (c for c in words if fits(grammar.concepts[c.kind], rule))
    return min(words, key=lambda c: layout.distance((c.start, c.end), rule.span), default=None)


def _is_limit(layout: Layout, quantity: Quantity) -> bool:
    start, end = quantity.span
    clause = layout.clause_at(start)
    if any(cue.end <= start for cue in clause.of("self")):
        return False
    before = spoken("limit_before").search(layout.text, clause.start, start)
    is_bound = quantity.exact is None and (quantity.low is None or quantity.high is None)
    if is_bound or before is not None or spoken("limit_word").match(layout.text, start, end):
        return True
    return spoken("limit_after").match(layout.text, end, clause.end) is not None


def _is_named_behind(layout: Layout, grammar: Grammar, quantity: Quantity) -> bool:
    """Whether a word behind the number says what it is about: 我们300个科技人员."""
    clause = layout.clause_at(quantity.span[0])
    after = [q.span[0] for q in clause.quantities if q.span[0] >= quantity.span[1]]
    end = after[0] if after else clause.end
    words = [c for c in clause.cues if quantity.span[0] <= c.start < end and c.kind in grammar.concepts]
    return any(fits(grammar.concepts[c.kind], quantity) for c in words)
