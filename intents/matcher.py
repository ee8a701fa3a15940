"""Scores every entry for a message, channel by channel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from intents.entries import EXAMPLE, KEYWORD, NAME, SENTENCE, SUMMARY, TITLE, Entry
from intents.features import Feature, Span, sound_features, spelling_features, word_features
from intents.index import Examples, Index, Scores, add_field, build_examples, build_index
from intents.lexicon import Lexicon
from intents.phrases import Hit, Phrases, build_phrases

PlaceFinder = Callable[[str], Sequence[Span]]
FIELD_WEIGHT = {TITLE: 2.0, NAME: 2.0, KEYWORD: 2.0, EXAMPLE: 1.0, SENTENCE: 0.7, SUMMARY: 0.5}
CHANNELS = ("words", "concepts", "sound", "spelling")


@dataclass(frozen=True, slots=True)
class Cut:
    """A message as features of each channel, places and fillers masked."""

    text: str
    features: dict[str, list[Feature]]
    keys: dict[str, list[str]]
    hits: tuple[Hit, ...]
    """Keywords and names of entries that stand in the message."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """The compiled catalogue: one row an entry in every channel."""

    entries: tuple[Entry, ...]
    lexicon: Lexicon
    channels: dict[str, Index]
    examples: Examples
    keywords: Phrases
    keyword_weight: dict[tuple[int, str], float]

    def cut(self, text: str, masked: Sequence[Span]) -> Cut:
        """The normalised message as features; `masked` spans (places) are left out."""
        features = cut_features(text, masked, self.lexicon)
        keys = {channel: list(dict.fromkeys(f.key for f in found)) for channel, found in features.items()}
        return Cut(text, features, keys, tuple(self.keywords.find(text)))

    def scores(self, cut: Cut) -> dict[str, Scores]:
        """Per channel one number an entry, 0..1."""
        out = {channel: self.channels[channel].cover(cut.keys[channel]) for channel in CHANNELS}
        out["example"] = self.examples.best([*cut.keys["words"], *cut.keys["concepts"]], len(self.entries))
        out["keyword"] = self._keyword_scores(cut)
        return out

    def _keyword_scores(self, cut: Cut) -> Scores:
        out = np.zeros(len(self.entries), dtype=np.float32)
        for hit in cut.hits:
            out[hit.owner] += self.keyword_weight[(hit.owner, hit.phrase)]
        return np.minimum(out, 1.0)


def cut_features(text: str, masked: Sequence[Span], lexicon: Lexicon) -> dict[str, list[Feature]]:
    """Features of each channel; fillers are masked for words, not for concepts."""
    quiet = [*masked, *lexicon.filler_spans(text)]
    return {
        "words": word_features(text, quiet),
        "concepts": lexicon.concept_features(text, masked),
        "sound": sound_features(text, masked),
        "spelling": spelling_features(text, quiet),
    }


def build_matcher(entries: Sequence[Entry], lexicon: Lexicon, find_places: PlaceFinder) -> Matcher:
    """The matcher over measures and foreign topics, in their order."""
    rows: dict[str, list[Counter[str]]] = {channel: [] for channel in CHANNELS}
    sentences: list[tuple[int, list[str]]] = []
    phrases: list[tuple[str, int]] = []
    weights: dict[tuple[int, str], float] = {}
    for number, entry in enumerate(entries):
        row: dict[str, Counter[str]] = {channel: Counter() for channel in CHANNELS}
        for field in entry.fields:
            text = lexicon.normalise(field.text).text
            features = cut_features(text, find_places(text), lexicon)
            for channel in CHANNELS:
                keys = {f.key for f in features[channel]}
                add_field(keys, FIELD_WEIGHT[field.role] * field.weight, row[channel])
            if field.role != SUMMARY:
                sentences.append((number, [f.key for f in (*features["words"], *features["concepts"])]))
            if field.role in (TITLE, NAME, KEYWORD):
                phrases.append((text, number))
                weights[(number, text)] = field.weight
        for channel in CHANNELS:
            rows[channel].append(row[channel])
    owners = Counter(text for text, _ in phrases)
    keyword_weight = {key: min(1.0, 0.5 * w / owners[key[1]] ** 0.5) for key, w in weights.items()}
    channels = {channel: build_index(rows[channel]) for channel in CHANNELS}
    return Matcher(
        tuple(entries), lexicon, channels, build_examples(sentences), build_phrases(phrases), keyword_weight
    )
