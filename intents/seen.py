"""A message as it is seen before anything is ranked: its spelling, places, facts, features and hints."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date

from intents.background import PLACE_FACTS
from intents.beside import Setting
from intents.features import Span
from intents.hints import Hints
from intents.matcher import Cut
from intents.normalise import Normalised
from intents.openness import TRADE
from intents.phrases import Hit
from intents.reading.drafts import Draft
from intents.reading.model import ReadFact, Reading
from intents.rules import IntentHit
from intents.sound import segment
from knowledge.records import dataclass

PLAIN_TRADES = frozenset({"service", "other"})
"""Trades that no measure is for."""
OF_ASKER = frozenset({"industry", "org_type", "enterprise_size", "staff"})
"""Facts that say who asks."""
_WORD = re.compile(r"[a-z]+")
_YEAR = re.compile(r"(20[1-4]\d)(?<![\d年月.-]\d{4})(?!年\d{1,2}月)\s?(?:年)?(?:度)?(?:的)?(?![\d月.-])")
_DATED = re.compile(
    r"(?<![a-z])(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.? (?:\d{1,2}(?:st|nd|rd|th)?,? )?20\d\d"
)
"""A year that belongs to a day: it's 5 January 2027."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message before anything is ranked."""

    message: Normalised
    draft: Draft
    places: list[Span]
    """Where it names places."""
    reading: Reading
    cut: Cut
    named: tuple[str, ...]
    """Places that it names."""
    setting: Setting
    intent: IntentHit | None
    """None where no rule matches."""
    hints: Hints
    ruled_out: frozenset[str] = frozenset()
    """Kinds and topics of measures that it rules out."""
    typed: str = ""
    """Its text with the words that rule them out, which `message` is without."""

    @property
    def unplaced(self) -> str:
        """The message as typed without the names of places: the question that another place can be put to."""
        raw, at = self.message.raw, 0
        pieces: list[str] = []
        for start, end in sorted(self.places):
            first, last = self.message.span(start, end)
            pieces.append(raw[at:first])
            at = max(at, last)
        return " ".join(" ".join([*pieces, raw[at:]]).split())

    @property
    def without_latin_places(self) -> str:
        """The message without the names of places in pinyin, which are the same in both languages."""
        text = self.typed or self.message.text
        for start, end in self.places:
            name = text[start:end]
            if name.isascii() and all(segment(word) for word in _WORD.findall(name)):
                text = text[:start] + " " * (end - start) + text[end:]
        return text

    @property
    def told(self) -> list[ReadFact]:
        """Facts that it states itself, not those that follow from them."""
        return [fact for fact in self.reading.facts if not fact.derived]


def told_trades(reading: Reading, message: Normalised) -> list[Hit]:
    """Where the message tells the asker's trade and no measure is for that trade: it then only says who asks.

    So do, beside a trade, the words for the firm, its size and its staff: "we run", "small", "with 3 people".
    """
    if not any(fact.fact == "industry" and fact.value in PLAIN_TRADES for fact in reading.facts):
        return []
    told = [fact.span for fact in reading.facts if fact.fact in OF_ASKER and not fact.derived]
    starts = message.starts
    return [Hit(TRADE, (bisect_left(starts, first), bisect_left(starts, last)), "") for first, last in told]


def read_places(reading: Reading) -> list[str]:
    """Places that reading has found beside those that stand by name: a zone denied, a zone of the city named before."""
    values = [fact.value for fact in reading.facts if fact.fact in PLACE_FACTS]
    return [place for value in values for place in (value if isinstance(value, list) else [value])]


def is_told(reading: Reading) -> bool:
    """Whether the message tells of the enterprise more than where it is."""
    return any(not fact.assumed and fact.fact not in PLACE_FACTS for fact in reading.facts)


def named_year(text: str, day: date) -> int | None:
    """A single year other than the day's that the message names, be it not that of a day; None for none or several."""
    years = {int(found) for found in _YEAR.findall(text)}
    if len(years) > 1:
        years = {int(found) for found in _YEAR.findall(_DATED.sub("", text))}
    return years.pop() if len(years) == 1 and day.year not in years else None
