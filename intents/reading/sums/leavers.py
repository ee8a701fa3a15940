"""People who turn out not to have been laid off: "5 of the 15 resigned", 其中4个是自己辞职的."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from intents.reading.clauses import Clause
from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from knowledge.values import number_to_json

_LAID_OFF = "people_laid_off"
_COUNTED = ("people", "bare", "count")


def without_leavers(layout: Layout, facts: list[ReadFact], known: Mapping[str, Any]) -> list[ReadFact]:
    """The facts with the number laid off that is left, where some of those told before went of their own accord."""
    told = known.get(_LAID_OFF)
    if "resigned" not in layout.kinds or not isinstance(told, int) or any(f.fact == _LAID_OFF for f in facts):
        return facts
    for clause in layout.clauses:
        leavers = _leavers(layout, clause, told)
        if leavers is not None and leavers.exact is not None:
            left = number_to_json(Decimal(told) - leavers.exact)
            return [*facts, ReadFact(_LAID_OFF, left, leavers.span, "resigned")]
    return facts


def _leavers(layout: Layout, clause: Clause, told: int) -> Quantity | None:
    """How many of those laid off went by themselves; None where that is not said of them."""
    counted = [q for q in clause.quantities if q.unit in _COUNTED and not q.scaled and q.exact is not None]
    if clause.asks or not clause.has("resigned") or len(counted) != len(clause.quantities) or not counted:
        return None
    few, *rest = counted
    start, end = few.span
    of_them = spoken("among_them").search(layout.text, clause.start, start)
    of_them = of_them or spoken("of_them_between").match(layout.text, end)
    is_part = [q.exact for q in rest] == [Decimal(told)] or (not rest and of_them is not None)
    return few if is_part and (few.exact or 0) <= told else None
