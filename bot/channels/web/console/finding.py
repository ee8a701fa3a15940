"""Search as you type over the whole base: measures and documents, by meaning and by letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.assistant.assistant import Assistant
from bot.assistant.searching import Content, plain, search
from bot.rendering import formats
from intents.background import Background
from knowledge.validity import availability

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue

SHOWN = 12
DOCUMENTS_SHOWN = 4
LONGEST_NAME = 200
MEANT = 0.3
"""Score from which the first hit is what was meant; nonsense reaches about half of it."""


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
    found = search(assistant.understander, assistant.understander.look(text, day, Background()), text)[:SHOWN]
    return [_hit(assistant.catalogue, name, score, day, language) for name, score in found]


def measure_named(assistant: Assistant, text: str, day: date, language: str) -> str | None:
    """The measure of that id or title, else the one that fits the words best; None where none does."""
    wanted, measures = text.strip(), assistant.catalogue.measures
    if wanted in measures:
        return wanted
    called = (name for name, measure in measures.items() if wanted in measure.title.values())
    found = next(called, None) if wanted else ""
    if found is None:
        hits = find_measures(assistant, wanted[:LONGEST_NAME], day, language)
        found = next((hit.id for hit in hits if hit.score >= MEANT), None)
    return found or None


def titles_of(catalogue: Catalogue, language: str) -> dict[str, str]:
    """Id to title of every measure."""
    return {name: formats.in_language(measure.title, language) for name, measure in catalogue.measures.items()}


def find_documents(catalogue: Catalogue, text: str, language: str) -> list[Hit]:
    """The documents whose title, number or issuer has the letters."""
    wanted = plain(text)
    if len(wanted) < 2:
        return []
    found = [name for name, letters in document_letters(Content(catalogue)) if wanted in letters]
    return [_document(catalogue, name, language) for name in found[:DOCUMENTS_SHOWN]]


@lru_cache(maxsize=1)
def document_letters(content: Content) -> tuple[tuple[str, str], ...]:
    """Id and letters of every document."""
    return tuple(
        (name, plain(" ".join((*d.title.values(), *(d.issuer or {}).values(), d.number or "", name))))
        for name, d in content.catalogue.documents.items()
    )


def _hit(catalogue: Catalogue, name: str, score: float, day: date, language: str) -> Hit:
    measure = catalogue.measure(name)
    places = [catalogue.regions.name(place, language) for place in measure.places]
    state = availability(measure, day, catalogue.pack.unconfirmed_after_days)
    return Hit(name, formats.in_language(measure.title, language), places[0] if places else "", state, score)


def _document(catalogue: Catalogue, name: str, language: str) -> Hit:
    document = catalogue.documents[name]
    parts = [formats.in_language(document.issuer, language), document.number or "", document.date or ""]
    return Hit(name, formats.in_language(document.title, language), " · ".join(filter(None, parts)), None, 0.0)
