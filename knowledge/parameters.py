"""Figures that change over time (a control target, a rate): values with the day from which each holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.citations import Citation, Text
from knowledge.expressions import decimal_of
from knowledge.findings import Finding, Findings, Path, describe
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class DatedValue:
    """The value from a day on, until a later one begins."""

    since: date
    value: Decimal
    source: Citation


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure and its history, oldest first."""

    id: str
    text: Text
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue | None:
        """The value in force on the day; None before the first."""
        current = None
        for dated in self.values:
            if dated.since <= day:
                current = dated
        return current


def parse_parameters(data: Any) -> tuple[Mapping[str, Parameter], list[Finding]]:
    """The parameters of parameters.yml by id, and every problem found; those with a problem are left out."""
    findings = Findings()
    if data is not None and not isinstance(data, dict):
        findings.add((), f"expected parameter ids and their values, read {describe(data)}")
        return {}, findings.problems
    read = {name: _parameter(name, body, findings) for name, body in (data or {}).items()}
    return {name: parameter for name, parameter in read.items() if parameter is not None}, findings.problems


def _parameter(name: str, body: Any, findings: Findings) -> Parameter | None:
    fields = findings.mapping(body, (name,), required=("text", "values"))
    if fields is None:
        return None
    text = findings.text(fields["text"], (name, "text"))
    items = findings.sequence(fields["values"], (name, "values"))
    if text is None or items is None:
        return None
    values = [_dated(item, (name, "values", index), findings) for index, item in enumerate(items)]
    known = tuple(value for value in values if value is not None)
    if [value.since for value in known] != sorted({value.since for value in known}):
        findings.add((name, "values"), "the days have to rise from value to value")
    return Parameter(name, text, known) if len(known) == len(values) else None


def _dated(data: Any, path: Path, findings: Findings) -> DatedValue | None:
    fields = findings.mapping(data, path, required=("from", "value", "source"))
    if fields is None:
        return None
    since, value = fields["from"], decimal_of(fields["value"])
    source = findings.citation(fields["source"], (*path, "source"))
    if not isinstance(since, date):
        findings.add((*path, "from"), f"expected a day such as 2020-01-31, read {describe(since)}")
    if value is None:
        findings.add((*path, "value"), f"expected a number, read {describe(fields['value'])}")
    return DatedValue(since, value, source) if isinstance(since, date) and value is not None and source else None
