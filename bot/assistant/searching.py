"""Search as somebody types: every measure that fits, by meaning and by letters, best first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from intents.seen import Seen
from intents.understanding import Understander

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue
    from knowledge.measures import Measure

IN_TITLE, IN_WORDS = 1.0, 0.5
"""What letters that stand in a title, or in other words of a measure, are worth beside the score by meaning."""
LEAST = 0.08


def search(understander: Understander, seen: Seen, text: str) -> list[tuple[str, float]]:
    """Ids of the measures that fit what was typed, with scores."""
    catalogue = understander.catalogue
    ranked = understander.ranking.rank(understander.matcher, seen.cut, seen.setting, catalogue.regions)
    scores = {found.entry.id: float(found.score) for found in ranked if found.entry.foreign is None}
    for name, worth in _by_letters(catalogue, text):
        scores[name] = scores.get(name, 0.0) + worth
    return sorted(((n, s) for n, s in scores.items() if s >= LEAST), key=lambda found: (-found[1], found[0]))


def _by_letters(catalogue: Catalogue, text: str) -> Iterator[tuple[str, float]]:
    wanted = plain(text)
    if not wanted:
        return
    for name, title, words in measure_letters(Content(catalogue)):
        if wanted in title:
            yield name, IN_TITLE
        elif wanted in words:
            yield name, IN_WORDS


class Content:
    """A catalogue by its version, so that what is worked out of it is kept until it changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return hash(self.catalogue.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Content) and other.catalogue.version == self.catalogue.version


@lru_cache(maxsize=1)
def measure_letters(content: Content) -> tuple[tuple[str, str, str], ...]:
    """Id, letters of the titles, letters of the other words of every measure."""
    return tuple((m.id, *_letters(m)) for m in content.catalogue.measures.values())


def _letters(measure: Measure) -> tuple[str, str]:
    words = [text for words in (measure.names, measure.keywords) for text in (*words.plain("zh"), *words.plain("en"))]
    return plain(" ".join((*measure.title.values(), measure.id))), plain(" ".join((*words, *measure.what.values())))


def plain(text: str) -> str:
    """The letters and digits, in lower case: what letters are compared by."""
    return "".join(character for character in text.lower() if character.isalnum())
