"""What is still missing, and in which order it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.amounts import parse_benefits
from knowledge.conditionsfile import parse_node
from knowledge.context import Context
from knowledge.eligibility import Judged, Judgement, judge
from knowledge.values import FactValue
from tests.knowledge.small_world import DAY, PLACES, SOURCE, condition, definition, options, two, vocabulary

WORDS = vocabulary(
    losses=definition("boolean", sensitive=True),
    sure=definition("boolean"),
    whole=definition("boolean"),
    kind=definition("choice", options=options("x", "y", "z")),
    heads=definition("count"),
    pay=definition("money", sensitive=True),
    sales=definition("money"),
    size=definition("choice", options=options("small", "large"), derived=[{"value": "small", "when": {"branch": "x"}}]),
    branch=definition("choice", options=options("x", "y")),
)


def yes(fact: str) -> dict[str, Any]:
    return condition(fact, {"fact": fact, "op": "is", "value": True})


def one_of(fact: str, *values: str) -> dict[str, Any]:
    return condition(fact, {"fact": fact, "op": "in", "value": list(values)})


def judged(
    tree: Any, facts: dict[str, FactValue] | None = None, *benefits: dict[str, Any], of: str = "benefit"
) -> Judgement:
    node = None
    if tree is not None:
        node, problems = parse_node(tree, (), WORDS)
        assert problems == []
    read, problems = parse_benefits(list(benefits), (), WORDS)
    assert problems == []
    return judge(Judged(node, read), facts or {}, DAY, Context(WORDS, PLACES), amount_of=of)


TEN_HEADS = condition("heads", {"fact": "heads", "op": "is", "value": 10})
BY_HAND = condition("whole", {"fact": "whole", "op": "is", "value": True}, manual=True)
FEW = condition("heads", {"fact": "heads", "op": "le", "value": 10})


@pytest.mark.parametrize(
    ("tree", "missing"),
    [
        ({"all": [yes("sure"), yes("whole")]}, ("sure", "whole")),  # alike: the order of the rule
        ({"all": [one_of("kind", "x", "y"), yes("sure")]}, ("sure", "kind")),  # half of the answers end it, not a third
        ({"all": [one_of("kind", "x"), yes("sure")]}, ("kind", "sure")),  # two thirds
        ({"all": [yes("losses"), one_of("kind", "x", "y")]}, ("kind", "losses")),  # sensitive ones last
        ({"any": [TEN_HEADS, one_of("kind", "x")]}, ("kind", "heads")),  # a number on the spot hardly ever happens
        ({"all": [TEN_HEADS, yes("sure")]}, ("heads", "sure")),
        ({"all": [yes("sure"), BY_HAND]}, ("sure", "whole")),
        ({"all": [BY_HAND, yes("losses")]}, ("losses", "whole")),
    ],
    ids=["alike", "a_third", "two_thirds", "sensitive", "on_the_spot", "off_the_spot", "by_hand", "by_hand_at_the_end"],
)  # fmt: skip
def test_what_ends_the_matter_soonest_comes_first(tree: Any, missing: tuple[str, ...]) -> None:
    assert judged(tree).missing == missing


def test_of_two_that_end_it_alike_the_one_that_settles_a_part_comes_first() -> None:
    tree = {"all": [{"any": [yes("sure"), yes("whole")]}, {"any": [one_of("kind", "x", "y"), FEW]}]}
    assert judged(tree).missing == ("kind", "heads", "sure", "whole")  # two thirds, a hair over a half, a half, a half


def test_of_two_that_end_it_alike_the_one_whose_answer_may_give_the_other_comes_first() -> None:
    assert judged({"all": [one_of("size", "small"), one_of("branch", "x")]}).missing == ("branch", "size")


def test_one_part_that_is_refused_leaves_nothing_to_ask() -> None:
    tree = {"all": [yes("sure"), yes("whole"), one_of("kind", "x")]}
    result = judged(tree, {"whole": False})
    assert (result.verdict, result.missing, result.asks) == ("not_eligible", (), None)


def gain(amount: Any, **more: Any) -> dict[str, Any]:
    return {"of": "benefit", "text": two("sum"), "kind": "exact", "source": SOURCE, "amount": amount, **more}


SALES, HEADS, PAY = {"fact": "sales"}, {"fact": "heads"}, {"fact": "pay"}


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, ("sure", "sales", "heads")),  # under either verdict that is still possible
        ({"sure": True}, ("sales",)),
        ({"sure": False}, ("heads",)),
    ],
    ids=["open", "met", "unmet"],
)
def test_a_sum_waits_for_the_facts_of_the_verdicts_still_possible(
    facts: dict[str, FactValue], missing: tuple[str, ...]
) -> None:
    due = gain(SALES, of="tax_due", otherwise=HEADS)
    assert judged(yes("sure"), facts, due, of="tax_due").missing == missing


def test_a_sum_waits_for_sensitive_facts_last_and_never_for_those_of_another_quantity() -> None:
    both = gain({"add": [PAY, SALES]}), gain(HEADS, of="deduction")
    assert judged(None, {}, *both).missing == ("sales", "pay")
    assert judged(None, {}, *both, of="deduction").missing == ("heads",)
    assert judged(yes("losses"), {}, both[0]).missing == ("losses", "sales", "pay")


def test_a_group_without_a_name_is_shown_by_its_conditions_and_one_with_a_name_as_one_line() -> None:
    inner = {"all": [yes("whole"), one_of("kind", "x")]}
    plain = judged({"all": [yes("sure"), inner]})
    assert [line.id for line in plain.conditions] == ["sure", "whole", "kind"]
    named = judged({"all": [yes("sure"), inner | {"id": "both", "text": two("both"), "source": SOURCE}]})
    assert [line.id for line in named.conditions] == ["sure", "both"]
    assert [part.id for part in named.conditions[1].parts] == ["whole", "kind"]
