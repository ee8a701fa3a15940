"""Numbers that are told by how far they are from another: 比300万多1万, "10,000 yuan over 3 million"."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from knowledge.records import replace

_BIGGEST_PART = Decimal("0.5")
_LOOK_BACK = 24


def worked_out(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The quantities, those told by their distance from a line as what they come to."""
    if len(quantities) < 2 or spoken("line_sign").search(text) is None:
        return quantities
    out: list[Quantity] = []
    skip = False
    for first, second in pairwise(quantities):
        made = None if skip else _gap_told(text, first, second)
        if made is not None:
            out.append(made)
        elif not skip:
            out.append(first)
        skip = made is not None
    return out if skip else [*out, quantities[-1]]


def _gap_told(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    return _line_first(text, first, second) or _line_last(text, first, second) or _waived(text, first, second)


def _waived(text: str, due: Quantity, taken: Quantity) -> Quantity | None:
    """Rent of 500,000 was due, 300,000 was collected and the rest waived: 200,000."""
    if due.exact is None or taken.exact is None or due.exact <= taken.exact or "share" in (due.unit, taken.unit):
        return None
    is_taken = spoken("collected_between").fullmatch(text, due.span[1], taken.span[0])
    rest = spoken("rest_waived_after").match(text, taken.span[1]) if is_taken else None
    if rest is None:
        return None
    left = due.exact - taken.exact
    return replace(taken, low=left, high=left, span=rest.span("rest") if rest["rest"] else taken.span)


def _line_first(text: str, line: Quantity, gap: Quantity) -> Quantity | None:
    """比300万多1万; 离300万还差1万; "exceeds 3 million by 10,000"."""
    between = text[line.span[1] : gap.span[0]]
    before = text[max(0, line.span[0] - _LOOK_BACK) : line.span[0]] + text[line.span[0] : line.span[1]]
    signs = (("more_between", "compared_with", 1), ("less_between", "compared_with", -1))
    for joint, lead, sign in (*signs, ("by_between", "short_of_before", -1)):
        if spoken(joint).fullmatch(between) and spoken(lead).search(before):
            made = _at(line, gap, _base(line), sign)
            names_it = len(between.split()) > 1  # short of 3 million taxable income by 5,000
            return replace(made, span=line.span) if made and names_it else made
    return None


def _line_last(text: str, gap: Quantity, line: Quantity) -> Quantity | None:
    """10,000 yuan over 3 million; "one short of 300"."""
    between = text[gap.span[1] : line.span[1]]
    if spoken("over_the_line").match(between):
        return _at(line, gap, _base(line), 1)
    return _at(line, gap, _base(line), -1) if spoken("under_the_line").match(between) else None


def _base(line: Quantity) -> Decimal | None:
    """The line itself, of "over 3 million" too."""
    if line.exact is not None:
        return line.exact
    return line.low if line.low_open else line.high if line.high_open else None


def _at(line: Quantity, gap: Quantity, base: Decimal | None, sign: int) -> Quantity | None:
    if base is None or gap.exact is None or gap.exact > base * _BIGGEST_PART or line.unit == "share":
        return None
    if {line.unit, gap.unit} & {"years", "months", "days", "weeks", "share"}:
        return None
    value = base + sign * gap.exact
    span = min(line.span[0], gap.span[0]), max(line.span[1], gap.span[1])
    unit = line.unit if line.unit != "bare" else gap.unit
    made = replace(line, low=value, high=value, low_open=False, high_open=False, span=span, unit=unit)
    return replace(made, scaled=line.scaled or gap.scaled)
