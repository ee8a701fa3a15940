"""What each operation comes to where its facts are known, in a range, or not known at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.context import Context, View, interval_band
from knowledge.expressions import parse
from knowledge.intervals import Number
from knowledge.values import Band, FactValue, Options
from tests.knowledge.small_world import DAY, PLACES, definition, options, vocabulary

D = Decimal
WORDS = vocabulary(
    heads=definition("count"),
    income=definition("money", min=None),
    kind=definition("choice", options=options("x", "y", "z")),
    born=definition("date"),
    months=definition("count"),
)
Facts = dict[str, FactValue]
HEADS, INCOME, BORN = {"fact": "heads"}, {"fact": "income"}, {"fact": "born"}
TIERS = [{"up_to": 10, "rate": 1}, {"up_to": None, "rate": 2}]
STEPS = {"steps": {"of": HEADS, "tiers": [{"at_least": 10, "value": 7}, {"at_least": 5, "value": 3}], "below": 1}}
CHOOSE = {"choose": {"fact": "kind", "cases": {"x": 1, "y": 3}}}


def brackets(mode: str) -> dict[str, Any]:
    return {"brackets": {"of": HEADS, "mode": mode, "tiers": TIERS}}


def clamp(**bounds: Any) -> dict[str, Any]:
    return {"clamp": {"of": INCOME} | bounds}


def shown(number: Number) -> Decimal | Band:
    return number if isinstance(number, Decimal) else interval_band(number)


@pytest.mark.parametrize(
    ("data", "facts", "expected"),
    [
        ({"add": [1, 2, 3, HEADS]}, {"heads": D(4)}, D(10)),
        ({"sub": [10, HEADS]}, {"heads": D(4)}, D(6)),
        ({"mul": [2, 3, HEADS]}, {"heads": Band(D(1), D(2))}, Band(D(6), D(12))),
        ({"div": [HEADS, 4]}, {"heads": D(10)}, D("2.5")),
        ({"min": [HEADS, 3]}, {}, Band(D(0), D(3))),
        ({"max": [HEADS, 3]}, {}, Band(D(3), None)),
        (clamp(low=0), {"income": D(-5)}, D(0)),
        (clamp(low=0), {}, Band(D(0), None)),
        (clamp(high=9), {"income": D(12)}, D(9)),
        (clamp(high=9), {}, Band(None, D(9))),
        (clamp(low=HEADS, high={"add": [HEADS, 2]}), {"income": D(12), "heads": D(4)}, D(6)),
        (clamp(low=HEADS, high={"add": [HEADS, 2]}), {"income": D(1), "heads": D(4)}, D(4)),
        (brackets("marginal"), {"heads": D(12)}, D(14)),
        (brackets("slab"), {"heads": D(12)}, D(24)),
        (brackets("slab"), {"heads": D(10)}, D(10)),
        (STEPS, {"heads": D(10)}, D(7)),
        (STEPS, {"heads": D(9)}, D(3)),
        (STEPS, {"heads": D(4)}, D(1)),
        (STEPS, {"heads": Band(D(4), D(6))}, Band(D(1), D(3))),
        (CHOOSE, {"kind": "y"}, D(3)),
        (CHOOSE, {"kind": Options(("x", "y"))}, Band(D(1), D(3))),
        (CHOOSE, {"kind": "z"}, Band(None, None)),
        (CHOOSE, {"kind": Options(("x", "z"))}, Band(None, None)),
        (CHOOSE, {}, Band(None, None)),
        ({"choose": {"fact": "kind", "cases": {"x": 1}, "default": 5}}, {}, Band(D(1), D(5))),
        ({"days_since": BORN}, {"born": date(2026, 11, 12)}, D(10)),
        ({"days_since": BORN}, {"born": date(2026, 11, 24)}, D(-2)),
        ({"months_since": BORN}, {"born": date(2026, 10, 22)}, D(1)),
        ({"months_since": BORN}, {"born": date(2026, 10, 23)}, D(0)),
        ({"months_since": BORN}, {"born": Band(date(2026, 1, 22), date(2026, 8, 22))}, Band(D(3), D(10))),
        ({"months_since": BORN}, {"born": Band(date(2026, 8, 22), None)}, Band(None, D(3))),
        ({"months_since": BORN}, {"born": Band(None, date(2026, 8, 22))}, Band(D(3), None)),
        ({"months_since": BORN}, {"born": Band(date(2026, 1, 22), date(2026, 8, 22), True, True)}, Band(D(3), D(10))),
        ({"add": [{"months_since": BORN}, 1]}, {}, Band(None, None)),
        ({"days_in_months": {"fact": "months"}}, {"months": D(12)}, Band(D(365), D(395))),
        ({"days_in_months": {"fact": "months"}}, {"months": Band(D(12), None)}, Band(D(365), None)),
        ({"days_in_months": {"sub": [0, {"fact": "months"}]}}, {"months": Band(D(12), None)}, Band(None, D(-335))),
    ],
    ids=lambda part: str(part)[:60],
)
def test_an_operation_comes_to_what_it_says(data: Any, facts: Facts, expected: Decimal | Band) -> None:
    formula, problems = parse(data, (), WORDS)
    assert problems == []
    assert formula is not None
    assert shown(formula.evaluate(View(Context(WORDS, PLACES), DAY, facts))) == expected
