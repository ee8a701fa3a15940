"""The order of questions on the worked cases' own enterprises, beside random orders and the best there is.

Counts, no times: the same figures as on docs/reference/benchmarks/eligibility.md, which has every measure.
"""

from __future__ import annotations

from random import Random
from statistics import mean

import pytest

from benchmarks.eligibility.questions import ORDERS, SEED, Interview, enterprises
from benchmarks.eligibility.shipped import Shipped, load_shipped

SEARCHED = 6
"""Facts up to which every order is searched here; the two measures with twelve are searched in the benchmark."""


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return load_shipped()


def interviews(shipped: Shipped) -> list[tuple[str, Interview]]:
    found = [
        (name, Interview(subject, enterprises(name, shipped), shipped.catalogue.context))
        for name, subject in shipped.catalogue.subjects.items()
        if subject.eligibility is not None
    ]
    return [(name, one) for name, one in found if one.enterprises]


def ours(one: Interview) -> int:
    return sum(one.ours(*enterprise) for enterprise in one.enterprises)


def test_hardly_more_is_asked_than_in_the_best_order_there_is(shipped: Shipped) -> None:
    searched = [one for _, one in interviews(shipped) if len(one.facts) <= SEARCHED]
    assert len(searched) > 50
    assert sum(map(ours, searched)) <= 1.15 * sum(one.best() for one in searched)


def test_a_verdict_takes_at_most_two_thirds_of_what_random_orders_of_the_facts_behind_it_take(
    shipped: Shipped,
) -> None:
    random, asked, in_random_order = Random(SEED), 0, 0.0
    vocabulary = shipped.catalogue.context.vocabulary.facts.keys()
    for name, one in interviews(shipped):
        behind = sorted(shipped.catalogue.reads[name] & vocabulary)
        orders = [random.sample(behind, len(behind)) for _ in range(ORDERS // 4)]
        asked += ours(one)
        in_random_order += mean(sum(one.in_order(order, *each) for each in one.enterprises) for order in orders)
    assert asked <= 0.65 * in_random_order
