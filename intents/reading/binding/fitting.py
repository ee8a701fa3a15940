"""Whether a number, by how it is counted, can be what a concept is about."""

from __future__ import annotations

from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.grammar import Concept
from intents.reading.vocabulary.manners import spoken

_SMALLEST_BARE_MONEY = 10000
_SMALLEST_SMALL_SUM = 1000
_LARGEST_BARE_COUNT = 50000
_COUNTED = frozenset({"bare", "people", "count"})
_WRITTEN_AS = {
    "people": ("people", "bare", "count"),
    "count": ("count", "bare"),
    "points": ("count", "bare"),
    "days": ("days",),
}


def fits(concept: Concept, quantity: Quantity) -> bool:
    """Whether something counted like this can be what the concept is about."""
    if quantity.unit == "share":
        return concept.unit == "share" or concept.share is not None
    if quantity.unit in ("months", "years"):
        return concept.months is not None or concept.unit in ("months", "years")
    # 三家公司 are no rights, 一款仪器 is nobody
    if quantity.unit == "count" and spoken("no_rights" if concept.sums else "no_people").fullmatch(quantity.noun):
        return False
    if quantity.unit == "count" and (quantity.noun == "分") != (concept.unit == "points"):
        return False
    if concept.unit == "money":
        return quantity.unit == "money" or (quantity.unit == "bare" and _is_sum(concept, quantity))
    if concept.unit == "share":
        return quantity.unit == "bare" and quantity.high is not None and quantity.high < 1
    if quantity.unit == "bare" and not _is_number_of_things(concept, quantity):
        return False
    return quantity.unit in _WRITTEN_AS.get(concept.unit, ()) and (not quantity.scaled or quantity.unit == "people")


def _is_number_of_things(concept: Concept, quantity: Quantity) -> bool:
    """Whether so many can be counted: not 1.5 people, and not seven coaches."""
    if quantity.noun:
        return False
    whole = concept.unit != "people" or quantity.exact is None or not quantity.exact % 1
    return whole and (quantity.low or 0) < _LARGEST_BARE_COUNT


def _is_sum(concept: Concept, quantity: Quantity) -> bool:
    least = _SMALLEST_SMALL_SUM if concept.small else _SMALLEST_BARE_MONEY
    zero = quantity.low == quantity.high == 0
    return quantity.scaled or zero or (quantity.low is not None and quantity.low >= least)


def are_alike(first: Quantity, second: Quantity) -> bool:
    """Whether both count the same kind of thing: sums, shares, or people told with their unit or without."""
    if "money" in (first.unit, second.unit):
        return all(one.unit == "money" or (one.unit == "bare" and one.scaled) for one in (first, second))
    alike = first.unit == second.unit or {first.unit, second.unit} <= _COUNTED
    return alike and first.scaled == second.scaled
