"""How many questions a verdict takes: our order beside random orders and the best order there is.

The enterprises are those of the worked cases; each is asked from nothing and answers what its case says, "I don't
know" to the rest. Only enterprises whose facts decide the matter take part, each once. A question costs the same
whatever the answer.

best      for each measure the one order of its facts that needs fewest questions over all its enterprises, found by
          search over every order (shortest path over sets of facts known; it knows the enterprises beforehand)
random    the mean of 100 random orders of the same facts, stopped at the verdict (seed fixed)
relevant  as random (20 orders), but a fact that can no longer matter is skipped
every     the mean of 100 random orders of everything that the measure can depend on, the facts that those follow from
          included, stopped at the verdict: a dialogue without a sense of order or of what still matters
form      every tested fact, whatever was answered: a form without a sense of when it is decided
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from statistics import mean

from benchmarks.eligibility.shipped import Shipped
from knowledge.conditions import worst
from knowledge.context import Context
from knowledge.derivation import derive, observe
from knowledge.eligibility import judge, verdict_of
from knowledge.relevance import independent, standings
from knowledge.rules import Judged
from knowledge.values import FactValue, WhyUnknown

Facts = Mapping[str, FactValue]
ORDERS = 100
RELEVANT_ORDERS = 20
"""Fewer where every step is judged anew."""
SEED = 20261122
WAYS = {
    "best": "best order",
    "random": "random, tested facts",
    "relevant": "random, tested facts that still matter",
    "every": "random, all facts it can depend on",
    "form": "every tested fact",
}
"""The other ways by the column's title."""


@dataclass(frozen=True, slots=True)
class Count:
    """Questions that one measure's enterprises take together."""

    measure: str
    enterprises: int
    ours: int
    best: int
    random: float
    relevant: float
    every: float
    form: int


class Interview:
    """One measure and the enterprises that are asked about it."""

    def __init__(self, subject: Judged, enterprises: Sequence[tuple[Facts, date]], context: Context) -> None:
        self.subject = subject
        self.enterprises = enterprises
        self._context = context
        self.facts = tuple(subject.tests)
        self._decided: dict[tuple[object, ...], bool] = {}

    def is_decided(self, known: Facts, day: date) -> bool:
        """Whether these facts give a verdict."""
        key = (day, *sorted((fact, str(value)) for fact, value in known.items()))
        found = self._decided.get(key)
        if found is None:
            view = observe(known, day, self._context)
            parts = independent(self.subject, standings(self.subject, view), view)
            found = verdict_of(self.subject, worst([part.state for part in parts])) != "unknown"
            self._decided[key] = found
        return found

    def ours(self, facts: Facts, day: date) -> int:
        """Questions that our own order takes."""
        known: dict[str, FactValue] = {}
        unanswered: dict[str, WhyUnknown] = {}
        asked = 0
        while True:
            result = judge(self.subject, known, day, self._context, unanswered=unanswered)
            if result.verdict != "unknown" or result.asks is None:
                return asked
            asked += 1
            if result.asks in facts:
                known[result.asks] = facts[result.asks]
            else:
                unanswered[result.asks] = "not_known"

    def in_order(self, order: Sequence[str], facts: Facts, day: date, *, skipping: bool = False) -> int:
        """Questions until the verdict if the facts are asked in that order."""
        known: dict[str, FactValue] = {}
        asked = 0
        for fact in order:
            if self.is_decided(known, day):
                break
            if skipping and fact not in judge(self.subject, known, day, self._context).missing:
                continue
            asked += 1
            if fact in facts:
                known[fact] = facts[fact]
        return asked

    def best(self) -> int:
        """Questions of the best order, all enterprises together: the cheapest way from nothing known to all known.

        What a set of facts leaves undecided does not depend on the order in which they were asked, so the search over
        all orders is a shortest path over sets.
        """
        everything = (1 << len(self.facts)) - 1
        undecided = self._undecided(everything)
        cost = [0] * (everything + 1)
        for known in range(everything - 1, -1, -1):
            if undecided[known]:
                following = (cost[known | 1 << at] for at in range(len(self.facts)) if not known >> at & 1)
                cost[known] = undecided[known].bit_count() + min(following)
        return cost[0]

    def _undecided(self, everything: int) -> list[int]:
        """For every set of facts known the enterprises (as bits) that have no verdict yet."""
        undecided = [0] * (everything + 1)
        for known in range(everything + 1):
            smaller = [undecided[known & ~(1 << at)] for at in range(len(self.facts)) if known >> at & 1]
            for number, (facts, day) in enumerate(self.enterprises):
                if all(before >> number & 1 for before in smaller):  # once decided, always decided
                    told = {f: facts[f] for at, f in enumerate(self.facts) if known >> at & 1 and f in facts}
                    undecided[known] |= (not self.is_decided(told, day)) << number
        return undecided


