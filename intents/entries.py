"""What a message can be about: the measures of the catalogue, and the foreign topics that compete with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from knowledge.citations import LANGUAGES
from knowledge.measures import Measure
from knowledge.records import dataclass

TITLE, NAME, KEYWORD, EXAMPLE, SENTENCE, SUMMARY = "title", "name", "keyword", "example", "sentence", "summary"


@dataclass(frozen=True, slots=True)
class Field:
    """One text of an entry: its role, its words, and how much it says about the entry (keyword weight)."""

    role: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a message can be about."""

    id: str
    fields: tuple[Field, ...]
    places: tuple[str, ...] = ()
    """Where the measure holds; empty for a foreign topic."""
    kind: str = ""
    topics: tuple[str, ...] = ()
    announced: date | None = None
    facts: frozenset[str] = frozenset()
    """Facts of the enterprise that the measure's conditions and amounts hang on."""
    foreign: Mapping[str, Any] | None = None
    """Label and referral of a foreign topic; None for a measure."""


def measure_entry(measure: Measure, facts: frozenset[str]) -> Entry:
    """The measure as something to be found; `facts` are those that its conditions and amounts hang on."""
    return Entry(
        id=measure.id,
        fields=tuple(_measure_fields(measure)),
        places=measure.places,
        kind=measure.kind,
        topics=measure.topics,
        announced=measure.validity.announced,
        facts=facts,
    )


def _measure_fields(measure: Measure) -> Iterator[Field]:
    for language in LANGUAGES:
        yield Field(TITLE, measure.title.get(language, ""))
        yield from (Field(NAME, text) for text in measure.names.plain(language))
        yield from (Field(KEYWORD, text, weight) for text, weight in measure.keywords.weighted(language))
        yield from (Field(EXAMPLE, text) for text in measure.examples.plain(language))
        yield from (Field(SENTENCE, text.get(language, "")) for text in (measure.who, measure.what))
        yield Field(SUMMARY, measure.summary.get(language, ""))


def foreign_entry(name: str, topic: Mapping[str, Any]) -> Entry:
    """A topic that the knowledge base does not hold, as something to be found and refused."""
    fields: list[Field] = []
    for language in LANGUAGES:
        fields.append(Field(TITLE, topic["label"][language]))
        fields.extend(Field(KEYWORD, text) for text in topic["keywords"].get(language, ()))
        fields.extend(Field(EXAMPLE, text) for text in topic["examples"].get(language, ()))
    meta = {key: topic[key] for key in ("label", "refer", "scope")}
    return Entry(id="foreign:" + name, fields=tuple(fields), foreign=meta)
