"""The semantics of judging over each measure that ships, one test a measure, with random enterprises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.amounts import QUANTITIES
from knowledge.catalogue import Catalogue
from knowledge.comparisons import RegionTest
from knowledge.conditions import leaves
from knowledge.coverage import borders
from knowledge.derivation import observe
from knowledge.eligibility import Judgement, judge
from knowledge.influence import facts_of
from knowledge.loading import load_catalogue
from knowledge.rules import Judged
from knowledge.validity import availability
from knowledge.values import FactValue, Members
from tests.examples import examples

DAY = date(2026, 11, 22)
NAMES = sorted(load_catalogue().measures)
Facts = dict[str, FactValue]
few_examples = examples(10)
"""A measure has few facts, and there are 95 of them."""
every_measure = pytest.mark.parametrize("name", NAMES)


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def told(name: str) -> tuple[str, ...]:
    """Facts that the verdict and the amounts of a measure read."""
    subject = catalogue().subjects[name]
    formulas = [f for gain in subject.benefits for f in (gain.amount, gain.otherwise) if f is not None]
    return tuple(dict.fromkeys([*subject.tests, *(fact for formula in formulas for fact in facts_of(formula))]))


@cache
def answers(name: str, fact: str) -> tuple[FactValue, ...]:
    """Answers on and around everything that the measure tells apart."""
    definition = catalogue().context.vocabulary[fact]
    if definition.type == "boolean":
        return True, False
    if definition.type == "choice":
        return definition.option_ids
    if definition.type == "region":
        return tuple(_places(name))
    if definition.type == "date":
        return DAY - timedelta(400), DAY - timedelta(365), DAY
    return tuple(_numbers(name, fact))


def _places(name: str) -> Iterator[str]:
    """A place in and a place outside each area that is tested."""
    areas = {leaf.test.area for leaf in leaves_of(name) if isinstance(leaf.test, RegionTest)}
    yield from sorted(areas)
    yield "city-lhasa" if "city-lhasa" in catalogue().regions else "xizang"


def leaves_of(name: str) -> list[Any]:
    rule = catalogue().measures[name].rule
    return list(leaves(rule)) if rule is not None else []


def _numbers(name: str, fact: str) -> Iterator[Decimal]:
    definition = catalogue().context.vocabulary[fact]
    step = Decimal("0.01") if definition.type == "share" else Decimal(1)
    view = observe({}, DAY, catalogue().context)
    bounds = {border.bound.evaluate(view) for border in borders(catalogue().measures[name])}
    seen = {Decimal(10), Decimal(100), Decimal(5_000_000)} if step == 1 else {Decimal("0.05"), Decimal("0.15")}
    seen |= {abs(b) + offset for b in bounds if isinstance(b, Decimal) for offset in (-step, 0, step)}
    low, high = definition.domain.low, definition.domain.high
    yield from sorted(number for number in seen if low <= number <= high and number == number.quantize(step))


def complete(name: str) -> st.SearchStrategy[Facts]:
    return st.fixed_dictionaries({fact: st.sampled_from(answers(name, fact)) for fact in told(name)})


def some(name: str) -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from(told(name))) if told(name) else st.just(set())


def kept(facts: Facts, names: set[str]) -> Facts:
    return {fact: value for fact, value in facts.items() if fact in names}


def judged(name: str, facts: Mapping[str, FactValue], of: str = "benefit") -> Judgement:
    return judge(catalogue().subjects[name], facts, DAY, catalogue().context, amount_of=of)


@every_measure
@few_examples
@given(st.data())
def test_more_known_never_takes_a_verdict_back(name: str, data: st.DataObject) -> None:
    facts = data.draw(complete(name))
    few = data.draw(some(name))
    more = few | data.draw(some(name))
    less, full = judged(name, kept(facts, few)).verdict, judged(name, kept(facts, more)).verdict
    if less in ("eligible", "not_eligible", None):
        assert full == less
    if full != "eligible":
        assert less != "eligible"


@every_measure
@few_examples
@given(st.data())
def test_a_changed_fact_gives_what_a_fresh_evaluation_gives(name: str, data: st.DataObject) -> None:
    measure = catalogue().measures[name]
    facts = kept(data.draw(complete(name)), data.draw(some(name)))
    judged(name, facts)
    changed = {**facts, **kept(data.draw(complete(name)), data.draw(some(name)))}
    fresh = judge(Judged(measure.rule, measure.gains), changed, DAY, catalogue().context)
    assert judged(name, changed) == fresh


@every_measure
@few_examples
@given(st.data())
def test_only_missing_facts_change_verdict_or_amount(name: str, data: st.DataObject) -> None:
    facts = data.draw(complete(name))
    known = kept(facts, data.draw(some(name)))
    result = judged(name, known)
    if result.verdict == "unknown":
        assert result.missing
    settled = observe(known, DAY, catalogue().context).facts
    fixed = {fact: value for fact, value in facts.items() if fact in (*known, *result.missing)}
    one, other = ({**facts, **settled, **fixed, **known} for facts in (facts, data.draw(complete(name))))
    assert judged(name, one).verdict == judged(name, other).verdict
    assert judged(name, one).amount == judged(name, other).amount


@every_measure
@few_examples
@given(st.data())
def test_a_range_narrows_and_holds_the_sum_of_every_completion(name: str, data: st.DataObject) -> None:
    facts = data.draw(complete(name))
    few = data.draw(some(name))
    more = few | data.draw(some(name))
    for of in QUANTITIES:
        wide, narrow, exact = (judged(name, kept(facts, names), of) for names in (few, more, set(facts)))
        if exact.amount is None or exact.verdict == "not_eligible":
            continue  # the sums of an enterprise that is not eligible follow another formula
        assert wide.amount is not None
        assert narrow.amount is not None
        assert _holds(wide.amount, narrow.amount)
        assert _holds(narrow.amount, exact.amount)


def _holds(outer: Any, inner: Any) -> bool:
    is_low_held = outer.low is None or (inner.low is not None and outer.low <= inner.low)
    return is_low_held and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


MOST_TRIED = 1_000
TOGETHER = {
    "staff": (20, 100, 500, 501),
    "st_staff": (1, 2, 3, 4, 5, 6, 9, 10, 15, 20, 25, 30, 49, 50, 75, 100, 125, 150),
    "sales_last_year": (10_000_000, 50_000_000, 50_000_001, 200_000_000, 200_000_001),
    "sales_3_years": (100_000_000, 600_000_000),
    "rd_spend_3_years": (2_900_000, 3_000_000, 4_000_000, 5_000_000, 17_900_000, 18_000_000, 24_000_000, 30_000_000),
    "rd_spend_last_year": (
        0,
        100_000,
        150_000,
        200_000,
        250_000,
        300_000,
        400_000,
        500_000,
        600_000,
        2_000_000,
        12_000_000,
    ),
    "cost_and_expense_last_year": (1_000_000, 2_000_000, 10_000_000, 40_000_000),
    "class_1_ip": (0, 1),
    "class_2_ip": (0, 1, 2, 3, 4),
}
"""Some answers to facts that are tested together (shares, the score): they find what matters, and exclude nothing."""


def tried(name: str, fact: str) -> tuple[FactValue, ...]:
    """Answers that between them bring about everything that the measure can come to."""
    return tuple(map(Decimal, TOGETHER[fact])) if fact in TOGETHER and is_joint(name, fact) else answers(name, fact)


@cache
def is_joint(name: str, fact: str) -> bool:
    return any(
        fact in leaf.test.facts and len(leaf.test.facts) > 1 for leaf in leaves_of(name) if leaf.test is not None
    )


@pytest.mark.parametrize("name", [name for name in NAMES if leaves_of(name)])
@few_examples
@given(st.data())
def test_missing_facts_are_those_that_can_change_the_verdict(name: str, data: st.DataObject) -> None:
    subject = Judged(catalogue().measures[name].rule)  # without the sums: what they hang on is missing too
    tested = tuple(subject.tests)
    joint = [fact for fact in tested if is_joint(name, fact)]

    def verdict_only(facts: Facts) -> Judgement:
        return judge(subject, facts, DAY, catalogue().context)

    drawn = {fact: data.draw(st.sampled_from(tried(name, fact))) for fact in tested}
    left_open = data.draw(st.sets(st.sampled_from(joint or tested), max_size=3)) if joint else data.draw(some(name))
    known = {fact: value for fact, value in drawn.items() if fact not in left_open}
    settled = dict(observe(known, DAY, catalogue().context).facts)
    unknown = [fact for fact in tested if fact not in settled]
    assume(prod(len(tried(name, fact)) for fact in unknown) <= MOST_TRIED)
    verdicts = {
        values: verdict_only({**known, **dict(zip(unknown, values, strict=True))}).verdict
        for values in product(*(tried(name, fact) for fact in unknown))
    }
    can_change = {
        fact
        for at, fact in enumerate(unknown)
        for values, verdict in verdicts.items()
        if any(verdicts[(*values[:at], other, *values[at + 1 :])] != verdict for other in tried(name, fact))
    }
    missing = set(verdict_only(known).missing)
    assert can_change <= missing
    assert joint or missing == can_change  # of shares test_joint_relevance tries every answer


@every_measure
def test_a_place_decides_only_where_it_lies_inside_or_apart(name: str) -> None:
    regions = catalogue().regions
    for leaf in leaves_of(name):
        if not isinstance(leaf.test, RegionTest) or leaf.test.area == "CN":
            continue
        test, area = leaf.test, leaf.test.area

        def outcome(test: RegionTest = test, **facts: FactValue) -> bool | None:
            return test.evaluate(observe(facts, DAY, catalogue().context))

        for place in regions.by_id:
            expected = True if regions.within(place, area) else None if regions.within(area, place) else False
            assert outcome(region=place) is expected, (area, place)
        assert outcome() is None
        for larger in regions.chain(area):
            assert outcome(region_not=Members((larger,))) is False
        for smaller in (place for place in regions.by_id if place != area and regions.within(place, area)):
            assert outcome(region_not=Members((smaller,))) is None


@every_measure
def test_a_measure_that_decides_nothing_has_no_verdict_and_a_direction_is_only_announced(name: str) -> None:
    measure = catalogue().measures[name]
    if measure.kind == "direction":
        assert measure.rule is None
        assert availability(measure, DAY, 365) == "announced"
    if measure.rule is None:
        result = judged(name, {"region": "htz-xian", "staff": Decimal(30)})
        assert (result.verdict, result.missing, result.asks) == (None, (), None)


ORDER = ("upcoming", "open", "unconfirmed", "ended")


@every_measure
def test_availability_only_moves_forward_and_at_the_edges_of_windows(name: str) -> None:
    measure = catalogue().measures[name]
    validity = measure.validity
    patience = catalogue().pack.unconfirmed_after_days
    first = validity.first_day or validity.announced
    quiet_from = (validity.verified_on if validity.open_ended else validity.announced) + timedelta(patience + 1)
    edges = {first, quiet_from, *((validity.last_day + timedelta(1),) if validity.last_day else ())}
    for year in validity.years:
        edges |= {date(year.year, 1, 1), date(year.year + 1, 1, 1), year.first_day, year.last_day + timedelta(1)}
    states = {day: availability(measure, day, patience) for day in _days(min(edges), max(edges))}
    changed = {day for day in states if day - timedelta(1) in states and states[day] != states[day - timedelta(1)]}
    assert changed <= edges
    if not validity.years and measure.kind != "direction" and not validity.reported_done:
        reached = [ORDER.index(states[day]) for day in sorted(states)]
        assert reached == sorted(reached)
        assert availability(measure, first - timedelta(1), patience) == "upcoming"
        assert availability(measure, first, patience) == "open"
    if validity.last_day is not None:
        assert availability(measure, validity.last_day, patience) == "open"
        assert availability(measure, validity.last_day + timedelta(1), patience) == "ended"


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(n) for n in range(-3, (last - first).days + 4))


@every_measure
def test_reported_done_and_announced_never_change_with_the_day(name: str) -> None:
    measure = catalogue().measures[name]
    done = replace(measure, validity=replace(measure.validity, reported_done=True))
    states = {availability(done, day, 365) for day in (date(2015, 1, 1), DAY, date(2040, 1, 1))}
    assert states == {"announced" if measure.kind == "direction" else "done"}
