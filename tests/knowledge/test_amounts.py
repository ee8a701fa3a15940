"""Amounts with their arithmetic, ranges and kinds, example by example."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from knowledge.amounts import Benefit, parse_benefits
from knowledge.derivation import observe
from knowledge.eligibility import Judged, Judgement, judge, judge_view, outcome
from knowledge.values import Band, FactValue
from tests.knowledge.small_world import CONTEXT, DAY, SOURCE, condition, rule, two

D = Decimal
FIRST = condition("first", {"fact": "first", "op": "is", "value": True})


def judged(facts: dict[str, FactValue], benefits: tuple[Benefit, ...], amount_of: str = "benefit") -> Judgement:
    return judge(Judged(rule(FIRST), benefits), facts, DAY, CONTEXT, amount_of=amount_of)


def benefit(amount: Any, **more: Any) -> tuple[Benefit, ...]:
    data = {"of": "benefit", "text": two("sum"), "kind": "exact", "source": SOURCE, "amount": amount, **more}
    read, problems = parse_benefits([data], (), CONTEXT.vocabulary)
    assert problems == []
    return read


HALF = {"mul": [{"fact": "income"}, "0.5"]}


def test_an_amount_comes_with_its_arithmetic() -> None:
    amount = judged({"first": True, "income": D(120000)}, benefits=benefit(HALF)).amount
    assert amount is not None
    assert (amount.value, amount.low, amount.high, amount.kind) == (D(60000), D(60000), D(60000), "exact")
    assert amount.note == "120,000 × 50%"


def test_an_amount_is_computed_whatever_the_verdict() -> None:
    unknown = judged({"income": D(120000)}, benefits=benefit(HALF))
    refused = judged({"first": False, "income": D(120000)}, benefits=benefit(HALF))
    assert unknown.amount is not None
    assert refused.amount is not None
    assert (unknown.verdict, unknown.amount.value) == ("unknown", D(60000))
    assert (refused.verdict, refused.amount.value) == ("not_eligible", D(0))


def test_a_refused_enterprise_owes_the_ordinary_rate() -> None:
    due = benefit({"mul": [{"fact": "income"}, "0.05"]}, of="tax_due", otherwise={"mul": [{"fact": "income"}, "0.25"]})
    facts: dict[str, FactValue] = {"first": False, "income": D(100)}
    amount = judged(facts, benefits=due, amount_of="tax_due").amount
    assert amount is not None
    assert (amount.of, amount.value, amount.note) == ("tax_due", D(25), "100 × 25%")


def test_where_no_quantity_is_named_the_benefit_is_meant() -> None:
    view = observe({"first": True, "income": D(120000)}, DAY, CONTEXT)
    subject = Judged(rule(FIRST), (*benefit(HALF), *benefit(1, of="tax_due")))
    amount = judge_view(subject, view).amount
    assert amount is not None
    assert (amount.of, amount.value) == ("benefit", D(60000))
    assert outcome(subject, view) == ("eligible", amount)


def test_a_missing_base_leaves_a_range_and_comes_after_what_decides() -> None:
    capped = benefit({"min": [HALF, 1000]})
    result = judged({}, benefits=capped)
    assert result.amount is not None
    assert (result.amount.value, result.amount.low, result.amount.high) == (None, D(0), D(1000))
    assert result.amount.note == "min({income} × 50%, 1,000)"
    assert result.missing == ("first", "income")


def test_a_band_above_the_cap_is_certain() -> None:
    facts: dict[str, FactValue] = {"first": True, "income": Band(D(3000), D(4000))}
    result = judged(facts, benefits=benefit({"min": [HALF, 1000]}))
    assert result.amount is not None
    assert (result.amount.value, result.missing) == (D(1000), ())


@pytest.mark.parametrize(
    ("income", "value", "note"),
    [
        (D(1800), D(900), "1,800 × 50%"),
        (D(2000), D(1000), "2,000 × 50%"),
        (D(2002), D(1000), "min(2,002 × 50%, 1,000)"),
    ],
)
def test_a_ceiling_stands_in_the_arithmetic_only_where_it_cuts(income: Decimal, value: Decimal, note: str) -> None:
    amount = judged({"first": True, "income": income}, benefits=benefit(HALF, ceiling=1000)).amount
    assert amount is not None
    assert (amount.value, amount.note) == (value, note)


def test_a_ceiling_does_not_cut_what_a_refused_enterprise_owes() -> None:
    due = benefit(HALF, of="tax_due", ceiling=10, otherwise={"mul": [{"fact": "heads"}, 100]})
    refused = judged({"first": False, "income": D(100)}, benefits=due, amount_of="tax_due")
    assert refused.missing == ("heads",)
    amount = judged({"first": False, "heads": D(3)}, benefits=due, amount_of="tax_due").amount
    assert amount is not None
    assert (amount.value, amount.note) == (D(300), "3 × 100")


def test_a_sum_is_never_below_zero() -> None:
    amount = judged({"first": True, "income": D(-5)}, benefits=benefit({"fact": "income"})).amount
    assert amount is not None
    assert (amount.value, amount.low, amount.high) == (D(0), D(0), D(0))


def test_a_quantity_that_the_measure_has_not_is_none() -> None:
    assert judged({}, benefits=benefit(100), amount_of="tax_due").amount is None


BENEFIT: dict[str, Any] = {"of": "benefit", "text": two("sum"), "kind": "exact", "source": SOURCE, "amount": 100}


@pytest.mark.parametrize(
    ("changed", "path", "message"),
    [
        ({"of": "benefits"}, ("of",), "'benefits' is not allowed as 'of'. Did you mean 'benefit'? Allowed: benefit,"),
        ({"kind": "exatc"}, ("kind",), "'exatc' is not allowed as 'kind'. Did you mean 'exact'? Allowed: exact,"),
        ({"ceiling": "high"}, ("ceiling",), "expected yuan, read 'high'"),
        ({"ceiling": True}, ("ceiling",), "expected yuan, read true"),
        ({"amount": "much"}, ("amount",), "expected a number or one operation, read 'much'"),
        ({"amount": {"fact": "incmoe"}}, ("amount", "fact"), "'incmoe' is not a fact. Did you mean 'income'?"),
        ({"otherwise": {"fact": "kind"}}, ("otherwise", "fact"), "'kind' is a fact of type choice"),
        ({"text": {"zh": "一"}}, ("text",), "'en' is missing"),
        ({"source": {"at": None}}, ("source",), "'document' is missing"),
        ({"cap": 7}, ("cap",), "'cap' is not a key here."),
    ],
)
def test_a_fault_in_a_benefit_is_named_where_it_stands(
    changed: dict[str, Any], path: tuple[str, ...], message: str
) -> None:
    _, problems = parse_benefits([BENEFIT, BENEFIT | changed], ("benefits",), CONTEXT.vocabulary)
    assert [(found.path, message in found.message) for found in problems] == [(("benefits", 1, *path), True)], problems


@pytest.mark.parametrize("changed", [{"of": "x"}, {"kind": "x"}, {"text": 7}, {"source": 7}], ids=str)
def test_a_benefit_with_a_fault_is_left_out(changed: dict[str, Any]) -> None:
    read, problems = parse_benefits([BENEFIT | changed, BENEFIT], (), CONTEXT.vocabulary)
    assert (len(read), len(problems)) == (1, 1)
    assert (read[0].text, read[0].source.document) == (BENEFIT["text"], SOURCE["document"])


@pytest.mark.parametrize("data", ["many", {}, None])
def test_benefits_that_are_no_list_are_one_fault(data: Any) -> None:
    assert [found.path for found in parse_benefits(data, ("benefits",))[1]] == [("benefits",)]


@pytest.mark.parametrize(("ceiling", "high"), [(5000000, D(5000000)), (None, None)])
def test_a_bare_ceiling_is_a_range(ceiling: int | None, high: Decimal | None) -> None:
    result = judged({"first": True}, benefits=benefit(None, kind="up_to", ceiling=ceiling))
    assert result.amount is not None
    assert (result.amount.value, result.amount.low, result.amount.high, result.amount.note) == (None, D(0), high, None)
    assert result.missing == ()


@pytest.mark.parametrize("kinds", [("exact", "up_to"), ("up_to", "exact"), ("up_to", "indicative"), ("exact", "exact")])
def test_the_loosest_kind_of_several_sums_holds(kinds: tuple[str, str]) -> None:
    both = (*benefit(100, kind=kinds[0]), *benefit(50, kind=kinds[1]))
    amount = judged({"first": True}, benefits=both).amount
    assert amount is not None
    loosest = next(kind for kind in ("indicative", "up_to", "exact") if kind in kinds)
    assert (amount.value, amount.kind, amount.note) == (D(150), loosest, "100 + 50")


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
    result = judged({"first": True, "income": D(3000)}, benefits=benefit(amount)).amount
    assert result is not None
    assert result.note == note
