"""Judging, example by example."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.conditionsfile import parse_node
from knowledge.context import Context
from knowledge.eligibility import Judged, Judgement, judge
from knowledge.parameters import parse_parameters
from knowledge.values import Band, FactValue, Members, Options, Outcome
from tests.knowledge.small_world import (
    CONTEXT,
    DAY,
    PLACES,
    SOURCE,
    condition,
    definition,
    options,
    rule,
    two,
    vocabulary,
)

D = Decimal


def judged(tree: Any, facts: dict[str, FactValue], **more: Any) -> Judgement:
    return judge(Judged(rule(tree), more.pop("benefits", ())), facts, DAY, CONTEXT, **more)


IN_ZONE = condition("located", {"fact": "place", "op": "within", "value": "zone"})
FIRST = condition("first", {"fact": "first", "op": "is", "value": True})
SECOND = condition("second", {"fact": "second", "op": "is", "value": True})
SMALL = condition("small", {"fact": "heads", "op": "le", "value": 30})
BY_HAND = condition("by_hand", None, manual=True)
BY_HAND_TESTED = condition("tested", {"fact": "second", "op": "is", "value": True}, manual=True)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"place": "zone"}, Outcome.MET),
        ({"place": "city"}, Outcome.UNKNOWN),
        ({"place": "CN"}, Outcome.UNKNOWN),
        ({"place": "south"}, Outcome.UNMET),
        ({}, Outcome.UNKNOWN),
    ],
)
def test_a_place_decides_inside_and_apart_but_not_above(facts: dict[str, FactValue], outcome: Outcome) -> None:
    assert judged(IN_ZONE, facts).conditions[0].outcome is outcome


ELSEWHERE = vocabulary(place=definition("region"), place_not=definition("regions"))


@pytest.mark.parametrize(
    ("excluded", "verdict"), [(("zone",), "not_eligible"), (("north",), "not_eligible"), (("south",), "unknown")]
)
def test_an_excluded_place_is_a_no(excluded: tuple[str, ...], verdict: str) -> None:
    facts: dict[str, FactValue] = {"place": "CN", "place_not": Members(excluded)}
    assert judge(Judged(rule(IN_ZONE)), facts, DAY, Context(ELSEWHERE, PLACES)).verdict == verdict


@pytest.mark.parametrize(
    ("tree", "facts", "verdict"),
    [
        ({"all": [FIRST, SECOND]}, {"first": False}, "not_eligible"),
        ({"all": [FIRST, SECOND]}, {"first": True}, "unknown"),
        ({"any": [FIRST, SECOND]}, {"first": True}, "eligible"),
        ({"any": [FIRST, SECOND]}, {"first": False}, "unknown"),
        ({"none": [FIRST, SECOND]}, {"first": True}, "not_eligible"),
        ({"none": [FIRST, SECOND]}, {"first": False, "second": False}, "eligible"),
        ({"all": [FIRST, BY_HAND]}, {"first": True}, "likely"),
        ({"all": [FIRST, BY_HAND]}, {}, "unknown"),
        ({"all": [FIRST, BY_HAND]}, {"first": False}, "not_eligible"),
        ({"all": [FIRST, BY_HAND_TESTED]}, {"first": True}, "likely"),
        ({"all": [FIRST, BY_HAND_TESTED]}, {"first": True, "second": True}, "likely"),
        ({"all": [FIRST, BY_HAND_TESTED]}, {"first": True, "second": False}, "not_eligible"),
    ],
)
def test_verdicts(tree: Any, facts: dict[str, FactValue], verdict: str) -> None:
    assert judged(tree, facts).verdict == verdict


def test_a_measure_without_conditions_gives_no_verdict() -> None:
    result = judge(Judged(None), {}, DAY, CONTEXT)
    assert (result.verdict, result.conditions, result.missing) == (None, (), ())


def test_an_option_list_decides_only_when_every_option_agrees() -> None:
    tree = condition("kind", {"fact": "kind", "op": "in", "value": ["x", "y"]})
    assert judged(tree, {"kind": Options(("x", "y"))}).verdict == "eligible"
    assert judged(tree, {"kind": Options(("y", "z"))}).verdict == "unknown"
    assert judged(tree, {"kind": "z"}).verdict == "not_eligible"


def test_a_fact_that_makes_no_difference_is_not_asked_for() -> None:
    by_size = {
        "any": [
            {"all": [SMALL, FIRST]},
            {"all": [condition("big", {"fact": "heads", "op": "gt", "value": 30}), FIRST | {"id": "again"}]},
        ]
    }
    assert judged(by_size, {}).missing == ("first",)
    assert judged(by_size, {"first": True}).verdict == "eligible"


def test_conditions_that_shut_each_other_out_are_a_refusal() -> None:
    tree = {"all": [SMALL, condition("big", {"fact": "heads", "op": "gt", "value": 30})]}
    result = judged(tree, {})
    assert (result.verdict, result.missing) == ("not_eligible", ())


@pytest.mark.parametrize("manual", [False, True])
def test_a_condition_that_is_met_whatever_is_told_or_an_office_says_shows_no_open_line(*, manual: bool) -> None:
    never = {"all": [SMALL, condition("big", {"fact": "heads", "op": "gt", "value": 30}, manual=manual)]}
    result = judged({"all": [FIRST, {"none": [never]}]}, {"first": True})
    assert (result.verdict, result.missing) == ("eligible", ())
    assert [(line.id, line.outcome) for line in result.conditions] == [("first", Outcome.MET)]


def test_the_fact_most_likely_to_end_the_matter_comes_first() -> None:
    choice = condition("kind", {"fact": "kind", "op": "in", "value": ["x", "y"]})
    tree = {"all": [BY_HAND_TESTED, choice, FIRST]}
    assert judged(tree, {}).missing == ("first", "kind", "second")


def test_a_declined_fact_stays_missing_and_is_not_asked() -> None:
    tree = {"all": [FIRST, SECOND]}
    result = judged(tree, {}, unanswered={"first": "not_known"})
    assert (result.missing, result.asks) == (("first", "second"), "second")
    assert judged(tree, {}, unanswered={"first": "not_known", "second": "declined"}).asks is None


def test_an_open_condition_says_why_each_of_its_facts_is_not_known() -> None:
    tree = {"all": [FIRST, SECOND, condition("kind", {"fact": "kind", "op": "in", "value": ["x"]}), SMALL]}
    facts = {"heads": Band(D(20), D(40))}
    result = judged(tree, facts, unanswered={"first": "not_known", "second": "declined"})
    why = {"first": "not_known", "second": "declined", "kind": "not_asked", "heads": "only_partly"}
    assert dict(zip(result.missing, result.unknown, strict=True)) == why
    assert {fact: reason for line in result.conditions for fact, reason in line.unknown} == why
    settled = judged(tree, {"first": True, "second": True, "kind": "x", "heads": D(20)})
    assert settled.unknown == ()
    assert not any(line.unknown for line in settled.conditions)


def test_an_unmet_limit_says_by_how_much() -> None:
    gap = judged(SMALL, {"heads": D(33)}).conditions[0].gap
    assert gap is not None
    assert (gap.relation, gap.bound, gap.value, gap.difference, gap.passes_on) == ("le", D(30), D(33), D(3), None)


AGED = vocabulary(
    registered=definition("date"),
    age=definition("count", unit="days", derived=[{"expr": {"days_since": {"fact": "registered"}}}]),
)


def test_a_limit_of_time_says_when_it_is_reached() -> None:
    tree = condition("aged", {"fact": "age", "op": "ge", "value": 365})
    result = judge(Judged(rule_of(AGED, tree)), {"registered": date(2026, 9, 1)}, DAY, Context(AGED, PLACES))
    gap = result.conditions[0].gap
    assert gap is not None
    assert (gap.difference, gap.unit, gap.passes_on) == (D(283), "days", date(2027, 9, 1))


def rule_of(words: Any, tree: Any) -> Any:
    node, problems = parse_node(tree, (), words)
    assert problems == []
    return node


def test_a_failed_alternative_beside_one_that_holds_is_not_shown() -> None:
    result = judged({"any": [FIRST, SECOND]}, {"first": True, "second": False})
    assert [(line.id, line.outcome) for line in result.conditions] == [("first", Outcome.MET)]


def test_a_named_group_is_one_line_with_its_parts_and_the_easiest_gap() -> None:
    tiny = condition("tiny", {"fact": "heads", "op": "le", "value": 10})
    group = {"any": [tiny, SMALL], "id": "size", "text": two("size"), "source": SOURCE}
    (line,) = judged(group, {"heads": D(33)}).conditions
    assert (line.id, line.outcome, [part.id for part in line.parts]) == ("size", Outcome.UNMET, ["tiny", "small"])
    assert line.gap is not None
    assert line.gap.bound == 30


def test_a_line_keeps_the_values_and_the_parameter_it_was_decided_with() -> None:
    parameters, problems = parse_parameters(
        {
            "target": {
                "text": two("target"),
                "values": [
                    {"from": date(2020, 1, 1), "value": "20", "source": SOURCE},
                    {"from": date(2027, 1, 1), "value": "30", "source": SOURCE},
                ],
            }
        }
    )
    assert problems == []
    context = Context(CONTEXT.vocabulary, PLACES, parameters)
    subject = Judged(rule(condition("few", {"fact": "heads", "op": "le", "value": {"param": "target"}})))
    (line,) = judge(subject, {"heads": D(25)}, DAY, context).conditions
    assert (line.outcome, line.values) == (Outcome.UNMET, (("heads", D(25)),))
    assert [(used.id, used.value, used.since) for used in line.parameters] == [("target", D(20), date(2020, 1, 1))]
    assert judge(subject, {"heads": D(25)}, date(2027, 1, 1), context).verdict == "eligible"
    assert judge(subject, {"heads": D(25)}, date(2019, 12, 31), context).verdict == "unknown"


WORDS = vocabulary(fits=definition("choices", options=options("a", "b", "c")))


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (Members(("a", "c")), "eligible"),
        (Members(("c",)), "not_eligible"),
        (Members(()), "not_eligible"),
        (None, "unknown"),
    ],
)
def test_one_of_several_is_enough(value: FactValue | None, verdict: str) -> None:
    tree = condition("fits", {"fact": "fits", "op": "has_any", "value": ["a", "b"]})
    facts = {} if value is None else {"fits": value}
    assert judge(Judged(rule_of(WORDS, tree)), facts, DAY, Context(WORDS, PLACES)).verdict == verdict
