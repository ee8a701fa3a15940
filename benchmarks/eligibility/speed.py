"""How long judging takes: one measure with its full trace, the catalogue screened, 100,000 measures screened.

One measure: for each case that ships, the median of 31 judgements; shown is the median over the measures of the median
over their cases, and the median over all cases. Screening: the enterprises of every tenth case against all measures.
100,000 measures are the shipped ones moved: each copy is a rule of its own in another place of the tree and with its
limits shifted, so that nothing is looked up twice; only texts and sources are shared.
Screening is given in processor time of its one core, so that other work on the machine counts less.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from statistics import median
from time import perf_counter, process_time

from benchmarks.eligibility.shipped import Shipped
from knowledge.cases import Case
from knowledge.comparisons import NumberTest, RegionTest, Test
from knowledge.conditions import Condition, Group, Node
from knowledge.context import Context
from knowledge.eligibility import judge
from knowledge.formulas import Constant
from knowledge.rules import Judged
from knowledge.screening import Candidate, screen
from knowledge.validity import availability, is_in_force
from knowledge.values import FactValue

DAY = date(2026, 11, 22)
MANY = 100_000
JUDGED_US, SCREENED_MS, SCREENED_MANY_S = 40, 5, 4
"""The goals."""
JUDGED = "one measure with its full trace, missing facts and amount"


def table(shipped: Shipped) -> str:
    """The figures beside their goals, as Markdown."""
    by_measure, every = judged_us(shipped)
    times = screened_ms(shipped)
    screened = f"{len(shipped.catalogue.measures)} measures screened for each enterprise of the cases"
    rows = [
        "| what | goal | seen |\n| --- | ---: | ---: |",
        f"| {JUDGED}: median over the measures of their cases | {JUDGED_US} µs | {by_measure:.1f} µs |",
        f"| the same, median over all cases | | {every:.1f} µs |",
        f"| {screened}: median and worst | {SCREENED_MS} ms | {median(times):.1f} ms, {max(times):.1f} ms |",
    ]
    for name, seconds in screened_many_s(shipped).items():
        rows.append(f"| {MANY:,} measures screened, {name} | {SCREENED_MANY_S} s | {seconds:.1f} s |")
    return "\n".join(rows)


def judged_us(shipped: Shipped) -> tuple[float, float]:
    """Microseconds a judgement: median over measures, median over cases."""
    context, subjects = shipped.catalogue.context, shipped.catalogue.subjects
    times = {name: _each_us(subject, shipped.cases.get(name, ()), context) for name, subject in subjects.items()}
    times = {name: each for name, each in times.items() if each}
    return median(median(one) for one in times.values()), median(time for one in times.values() for time in one)


def _each_us(subject: Judged, cases: Sequence[Case], context: Context) -> list[float]:
    return [
        _timed(lambda c=case: judge(subject, c.facts, c.as_of, context, amount_of=c.amount_of), 31) * 1e6
        for case in cases
    ]


def screened_ms(shipped: Shipped) -> list[float]:
    """Milliseconds for the whole catalogue, by enterprise; the first knows nothing."""
    catalogue = shipped.catalogue
    patience = catalogue.pack.unconfirmed_after_days
    candidates = [
        Candidate(m.id, catalogue.subjects[m.id], is_in_force(availability(m, DAY, patience)))
        for m in catalogue.measures.values()
    ]
    cases = [case for cases in shipped.cases.values() for case in cases]
    profiles = [{}, *(case.facts for case in cases[::10])]
    return [_timed(lambda p=p: screen(candidates, p, DAY, catalogue.context), 7, process_time) * 1e3 for p in profiles]


def screened_many_s(shipped: Shipped) -> dict[str, float]:
    """Seconds for 100,000 measures, by enterprise."""
    candidates = moved(shipped, MANY)
    firm: dict[str, FactValue] = dict(shipped.cases["cn-small-low-profit-tax"][0].facts)
    firms = {
        "nothing known of the enterprise": {},
        "a firm in one zone": {**firm, "region": "htz-xian"},
        "the same firm, place not known": firm,
    }
    gc.collect()
    gc.freeze()  # a server does the same once its knowledge is loaded
    return {
        name: _timed(lambda p=p: screen(candidates, p, DAY, shipped.catalogue.context), 3, process_time)
        for name, p in firms.items()
    }


def moved(shipped: Shipped, count: int) -> list[Candidate]:
    """The shipped measures again and again, each copy in another place and with other limits."""
    places = sorted(shipped.catalogue.regions.by_id)
    measures = list(shipped.catalogue.measures.values())
    candidates = []
    for number in range(count):
        measure, lap = measures[number % len(measures)], number // len(measures)
        rule = _moved(measure.rule, places[lap % len(places)], lap) if measure.rule is not None else None
        subject = Judged(rule, measure.gains)
        _ = subject.parts, subject.tests, subject.shared  # prepared when knowledge is loaded
        candidates.append(Candidate(f"{measure.id}-{lap}", subject))
    return candidates


def _moved(node: Node, place: str, lap: int) -> Node:
    if isinstance(node, Group):
        return replace(node, nodes=tuple(_moved(part, place, lap) for part in node.nodes))
    return replace(node, test=_moved_test(node.test, place, lap)) if node.test is not None else _copy(node)


def _copy(node: Condition) -> Condition:
    return replace(node)


def _moved_test(test: Test, place: str, lap: int) -> Test:
    match test:
        case RegionTest():
            return replace(test, area=place)
        case NumberTest(bound=Constant(value=value)):
            return replace(test, bound=Constant(value + value * lap / 10_000))
        case _:
            return replace(test)


def _timed(work: Callable[[], object], rounds: int, clock: Callable[[], float] = perf_counter) -> float:
    times = []
    for _ in range(rounds):
        started = clock()
        work()
        times.append(clock() - started)
    return median(times)
