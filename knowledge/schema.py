"""The JSON Schema of a measure file, for editors; made from the same types that files are read into."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from knowledge.amounts import KINDS as AMOUNT_KINDS
from knowledge.amounts import QUANTITIES
from knowledge.measures import Measure

_NUMBER = {"type": ["number", "string"]}
_EXPRESSIONS = (
    "fact",
    "param",
    "add",
    "sub",
    "mul",
    "div",
    "min",
    "max",
    "clamp",
    "brackets",
    "steps",
    "choose",
    "days_since",
)
_OPERATORS = ("is", "in", "not_in", "lt", "le", "gt", "ge", "between", "within", "has_any", "before", "on_or_after")


def measure_schema() -> dict[str, Any]:
    """Draft 2020-12 schema of one measure file."""
    schema = TypeAdapter(Measure).json_schema()
    definitions = schema.setdefault("$defs", {})
    definitions |= {
        "text": _text(),
        "expression": _expression(),
        "test": _test(),
        "node": _node(),
        "benefit": _benefit(),
    }
    schema["properties"]["eligibility"] = {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}
    schema["properties"]["benefits"] = {"type": "array", "items": {"$ref": "#/$defs/benefit"}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "A measure of Huiqi"}


def _text() -> dict[str, Any]:
    return {"type": "object", "additionalProperties": {"type": "string"}}


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _expression() -> dict[str, Any]:
    operation = {
        "type": "object",
        "properties": dict.fromkeys(_EXPRESSIONS, True),
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
    return {"anyOf": [_NUMBER, operation]}


def _test() -> dict[str, Any]:
    return _object(
        ("op", "value"),
        fact={"type": "string"},
        expr={"$ref": "#/$defs/expression"},
        op={"enum": list(_OPERATORS)},
        value=True,
    )


def _node() -> dict[str, Any]:
    source = {"$ref": "#/$defs/Citation"}
    text, nodes = {"$ref": "#/$defs/text"}, {"type": "array", "items": {"$ref": "#/$defs/node"}, "minItems": 1}
    named = {"id": {"type": "string"}, "text": text, "source": source}
    groups = [_object((kind,), **{kind: nodes}, **named) for kind in ("all", "any", "none")]
    leaf = _object(("id", "text", "source"), **named, test={"$ref": "#/$defs/test"}, manual={"type": "boolean"})
    return {"anyOf": [*groups, leaf]}


def _benefit() -> dict[str, Any]:
    formula = {"anyOf": [{"$ref": "#/$defs/expression"}, {"type": "null"}]}
    return _object(
        ("of", "text", "kind", "source"),
        of={"enum": list(QUANTITIES)},
        kind={"enum": list(AMOUNT_KINDS)},
        text={"$ref": "#/$defs/text"},
        amount=formula,
        ceiling={"type": ["integer", "null"]},
        otherwise=formula,
        source={"$ref": "#/$defs/Citation"},
    )
