"""A year told in parts: two halves are one sum, four quarters their average; lists whose unit stands once."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from intents.reading.numbers.quantities import TIMES, Quantity
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_HALVES = ("半年", "half")
_QUARTERS = ("季", "quarter")
_FOUR = 4
_SCALES = {"myriad": 10_000, "myriads": 10_000, "thousands": 1_000, "millions": 1_000_000}
_NEVER_SUMMED = (*TIMES, "share")


def of_the_whole_year(text: str, found: list[Quantity]) -> list[Quantity]:
    """The quantities; those of halves of a year and of its quarters as one each."""
    if len(found) < 2:
        return found
    if len(found) > 2 and ("and" in text or "和" in text) and "respectively" not in text:
        found = _scaled_lists(text, found)
    if any(word in text for word in _HALVES):
        found = _with_halves(text, found)
    return _with_quarters(text, found) if any(word in text for word in _QUARTERS) else found


def in_unit_told(text: str, found: list[Quantity]) -> list[Quantity]:
    """The quantities, bare ones in the unit that is told once for all sums: 研发去年360，今年440，单位万."""
    told = spoken("unit_told").search(text) if "单位" in text or " in " in text else None
    if told is None or told.lastgroup is None:
        return found
    factor = Decimal(_SCALES[told.lastgroup])
    return [_scaled_by(text, one, factor) for one in found if one.span[0] < told.start() or one.span[0] >= told.end()]


def _scaled_by(text: str, one: Quantity, factor: Decimal) -> Quantity:
    if one.unit != "bare" or one.scaled or one.noun or spoken("people_word_before").search(text, 0, one.span[0]):
        return one
    return replace(one.times(factor, "bare"), scaled=True)


def _with_halves(text: str, found: list[Quantity]) -> list[Quantity]:
    """上半年裁7个，下半年裁4个; "18,000 in the first half and 22,000 in the second"."""
    sums = [q for q in found if text[slice(*q.span)] != "half"]
    for first, second in pairwise(sums):
        if _can_be_summed(first, second) and _are_halves(text, first, second):
            total = (first.exact or Decimal(0)) + (second.exact or Decimal(0))
            summed = replace(first, low=total, high=total, scaled=first.scaled or second.scaled)
            return [summed if one is first else one for one in found if one is not second]
    return found


def _can_be_summed(first: Quantity, second: Quantity) -> bool:
    if first.exact is None or second.exact is None or first.unit in _NEVER_SUMMED:
        return False
    return first.unit == second.unit or "bare" in (first.unit, second.unit)


def _are_halves(text: str, first: Quantity, second: Quantity) -> bool:
    between = text[first.span[1] : second.span[0]]
    before = spoken("first_half_before").search(text, 0, first.span[0])
    if before is not None and spoken("second_half_before").search(between):
        return True
    behind = spoken("first_half_after").match(between)
    return behind is not None and spoken("second_half_after").match(text, second.span[1]) is not None


def _with_quarters(text: str, found: list[Quantity]) -> list[Quantity]:
    """四个季度从业人数分别是280、290、310、300: their average."""
    found = [q for q in found if not text.startswith(("季", " quarters"), q.span[1])]
    each = [q for q in found if spoken("quarter_before").search(text, 0, q.span[0])]
    if len(each) == _FOUR and all(q.exact is not None and q.unit not in _NEVER_SUMMED for q in each):
        whole = _mean_of(each)
        return [whole if q is each[-1] else q for q in found if q not in each[:-1]]
    for i in range(len(found) - _FOUR + 1):
        four = found[i : i + _FOUR]
        if any(q.exact is None or q.unit in _NEVER_SUMMED for q in four):
            continue
        gaps = ((a.span[1], b.span[0]) for a, b in pairwise(four))
        if not all(spoken("next_in_list").fullmatch(text, *gap) for gap in gaps):
            continue
        if spoken("quarters_before").search(text, 0, four[0].span[0]) is None:
            continue
        return [*found[:i], _mean_of(four), *found[i + _FOUR :]]
    return found


def _mean_of(four: list[Quantity]) -> Quantity:
    mean = sum((q.exact or Decimal(0) for q in four), Decimal(0)) / _FOUR
    return replace(four[-1], low=mean, high=mean, span=(four[0].span[0], four[-1].span[1]))


def _scaled_lists(text: str, found: list[Quantity]) -> list[Quantity]:
    """Sales were 25, 30 and 33 million: all three are millions."""
    out = list(found)
    for i, (first, second, third) in enumerate(zip(found, found[1:], found[2:], strict=False)):
        if not third.scaled or any(q.exact is None or q.scaled or q.unit != "bare" for q in (first, second)):
            continue
        gaps = ((first.span[1], second.span[0]), (second.span[1], third.span[0]))
        listed = all(spoken("next_in_list").fullmatch(text, *gap) for gap in gaps)
        if listed and spoken("joins").search(text, *gaps[1]) and spoken("list_before").search(text, 0, first.span[0]):
            out[i : i + 2] = [replace(q.times(third.scale, "bare"), scaled=True) for q in (first, second)]
    return out
