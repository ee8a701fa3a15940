"""Reads facts.yml into a Vocabulary, with every fault at its place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast, get_args

from knowledge.expressions import FormulaReader, decimal_of
from knowledge.facts import NOT_PAST, NUMERIC, PAST, Derivation, FactDefinition, FactType, Option, Vocabulary
from knowledge.findings import Finding, Findings, Path, describe, not_allowed
from knowledge.formulas import ChoiceKey

TYPES: tuple[str, ...] = get_args(FactType)
_OPTIONAL = ("unit", "options", "sensitive", "late", "year", "min", "max", "derived", "asked_as")


def parse_vocabulary(data: Any) -> tuple[Vocabulary, list[Finding]]:
    """The vocabulary of facts.yml (fact id to definition) and every problem found in it.

    Facts with a problem are left out; derived facts that lead back to themselves are problems.
    """
    findings = Findings()
    if not isinstance(data, dict):
        findings.add((), f"expected fact ids and their definitions, read {describe(data)}")
        return Vocabulary({}), findings.problems
    plain = Vocabulary({fact: d for fact, body in data.items() if (d := _definition(fact, body, findings))})
    reader = _DerivationReader(findings, plain)
    facts = {fact: reader.with_others(d, data[fact]) for fact, d in plain.facts.items()}
    return Vocabulary(facts, _derivation_order(facts, findings)), findings.problems


def _definition(fact: str, body: Any, findings: Findings) -> FactDefinition | None:
    fields = findings.mapping(body, (fact,), required=("type", "label", "question"), optional=_OPTIONAL)
    if fields is None:
        return None
    label = findings.text(fields["label"], (fact, "label"))
    question = findings.text(fields["question"], (fact, "question"))
    kind = fields["type"]
    if kind not in TYPES:
        findings.add((fact, "type"), not_allowed(kind, "a type of fact", TYPES))
        return None
    if label is None or question is None:
        return None
    low, high = _limits(fact, fields, findings)
    return FactDefinition(
        id=fact,
        type=cast("FactType", kind),
        label=label,
        question=question,
        unit=fields.get("unit"),
        options=_options(fact, fields, findings),
        sensitive=_flag("sensitive", fact, fields, findings),
        late=_flag("late", fact, fields, findings),
        year=_year(fact, fields, findings),
        min=low,
        max=high,
    )


def _options(fact: str, fields: Mapping[str, Any], findings: Findings) -> tuple[Option, ...]:
    has_options = fields["type"] in ("choice", "choices")
    if not has_options:
        if "options" in fields:
            findings.add((fact, "options"), "only a choice has options")
        return ()
    items = findings.sequence(fields.get("options"), (fact, "options"), at_least=2)
    options = []
    for index, item in enumerate(items or ()):
        path = (fact, "options", index)
        read = findings.mapping(item, path, required=("id", "label"))
        label = None if read is None else findings.text(read["label"], (*path, "label"))
        if read is not None and label is not None:
            options.append(Option(str(read["id"]), label))
    if len({option.id for option in options}) < len(options):
        findings.add((fact, "options"), "an option stands here twice")
    return tuple(options)


def _flag(name: str, fact: str, fields: Mapping[str, Any], findings: Findings) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        findings.add((fact, name), f"expected true or false, read {describe(value)}")
    return value is True


def _year(fact: str, fields: Mapping[str, Any], findings: Findings) -> Any:
    year = fields.get("year")
    if year not in ("this", "last", None):
        findings.add((fact, "year"), not_allowed(year, "a year", ("this", "last")))
        return None
    return year


def _limits(fact: str, fields: Mapping[str, Any], findings: Findings) -> tuple[Decimal | None, Decimal | None]:
    """Numbers start at 0 and shares end at 1 unless the file says otherwise; null: no limit."""
    if fields["type"] not in NUMERIC:
        return None, None
    limits: dict[str, Decimal | None] = {"min": Decimal(0), "max": Decimal(1) if fields["type"] == "share" else None}
    for key in ("min", "max"):
        if key not in fields:
            continue
        limits[key] = None if fields[key] is None else decimal_of(fields[key])
        if limits[key] is None and fields[key] is not None:
            findings.add((fact, key), f"expected a number or null, read {describe(fields[key])}")
    return limits["min"], limits["max"]


class _DerivationReader:
    """Reads the rules by which facts follow from others."""

    __slots__ = ("_findings", "_formulas", "_vocabulary")

    def __init__(self, findings: Findings, vocabulary: Vocabulary) -> None:
        self._findings = findings
        self._vocabulary = vocabulary
        self._formulas = FormulaReader(findings, vocabulary)

    def with_others(self, fact: FactDefinition, body: Mapping[str, Any]) -> FactDefinition:
        """The definition with what names other facts: how it follows from them, and what is asked in its place."""
        if "derived" not in body and "asked_as" not in body:
            return fact
        path = (fact.id, "derived")
        items = (self._findings.sequence(body["derived"], path) or []) if "derived" in body else []
        rules = [self._rule(fact, item, (*path, index)) for index, item in enumerate(items)]
        parts = self._known_facts(body.get("asked_as"), (fact.id, "asked_as"))
        values = {name: getattr(fact, name) for name in FactDefinition.__slots__ if name not in ("derived", "asked_as")}
        return FactDefinition(**values, derived=tuple(rule for rule in rules if rule is not None), asked_as=parts)

    def _rule(self, fact: FactDefinition, data: Any, path: Path) -> Derivation | None:
        names = ("expr", "value", "when", "unless_given", "assumed", "aside")
        fields = self._findings.mapping(data, path, optional=names)
        if fields is None:
            return None
        if ("expr" in fields) == ("value" in fields):
            self._findings.add(path, "a rule has either 'expr' or 'value'")
            return None
        formula = self._formulas.read(fields["expr"], (*path, "expr")) if "expr" in fields else None
        value = self._literal(fact, fields["value"], (*path, "value")) if "value" in fields else None
        if formula is None and value is None:
            return None
        when = self._when(fields.get("when"), (*path, "when"))
        unless = self._known_facts(fields.get("unless_given"), (*path, "unless_given"))
        manner = {name: fields.get(name) is True for name in ("assumed", "aside")}
        rule = None if when is None else Derivation(formula, value, when, unless, **manner)
        if rule is not None and not rule.inputs:
            self._findings.add(path, "follows from no other fact; name one in 'when' or 'expr'")
            return None
        return rule

    def _when(self, data: Any, path: Path) -> tuple[tuple[str, tuple[ChoiceKey | Decimal, ...]], ...] | None:
        if data is not None and not isinstance(data, dict):
            self._findings.add(path, f"expected facts and the answers they need, read {describe(data)}")
            return None
        conditions = []
        for name, body in (data or {}).items():
            at = (*path, name)
            if name not in self._vocabulary:
                self._findings.add(at, not_allowed(name, "a fact", self._vocabulary.fact_ids()))
                return None
            items = body if isinstance(body, list) else [body]
            values = [self._literal(self._vocabulary[name], item, at) for item in items]
            if None in values:
                return None
            conditions.append((name, tuple(value for value in values if value is not None)))
        return tuple(conditions)

    def _literal(self, fact: FactDefinition, data: Any, path: Path) -> ChoiceKey | Decimal | None:
        if fact.type in NUMERIC:
            number = decimal_of(data)
            if number is None:
                self._findings.add(path, f"expected a number, read {describe(data)}")
            return number
        if fact.type == "region" and isinstance(data, str):
            return data
        if fact.type == "date":
            if data not in (PAST, NOT_PAST):
                self._findings.add(path, not_allowed(data, "what can be asked of a day", (PAST, NOT_PAST)))
            return str(data)
        before = len(self._findings.problems)
        self._formulas.option(fact.id, data, path)
        return data if len(self._findings.problems) == before and isinstance(data, bool | str) else None

    def _known_facts(self, data: Any, path: Path) -> tuple[str, ...]:
        items = self._findings.sequence(data, path) if data is not None else []
        for name in items or ():
            if not isinstance(name, str) or name not in self._vocabulary:
                self._findings.add(path, not_allowed(name, "a fact", self._vocabulary.fact_ids()))
        return tuple(items or ())


def _derivation_order(facts: Mapping[str, FactDefinition], findings: Findings) -> tuple[str, ...]:
    """Derived facts after their inputs (depth-first topological order); a cycle is a problem."""
    order: list[str] = []
    state: dict[str, bool] = {}  # False: being visited, True: done

    def visit(fact: str) -> None:
        if state.get(fact) is False:
            findings.add((fact, "derived"), "follows from itself")
        if fact in state or fact not in facts:
            return
        state[fact] = False
        for rule in facts[fact].derived:
            for source in rule.inputs:
                visit(source)
        state[fact] = True
        if facts[fact].derived:
            order.append(fact)

    for fact in facts:
        visit(fact)
    return tuple(order)
