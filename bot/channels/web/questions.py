"""Reads the body of POST /api/ask, strictly: the first field that cannot be used is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.channels.web.factvalues import misread_fact
from bot.channels.web.refusals import Misread, shown
from bot.rendering.wording import LANGUAGES

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue

FIELDS = ("q", "as_of", "lang", "facts")
SCREEN_FIELDS = ("facts", "as_of", "lang")


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the HTTP interface."""

    q: str
    as_of: date | None = None
    """None: today."""
    lang: str | None = None
    """None: the question's own."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What is known of the enterprise, as JSON values."""


def read_question(body: bytes, knowledge: Catalogue) -> Question | Misread:
    """The question, or the first field that cannot be used."""
    data = _read_object(body)
    if isinstance(data, Misread):
        return data
    if set(data) <= set(FIELDS) and not _is_text(data.get("q")):
        return Misread("q", shown(data.get("q")), "api_allowed_question")
    return _misread(data, knowledge, FIELDS) or _question(data)


def read_enterprise(body: bytes, knowledge: Catalogue) -> Question | Misread:
    """The facts to screen with, as a question without words; or the first field that cannot be used."""
    data = _read_object(body)
    if isinstance(data, Misread):
        return data
    if set(data) <= set(SCREEN_FIELDS) and not isinstance(data.get("facts"), dict):
        return Misread("facts", shown(data.get("facts")), "api_allowed_facts")
    return _misread(data, knowledge, SCREEN_FIELDS) or _question(data)


def _read_object(body: bytes) -> dict[str, Any] | Misread:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return Misread("body", shown(body[:200].decode(errors="replace")), "api_allowed_object")
    return data if isinstance(data, dict) else Misread("body", shown(data), "api_allowed_object")


def _question(data: dict[str, Any]) -> Question:
    return Question(
        q=data.get("q", ""),
        as_of=read_day(data.get("as_of")),
        lang=data.get("lang"),
        facts=data.get("facts") or {},
    )


def _misread(data: dict[str, Any], knowledge: Catalogue, fields: tuple[str, ...]) -> Misread | None:
    unknown = next((key for key in data if key not in fields), None)
    if unknown is not None:
        return Misread(shown(unknown), shown(data[unknown]), "api_allowed_key", {"names": ", ".join(fields)})
    if data.get("as_of") is not None and read_day(data["as_of"]) is None:
        return Misread("as_of", shown(data["as_of"]), "api_allowed_day")
    if data.get("lang") not in (None, *LANGUAGES):
        return Misread("lang", shown(data["lang"]), "api_allowed_language")
    facts = data.get("facts")
    if facts is not None and not isinstance(facts, dict):
        return Misread("facts", shown(facts), "api_allowed_facts")
    misreadings = (misread_fact(name, value, knowledge) for name, value in (facts or {}).items())
    return next((misread for misread in misreadings if misread is not None), None)


def _is_text(value: object) -> bool:
    """Whether it is a text that can be written as UTF-8: half of a surrogate pair cannot."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)


def read_day(value: object) -> date | None:
    """The day of YYYY-MM-DD; None where it is none."""
    if not isinstance(value, str) or len(value) != len("YYYY-MM-DD"):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.isoformat() == value else None
