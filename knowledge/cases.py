"""Worked examples beside the content: what an enterprise's facts have to come to, worked out by hand."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date
from typing import Any, get_args

from knowledge.amounts import QUANTITIES
from knowledge.context import Context
from knowledge.eligibility import Judgement, Verdict, judge
from knowledge.expressions import decimal_of
from knowledge.facts import Vocabulary
from knowledge.findings import Finding, Findings, describe, not_allowed
from knowledge.profiles import read_profile
from knowledge.records import dataclass
from knowledge.rules import Judged
from knowledge.trace import ConditionResult
from knowledge.validity import Availability
from knowledge.values import FactValue, Outcome

WORDS: Mapping[str, tuple[str, ...]] = {
    "verdict": get_args(Verdict),
    "availability": get_args(Availability),
    "amount_of": QUANTITIES,
}
EXPECTATIONS = (*WORDS, "amount", "amount_range", "unmet", "missing")


@dataclass(frozen=True, slots=True)
class Case:
    """One enterprise on one day, and what is expected of it."""

    measure: str
    name: str
    as_of: date
    facts: Mapping[str, FactValue]
    expect: Mapping[str, Any]
    """Only the keys given are compared."""
    amount_of: str = "benefit"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One expectation that does not hold."""

    key: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.key}: expected {self.expected}, found {self.found}"


def parse_cases(
    measure: str, data: Any, vocabulary: Vocabulary, places: Container[str] | None = None
) -> tuple[tuple[Case, ...], list[Finding]]:
    """The cases of one file and every problem found; cases with a problem are left out."""
    findings = Findings()
    cases = []
    for index, item in enumerate(findings.sequence(data, (), at_least=0) or ()):
        fields = findings.mapping(
            item, (index,), required=("name", "as_of", "facts", "expect"), optional=("amount_of",)
        )
        case = None if fields is None else _case(measure, fields, (vocabulary, places), (index, findings))
        if case is not None:
            cases.append(case)
    return tuple(cases), findings.problems


def _case(
    measure: str,
    fields: Mapping[str, Any],
    known: tuple[Vocabulary, Container[str] | None],
    at: tuple[int, Findings],
) -> Case | None:
    index, findings = at
    before = len(findings.problems)
    facts, problems = read_profile(fields["facts"], *known, path=(index, "facts"))
    findings.problems += problems
    expect = findings.mapping(fields["expect"], (index, "expect"), optional=EXPECTATIONS) or {}
    for key, value in expect.items():
        if key in EXPECTATIONS and (misfit := _misfit(key, value)) is not None:
            findings.add((index, "expect", key), misfit)
    amount_of = fields.get("amount_of") or expect.get("amount_of") or "benefit"
    if amount_of not in QUANTITIES:
        findings.add((index, "amount_of"), not_allowed(amount_of, "a quantity", QUANTITIES))
    if not isinstance(fields["as_of"], date):
        findings.add((index, "as_of"), f"expected a day such as 2020-01-31, read {describe(fields['as_of'])}")
    if len(findings.problems) > before:
        return None
    return Case(measure, str(fields["name"]), fields["as_of"], facts, expect, amount_of)


def _misfit(key: str, value: Any) -> str | None:
    """Why nothing could ever come to that value; None where something can."""
    if key in ("unmet", "missing"):
        is_fitting = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return None if is_fitting else f"expected a list of ids, read {describe(value)}"
    if value is None:
        return None
    if key in WORDS:
        return None if value in WORDS[key] else not_allowed(value, f"allowed as '{key}'", WORDS[key])
    if key == "amount":
        return None if decimal_of(value) is not None else f"expected yuan, read {describe(value)}"
    ends = value if isinstance(value, list) and len(value) == 2 else [value]
    is_fitting = len(ends) == 2 and all(end is None or decimal_of(end) is not None for end in ends)
    return None if is_fitting else f"expected [lowest, highest], each yuan or null, read {describe(value)}"


def judge_case(case: Case, subject: Judged, context: Context) -> Judgement:
    """The judgement on the case's enterprise."""
    return judge(subject, case.facts, case.as_of, context, amount_of=case.amount_of)


def mismatches(case: Case, judgement: Judgement, availability: str | None = None) -> tuple[Mismatch, ...]:
    """Every expectation of the case that the judgement (and the measure's availability that day) does not meet."""
    found = _found(judgement, availability)
    return tuple(
        Mismatch(key, expected, found[key])
        for key, expected in case.expect.items()
        if _comparable(key, expected) != _comparable(key, found[key])
    )


def _found(judgement: Judgement, availability: str | None) -> dict[str, Any]:
    amount = judgement.amount
    return {
        "verdict": judgement.verdict,
        "availability": availability,
        "amount": amount.value if amount is not None else None,
        "amount_range": [amount.low, amount.high] if amount is not None else None,
        "amount_of": amount.of if amount is not None else None,
        "unmet": [line.id for line in _lines(judgement.conditions) if line.outcome is Outcome.UNMET],
        "missing": list(judgement.missing),
    }


def _lines(conditions: Sequence[ConditionResult]) -> list[ConditionResult]:
    """The conditions that count, and those inside a group that fails."""
    found: list[ConditionResult] = []
    for condition in conditions:
        found.append(condition)
        if condition.outcome is Outcome.UNMET:
            found += _lines(condition.parts)
    return found


def _comparable(key: str, value: Any) -> Any:
    if key == "amount":
        return decimal_of(value)
    if key == "amount_range" and value is not None:
        return [decimal_of(end) for end in value]
    if key in ("unmet", "missing"):
        return sorted(value)
    return value
