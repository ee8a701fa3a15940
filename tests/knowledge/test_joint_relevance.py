"""Which facts are missing where conditions read several at once: sums, shares, scores; tried out in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.conditions import Node, facts_read
from knowledge.conditionsfile import parse_node
from knowledge.context import Context, View
from knowledge.eligibility import Judged, judge
from knowledge.values import FactValue
from tests.examples import examples
from tests.knowledge.small_world import DAY, PLACES, condition, definition, vocabulary

WORDS = vocabulary(a=definition("money", min=1, max=5), b=definition("money", min=1, max=5), sure=definition("boolean"))
CONTEXT = Context(WORDS, PLACES)
A, B = {"fact": "a"}, {"fact": "b"}
STEPS_A = {"steps": {"of": A, "tiers": [{"at_least": 4, "value": 20}, {"at_least": 2, "value": 10}], "below": 0}}
STEPS_B = {"steps": {"of": B, "tiers": [{"at_least": 3, "value": 20}], "below": 0}}
STEPS_SHARE = {"steps": {"of": {"div": [A, B]}, "tiers": [{"at_least": 2, "value": 20}], "below": 0}}
TESTS: tuple[dict[str, Any], ...] = (
    {"fact": "sure", "op": "is", "value": True},
    {"fact": "a", "op": "le", "value": 3},
    {"fact": "b", "op": "ge", "value": 4},
    {"expr": {"add": [A, B]}, "op": "le", "value": 5},
    {"expr": {"sub": [A, B]}, "op": "gt", "value": 1},
    {"expr": {"div": [A, B]}, "op": "ge", "value": 2},
    {"expr": {"max": [A, B]}, "op": "le", "value": 3},
    {"expr": {"add": [STEPS_A, STEPS_B]}, "op": "ge", "value": 30},
    {"expr": {"add": [STEPS_SHARE, STEPS_B]}, "op": "ge", "value": 40},
    {"expr": {"sub": [STEPS_A, STEPS_SHARE]}, "op": "ge", "value": 20},
)
COARSE = tuple(Decimal(n) / 2 for n in range(2, 11))
FINE = tuple(Decimal(n) / 8 for n in range(8, 41))
"""Between any two values at which a rule turns, where the other number is one of COARSE, lies one of these."""
Facts = dict[str, FactValue]


def rules() -> st.SearchStrategy[Any]:
    shapes = st.recursive(
        st.sampled_from(TESTS),
        lambda inner: st.tuples(st.sampled_from(("all", "any", "none")), st.lists(inner, min_size=2, max_size=3)),
        max_leaves=5,
    )
    return shapes.map(lambda shape: _node(_tree(shape, iter(range(100)))))


def _tree(shape: Any, numbers: Any) -> Any:
    if isinstance(shape, dict):
        return condition(f"c{next(numbers)}", shape)
    return {shape[0]: [_tree(part, numbers) for part in shape[1]]}


def _node(tree: Any) -> Node:
    node, problems = parse_node(tree, (), WORDS)
    assert problems == []
    assert node is not None
    return node


def can_change(node: Node, known: Facts, answers: Mapping[str, Sequence[FactValue]]) -> set[str]:
    """Facts of which another answer, all else alike, gives another outcome, found by trying out every enterprise."""
    unknown = [fact for fact in facts_read(node) if fact not in known]
    outcomes = {
        values: node.state(View(CONTEXT, DAY, {**known, **dict(zip(unknown, values, strict=True))}))[1]
        for values in product(*(answers[fact] for fact in unknown))
    }
    return {
        fact
        for at, fact in enumerate(unknown)
        if any(
            outcomes[(*v[:at], other, *v[at + 1 :])] != was for v, was in outcomes.items() for other in answers[fact]
        )
    }


def missing(node: Node, known: Facts) -> set[str]:
    return set(judge(Judged(node), known, DAY, CONTEXT).missing)


@given(rules(), st.sampled_from(("a", "b")), st.sampled_from(COARSE), st.sampled_from((None, True, False)))
def test_with_one_number_open_exactly_what_can_change_the_verdict_is_missing(
    node: Node, told: str, number: Decimal, sure: bool | None
) -> None:
    known: Facts = {told: number} if sure is None else {told: number, "sure": sure}
    answers = {"a": FINE, "b": FINE, "sure": (True, False)}
    assert missing(node, known) == can_change(node, known, answers)


def test_a_number_that_one_test_names_twice_is_not_missing_where_it_changes_nothing() -> None:
    node = _node({"any": [condition("sure", TESTS[0]), condition("points", TESTS[9])]})
    assert missing(node, {"b": Decimal(1)}) == {"sure"}
    assert missing(node, {"b": Decimal(4)}) == {"a", "sure"}


@pytest.mark.parametrize("told", ["a", "b"])
@pytest.mark.parametrize("kind", ["all", "any"])
def test_of_every_two_tests_exactly_what_can_change_the_verdict_is_missing(kind: str, told: str) -> None:
    answers = {"a": FINE, "b": FINE, "sure": (True,)}
    for pair in combinations_with_replacement(TESTS, 2):
        node = _node(_tree((kind, pair), iter(range(2))))
        for number in COARSE[::2]:
            known: Facts = {told: number, "sure": True}
            assert missing(node, known) == can_change(node, known, answers), (pair, known)


@examples(50)
@given(rules(), st.booleans())
def test_with_both_numbers_open_nothing_that_can_change_the_verdict_is_left_out(node: Node, knows_sure: bool) -> None:
    known: Facts = {"sure": True} if knows_sure else {}
    assert can_change(node, known, {"a": COARSE, "b": COARSE, "sure": (True, False)}) <= missing(node, known)
