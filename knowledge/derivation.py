"""What follows from the facts of an enterprise: a share from two amounts, months from a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from knowledge.context import ALL_OPEN, Context, View, as_number, interval_band
from knowledge.facts import NOT_PAST, NUMERIC, PAST, Derivation, FactDefinition
from knowledge.formulas import ChoiceKey
from knowledge.intervals import Number, is_less, overlap
from knowledge.values import Band, FactValue, Options, WhyUnknown


def observe(
    given: Mapping[str, FactValue], day: date, context: Context, unanswered: Mapping[str, WhyUnknown] = ALL_OPEN
) -> View:
    """The enterprise on that day, with everything that follows from the facts given."""
    view = View(context, day, facts := dict(given), unanswered)
    for first, definition, rule in context.vocabulary.derivations:  # in an order in which what was read stays true
        if first in facts and all(map(facts.__contains__, rule.inputs)):
            value = _result(rule, definition, view)
            if value is not None:
                facts[definition.id] = narrowed(facts.get(definition.id), value)
    return view


def derive(given: Mapping[str, FactValue], day: date, context: Context) -> dict[str, FactValue]:
    """The facts given and those that follow from them on that day.

    Each rule of facts.yml is a truth, so what is known is what all applicable rules leave possible; where they
    contradict, a given fact wins, then the earlier rule. A rule applies once something is known of each of its inputs.
    """
    return dict(observe(given, day, context).facts)


def narrowed(known: FactValue | None, added: FactValue) -> FactValue:
    """What two statements about a fact leave possible; the first where they contradict."""
    if known is None:
        return added
    if isinstance(known, Options):
        options = {added} if isinstance(added, str) else set(added.choices) if isinstance(added, Options) else set()
        left = tuple(choice for choice in known.choices if choice in options)
        return known if not left else left[0] if len(left) == 1 else Options(left)
    if isinstance(known, Band) and isinstance(added, Band | Decimal):
        both = overlap(as_number(known, None), as_number(added, None))
        return known if both is None else _as_value(both)
    return known


def _result(rule: Derivation, definition: FactDefinition, view: View) -> FactValue | None:
    if any(fact in view.facts for fact in rule.unless_given):
        return None
    if not all(_holds(fact, allowed, view) for fact, allowed in rule.when):
        return None
    if rule.formula is None:
        return rule.value
    number = rule.formula.evaluate(view)
    if definition.type not in NUMERIC or isinstance(number, Decimal):
        return _as_value(number)
    possible = overlap(number, definition.domain)
    return None if possible is None or possible == definition.domain else _as_value(possible)


def _holds(fact: str, allowed: tuple[ChoiceKey | Decimal, ...], view: View) -> bool:
    value = view.facts.get(fact)
    if not isinstance(value, date | Band) or isinstance(allowed[0], Decimal):
        return _is_certain(value, allowed)
    is_past = is_less(view.number(fact), Decimal(view.day.toordinal()))
    return is_past is not None and (PAST if is_past else NOT_PAST) in allowed


def _is_certain(value: FactValue | None, allowed: tuple[ChoiceKey | Decimal, ...]) -> bool:
    if isinstance(value, Options):
        return all(choice in allowed for choice in value.choices)
    return any(type(value) is type(option) and (value == option or _fits(value, option)) for option in allowed)


def _fits(value: FactValue | None, pattern: ChoiceKey | Decimal) -> bool:
    """Whether a region id fits a pattern such as `htz-*`."""
    return (
        isinstance(value, str) and isinstance(pattern, str) and pattern.endswith("*") and value.startswith(pattern[:-1])
    )


def _as_value(number: Number) -> FactValue:
    return number if isinstance(number, Decimal) else interval_band(number)
