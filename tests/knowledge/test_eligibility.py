"""Judging, example by example."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.amounts import Benefit, parse_benefits
from knowledge.context import Context
from knowledge.eligibility import Judged, Judgement, judge
from knowledge.findings import Finding
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


def test_the_fact_most_likely_to_end_the_matter_comes_first() -> None:
    choice = condition("kind", {"fact": "kind", "op": "in", "value": ["x", "y"]})
    tree = {"all": [BY_HAND_TESTED, choice, FIRST]}
    assert judged(tree, {}).missing == ("first", "kind", "second")


def test_a_declined_fact_stays_missing_and_is_not_asked() -> None:
    tree = {"all": [FIRST, SECOND]}
    result = judged(tree, {}, declined=frozenset({"first"}))
    assert (result.missing, result.asks) == (("first", "second"), "second")
    assert judged(tree, {}, declined=frozenset({"first", "second"})).asks is None


def benefit(amount: Any, **more: Any) -> tuple[Benefit, ...]:
    data = {"of": "benefit", "text": two("sum"), "kind": "exact", "source": SOURCE, "amount": amount, **more}
    read, problems = parse_benefits([data], (), CONTEXT.vocabulary)
    assert problems == []
    return read


HALF = {"mul": [{"fact": "income"}, "0.5"]}


def test_an_amount_comes_with_its_arithmetic() -> None:
    amount = judged(FIRST, {"first": True, "income": D(120000)}, benefits=benefit(HALF)).amount
    assert amount is not None
    assert (amount.value, amount.low, amount.high, amount.kind) == (60000, 60000, 60000, "exact")
    assert amount.note == "120,000 × 50%"


def test_an_amount_is_computed_whatever_the_verdict() -> None:
    unknown = judged(FIRST, {"income": D(120000)}, benefits=benefit(HALF))
    refused = judged(FIRST, {"first": False, "income": D(120000)}, benefits=benefit(HALF))
    assert unknown.amount is not None
    assert refused.amount is not None
    assert (unknown.verdict, unknown.amount.value) == ("unknown", 60000)
    assert (refused.verdict, refused.amount.value) == ("not_eligible", 0)


def test_a_refused_enterprise_owes_the_ordinary_rate() -> None:
    due = benefit({"mul": [{"fact": "income"}, "0.05"]}, of="tax_due", otherwise={"mul": [{"fact": "income"}, "0.25"]})
    facts: dict[str, FactValue] = {"first": False, "income": D(100)}
    amount = judged(FIRST, facts, benefits=due, amount_of="tax_due").amount
    assert amount is not None
    assert (amount.value, amount.note) == (25, "100 × 25%")


def test_a_missing_base_leaves_a_range_and_comes_after_what_decides() -> None:
    capped = benefit({"min": [HALF, 1000]})
    result = judged(FIRST, {}, benefits=capped)
    assert result.amount is not None
    assert (result.amount.value, result.amount.low, result.amount.high) == (None, 0, 1000)
    assert result.amount.note == "min({income} × 50%, 1,000)"
    assert result.missing == ("first", "income")


def test_a_band_above_the_cap_is_certain() -> None:
    facts: dict[str, FactValue] = {"first": True, "income": Band(D(3000), D(4000))}
    result = judged(FIRST, facts, benefits=benefit({"min": [HALF, 1000]}))
    assert result.amount is not None
    assert (result.amount.value, result.missing) == (1000, ())


@pytest.mark.parametrize(("ceiling", "high"), [(5000000, 5000000), (None, None)])
def test_a_bare_ceiling_is_a_range(ceiling: int | None, high: int | None) -> None:
    result = judged(FIRST, {"first": True}, benefits=benefit(None, kind="up_to", ceiling=ceiling))
    assert result.amount is not None
    assert (result.amount.value, result.amount.low, result.amount.high, result.amount.note) == (None, 0, high, None)
    assert result.missing == ()


def test_the_loosest_kind_of_several_sums_holds() -> None:
    both = (*benefit(100), *benefit(50, kind="up_to"))
    amount = judged(FIRST, {"first": True}, benefits=both).amount
    assert amount is not None
    assert (amount.value, amount.kind, amount.note) == (150, "up_to", "100 + 50")


def test_an_unmet_limit_says_by_how_much() -> None:
    gap = judged(SMALL, {"heads": D(33)}).conditions[0].gap
    assert gap is not None
    assert (gap.relation, gap.bound, gap.value, gap.difference, gap.passes_on) == ("le", 30, 33, 3, None)


AGED = vocabulary(
    registered=definition("date"),
    age=definition("count", unit="days", derived=[{"expr": {"days_since": {"fact": "registered"}}}]),
)


def test_a_limit_of_time_says_when_it_is_reached() -> None:
    tree = condition("aged", {"fact": "age", "op": "ge", "value": 365})
    result = judge(Judged(rule_of(AGED, tree)), {"registered": date(2026, 9, 1)}, DAY, Context(AGED, PLACES))
    gap = result.conditions[0].gap
    assert gap is not None
    assert (gap.difference, gap.unit, gap.passes_on) == (283, "days", date(2027, 9, 1))


def rule_of(words: Any, tree: Any) -> Any:
    from knowledge.conditions import parse_node

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
    assert [(used.id, used.value, used.since) for used in line.parameters] == [("target", 20, date(2020, 1, 1))]
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
        ({"tset": {}}, ("tset",), "Did you mean 'test'?"),
        ({}, (), "a condition has a 'test'"),
        ({"test": {"expr": {"ad": [1]}, "op": "le", "value": 1}}, ("test", "expr", "ad"), "Did you mean 'add'?"),
        ({"test": {"expr": {"div": [1]}, "op": "le", "value": 1}}, ("test", "expr", "div"), "at least 2"),
    ],
)
def test_a_fault_in_a_condition_is_named_where_it_stands(tree: Any, path: tuple[str, ...], message: str) -> None:
    from knowledge.conditions import parse_node

    data = {"all": [{**condition("one", None), **tree}]}
    node, problems = parse_node(data, ("eligibility",), CONTEXT.vocabulary)
    assert node is None
    found = [problem for problem in problems if message in problem.message]
    assert found, problems
    assert found[0] == Finding(("eligibility", "all", 0, *path), found[0].message)


def test_all_faults_of_a_tree_are_found_in_one_run() -> None:
    from knowledge.conditions import parse_node

    data = {"all": [condition("One", {"fact": "no", "op": "is", "value": True}), {"any": []}, 7]}
    _, problems = parse_node(data, (), CONTEXT.vocabulary)
    assert [problem.path for problem in problems] == [
        ("all", 0, "id"),
        ("all", 0, "test", "fact"),
        ("all", 1, "any"),
        ("all", 2),
    ]


@pytest.mark.parametrize(
    ("amount", "note"),
    [
        ({"sub": [100, {"add": [1, {"fact": "income"}]}]}, "100 − (1 + 3,000)"),
        ({"mul": [{"add": [{"fact": "income"}, 1]}, "0.125"]}, "(3,000 + 1) × 12.5%"),
        (
            {
                "brackets": {
                    "of": {"fact": "income"},
                    "mode": "marginal",
                    "tiers": [{"up_to": 1000, "rate": 0}, {"up_to": None, "rate": "0.5"}],
                }
            },
            "1,000 × 0% + 2,000 × 50%",
        ),
        (
            {
                "brackets": {
                    "of": {"fact": "income"},
                    "mode": "slab",
                    "tiers": [{"up_to": 3000, "rate": "0.05"}, {"up_to": None, "rate": "0.25"}],
                }
            },
            "3,000 × 5%",
        ),
        (
            {"mul": [{"fact": "income"}, {"choose": {"fact": "kind", "cases": {"x": "0.6"}, "default": "0.3"}}]},
            "3,000 × (60% / 30%)",
        ),
        ({"clamp": {"of": {"fact": "income"}, "low": 0, "high": 2000}}, "min(max(3,000, 0), 2,000)"),
    ],
)
def test_arithmetic_is_written_as_people_write_it(amount: Any, note: str) -> None:
    result = judged(FIRST, {"first": True, "income": D(3000)}, benefits=benefit(amount)).amount
    assert result is not None
    assert result.note == note
