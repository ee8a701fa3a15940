"""Reads a formula from the plain data of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from knowledge.findings import Finding, Findings, Path, describe, not_allowed
from knowledge.formulas import (
    Brackets,
    Calculation,
    ChoiceKey,
    Choose,
    Clamp,
    Constant,
    DaysInMonths,
    DaysSince,
    FactNumber,
    Formula,
    MonthsSince,
    Operator,
    ParameterNumber,
    Steps,
)
from knowledge.names import CHOICES, DATES, NUMBERS, Names
from knowledge.tiers import Step, Tier

__all__ = ["FormulaReader", "Names", "decimal_of", "parse"]


def parse(data: Any, path: Path = (), names: Names | None = None) -> tuple[Formula | None, list[Finding]]:
    """The formula and every problem found in it; None where it cannot be read.

    With `names`, every fact must exist and be of a type that the place can use.
    """
    findings = Findings()
    return FormulaReader(findings, names).read(data, path), findings.problems


def decimal_of(data: Any) -> Decimal | None:
    """A number as it stands in a file: a whole number, or a decimal as text; None for anything else."""
    if isinstance(data, bool) or not isinstance(data, int | str | Decimal):
        return None
    try:
        number = Decimal(data)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


class FormulaReader:
    """Reads formulas; problems go to `findings`, and what has one reads as None."""

    __slots__ = ("_names", "findings")

    def __init__(self, findings: Findings, names: Names | None) -> None:
        self.findings = findings
        self._names = names

    def read(self, data: Any, path: Path) -> Formula | None:
        """One formula."""
        number = decimal_of(data)
        if number is not None:
            return Constant(number)
        if not isinstance(data, dict) or len(data) != 1:
            self.findings.add(path, f"expected a number or one operation, read {describe(data)}")
            return None
        ((operation, body),) = data.items()
        reader = _READERS.get(operation)
        if reader is None:
            self.findings.add((*path, str(operation)), not_allowed(operation, "an operation", _READERS.keys()))
            return None
        return reader(self, operation, body, (*path, operation))

    def fact(self, data: Any, path: Path, types: frozenset[str]) -> str | None:
        """A fact id of one of the types."""
        if not isinstance(data, str):
            self.findings.add(path, f"expected a fact id, read {describe(data)}")
            return None
        if self._names is None:
            return data
        kind = self._names.fact_type(data)
        if kind is None:
            self.findings.add(path, not_allowed(data, "a fact", self._names.fact_ids()))
        elif kind not in types:
            allowed = ", ".join(sorted(types))
            self.findings.add(path, f"'{data}' is a fact of type {kind}, here it has to be one of: {allowed}")
        return data if kind in types else None

    def _calculation(self, operation: str, body: Any, path: Path) -> Formula | None:
        items = self.findings.sequence(body, path, at_least=2 if operation in ("sub", "div") else 1)
        if items is None:
            return None
        if operation in ("sub", "div") and len(items) != 2:
            self.findings.add(path, f"'{operation}' takes exactly two, read {len(items)}")
        parts = [self.read(item, (*path, index)) for index, item in enumerate(items)]
        known = tuple(part for part in parts if part is not None)
        return Calculation(cast("Operator", operation), known) if len(known) == len(parts) else None

    def _fact_number(self, _: str, body: Any, path: Path) -> Formula | None:
        fact = self.fact(body, path, NUMBERS)
        return None if fact is None else FactNumber(fact)

    def _parameter(self, _: str, body: Any, path: Path) -> Formula | None:
        if isinstance(body, str):
            return ParameterNumber(body)
        self.findings.add(path, f"expected a parameter id, read {describe(body)}")
        return None

    def _since(self, operation: str, body: Any, path: Path) -> Formula | None:
        fields = self.findings.mapping(body, path, required=("fact",))
        fact = None if fields is None else self.fact(fields["fact"], (*path, "fact"), DATES)
        if fact is None:
            return None
        return DaysSince(fact) if operation == "days_since" else MonthsSince(fact)

    def _days_in_months(self, _: str, body: Any, path: Path) -> Formula | None:
        of = self.read(body, path)
        return None if of is None else DaysInMonths(of)

    def _clamp(self, _: str, body: Any, path: Path) -> Formula | None:
        fields = self.findings.mapping(body, path, required=("of",), optional=("low", "high"))
        if fields is None:
            return None
        read = {key: self.read(value, (*path, key)) for key, value in fields.items() if value is not None}
        of = read.get("of")
        if of is None or None in read.values():
            return None
        return Clamp(of, read.get("low"), read.get("high"))

    def _brackets(self, _: str, body: Any, path: Path) -> Formula | None:
        fields = self.findings.mapping(body, path, required=("of", "mode", "tiers"))
        if fields is None:
            return None
        mode = fields["mode"]
        if mode not in ("marginal", "slab"):
            self.findings.add((*path, "mode"), not_allowed(mode, "a mode", ("marginal", "slab")))
        of = self.read(fields["of"], (*path, "of"))
        tiers = self._tiers(fields["tiers"], (*path, "tiers"))
        return None if of is None or tiers is None or mode not in ("marginal", "slab") else Brackets(of, mode, tiers)

    def _tiers(self, data: Any, path: Path) -> tuple[Tier, ...] | None:
        rows = self._rows(data, path, ("up_to", "rate"))
        if rows is None:
            return None
        if rows[-1][0] is not None or any(limit is None for limit, _ in rows[:-1]):
            self.findings.add(path, "only the last tier has 'up_to: null', and it has to")
            return None
        limits = [limit for limit, _ in rows if limit is not None]
        if limits != sorted(set(limits)):
            self.findings.add(path, "the limits have to rise from tier to tier")
        return tuple(Tier(limit, rate) for limit, rate in rows)

    def _steps(self, _: str, body: Any, path: Path) -> Formula | None:
        fields = self.findings.mapping(body, path, required=("of", "tiers", "below"))
        if fields is None:
            return None
        of = self.read(fields["of"], (*path, "of"))
        rows = self._rows(fields["tiers"], (*path, "tiers"), ("at_least", "value"))
        below = self._number(fields["below"], (*path, "below"))
        if of is None or rows is None or below is None:
            return None
        steps = tuple(Step(limit, value) for limit, value in rows if limit is not None)
        if [s.at_least for s in steps] != sorted({s.at_least for s in steps}, reverse=True):
            self.findings.add((*path, "tiers"), "the bounds have to fall from tier to tier, highest first")
        return Steps(of, steps, below)

    def _rows(self, data: Any, path: Path, keys: tuple[str, str]) -> list[tuple[Decimal | None, Decimal]] | None:
        """Pairs of limit and number; only a limit called `up_to` may be None."""
        items = self.findings.sequence(data, path)
        rows: list[tuple[Decimal | None, Decimal]] = []
        for index, item in enumerate(items or ()):
            at = (*path, index)
            fields = self.findings.mapping(item, at, required=keys)
            if fields is None:
                continue
            is_last = keys[0] == "up_to" and fields[keys[0]] is None
            limit = None if is_last else self._number(fields[keys[0]], (*at, keys[0]))
            number = self._number(fields[keys[1]], (*at, keys[1]))
            if number is not None and (is_last or limit is not None):
                rows.append((limit, number))
        return rows if items is not None and len(rows) == len(items) else None

    def _number(self, data: Any, path: Path) -> Decimal | None:
        number = decimal_of(data)
        if number is None:
            self.findings.add(path, f"expected a number, read {describe(data)}")
        return number

    def _choose(self, _: str, body: Any, path: Path) -> Formula | None:
        fields = self.findings.mapping(body, path, required=("fact", "cases"), optional=("default",))
        fact = None if fields is None else self.fact(fields["fact"], (*path, "fact"), CHOICES)
        if fields is None or fact is None or not isinstance(fields["cases"], dict) or not fields["cases"]:
            if fact is not None:
                self.findings.add((*path, "cases"), "expected an option and its formula, at least one")
            return None
        cases = self._cases(fact, fields["cases"], (*path, "cases"))
        default = None
        if fields.get("default") is not None:
            default = self.read(fields["default"], (*path, "default"))
        return None if cases is None else Choose(fact, cases, default)

    def _cases(self, fact: str, data: dict[Any, Any], path: Path) -> Mapping[ChoiceKey, Formula] | None:
        cases: dict[ChoiceKey, Formula] = {}
        for key, body in data.items():
            option = {"true": True, "false": False}.get(str(key).lower(), str(key))
            self.option(fact, option, (*path, str(key)))
            formula = self.read(body, (*path, str(key)))
            if formula is not None:
                cases[option] = formula
        return cases if len(cases) == len(data) else None

    def option(self, fact: str, option: ChoiceKey, path: Path) -> None:
        """Reports an option that the fact does not have."""
        if self._names is None:
            return
        is_boolean = self._names.fact_type(fact) == "boolean"
        if is_boolean and not isinstance(option, bool):
            self.findings.add(path, f"'{fact}' is answered with true or false, read {describe(option)}")
        elif not is_boolean and option not in self._names.option_ids(fact):
            self.findings.add(path, not_allowed(option, f"an option of {fact}", self._names.option_ids(fact)))


_Read = Callable[[FormulaReader, str, Any, Path], Formula | None]
_READERS: Mapping[str, _Read] = {
    **dict.fromkeys(("add", "sub", "mul", "div", "min", "max"), cast("_Read", FormulaReader._calculation)),
    "fact": FormulaReader._fact_number,
    "param": FormulaReader._parameter,
    "clamp": FormulaReader._clamp,
    "brackets": FormulaReader._brackets,
    "steps": FormulaReader._steps,
    "choose": FormulaReader._choose,
    "days_since": FormulaReader._since,
    "months_since": FormulaReader._since,
    "days_in_months": FormulaReader._days_in_months,
}
