"""Reads the facts of an enterprise from plain data: a profile file, a case, a request."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.context import band_interval
from knowledge.expressions import decimal_of
from knowledge.facts import NUMERIC, FactDefinition, Vocabulary
from knowledge.findings import Finding, Findings, Path, describe, not_allowed
from knowledge.intervals import overlap
from knowledge.values import Band, FactValue, Members, Options

_BAND_KEYS = ("min", "max", "min_open", "max_open")


def read_profile(
    data: Any, vocabulary: Vocabulary, places: Container[str] | None = None, path: Path = ()
) -> tuple[dict[str, FactValue], list[Finding]]:
    """The facts by id and every problem found; a fact with a problem, or null, is left out.

    Values are as the contract writes them (scalars, {"min", "max", …}, lists); `places`, where given, are the
    region ids that exist.
    """
    findings = Findings()
    if not isinstance(data, dict):
        findings.add(path, f"expected fact ids and values, read {describe(data)}")
        return {}, findings.problems
    reader = _ValueReader(findings, places)
    facts: dict[str, FactValue] = {}
    for fact, raw in data.items():
        if fact not in vocabulary:
            findings.add((*path, fact), not_allowed(fact, "a fact", vocabulary.fact_ids()))
            continue
        value = None if raw is None else reader.read(vocabulary[fact], raw, (*path, fact))
        if value is not None:
            facts[fact] = value
    return facts, findings.problems


class _ValueReader:
    """Reads single values; problems go to `findings`, and what has one reads as None."""

    __slots__ = ("_findings", "_places")

    def __init__(self, findings: Findings, places: Container[str] | None) -> None:
        self._findings = findings
        self._places = places

    def read(self, definition: FactDefinition, raw: Any, path: Path) -> FactValue | None:
        if definition.type == "boolean":
            return self._boolean(raw, path)
        if definition.type == "choice":
            return self._choice(definition, raw, path)
        if definition.type in ("choices", "regions"):
            return self._members(definition, raw, path)
        if definition.type == "region":
            return raw if self._is_place(raw, path) else None
        return self._measured(definition, raw, path)

    def _boolean(self, raw: Any, path: Path) -> FactValue | None:
        if not isinstance(raw, bool):
            self._findings.add(path, f"expected true or false, read {describe(raw)}")
            return None
        return raw

    def _choice(self, definition: FactDefinition, raw: Any, path: Path) -> FactValue | None:
        items = raw if isinstance(raw, list) and raw else [raw]
        if not all(self._is_option(definition, item, path) for item in items):
            return None
        return str(items[0]) if len(items) == 1 else Options(tuple(items))

    def _members(self, definition: FactDefinition, raw: Any, path: Path) -> FactValue | None:
        items = raw if isinstance(raw, list) else [raw]
        is_known = self._is_place if definition.type == "regions" else lambda x, p: self._is_option(definition, x, p)
        return Members(tuple(items)) if all(is_known(item, path) for item in items) else None

    def _is_option(self, definition: FactDefinition, item: Any, path: Path) -> bool:
        if item in definition.option_ids:
            return True
        self._findings.add(path, not_allowed(item, f"an option of {definition.id}", definition.option_ids))
        return False

    def _is_place(self, item: Any, path: Path) -> bool:
        if isinstance(item, str) and (self._places is None or item in self._places):
            return True
        self._findings.add(path, f"'{item}' is not a region id")
        return False

    def _measured(self, definition: FactDefinition, raw: Any, path: Path) -> FactValue | None:
        value = self._band(definition, raw, path) if isinstance(raw, dict) else _single(definition, raw)
        if value is None:
            if not isinstance(raw, dict):
                kind = "a day such as 2020-01-31" if definition.type == "date" else "a number"
                self._findings.add(path, f"expected {kind}, read {describe(raw)}")
            return None
        if definition.type in NUMERIC and not _is_possible(definition, value):
            self._findings.add(path, f"{describe(raw)} cannot be: {_limits(definition)}")
            return None
        return value

    def _band(self, definition: FactDefinition, raw: dict[str, Any], path: Path) -> Band | None:
        if self._findings.mapping(raw, path, optional=_BAND_KEYS) is None:
            return None
        low, high = (_single(definition, raw[key]) if raw.get(key) is not None else None for key in ("min", "max"))
        is_read = (low is not None) == (raw.get("min") is not None) and (high is not None) == (
            raw.get("max") is not None
        )
        if not is_read or (low is None and high is None) or (low is not None and high is not None and low > high):  # type: ignore[operator]  # both ends are of the fact's one type
            self._findings.add(path, f"expected min and max, at least one and min first; read {raw}")
            return None
        return Band(low, high, raw.get("min_open") is True, raw.get("max_open") is True)


def _single(definition: FactDefinition, raw: Any) -> Decimal | date | None:
    if definition.type != "date":
        return decimal_of(str(raw) if isinstance(raw, float) else raw)
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def _is_possible(definition: FactDefinition, value: Decimal | date | Band) -> bool:
    if isinstance(value, date):
        return True
    stated = value if isinstance(value, Decimal) else band_interval(value)
    return overlap(stated, definition.domain) is not None


def _limits(definition: FactDefinition) -> str:
    low = "no lower limit" if definition.min is None else f"at least {definition.min}"
    return low if definition.max is None else f"{low}, at most {definition.max}"
