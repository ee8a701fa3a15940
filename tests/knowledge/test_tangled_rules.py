"""Rules in which a fact stands in several places: what can still matter is missing, nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from knowledge.eligibility import Judged, Judgement, judge
from knowledge.values import FactValue
from tests.knowledge.small_world import CONTEXT, DAY, condition, rule

FIRST = {"fact": "first", "op": "is", "value": True}
SECOND = {"fact": "second", "op": "is", "value": True}
NOT_FIRST = {"fact": "first", "op": "is", "value": False}
NOT_SECOND = {"fact": "second", "op": "is", "value": False}
FEW = {"fact": "heads", "op": "lt", "value": 10}
MANY = {"fact": "heads", "op": "ge", "value": 10}


def judged(*nodes: Any) -> Judged:
    """A measure for which all of them have to be met."""
    return Judged(rule({"all": list(nodes)}))


def found(subject: Judged, **facts: FactValue) -> Judgement:
    return judge(subject, facts, DAY, CONTEXT)


def test_where_an_office_decides_whatever_is_answered_or_nothing_is_left_the_verdict_is_likely() -> None:
    office = {"all": [condition("few", FEW), condition("office", None, manual=True)]}
    judgement = found(judged({"any": [office, condition("many", MANY)]}))
    assert (judgement.verdict, judgement.missing) == ("likely", ("heads",))


def test_a_fact_that_only_matters_beside_an_answer_that_makes_it_needless_is_not_missing() -> None:
    both = {"all": [condition("one", FIRST), condition("two", SECOND)]}
    judgement = found(judged({"any": [both, condition("alone", FIRST)]}))
    assert judgement.missing == ("first",)


def test_parts_that_a_third_one_links_are_looked_at_together() -> None:
    """kind = x and (second or few) and not (second and not few, or kind is not x) comes to kind = x and few."""
    kind, not_kind = ({"fact": "kind", "op": op, "value": ["x"]} for op in ("in", "not_in"))
    either = {"any": [condition("two", SECOND), condition("few", FEW)]}
    against = {"all": [condition("two_again", SECOND), condition("many", MANY)]}
    judgement = found(judged(condition("kind", kind), either, {"none": [against, condition("other_kind", not_kind)]}))
    assert set(judgement.missing) == {"kind", "heads"}


def test_a_fact_that_an_office_overrules_in_one_place_is_missing_for_another() -> None:
    eased = {"any": [condition("b", NOT_SECOND), condition("c", FIRST, manual=True), condition("d", None, manual=True)]}
    judgement = found(judged(condition("a", NOT_SECOND), eased, condition("e", FIRST)))
    assert set(judgement.missing) == {"first", "second"}


def test_what_an_office_may_refuse_all_the_same_is_not_asked_for() -> None:
    eased = {"any": [condition("one", FIRST), condition("or_the_office", None, manual=True)]}
    judgement = found(judged(eased, condition("office", None, manual=True), condition("two", SECOND)))
    assert judgement.missing == ("second",)


def test_the_fact_that_ends_the_matter_more_often_is_asked_first() -> None:
    """A third of the kinds end it, half of the answers to the other question do."""
    kinds = {"any": [condition(kind, {"fact": "kind", "op": "in", "value": [kind]}) for kind in "xy"]}
    sure = {
        "any": [
            {"all": [condition("a", FIRST), condition("b", FEW)]},
            {"all": [condition("c", FIRST), condition("d", MANY)]},
        ]
    }
    assert found(judged(kinds, sure)).missing == ("first", "kind")


@pytest.mark.parametrize("heads", [None, Decimal(5), Decimal(15)])
@pytest.mark.parametrize("second", [None, True, False])
@pytest.mark.parametrize("first", [None, True, False])
def test_the_enterprise_before_makes_no_difference(
    first: bool | None, second: bool | None, heads: Decimal | None
) -> None:
    """What was worked out for one situation is remembered, and used in no other."""
    facts = {"first": first, "second": second, "heads": heads}
    told = {fact: value for fact, value in facts.items() if value is not None}
    either = (
        {"all": [condition("a", FIRST), condition("b", FEW)]},
        {"all": [condition("c", NOT_FIRST), condition("d", SECOND)]},
    )
    nodes = (
        {"any": [*either]},
        {"any": [condition("e", FIRST), condition("f", MANY), condition("g", NOT_SECOND)]},
    )
    alone = found(judged(*nodes), **told)
    used = judged(*nodes)
    for before in ({}, {"first": True}, {"second": True}, {"heads": Decimal(5)}, {"first": False, "heads": Decimal(5)}):
        found(used, **before)
    assert found(used, **told) == alone
