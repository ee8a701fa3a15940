"""Conditions read from files: every fault is named where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.conditionsfile import parse_node
from knowledge.findings import Finding
from tests.knowledge.small_world import CONTEXT, condition


@pytest.mark.parametrize(
    ("tree", "path", "message"),
    [
        (
            {"test": {"fact": "firts", "op": "is", "value": True}},
            ("test", "fact"),
            "'firts' is not a fact. Did you mean 'first'?",
        ),
        ({"test": {"fact": "kind", "op": "in", "value": ["w"]}}, ("test", "value"), "'w' is not an option of kind"),
        ({"test": {"fact": "heads", "op": "lte", "value": 3}}, ("test", "op"), "'lte' is not an operator."),
        ({"test": {"fact": "first", "op": "le", "value": 3}}, ("test", "fact"), "fact of type boolean"),
        ({"test": {"fact": "heads", "op": "le", "value": "few"}}, ("test", "value"), "expected a number"),
        ({"test": {"fact": "heads", "op": "between", "value": [1]}}, ("test", "value"), "[lowest, highest]"),
        ({"test": {"fact": "place", "op": "within", "value": ["zone"]}}, ("test", "value"), "one region id"),
        ({"test": {"fact": "first", "op": "is", "value": "yes"}}, ("test", "value"), "true or false"),
        ({"tests": {}}, ("tests",), "Did you mean 'test'?"),
        ({}, (), "a condition has a 'test'"),
        ({"test": {"expr": {"ad": [1]}, "op": "le", "value": 1}}, ("test", "expr", "ad"), "Did you mean 'add'?"),
        ({"test": {"expr": {"div": [1]}, "op": "le", "value": 1}}, ("test", "expr", "div"), "at least 2"),
    ],
)
def test_a_fault_in_a_condition_is_named_where_it_stands(tree: Any, path: tuple[str, ...], message: str) -> None:
    data = {"all": [{**condition("one", None), **tree}]}
    node, problems = parse_node(data, ("eligibility",), CONTEXT.vocabulary)
    assert node is None
    found = [problem for problem in problems if message in problem.message]
    assert found, problems
    assert found[0] == Finding(("eligibility", "all", 0, *path), found[0].message)


def test_all_faults_of_a_tree_are_found_in_one_run() -> None:
    data = {"all": [condition("One", {"fact": "no", "op": "is", "value": True}), {"any": []}, 7]}
    _, problems = parse_node(data, (), CONTEXT.vocabulary)
    assert [problem.path for problem in problems] == [
        ("all", 0, "id"),
        ("all", 0, "test", "fact"),
        ("all", 1, "any"),
        ("all", 2),
    ]
