"""Checks a call's parameters, and any object, against the published description of the Bot API."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

NUMBERS = {"Integer": int, "Float": (int, float)}


class Refused(Exception):
    """A call that Telegram would refuse: the status and the text it would answer with."""

    def __init__(self, text: str, code: int = 400, retry_after: int | None = None) -> None:
        prefixes = {400: "Bad Request", 403: "Forbidden", 409: "Conflict", 429: "Too Many Requests"}
        super().__init__(f"{prefixes[code]}: {text}" if code in prefixes else text)
        self.code = code
        self.retry_after = retry_after


@cache
def description() -> dict[str, Any]:
    """Methods and types by name, as the file beside this module has them."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "description.json").read_text(encoding="utf-8"))
    return loaded


def read_parameters(method: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The parameters as JSON values, each of the type that the description gives.

    Raises: Refused with Telegram's text, where a parameter is unknown, missing or of the wrong type.
    """
    if method not in description()["methods"]:
        raise Refused("Not Found", 404)
    fields = description()["methods"][method]
    for name in raw:
        if name not in fields:
            raise Refused(f'parameter "{name}" is unknown to {method}')
    values = decode_parameters(method, raw)
    for name, field in fields.items():
        if field.get("required") and name not in values:
            raise Refused(_missing(name))
        if name in values and (problem := mismatch(field["types"], values[name], _words(name))):
            raise Refused(problem)
    return values


def decode_parameters(method: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The parameters as JSON values, whether they came as JSON or as a form; all are ones that the method has."""
    fields = description()["methods"][method]
    return {name: _decoded(fields[name]["types"], value) for name, value in raw.items() if value is not None}


def mismatch(types: list[str], value: Any, what: str) -> str | None:
    """Why the value is none of these types, in Telegram's words; None where it is one of them."""
    problems = {kind: _mismatch(kind, value, what) for kind in types}
    if None in problems.values():
        return None
    return problems[max(types, key=lambda kind: _likeness(kind, value))]


def _likeness(kind: str, value: Any) -> int:
    """How many fields of the object this type knows: the problem to report is that of the nearest type."""
    fields = description()["types"].get(kind, {}).get("fields", {})
    return sum(name in fields for name in value) if isinstance(value, dict) else 0


def _mismatch(kind: str, value: Any, what: str) -> str | None:
    if kind.startswith("Array of "):
        return _array_mismatch(kind.removeprefix("Array of "), value, what)
    if kind in description()["types"]:
        return _object_mismatch(kind, value, what)
    return None if _is_plain(kind, value) else f"can't parse {what}: Field must be of type {kind}"


def _array_mismatch(kind: str, value: Any, what: str) -> str | None:
    if not isinstance(value, list):
        return f"can't parse {what}: expected an Array"
    return next((problem for item in value if (problem := mismatch([kind], item, what))), None)


def _object_mismatch(kind: str, value: Any, what: str) -> str | None:
    shape = description()["types"][kind]
    if "subtypes" in shape:
        return mismatch(shape["subtypes"], value, what)
    if not isinstance(value, dict):
        return f"object expected as {what}"
    words = _words(kind)
    for name, must in shape.get("always", {}).items():
        if value.get(name) != must:
            return f'can\'t parse {words}: Field "{name}" must be "{must}"'
    for name in value:
        if name not in shape["fields"]:
            return f'can\'t parse {words}: Field "{name}" is unknown'
    return _fields_mismatch(shape["fields"], value, words)


def _fields_mismatch(fields: dict[str, Any], value: dict[str, Any], words: str) -> str | None:
    for name, field in fields.items():
        if name not in value:
            if field.get("required"):
                return f"can't parse {words}: Can't find field \"{name}\""
            continue
        if problem := mismatch(field["types"], value[name], words):
            kind = field["types"][0]
            plain = kind not in description()["types"] and not kind.startswith("Array of ")
            return f'can\'t parse {words}: Field "{name}" must be of type {kind}' if plain else problem
    return None


def _is_plain(kind: str, value: Any) -> bool:
    if kind in NUMBERS:
        return isinstance(value, NUMBERS[kind]) and not isinstance(value, bool)  # type: ignore[arg-type]
    if kind in ("Boolean", "True"):
        return isinstance(value, bool) and (kind == "Boolean" or value)
    return isinstance(value, str)


def _decoded(types: list[str], value: Any) -> Any:
    """Telegram takes numbers, flags and objects as text too: a form has nothing else."""
    if not isinstance(value, str) or types == ["String"]:
        return value
    if "String" in types and not re.fullmatch(r"-?\d+", value):
        return value
    lowered = value.lower()
    try:
        return json.loads(lowered if lowered in ("true", "false") else value)
    except ValueError:
        return value


def _missing(name: str) -> str:
    known = {
        "chat_id": "chat_id is empty",
        "text": "message text is empty",
        "message_id": "message identifier is not specified",
    }
    return known.get(name, f'parameter "{name}" is required')


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()
