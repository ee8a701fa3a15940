"""Search as you type over the whole base: measures and documents, by meaning and by letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.assistant.assistant import Assistant
from bot.rendering import formats
from intents.understanding import Background
from knowledge.validity import availability

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue
    from knowledge.measures import Measure

SHOWN = 12
DOCUMENTS_SHOWN = 4
IN_TITLE, IN_WORDS = 1.0, 0.5
"""What letters that stand in a title, or in other words of a measure, are worth beside the score by meaning."""
LEAST = 0.08


@dataclass(frozen=True, slots=True)
class Hit:
    """One measure or document that fits what was typed."""

    id: str
    title: str
    where: str
    """Place of a measure; issuer and number of a document."""
    availability: str | None
    """None for a document."""
    score: float


def find_measures(assistant: Assistant, text: str, day: date, language: str) -> list[Hit]:
    """The measures that fit, best first."""
    scores = _by_meaning(assistant, text, day)
    for name, worth in _by_letters(assistant.catalogue, text):
        scores[name] = scores.get(name, 0.0) + worth
    best = sorted(scores, key=lambda name: (-scores[name], name))[:SHOWN]
    return [_hit(assistant.catalogue, name, scores[name], day, language) for name in best if scores[name] >= LEAST]


def find_documents(catalogue: Catalogue, text: str, language: str) -> list[Hit]:
    """The documents whose title, number or issuer has the letters."""
    wanted = _plain(text)
    if len(wanted) < 2:
        return []
    found = [name for name, letters in document_letters(_Content(catalogue)) if wanted in letters]
    return [_document(catalogue, name, language) for name in found[:DOCUMENTS_SHOWN]]


def _by_meaning(assistant: Assistant, text: str, day: date) -> dict[str, float]:
    understander = assistant.understander
    seen = understander.look(text, day, Background())
    ranked = understander.ranking.rank(understander.matcher, seen.cut, seen.setting, assistant.catalogue.regions)
    return {found.entry.id: float(found.score) for found in ranked if found.entry.foreign is None}


def _by_letters(catalogue: Catalogue, text: str) -> Iterator[tuple[str, float]]:
    wanted = _plain(text)
    if not wanted:
        return
    for name, title, words in measure_letters(_Content(catalogue)):
        if wanted in title:
            yield name, IN_TITLE
        elif wanted in words:
            yield name, IN_WORDS


class _Content:
    """A catalogue by its version, so that what is worked out of it is kept until it changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return hash(self.catalogue.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and other.catalogue.version == self.catalogue.version


@lru_cache(maxsize=1)
def measure_letters(content: _Content) -> tuple[tuple[str, str, str], ...]:
    """Id, letters of the titles, letters of the other words of every measure."""
    return tuple((m.id, *_letters(m)) for m in content.catalogue.measures.values())


@lru_cache(maxsize=1)
def document_letters(content: _Content) -> tuple[tuple[str, str], ...]:
    """Id and letters of every document."""
    return tuple(
        (name, _plain(" ".join((*d.title.values(), *(d.issuer or {}).values(), d.number or "", name))))
        for name, d in content.catalogue.documents.items()
    )


def _letters(measure: Measure) -> tuple[str, str]:
    words = [text for words in (measure.names, measure.keywords) for text in (*words.plain("zh"), *words.plain("en"))]
    return _plain(" ".join((*measure.title.values(), measure.id))), _plain(" ".join((*words, *measure.what.values())))


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _hit(catalogue: Catalogue, name: str, score: float, day: date, language: str) -> Hit:
    measure = catalogue.measure(name)
    places = [catalogue.regions.name(place, language) for place in measure.places]
    state = availability(measure, day, catalogue.pack.unconfirmed_after_days)
    return Hit(name, formats.in_language(measure.title, language), places[0] if places else "", state, score)


def _document(catalogue: Catalogue, name: str, language: str) -> Hit:
    document = catalogue.documents[name]
    parts = [formats.in_language(document.issuer, language), document.number or "", document.date or ""]
    return Hit(name, formats.in_language(document.title, language), " · ".join(filter(None, parts)), None, 0.0)
