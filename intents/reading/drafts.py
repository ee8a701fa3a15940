"""A message made ready for reading: what is found in it whatever is known beside it, once for however often it is read.

A message is read again where the measure that it is about says more of its words; its places, clauses, words and
numbers stay what they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from intents.reading.layout import Layout, lay_out
from intents.reading.places.placeroles import Mention, mentions_of
from intents.reading.vocabulary.grammar import Grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.phrasing import matchable
from intents.reading.vocabulary.placenames import PlaceHit, PlaceNames
from intents.reading.vocabulary.spelling import Spelled, put_right
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Laid:
    """The message laid out."""

    spelled: Spelled
    layout: Layout
    mentions: list[Mention]
    """The places of the layout's text."""
    kinds: frozenset[str]
    """Classes of words that the message itself has."""


@dataclass(slots=True)
class Draft:
    """A message before it is read."""

    plain: str
    """Its text, in one spelling, as words are looked up in it."""
    hits: list[PlaceHit]
    """The places of that text."""
    regions: PlaceNames
    _laid: Laid | None = None

    def laid(self, grammar: Grammar, year: int) -> Laid:
        """The message laid out, by the first call; a bare answer is never laid out."""
        if self._laid is None:
            spelled = put_right(Spelled(self.plain, None), grammar)
            hits = self.hits if spelled.text == self.plain else self.regions.find(spelled.text)
            layout = lay_out(spelled.text, grammar, [(h.start, h.end) for h in hits], year)
            self._laid = Laid(spelled, layout, mentions_of(layout, hits, self.regions), layout.kinds)
        return self._laid

    def is_read_alike(self, subject: Sequence[str], grammar: Grammar) -> bool:
        """Whether a message that was read would be read the same if these facts were what it is about."""
        if self._laid is None:
            return False
        is_said = grammar.topics_of(subject) <= self._laid.layout.kinds
        return is_said and grammar.dated.isdisjoint(subject)


def draft_of(text: str, regions: PlaceNames) -> Draft:
    """The draft of a text in one spelling."""
    plain = matchable(text)
    if "," in plain or "，" in plain:
        plain = spoken("joined_correction").sub(" ", plain)
    return Draft(plain, regions.find(plain), regions)
