"""Reads conditions from the plain data of a measure file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from knowledge.comparisons import (
    AnyOfTest,
    BetweenTest,
    ChoiceTest,
    DateTest,
    NumberTest,
    RegionTest,
    Relation,
    Test,
)
from knowledge.conditions import Condition, Group, Node, leaves
from knowledge.expressions import FormulaReader
from knowledge.findings import Finding, Findings, Path, describe, not_allowed
from knowledge.formulas import ChoiceKey, FactNumber, Formula
from knowledge.names import DATES, NUMBERS, Names

GROUPS = ("all", "any", "none")
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_SINGLE = frozenset({"choice", "boolean"})


def parse_node(data: Any, path: Path = (), names: Names | None = None) -> tuple[Node | None, list[Finding]]:
    """The tree of an `eligibility` block and every problem found in it; None where it cannot be read.

    With `names` (a Vocabulary), facts, their options and the fitting operators are checked as well.
    """
    findings = Findings()
    node = _NodeReader(findings, names).node(data, path)
    if node is not None:
        ids = [leaf.id for leaf in leaves(node)] + [group.id for group in _groups(node) if group.id]
        for twice in (name for name, count in Counter(ids).items() if count > 1):
            findings.add(path, f"the id '{twice}' stands here twice; each condition has its own")
    return (None if findings.problems else node), findings.problems


def _groups(node: Node) -> list[Group]:
    if isinstance(node, Condition):
        return []
    return [node, *(group for part in node.nodes for group in _groups(part))]


class _NodeReader:
    """Reads nodes; problems go to `findings`, and what has one reads as None."""

    __slots__ = ("_findings", "_tests")

    def __init__(self, findings: Findings, names: Names | None) -> None:
        self._findings = findings
        self._tests = TestReader(findings, names)

    def node(self, data: Any, path: Path) -> Node | None:
        if not isinstance(data, dict):
            self._findings.add(path, f"expected a condition or one of all, any, none; read {describe(data)}")
            return None
        kinds = [kind for kind in GROUPS if kind in data]
        if len(kinds) > 1:
            self._findings.add(path, f"only one of {', '.join(kinds)} can stand here")
            return None
        return self._group(kinds[0], data, path) if kinds else self._condition(data, path)

    def _group(self, kind: str, data: dict[str, Any], path: Path) -> Node | None:
        fields = self._findings.mapping(data, path, required=(kind,), optional=("id", "text", "source"))
        items = self._findings.sequence(data[kind], (*path, kind))
        if fields is None or items is None:
            return None
        nodes = [self.node(item, (*path, kind, index)) for index, item in enumerate(items)]
        named = fields.get("id") is not None
        if named != (fields.get("text") is not None):
            self._findings.add(path, "a group has both 'id' and 'text', or neither")
        text = self._findings.text(fields["text"], (*path, "text")) if fields.get("text") is not None else None
        source = fields.get("source")
        citation = self._findings.citation(source, (*path, "source")) if source is not None else None
        known = tuple(node for node in nodes if node is not None)
        name = self._id(fields["id"], path) if named else None
        return Group(kind, known, name, text, citation) if len(known) == len(nodes) else None

    def _condition(self, data: dict[str, Any], path: Path) -> Node | None:
        fields = self._findings.mapping(data, path, required=("id", "text", "source"), optional=("test", "manual"))
        if fields is None:
            return None
        manual = fields.get("manual", False)
        if not isinstance(manual, bool):
            self._findings.add((*path, "manual"), f"expected true or false, read {describe(manual)}")
        if fields.get("test") is None and manual is not True:
            self._findings.add(path, "a condition has a 'test', or says 'manual: true'")
            return None
        name, text = self._id(fields["id"], path), self._findings.text(fields["text"], (*path, "text"))
        source = self._findings.citation(fields["source"], (*path, "source"))
        test = None
        if fields.get("test") is not None:
            test = self._tests.test(fields["test"], (*path, "test"))
            if test is None:
                return None
        return Condition(name, text, source, test, manual is True) if name and text and source else None

    def _id(self, data: Any, path: Path) -> str | None:
        if isinstance(data, str) and _ID.match(data):
            return data
        self._findings.add((*path, "id"), f"expected a short snake_case word, read {describe(data)}")
        return None


class TestReader:
    """Reads tests: {fact | expr, op, value}."""

    __slots__ = ("_findings", "_formulas", "_names")

    def __init__(self, findings: Findings, names: Names | None) -> None:
        self._findings = findings
        self._names = names
        self._formulas = FormulaReader(findings, names)

    def test(self, data: Any, path: Path) -> Test | None:
        """One test; None with a problem where it cannot be read."""
        fields = self._findings.mapping(data, path, required=("op", "value"), optional=("fact", "expr"))
        if fields is None:
            return None
        if ("fact" in fields) == ("expr" in fields):
            self._findings.add(path, "a test has either 'fact' or 'expr'")
            return None
        op, value = fields["op"], fields["value"]
        if not isinstance(op, str) or op not in _READ_TEST:
            self._findings.add((*path, "op"), not_allowed(op, "an operator", _READ_TEST.keys()))
            return None
        if "expr" in fields or self._is_numeric(fields["fact"], op, value):
            return self._number_test(fields, path)
        read = _READ_TEST[op]
        if read is None:
            self._fact(fields["fact"], path, NUMBERS)
            return None
        return read(self, fields["fact"], op, value, path)

    def _is_numeric(self, fact: Any, op: str, value: Any) -> bool:
        if op in ("lt", "le", "gt", "ge", "between"):
            return True
        if op != "is" or isinstance(value, bool):
            return False
        kind = self._names.fact_type(fact) if self._names is not None and isinstance(fact, str) else None
        return kind in NUMBERS if kind is not None else isinstance(value, int | dict)

    def _number_test(self, fields: Mapping[str, Any], path: Path) -> Test | None:
        op, value = fields["op"], fields["value"]
        if op not in ("lt", "le", "gt", "ge", "between", "is"):
            self._findings.add((*path, "op"), f"'{op}' cannot compare a formula")
            return None
        left = self._left(fields, path)
        if op == "between":
            return self._between(left, value, path)
        bound = self._formulas.read(value, (*path, "value"))
        return None if left is None or bound is None else NumberTest(left, cast("Relation", op), bound)

    def _left(self, fields: Mapping[str, Any], path: Path) -> Formula | None:
        if "expr" in fields:
            return self._formulas.read(fields["expr"], (*path, "expr"))
        fact = self._fact(fields["fact"], path, NUMBERS)
        return None if fact is None else FactNumber(fact)

    def _between(self, left: Formula | None, value: Any, path: Path) -> Test | None:
        if not isinstance(value, list) or len(value) != 2:
            self._findings.add((*path, "value"), f"'between' takes [lowest, highest], read {describe(value)}")
            return None
        low, high = (self._formulas.read(item, (*path, "value", index)) for index, item in enumerate(value))
        return None if left is None or low is None or high is None else BetweenTest(left, low, high)

    def _choice_test(self, fact: Any, op: str, value: Any, path: Path) -> Test | None:
        known = self._fact(fact, path, _SINGLE)
        items = [value] if op == "is" else self._findings.sequence(value, (*path, "value"))
        if known is None or items is None:
            return None
        if any(not isinstance(item, bool | str) for item in items):
            self._findings.add((*path, "value"), f"expected an option, or true or false; read {describe(value)}")
            return None
        for item in items:
            self._formulas.option(known, item, (*path, "value"))
        return ChoiceTest(known, frozenset(cast("list[ChoiceKey]", items)), negated=op == "not_in")

    def _region_test(self, fact: Any, op: str, value: Any, path: Path) -> Test | None:
        known = self._fact(fact, path, frozenset({"region"}))
        if not isinstance(value, str):
            self._findings.add((*path, "value"), f"'{op}' takes one region id, read {describe(value)}")
            return None
        return None if known is None else RegionTest(known, value)

    def _any_of_test(self, fact: Any, op: str, value: Any, path: Path) -> Test | None:
        known = self._fact(fact, path, frozenset({"choices"}))
        items = self._findings.sequence(value, (*path, "value"))
        if known is None or items is None:
            return None
        for item in items:
            self._formulas.option(known, item, (*path, "value"))
        return AnyOfTest(known, frozenset(map(str, items)))

    def _date_test(self, fact: Any, op: str, value: Any, path: Path) -> Test | None:
        known = self._fact(fact, path, DATES)
        if not isinstance(value, date):
            self._findings.add((*path, "value"), f"'{op}' takes a day such as 2020-01-31, read {describe(value)}")
            return None
        return None if known is None else DateTest(known, "before" if op == "before" else "on_or_after", value)

    def _fact(self, fact: Any, path: Path, types: frozenset[str]) -> str | None:
        return self._formulas.fact(fact, (*path, "fact"), types)


_Read = Callable[[TestReader, Any, str, Any, Path], Test | None]
_READ_TEST: Mapping[str, _Read | None] = {
    "is": TestReader._choice_test,
    "in": TestReader._choice_test,
    "not_in": TestReader._choice_test,
    "within": TestReader._region_test,
    "has_any": TestReader._any_of_test,
    "before": TestReader._date_test,
    "on_or_after": TestReader._date_test,
    **dict.fromkeys(("lt", "le", "gt", "ge", "between")),
}
"""Operators and who reads them; None: numbers only."""
