"""The description of the HTTP interface: the written part, and the facts of the vocabulary in use."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.values import number_to_json
from knowledge.yamlfile import read_yaml

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue
    from knowledge.facts import FactDefinition

_DAY = {"type": "string", "format": "date"}


def describe(knowledge: Catalogue) -> dict[str, Any]:
    """The interface as an OpenAPI document."""
    written = _written()
    schemas = written["components"]["schemas"] | {"Facts": _facts(knowledge)}
    return {**written, "components": {**written["components"], "schemas": schemas}}


@lru_cache(maxsize=1)
def _written() -> dict[str, Any]:
    path = Path(str(files("bot.channels.web").joinpath("openapi.yml")))
    data: dict[str, Any] = read_yaml(path)[0].data
    return data


def _facts(knowledge: Catalogue) -> dict[str, Any]:
    facts = {name: _fact(fact, knowledge) for name, fact in knowledge.context.vocabulary.facts.items()}
    return {"type": "object", "additionalProperties": False, "properties": facts}


def _fact(fact: FactDefinition, knowledge: Catalogue) -> dict[str, Any]:
    label = fact.label.get("en", fact.id)
    return {"description": label, **_values(fact, knowledge)}


def _values(fact: FactDefinition, knowledge: Catalogue) -> dict[str, Any]:
    match fact.type:
        case "boolean":
            return {"type": "boolean"}
        case "choice":
            one: dict[str, Any] = {"enum": list(fact.option_ids)}
            return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
        case "choices":
            return {"type": "array", "items": {"enum": list(fact.option_ids)}}
        case "region":
            return {"enum": list(knowledge.regions.by_id)}
        case "regions":
            return {"type": "array", "items": {"enum": list(knowledge.regions.by_id)}}
        case "date":
            return {"anyOf": [_DAY, _band(_DAY)]}
        case _:
            number = {"type": "number", **_bounds(fact)}
            return {"anyOf": [number, _band(number)]}


def _bounds(fact: FactDefinition) -> dict[str, Any]:
    ends = {"minimum": fact.min, "maximum": fact.max}
    return {key: number_to_json(value) for key, value in ends.items() if value is not None}


def _band(end: dict[str, Any]) -> dict[str, Any]:
    """A value between two; min is not above max."""
    flag = {"type": "boolean"}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {"min": end, "max": end, "min_open": flag, "max_open": flag},
        "anyOf": [{"required": ["min"]}, {"required": ["max"]}],
    }
