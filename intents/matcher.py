"""Scores every entry for a message, channel by channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from intents.background import PLACE_FACTS
from intents.domain import Domain
from intents.entries import Entry
from intents.examples import Examples
from intents.features import BLANK, Feature, Span, blanked, sound_features, spelling_features, word_features
from intents.index import Covered, Index, Scores
from intents.keywords import Keywords
from intents.language import has_han, is_pinyin
from intents.lexicon import Known, Lexicon
from intents.normalise import Normalised, letters
from intents.phrases import Hit, Words
from intents.pinyin import Pinyin
from intents.speller import Speller
from intents.traits import Traits
from knowledge.records import dataclass

PlaceFinder = Callable[[str], Sequence[Span]]
SOUND_FOR_WORDS = 0.85
"""A homophone is worth a little less than the word itself."""
UNNAMED = 0.35
"""How much words that no concept names count against the concepts."""
TEXT_CHANNELS = ("words", "concepts", "sound", "spelling")
CHANNELS = (*TEXT_CHANNELS, "facts")
"""What is in the index; "facts" holds which entries hang on which facts."""
SCORED = (*CHANNELS, "keyword")
SOUND, FACTS, KEYWORD = (SCORED.index(name) for name in ("sound", "facts", "keyword"))


@dataclass(frozen=True, slots=True)
class Cut:
    """A message as features of each channel, places and fillers masked."""

    text: str
    features: dict[str, list[Feature]]
    keys: dict[str, list[str]]
    """Facts that the message states are among them, places left out: whose measure asks for these is likelier meant."""
    numbers: dict[str, list[int]]
    """Numbers in the index of those keys that an entry has."""
    mass: dict[str, float]
    """Information of each channel's keys, in the index's own units."""
    hits: tuple[Hit, ...]
    """Keywords and names of entries that stand in the message."""
    keyword_scores: Scores
    """What they say for every entry, 0..1."""
    named_share: float
    """How much of the message's information its concepts hold, against what no concept names; 0..1."""
    is_pinyin: bool


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """The compiled catalogue: one row an entry, measures first, in every channel."""

    entries: tuple[Entry, ...]
    traits: Traits
    lexicon: Lexicon
    index: Index
    examples: Examples
    keywords: Keywords
    speller: Speller
    pinyin: Pinyin
    measures: int
    """How many of the entries, the first ones, are measures."""
    by_place: dict[str, list[int]]
    """Region id to the entries that hold there."""
    titles: dict[str, int]
    """Titles and names, letters and digits only, that one entry alone has."""
    domain: Domain

    def spelled(self, message: Normalised, find_places: PlaceFinder) -> Normalised:
        """The message with pinyin read as Chinese, but for the places in it, or with its misprints put right."""
        if is_pinyin(message.text, self.index):
            return self.pinyin.read(message, find_places(message.text))
        return self.speller.correct(message)

    def titled(self, text: str) -> int | None:
        """The entry whose title or name the whole message is; None where it is none."""
        return self.titles.get(letters(text))

    def cut(self, text: str, words: Words, masked: Sequence[Span], facts: Sequence[str] = ()) -> Cut:
        """The normalised message as features; `words` are its Latin ones; `masked` spans (places) are left out."""
        spells_sounds = is_pinyin(text, self.index)
        known = self.lexicon.read(text, words)
        features = cut_features(text, known, masked, latin_sounds=spells_sounds or has_han(text))
        keys = ["f:" + fact for fact in dict.fromkeys(facts) if fact not in PLACE_FACTS]
        hits = [hit for hit in self.keywords.find(text, words) if not known.splits(hit.span)]
        return self._weighed(text, features, keys, hits, is_pinyin=spells_sounds)

    def part(self, cut: Cut, span: Span, features: dict[str, list[Feature]]) -> Cut:
        """A part of a message, given by its span and features, as a message of its own; the facts are the whole's."""
        hits = [hit for hit in cut.hits if span[0] <= hit.span[0] < span[1]]
        return self._weighed(cut.text, features, cut.keys["facts"], hits, is_pinyin=cut.is_pinyin)

    def _weighed(
        self,
        text: str,
        features: dict[str, list[Feature]],
        facts: list[str],
        hits: Sequence[Hit],
        *,
        is_pinyin: bool,
    ) -> Cut:
        keys = {channel: list(dict.fromkeys([key for key, _ in found])) for channel, found in features.items()}
        keys["facts"] = facts
        numbers: dict[str, list[int]] = {}
        mass: dict[str, float] = {}
        for channel, own in keys.items():
            numbers[channel], mass[channel] = self.index.read(own)
        return Cut(
            text=text,
            features=features,
            keys=keys,
            numbers=numbers,
            mass=mass,
            hits=tuple(hits),
            keyword_scores=self.keywords.scores(hits),
            named_share=self._named_share(text, features, mass["concepts"]),
            is_pinyin=is_pinyin,
        )

    def _named_share(self, text: str, features: Mapping[str, list[Feature]], named: float) -> float:
        if not named:
            return 0.0
        unnamed = blanked(text, [span for _, span in features["concepts"]])
        words = [key for key, (start, end) in features["words"] if BLANK not in unnamed[start:end]]
        return named / (named + UNNAMED * self.index.mass(words))

    def cover(self, cut: Cut) -> Covered:
        """How much of the message's information each entry has, channel by channel."""
        return self.index.cover(cut.numbers)

    def scored(self, cut: Cut, table: Scores, keywords: Scores) -> Scores:
        """A table of SCORED by entries, 0..1: shares of the message, what sounds alike counted as words.

        `table` holds the information that each entry covers, CHANNELS by entries, in the index's units; `keywords`
        what the keywords say.
        """
        unit, mass = self.index.unit, cut.mass
        shares = {"concepts": cut.named_share * unit, "facts": (1 - 0.5 ** len(cut.keys["facts"])) * unit}
        factors = np.array([shares.get(channel, unit) / (mass[channel] or 1.0) for channel in CHANNELS])
        out: Scores = np.empty((len(SCORED), table.shape[1]))
        np.multiply(table, factors[:, None], out=out[:-1])
        out[-1] = keywords
        words, concepts, sound = out[0], out[1], out[SOUND]
        if cut.is_pinyin:
            np.maximum(words, sound, out=words)
            np.maximum(concepts, sound, out=concepts)
        else:
            np.maximum(words, SOUND_FOR_WORDS * sound, out=words)
        return out

    def lean(self, cut: Cut) -> float:
        """How far the message's words are those of measures (above zero) or of the world outside (below)."""
        return self.domain.lean((*cut.numbers["words"], *cut.numbers["concepts"]))

    def likeness(self, cut: Cut, rows: Sequence[int], sound: Scores) -> Scores:
        """How like the message the most similar single sentence of each of the rows is, 0..1; `sound` is theirs."""
        known = [*cut.numbers["words"], *cut.numbers["concepts"]]
        unknown = len(cut.keys["words"]) + len(cut.keys["concepts"]) - len(known)
        found = self.examples.best(known, unknown, rows)
        return np.maximum(found, sound) if cut.is_pinyin else found


def cut_features(
    text: str, known: Known, masked: Sequence[Span], *, latin_sounds: bool = False
) -> dict[str, list[Feature]]:
    """Features of each channel; fillers are left out of words, not of concepts."""
    shown = blanked(text, masked)
    quiet = blanked(shown, known.fillers)
    return {
        "words": word_features(quiet),
        "concepts": known.shown(shown),
        "sound": sound_features(shown if has_han(text) else quiet, latin=latin_sounds),
        "spelling": spelling_features(quiet),
    }
