"""Amounts over random formulas: intervals hold every possible sum and narrow as facts come."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from knowledge.amounts import compute, parse_benefits
from knowledge.context import View
from knowledge.eligibility import Judged, judge
from knowledge.expressions import parse
from knowledge.formulas import Formula
from knowledge.intervals import Number, ends
from knowledge.values import Band, FactValue
from tests.knowledge.small_world import CONTEXT, DAY, SOURCE, WORDS, two

NUMBERS = st.integers(-20, 20)
FACTS = ("heads", "income")


def _tables(of: Any) -> Any:
    marginal = {
        "brackets": {"of": of, "mode": "marginal", "tiers": [{"up_to": 10, "rate": 0}, {"up_to": None, "rate": 2}]}
    }
    slab = {"brackets": {"of": of, "mode": "slab", "tiers": [{"up_to": 10, "rate": 1}, {"up_to": None, "rate": "0.5"}]}}
    steps = {"steps": {"of": of, "tiers": [{"at_least": 10, "value": 7}, {"at_least": 5, "value": 3}], "below": 0}}
    return st.sampled_from((marginal, slab, steps, {"clamp": {"of": of, "low": 0, "high": 12}}))


formulas = st.recursive(
    st.one_of(NUMBERS, st.sampled_from(FACTS).map(lambda fact: {"fact": fact})),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(("add", "mul", "min", "max")), st.lists(inner, min_size=2, max_size=3)).map(
            lambda pair: {pair[0]: pair[1]}
        ),
        st.tuples(st.sampled_from(("sub", "div")), st.tuples(inner, inner).map(list)).map(
            lambda pair: {pair[0]: pair[1]}
        ),
        inner.flatmap(_tables),
        st.tuples(inner, inner).map(
            lambda pair: {"choose": {"fact": "kind", "cases": {"x": pair[0]}, "default": pair[1]}}
        ),
    ),
    max_leaves=6,
)
points = st.fixed_dictionaries(
    {
        "heads": st.integers(0, 30).map(Decimal),
        "income": st.integers(-30, 30).map(Decimal),
        "kind": st.sampled_from("xyz"),
    }
)


def formula(data: Any) -> Formula:
    read, problems = parse(data, (), WORDS)
    assert problems == []
    assert read is not None
    return read


def holds(outer: Number, inner: Number) -> bool:
    (low, _), (high, _) = ends(outer)
    (inner_low, _), (inner_high, _) = ends(inner)
    slack = Decimal("1e-15") * max(1, abs(inner_low) if inner_low.is_finite() else 1)  # thirds are rounded at 28 digits
    return low <= inner_low + slack and inner_high - slack <= high


@given(formulas, points, st.integers(0, 9), st.integers(0, 9), st.sets(st.sampled_from(("heads", "income", "kind"))))
def test_a_range_holds_every_sum_that_is_possible(
    data: Any, facts: dict[str, FactValue], below: int, above: int, kept: set[str]
) -> None:
    tree = formula(data)
    exact = tree.evaluate(View(CONTEXT, DAY, facts))
    some: dict[str, FactValue] = {fact: value for fact, value in facts.items() if fact in kept}
    assert holds(tree.evaluate(View(CONTEXT, DAY, some)), exact)
    heads = facts["heads"]
    assert isinstance(heads, Decimal)
    banded = {**facts, "heads": Band(heads - below, heads + above)}
    assert holds(tree.evaluate(View(CONTEXT, DAY, banded)), exact)


@given(formulas, points, st.lists(st.permutations(("heads", "income", "kind")), min_size=1, max_size=1))
def test_a_range_narrows_with_every_fact(data: Any, facts: dict[str, FactValue], orders: list[list[str]]) -> None:
    tree = formula(data)
    known: dict[str, FactValue] = {}
    before = tree.evaluate(View(CONTEXT, DAY, known))
    for fact in orders[0]:
        known = {**known, fact: facts[fact]}
        after = tree.evaluate(View(CONTEXT, DAY, known))
        assert holds(before, after)
        before = after


@given(formulas, points, st.sets(st.sampled_from(("heads", "income", "kind"))))
def test_a_sum_has_no_missing_facts_exactly_when_it_is_one_number(
    data: Any, facts: dict[str, FactValue], kept: set[str]
) -> None:
    benefit = {"of": "benefit", "text": two("sum"), "kind": "exact", "source": SOURCE, "amount": data}
    benefits, problems = parse_benefits([benefit], (), WORDS)
    assert problems == []
    known: dict[str, FactValue] = {fact: value for fact, value in facts.items() if fact in kept}
    result = judge(Judged(None, benefits), known, DAY, CONTEXT)
    assert result.amount is not None
    if result.amount.value is not None:
        assert result.missing == ()
    assert not set(result.missing) & kept
    for of in ("tax_due", "deduction"):
        assert compute(benefits, of, View(CONTEXT, DAY, known), not_eligible=False) is None
