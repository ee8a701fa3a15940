"""Facts that only the name of a measure says: "start-up loan interest subsidy: do we qualify?" tells of no loan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from intents.background import PLACE_FACTS
from intents.features import blanked
from intents.normalise import Normalised, normalise
from intents.phrases import Phrases, build_phrases
from intents.reading.model import ReadFact, Reading
from intents.reading.vocabulary.manners import spoken
from knowledge.citations import LANGUAGES
from knowledge.measures import Measure
from knowledge.records import dataclass, replace

_BREAK = re.compile(r"[,，;；。!?]")
"""What stands in few names: "we are an incubator, property tax exempt?" names none."""
WHOLE, BROKEN = range(2)
"""Names without such a mark, and with one."""


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles and names of all measures."""

    names: Phrases
    """Owners are WHOLE and BROKEN."""

    def untold(self, message: Normalised, reading: Reading, reread: Callable[[Normalised], Reading]) -> Reading:
        """The reading without what stands in the name of a measure that the message does not say they have.

        `reread` reads the message without the names: what they hide is told beside them.
        """
        if reading.answered or all(fact.fact in PLACE_FACTS for fact in reading.facts):
            return reading
        text = message.text
        found = (hit.span for hit in self.names.find(text) if hit.owner == BROKEN or not _BREAK.search(text, *hit.span))
        names = [span for span in found if not _is_told(text, *span)]
        places = [message.span(*span) for span in names]
        hidden = {fact.fact for fact in reading.facts if _is_of_a_name(fact, places)}
        if not hidden:
            return reading
        beside = reread(replace(message, text=blanked(text, names))).facts
        left = (fact for fact in reading.facts if fact.fact not in hidden)
        return replace(reading, facts=(*left, *(fact for fact in beside if fact.fact in hidden)))


def _is_of_a_name(fact: ReadFact, named: list[tuple[int, int]]) -> bool:
    """Whether it stands in a name; a rate that a name says is told all the same: 高企15%税率."""
    if fact.fact in PLACE_FACTS or isinstance(fact.value, float):  # a place in a name is told from ours in other ways
        return False
    return any(start <= fact.span[0] and fact.span[1] <= end for start, end in named)


def _is_told(text: str, start: int, end: int) -> bool:
    """Whether words around the name say that they have what it names."""
    before, after = spoken("name_told_before"), spoken("name_told_after")
    return before.search(text[:start]) is not None or after.match(text, end) is not None


def build_titles(measures: Iterable[Measure]) -> Titles:
    """The names of these measures in every language."""
    names = {
        normalise(name).text
        for measure in measures
        for language in LANGUAGES
        for name in (measure.title.get(language, ""), *measure.names.plain(language))
    }
    return Titles(build_phrases((name, BROKEN if _BREAK.search(name) else WHOLE) for name in sorted(names) if name))
