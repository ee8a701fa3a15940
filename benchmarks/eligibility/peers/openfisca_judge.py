"""Judges cases with OpenFisca-Core: one simulation an enterprise, and all enterprises in one."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from benchmarks.eligibility.peers.openfisca_rules import INPUTS, PERIOD, RULES, build_system

Outcome = tuple[bool, float | None]
"""Whether the enterprise is eligible, and the benefit in yuan where the rule has a sum."""


class OpenFisca:
    """The rules, ready to judge."""

    def __init__(self) -> None:
        self._system: TaxBenefitSystem = build_system()

    def judge(self, measure: str, facts: dict[str, Any]) -> Outcome:
        """One enterprise against one rule."""
        return self._calculate(measure, [facts])[0]

    def many_us(self, measure: str, facts: dict[str, Any], count: int) -> float:
        """Microseconds an enterprise where so many are judged in one array."""
        started = perf_counter()
        self._calculate(measure, [facts] * count)
        return (perf_counter() - started) / count * 1e6

    def _calculate(self, measure: str, enterprises: Sequence[dict[str, Any]]) -> list[Outcome]:
        name = measure.replace("-", "_")
        simulation = SimulationBuilder().build_default_simulation(self._system, len(enterprises))
        for fact in dict.fromkeys(fact for facts in enterprises for fact in facts if fact in INPUTS):
            kind, default = INPUTS[fact]
            values = np.array([kind(facts.get(fact, default)) for facts in enterprises])
            simulation.set_input(fact, PERIOD, values)
        eligible = simulation.calculate(name, PERIOD)
        sums = simulation.calculate(f"{name}_benefit", PERIOD) if RULES[name][1] is not None else [None] * len(eligible)
        return [(bool(one), None if yuan is None else float(yuan)) for one, yuan in zip(eligible, sums, strict=True)]


def times_us(engine: OpenFisca, cases: Sequence[tuple[str, dict[str, Any]]], rounds: int) -> list[float]:
    """Median microseconds of a judgement, by case."""
    out = []
    for measure, facts in cases:
        times = []
        for _ in range(rounds):
            started = perf_counter()
            engine.judge(measure, facts)
            times.append(perf_counter() - started)
        out.append(median(times) * 1e6)
    return out
