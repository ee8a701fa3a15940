"""The customer's facts as a form: fields to show, and what was entered read back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from bot.channels.web.factvalues import misread_fact
from bot.rendering import formats

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue
    from knowledge.facts import FactDefinition

PREFIX = "fact."
FIELDS = 160
MOST = 24
"""Fields that are shown at once."""
_UNITS = {"万": 10_000, "w": 10_000, "亿": 100_000_000, "k": 1_000, "m": 1_000_000}
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*(万|亿|w|k|m|%|％)?\s*(?:元|人|yuan)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """One fact to be seen and changed."""

    name: str
    label: str
    type: str
    value: str
    """As it stands in the field."""
    options: tuple[tuple[str, str], ...] = ()
    """(value, label) pairs of a choice."""
    wrong: bool = False
    missing: bool = False
    """Whether the verdict or the sum still waits for it."""


def fields_of(
    catalogue: Catalogue,
    facts: Mapping[str, Any],
    missing: Sequence[str],
    language: str,
    wrong: Mapping[str, str] | None = None,
) -> tuple[Field, ...]:
    """What still matters first, then what is known; `wrong`: fields that could not be read, as they were entered."""
    names = dict.fromkeys((*missing, *(wrong or {}), *facts))
    known = [name for name in names if name in catalogue.context.vocabulary.facts][:MOST]
    return tuple(_field(catalogue, name, facts.get(name), language, (name in missing, wrong or {})) for name in known)


def _field(catalogue: Catalogue, name: str, value: Any, language: str, how: tuple[bool, Mapping[str, str]]) -> Field:
    missing, wrong = how
    definition = catalogue.context.vocabulary.facts[name]
    return Field(
        name=PREFIX + name,
        label=formats.in_language(definition.label, language),
        type=definition.type,
        value=wrong.get(name, _written(value)),
        options=_options(catalogue, definition, language),
        wrong=name in wrong,
        missing=missing,
    )


def _options(catalogue: Catalogue, definition: FactDefinition, language: str) -> tuple[tuple[str, str], ...]:
    if definition.type in ("choice", "choices"):
        return tuple((option.id, formats.in_language(option.label, language)) for option in definition.options)
    if definition.type in ("region", "regions"):
        return tuple((name, catalogue.regions.name(name, language)) for name in catalogue.regions.by_id)
    return ()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "-".join(str(value.get(end, "")) for end in ("min", "max"))
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def read_fields(form: Mapping[str, str], catalogue: Catalogue) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """The facts of the form (None where it has no such fields), and the fields that cannot be read as entered."""
    entered = {key.removeprefix(PREFIX): text.strip() for key, text in form.items() if key.startswith(PREFIX)}
    if not entered:
        return None, {}
    facts: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, text in entered.items():
        definition = catalogue.context.vocabulary.facts.get(name)
        if not text or definition is None:
            continue
        value = _read(text, definition)
        if value is None or misread_fact(name, value, catalogue) is not None:
            wrong[name] = text
        else:
            facts[name] = value
    return facts, wrong


def _read(text: str, definition: FactDefinition) -> Any:
    match definition.type:
        case "boolean":
            return {"true": True, "false": False}.get(text)
        case "choice":
            return text.split(",") if "," in text else text
        case "choices" | "regions":
            return text.split(",")
        case "region" | "date":
            return text
        case _:
            return _number_or_band(text)


def _number_or_band(text: str) -> Any:
    single = _number(text)
    if single is not None:
        return single
    low, dash, high = text.partition("-")
    ends = {key: _number(part) for key, part in (("min", low), ("max", high)) if part.strip()}
    return ends if dash and ends and None not in ends.values() else None


def _number(text: str) -> float | int | None:
    match = _NUMBER.fullmatch(text.replace(",", "").replace("，", "").strip())
    if match is None:
        return None
    unit = (match[2] or "").lower()
    try:
        value = Decimal(match[1]) * _UNITS.get(unit, 1) / (100 if unit in ("%", "％") else 1)
    except InvalidOperation:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
