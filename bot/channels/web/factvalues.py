"""Whether a value that came in by HTTP can be the value of a fact (contract: values)."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.channels.web.refusals import Misread, shown
from knowledge.errors import nearest

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue
    from knowledge.facts import FactDefinition

_BAND_ENDS = {"min", "max"}
_BAND_KEYS = {*_BAND_ENDS, "min_open", "max_open"}


def misread_fact(name: str, value: Any, knowledge: Catalogue) -> Misread | None:
    """Why the fact cannot have the value; None where it can."""
    definition = knowledge.context.vocabulary.facts.get(name)
    path = f"facts.{shown(name).strip(chr(39))}"
    if definition is None:
        hint = nearest(name, knowledge.context.vocabulary.fact_ids())
        return Misread(path, shown(name), "api_allowed_fact", {"hint": hint})
    key, fits = _check(value, definition, knowledge)
    return None if fits else Misread(path, shown(value), key, _allowed(definition))


def _check(value: Any, definition: FactDefinition, knowledge: Catalogue) -> tuple[str, bool]:
    """The key of the sentence that says what is allowed, and whether the value is."""
    match definition.type:
        case "boolean":
            return "api_allowed_boolean", isinstance(value, bool)
        case "choice":
            return "api_allowed_choice", _is_one_or_several(value, definition.option_ids)
        case "choices":
            return "api_allowed_choices", _are_among(value, definition.option_ids)
        case "region":
            return "api_allowed_region", isinstance(value, str) and value in knowledge.regions
        case "regions":
            return "api_allowed_regions", _are_among(value, knowledge.regions.by_id)
        case "date":
            return "api_allowed_date", _is_or_spans(value, _is_day)
        case "money" | "count" | "share" | "number":
            return "api_allowed_number", _is_or_spans(value, lambda end: _is_number(end, definition))


def _is_one_or_several(value: Any, options: Collection[str]) -> bool:
    return (isinstance(value, str) and value in options) or (_are_among(value, options) and len(value) > 0)


def _are_among(value: Any, options: Collection[str] | Mapping[str, Any]) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item in options for item in value)


def _is_or_spans(value: Any, is_end: Any) -> bool:
    """Whether it is such a value, or a band between two."""
    if not isinstance(value, dict):
        return bool(is_end(value))
    ends = [value[end] for end in _BAND_ENDS if end in value]
    opens = [value[key] for key in value if key not in _BAND_ENDS]
    named = set(value) <= _BAND_KEYS and all(isinstance(flag, bool) for flag in opens)
    if not (named and ends and all(is_end(end) for end in ends)):
        return False
    return len(ends) < len(_BAND_ENDS) or value["min"] <= value["max"]


def _is_number(value: Any, definition: FactDefinition) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if not math.isfinite(value):
        return False
    number = Decimal(str(value))
    above = definition.min is None or number >= definition.min
    return above and (definition.max is None or number <= definition.max)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _allowed(definition: FactDefinition) -> dict[str, str]:
    return {
        "names": ", ".join(definition.option_ids),
        "low": "-∞" if definition.min is None else str(definition.min),
        "high": "∞" if definition.max is None else str(definition.max),
    }
