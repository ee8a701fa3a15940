"""Each kind of test over everything that can be known of its facts: yes, no, open, and what it still waits for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.comparisons import Test
from knowledge.conditions import Condition
from knowledge.conditionsfile import parse_node
from knowledge.context import Context, View
from knowledge.eligibility import Judged, judge
from knowledge.parameters import parse_parameters
from knowledge.values import Band, FactValue, Members, Options, Settled
from tests.knowledge.small_world import DAY, PLACES, SOURCE, condition, definition, options, two, vocabulary

D = Decimal
WORDS = vocabulary(
    staff=definition("count"),
    insured=definition("count"),
    limit=definition("count"),
    kind=definition("choice", options=options("x", "y", "z")),
    sure=definition("boolean"),
    born=definition("date"),
    place=definition("region"),
    place_not=definition("regions"),
    fits=definition("choices", options=options("a", "b", "c")),
)
PARAMETERS, _ = parse_parameters(
    {name: {"text": two(name), "values": [{"from": date(2020, 1, 1), "value": value, "source": SOURCE}]}
     for name, value in (("low", 10), ("high", 20))}
)  # fmt: skip
CONTEXT = Context(WORDS, PLACES, PARAMETERS)
Facts = dict[str, FactValue]


def parsed(data: Any) -> Test:
    node, problems = parse_node(condition("one", data), (), WORDS)
    assert problems == []
    assert isinstance(node, Condition)
    assert node.test is not None
    return node.test


def view(facts: Facts) -> View:
    return View(CONTEXT, DAY, facts)


WITHIN: dict[str, Any] = {"fact": "staff", "op": "between", "value": [10, 20]}
BETWEEN_FACTS: dict[str, Any] = {"fact": "staff", "op": "between", "value": [{"fact": "insured"}, {"fact": "limit"}]}
RATHER: dict[str, Any] = {
    "expr": {"sub": [{"fact": "staff"}, {"fact": "insured"}]},
    "op": "le",
    "value": {"fact": "limit"},
}
BEFORE: dict[str, Any] = {"fact": "born", "op": "before", "value": date(2020, 6, 1)}
SINCE: dict[str, Any] = BEFORE | {"op": "on_or_after"}
YOUNG: dict[str, Any] = {"expr": {"months_since": {"fact": "born"}}, "op": "le", "value": 12}
IN_CITY: dict[str, Any] = {"fact": "place", "op": "within", "value": "city"}
ANY: dict[str, Any] = {"fact": "fits", "op": "has_any", "value": ["a", "b"]}
ONE_OF: dict[str, Any] = {"fact": "kind", "op": "in", "value": ["x", "y"]}

CASES: list[tuple[dict[str, Any], Facts, bool | None, tuple[str, ...]]] = [
    (YOUNG, {"born": Band(None, date(2026, 8, 22))}, None, ("born",)),
    (YOUNG, {"born": Band(date(2026, 8, 22), None)}, True, ("born",)),
    (YOUNG, {}, None, ("born",)),
    (WITHIN, {"staff": D(9)}, False, ()),
    (WITHIN, {"staff": D(10)}, True, ()),
    (WITHIN, {"staff": D(20)}, True, ()),
    (WITHIN, {"staff": D(21)}, False, ()),
    (WITHIN, {"staff": Band(D(12), D(20))}, True, ("staff",)),
    (WITHIN, {"staff": Band(D(5), D(15))}, None, ("staff",)),
    (WITHIN, {"staff": Band(D(15), D(25))}, None, ("staff",)),
    (WITHIN, {"staff": Band(D(21), D(25))}, False, ("staff",)),
    (WITHIN, {"staff": Band(D(1), D(9))}, False, ("staff",)),
    (WITHIN, {}, None, ("staff",)),
    (BETWEEN_FACTS, {"staff": D(5), "insured": D(3), "limit": D(7)}, True, ()),
    (BETWEEN_FACTS, {"staff": D(5), "insured": D(6)}, False, ("limit",)),
    (BETWEEN_FACTS, {"staff": D(5), "limit": D(4)}, False, ("insured",)),
    (BETWEEN_FACTS, {"staff": D(5)}, None, ("insured", "limit")),
    (RATHER, {"staff": D(9), "insured": D(2), "limit": D(7)}, True, ()),
    (RATHER, {"staff": D(9), "insured": D(1), "limit": D(7)}, False, ()),
    (RATHER, {"staff": D(9), "insured": D(1)}, None, ("limit",)),
    ({"fact": "staff", "op": "lt", "value": 5}, {"staff": D(5)}, False, ()),
    ({"fact": "staff", "op": "gt", "value": 5}, {"staff": D(5)}, False, ()),
    ({"fact": "staff", "op": "ge", "value": 5}, {"staff": D(5)}, True, ()),
    ({"fact": "staff", "op": "is", "value": 5}, {"staff": D(5)}, True, ()),
    ({"fact": "staff", "op": "is", "value": 5}, {"staff": D(6)}, False, ()),
    ({"fact": "staff", "op": "is", "value": 5}, {"staff": Band(D(1), D(9))}, None, ("staff",)),
    (BEFORE, {"born": date(2020, 5, 31)}, True, ()),
    (BEFORE, {"born": date(2020, 6, 1)}, False, ()),
    (SINCE, {"born": date(2020, 5, 31)}, False, ()),
    (SINCE, {"born": date(2020, 6, 1)}, True, ()),
    (BEFORE, {"born": Band(date(2020, 1, 1), date(2020, 5, 31))}, True, ("born",)),
    (SINCE, {"born": Band(date(2020, 1, 1), date(2020, 6, 1))}, None, ("born",)),
    (SINCE, {}, None, ("born",)),
    (IN_CITY, {"place": "zone"}, True, ()),
    (IN_CITY, {"place": "city"}, True, ()),
    (IN_CITY, {"place": "south"}, False, ()),
    (IN_CITY, {"place": "north"}, None, ("place",)),
    (IN_CITY, {"place": "north", "place_not": Members(("city",))}, False, ()),
    (IN_CITY, {"place": "north", "place_not": Members(("zone",))}, None, ("place",)),
    (IN_CITY, {"place": "CN", "place_not": "north"}, False, ()),
    (IN_CITY, {"place": Settled("zone")}, True, ()),
    (IN_CITY, {"place": Settled("north")}, False, ()),
    (IN_CITY, {"place": Settled(None)}, False, ()),
    (ANY, {"fits": Members(("a", "c"))}, True, ()),
    (ANY, {"fits": Members(("c",))}, False, ()),
    (ANY, {"fits": Options(("a", "b"))}, True, ()),
    (ANY, {"fits": Options(("b", "c"))}, None, ("fits",)),
    (ANY, {"fits": Options(("c",))}, False, ()),
    (ANY, {"fits": "b"}, True, ()),
    (ANY, {"fits": "c"}, False, ()),
    (ANY, {}, None, ("fits",)),
    (ONE_OF, {"kind": Options(("x", "y"))}, True, ("kind",)),
    (ONE_OF, {"kind": Options(("y", "z"))}, None, ("kind",)),
    (ONE_OF, {"kind": Options(("z",))}, False, ()),
    (ONE_OF | {"op": "not_in"}, {"kind": "z"}, True, ()),
    (ONE_OF | {"op": "not_in"}, {"kind": Options(("x", "y"))}, False, ("kind",)),
    ({"fact": "sure", "op": "is", "value": True}, {}, None, ("sure",)),
    ({"fact": "sure", "op": "is", "value": False}, {"sure": False}, True, ()),
]  # fmt: skip


@pytest.mark.parametrize(("data", "facts", "outcome", "live"), CASES, ids=lambda part: str(part)[:70])
def test_a_test_decides_once_all_that_is_possible_agrees(
    data: dict[str, Any], facts: Facts, outcome: bool | None, live: tuple[str, ...]
) -> None:
    """`live` counts what is not known exactly, whether or not it can still change the outcome."""
    test, known = parsed(data), view(facts)
    assert test.evaluate(known) is outcome
    assert test.evaluate(known) is outcome  # the second time from what was worked out before
    assert test.live(known) == live


@pytest.mark.parametrize(
    ("data", "facts", "mentions"),
    [
        (WITHIN, ("staff",), ("staff",)),
        (BETWEEN_FACTS, ("staff", "insured", "limit"), ("staff", "insured", "limit")),
        (RATHER, ("staff", "insured", "limit"), ("staff", "insured", "limit")),
        (RATHER | {"value": {"fact": "staff"}}, ("staff", "insured"), ("staff", "insured", "staff")),
        (WITHIN | {"value": [{"fact": "staff"}, 20]}, ("staff",), ("staff", "staff")),
        (BEFORE, ("born",), ("born",)),
        (IN_CITY, ("place",), ("place",)),
        (ANY, ("fits",), ("fits",)),
    ],
    ids=lambda part: str(part)[:60],
)
def test_a_test_names_the_facts_it_reads(
    data: dict[str, Any], facts: tuple[str, ...], mentions: tuple[str, ...]
) -> None:
    assert (parsed(data).facts, parsed(data).mentions) == (facts, mentions)


LOW, HIGH = {"param": "low"}, {"param": "high"}


@pytest.mark.parametrize(
    ("data", "used"),
    [
        (WITHIN | {"value": [LOW, HIGH]}, ["low", "high"]),
        ({"expr": LOW, "op": "between", "value": [{"fact": "staff"}, HIGH]}, ["low", "high"]),
        ({"expr": {"mul": [LOW, {"fact": "staff"}]}, "op": "le", "value": HIGH}, ["low", "high"]),
        ({"fact": "staff", "op": "le", "value": HIGH}, ["high"]),
        (WITHIN, []),
    ],
    ids=lambda part: str(part)[:60],
)
def test_a_line_names_the_dated_figures_that_its_test_reads(data: dict[str, Any], used: list[str]) -> None:
    node, _ = parse_node(condition("one", data), (), WORDS)
    (line,) = judge(Judged(node), {"staff": D(15)}, DAY, CONTEXT).conditions
    assert [parameter.id for parameter in line.parameters] == used


def test_what_was_worked_out_for_one_test_is_not_taken_for_another() -> None:
    known = view({"staff": D(9), "insured": D(2), "limit": D(7)})
    opposite = RATHER | {"op": "gt"}
    tests = [parsed(data) for data in (RATHER, opposite)]
    assert [test.evaluate(known) for test in tests] == [True, False]
    tree = {"any": [condition("one", opposite), condition("two", RATHER)]}
    node, _ = parse_node(tree, (), WORDS)
    assert judge(Judged(node), dict(known.facts), DAY, CONTEXT).verdict == "eligible"
