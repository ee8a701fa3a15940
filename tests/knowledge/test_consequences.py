"""What each answer would do, told apart exactly where the rule tells apart."""

from __future__ import annotations

from decimal import Decimal

from knowledge.consequences import consequences
from knowledge.rules import Judged
from knowledge.values import Band, Options, Settled
from tests.knowledge.small_world import CONTEXT, DAY, condition, rule

FEW = condition("few", {"fact": "heads", "op": "le", "value": 30})
KIND = condition("kind", {"fact": "kind", "op": "in", "value": ["x", "z"]})


def test_a_number_is_cut_at_its_threshold() -> None:
    low, high = consequences(Judged(rule(FEW)), "heads", {}, DAY, CONTEXT)
    assert (low.verdict, high.verdict) == ("eligible", "not_eligible")
    assert isinstance(low.answer, Band)
    assert isinstance(high.answer, Band)
    assert (low.answer.max, high.answer.min, high.answer.min_open) == (30, 30, True)


def test_options_that_come_to_the_same_are_one_answer_in_the_order_of_the_vocabulary() -> None:
    found = consequences(Judged(rule(KIND)), "kind", {}, DAY, CONTEXT)
    assert [(one.answer, one.verdict) for one in found] == [(Options(("x", "z")), "eligible"), ("y", "not_eligible")]


def test_yes_comes_before_no() -> None:
    subject = Judged(rule(condition("first", {"fact": "first", "op": "is", "value": False})))
    assert [one.answer for one in consequences(subject, "first", {}, DAY, CONTEXT)] == [True, False]


def test_a_place_is_in_or_somewhere_else() -> None:
    subject = Judged(rule(condition("there", {"fact": "place", "op": "within", "value": "zone"})))
    found = consequences(subject, "place", {}, DAY, CONTEXT)
    assert [(one.answer, one.verdict) for one in found] == [
        (Settled("zone"), "eligible"),
        (Settled(None), "not_eligible"),
    ]


def test_what_was_said_before_does_not_count_and_all_else_does() -> None:
    subject = Judged(rule({"all": [FEW, KIND]}))
    known = {"heads": Decimal(99), "kind": "y"}
    assert {one.verdict for one in consequences(subject, "heads", known, DAY, CONTEXT)} == {"not_eligible"}
    assert [
        one.verdict for one in consequences(subject, "heads", {"kind": "x", "heads": Decimal(99)}, DAY, CONTEXT)
    ] == [
        "eligible",
        "not_eligible",
    ]
