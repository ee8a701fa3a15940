"""The nine standing rules here, in OpenFisca-Core and in publicodes: same cases, same results, time a judgement.

The cases are the worked cases of the nine rules that come to a verdict, facts that follow included. The others cannot
be compared: neither peer knows "unknown", a fact that is not given has a default value there. A judgement is: facts in,
verdict and benefit out. Ours also makes the full trace, the missing facts and the arithmetic in words. All three run
one after another in one run; times are medians over the cases of the median of a case's rounds.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import yaml

from benchmarks.eligibility.peers.openfisca_judge import OpenFisca, times_us
from benchmarks.eligibility.peers.openfisca_rules import INPUTS, RULES
from benchmarks.eligibility.shipped import Shipped
from knowledge.cases import Case
from knowledge.derivation import derive
from knowledge.eligibility import judge
from knowledge.values import to_json

PEERS = Path(__file__).parent / "peers"
ROUNDS = 31
MANY = 10_000
Outcome = tuple[bool, float | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """What came of the comparison."""

    table: str
    """As Markdown."""
    cases: int
    rules: int
    disagreements: tuple[str, ...]
    """Empty where all three agree on every case."""


def compare(shipped: Shipped) -> Beside:
    """All three on the same cases, one after another."""
    cases = comparable(shipped)
    facts = [plain(case, shipped) for case in cases]
    ours, our_us = judged_here(cases, shipped)
    fisca = OpenFisca()
    pairs = [(case.measure, given) for case, given in zip(cases, facts, strict=True)]
    theirs = [fisca.judge(*pair) for pair in pairs]
    fisca_us = times_us(fisca, pairs, ROUNDS)
    many_us = median(fisca.many_us(*pair, MANY) for pair in pairs[:: max(1, len(pairs) // 20)])
    codes, codes_us = judged_by_publicodes(pairs)
    wrong = [*disagreements(cases, ours, theirs, "OpenFisca"), *disagreements(cases, ours, codes, "publicodes")]
    base = median(our_us)
    package = json.loads((PEERS / "node_modules/publicodes/package.json").read_text())
    rows = ["| engine | µs a judgement | ratio |\n| --- | ---: | ---: |"]
    for name, micros in (
        ("huiqi, with trace, missing facts and arithmetic", base),
        (f"publicodes {package['version']}", median(codes_us)),
        (f"OpenFisca-Core {version('openfisca-core')}, one enterprise", median(fisca_us)),
        (f"OpenFisca-Core, {MANY:,} enterprises in one array", many_us),
    ):
        rows.append(f"| {name} | {micros:,.1f} | {micros / base:,.2f} |")
    return Beside("\n".join(rows), len(cases), len(RULES), tuple(wrong))


def comparable(shipped: Shipped) -> list[Case]:
    """Cases of the nine rules that come to a verdict and whose facts are plain values."""
    found = []
    for name in (rule.replace("_", "-") for rule in RULES):
        for case in shipped.cases[name]:
            verdict = judge(shipped.catalogue.subjects[name], case.facts, case.as_of, shipped.catalogue.context).verdict
            is_plain = all(not isinstance(to_json(value), dict | list) for value in case.facts.values())
            if verdict != "unknown" and is_plain:
                found.append(case)
    return found


def plain(case: Case, shipped: Shipped) -> dict[str, Any]:
    """The facts that the peers know, as plain values."""
    facts = derive(case.facts, case.as_of, shipped.catalogue.context)
    return {fact: to_json(value) for fact, value in facts.items() if fact in INPUTS}


def judged_here(cases: Sequence[Case], shipped: Shipped) -> tuple[list[Outcome], list[float]]:
    """Our outcomes and times."""
    outcomes, times = [], []
    for case in cases:
        subject = shipped.catalogue.subjects[case.measure]
        rounds = []
        for _ in range(ROUNDS):
            started = perf_counter()
            result = judge(subject, case.facts, case.as_of, shipped.catalogue.context)
            rounds.append(perf_counter() - started)
        value = result.amount.value if result.amount is not None else None
        outcomes.append((result.verdict in ("eligible", "likely"), None if value is None else float(value)))
        times.append(median(rounds) * 1e6)
    return outcomes, times


def judged_by_publicodes(pairs: Sequence[tuple[str, dict[str, Any]]]) -> tuple[list[Outcome], list[float]]:
    """Outcomes and times of publicodes in Node."""
    cases = [
        {
            "measure": measure,
            "situation": {fact: _written(value) for fact, value in facts.items()},
            "hasBenefit": RULES[measure.replace("-", "_")][1] is not None,
        }
        for measure, facts in pairs
    ]
    rules = yaml.safe_load((PEERS / "rules.publicodes.yaml").read_text(encoding="utf-8"))
    sent = json.dumps({"rules": rules, "cases": cases, "rounds": ROUNDS})
    run = subprocess.run(["node", "judge.mjs"], cwd=PEERS, input=sent, capture_output=True, text=True, check=True)
    read = json.loads(run.stdout.splitlines()[-1])
    return [(one["eligible"], one["benefit"]) for one in read["results"]], read["micros"]


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return f"'{value}'" if isinstance(value, str) else value


def disagreements(cases: Sequence[Case], ours: Sequence[Outcome], theirs: Sequence[Outcome], name: str) -> list[str]:
    """Cases with another verdict, or a sum (where both have one) that differs by a yuan or more."""
    found = []
    for case, one, other in zip(cases, ours, theirs, strict=True):
        differs = one[1] is not None and other[1] is not None and abs(Decimal(one[1]) - Decimal(other[1])) >= 1
        if one[0] != other[0] or differs:
            found.append(f"{case.measure}, {case.name}: here {one}, {name} {other}")
    return found