def count_questions(measure: str, shipped: Shipped) -> Count | None:
    """What the enterprises of a measure's cases take; None where none of them comes to a verdict."""
    context, subject = shipped.catalogue.context, shipped.catalogue.subjects[measure]
    interview = Interview(subject, enterprises(measure, shipped), context)
    if subject.eligibility is None or not interview.enterprises:
        return None
    behind = sorted(shipped.catalogue.reads[measure] & context.vocabulary.facts.keys())
    random = Random(SEED)
    return Count(
        measure,
        len(interview.enterprises),
        sum(interview.ours(*enterprise) for enterprise in interview.enterprises),
        interview.best(),
        _mean_of_orders(interview, interview.facts, random),
        _mean_of_orders(interview, interview.facts, random, skipping=True),
        _mean_of_orders(interview, behind, random),
        len(interview.facts) * len(interview.enterprises),
    )


def _mean_of_orders(interview: Interview, facts: Sequence[str], random: Random, *, skipping: bool = False) -> float:
    orders = [random.sample(facts, len(facts)) for _ in range(RELEVANT_ORDERS if skipping else ORDERS)]
    return mean(
        sum(interview.in_order(order, *enterprise, skipping=skipping) for enterprise in interview.enterprises)
        for order in orders
    )


def enterprises(measure: str, shipped: Shipped) -> list[tuple[Facts, date]]:
    """The cases' own enterprises, everything that follows from their facts included, each once."""
    context, subject = shipped.catalogue.context, shipped.catalogue.subjects[measure]
    found: dict[tuple[object, ...], tuple[Facts, date]] = {}
    for case in shipped.cases.get(measure, ()):
        facts = derive(case.facts, case.as_of, context)
        if judge(subject, facts, case.as_of, context).verdict not in ("unknown", None):
            key = tuple(sorted((fact, str(value)) for fact, value in facts.items()))
            found.setdefault(key, (facts, case.as_of))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Questions:
    """What came of counting."""

    table: str
    """One line for each measure where the order matters, and the mean of a verdict over all, as Markdown."""
    measures: int
    ratios: dict[str, float]
    """Ours to each of the other ways; "best / random": the best order to the random one."""


def count_all(shipped: Shipped) -> Questions:
    """Every measure of which an enterprise comes to a verdict."""
    counts = [count for name in shipped.catalogue.measures if (count := count_questions(name, shipped)) is not None]
    rows = [f"| measure | enterprises | ours | {' | '.join(WAYS.values())} |", "| --- |" + " ---: |" * (len(WAYS) + 2)]
    names = ("ours", *WAYS)
    rows += [
        _row(one.measure, one.enterprises, [getattr(one, name) for name in names], 1)
        for one in counts
        if one.random - one.best > 0.5
    ]
    number = sum(count.enterprises for count in counts)
    sums = {name: sum(getattr(count, name) for count in counts) for name in names}
    rows.append(_row("mean of a verdict", number, [total / number for total in sums.values()], 2))
    ratios = {name: sums["ours"] / sums[name] for name in WAYS}
    return Questions("\n".join(rows), len(counts), {**ratios, "best / random": sums["best"] / sums["random"]})


def _row(name: str, enterprises: int, numbers: Sequence[float], digits: int) -> str:
    return f"| {name} | {enterprises} | " + " | ".join(f"{number:.{digits}f}" for number in numbers) + " |"
