"""Scores every entry for a message, channel by channel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from intents.entries import EXAMPLE, KEYWORD, NAME, SENTENCE, SUMMARY, TITLE, Entry
from intents.features import Feature, Span, sound_features, spelling_features, word_features
from intents.index import Examples, Index, Scores, add_field, build_examples, build_index
from intents.language import has_han, is_pinyin
from intents.lexicon import Lexicon, overlaps
from intents.normalise import bare
from intents.phrases import Hit, Phrases, Words, build_phrases, latin_words
from intents.speller import Speller, build_speller

PlaceFinder = Callable[[str], Sequence[Span]]
FIELD_WEIGHT = {TITLE: 2.0, NAME: 2.0, KEYWORD: 2.0, EXAMPLE: 1.0, SENTENCE: 0.7, SUMMARY: 0.5}
SOUND_FOR_WORDS = 0.85
"""A homophone is worth a little less than the word itself."""
UNNAMED = 0.35
"""How much words that no concept names count against the concepts."""
CHANNELS = ("words", "concepts", "sound", "spelling")


@dataclass(frozen=True, slots=True)
class Cut:
    """A message as features of each channel, places and fillers masked."""

    text: str
    features: dict[str, list[Feature]]
    keys: dict[str, list[str]]
    hits: tuple[Hit, ...]
    """Keywords and names of entries that stand in the message."""
    named_share: float
    """How much of the message's information its concepts hold, against what no concept names; 0..1."""
    is_pinyin: bool


@dataclass(frozen=True, slots=True)
class Matcher:
    """The compiled catalogue: one row an entry in every channel."""

    entries: tuple[Entry, ...]
    lexicon: Lexicon
    channels: dict[str, Index]
    examples: Examples
    keywords: Phrases
    keyword_weight: dict[tuple[int, str], float]
    speller: Speller
    by_place: dict[str, list[int]]
    """Region id to the entries that hold there."""
    titles: dict[str, int]
    """Titles and names, without punctuation at their edges, that one entry alone has."""

    def titled(self, text: str) -> int | None:
        """The entry whose title or name the whole message is; None where it is none."""
        return self.titles.get(bare(text))

    def cut(self, text: str, masked: Sequence[Span]) -> Cut:
        """The normalised message as features; `masked` spans (places) are left out."""
        words = latin_words(text)
        spells_sounds = is_pinyin(text, self.channels["words"])
        features = cut_features(text, words, masked, self.lexicon, latin_sounds=spells_sounds or has_han(text))
        keys = {channel: list(dict.fromkeys(f.key for f in found)) for channel, found in features.items()}
        return Cut(
            text=text,
            features=features,
            keys=keys,
            hits=tuple(self.keywords.find(text, words)),
            named_share=self._named_share(features, keys),
            is_pinyin=spells_sounds,
        )

    def _named_share(self, features: dict[str, list[Feature]], keys: dict[str, list[str]]) -> float:
        named = self.channels["concepts"].mass(keys["concepts"])
        spans = [f.span for f in features["concepts"]]
        index = self.channels["words"]
        rest = sum(index.weight(f.key) for f in features["words"] if not overlaps(f.span, spans))
        return named / (named + UNNAMED * rest) if named else 0.0

    def scores(self, cut: Cut) -> dict[str, Scores]:
        """Per channel one number an entry, 0..1."""
        out = {channel: self.channels[channel].cover(cut.keys[channel]) for channel in CHANNELS}
        out["concepts"] *= cut.named_share
        out["example"] = self.examples.best([*cut.keys["words"], *cut.keys["concepts"]], len(self.entries))
        if cut.is_pinyin:
            for channel in ("words", "concepts", "example"):
                out[channel] = np.maximum(out[channel], out["sound"])
        else:
            out["words"] = np.maximum(out["words"], SOUND_FOR_WORDS * out["sound"])
        out["keyword"] = self._keyword_scores(cut)
        return out

    def _keyword_scores(self, cut: Cut) -> Scores:
        out = np.zeros(len(self.entries), dtype=np.float32)
        for hit in cut.hits:
            out[hit.owner] += self.keyword_weight[(hit.owner, hit.phrase)]
        return np.minimum(out, 1.0)


def cut_features(
    text: str, words: Words, masked: Sequence[Span], lexicon: Lexicon, *, latin_sounds: bool = False
) -> dict[str, list[Feature]]:
    """Features of each channel; fillers are masked for words, not for concepts."""
    quiet = [*masked, *lexicon.filler_spans(text, words)]
    return {
        "words": word_features(text, quiet),
        "concepts": lexicon.concept_features(text, words, masked),
        "sound": sound_features(text, masked, latin=latin_sounds),
        "spelling": spelling_features(text, quiet),
    }


def build_matcher(
    entries: Sequence[Entry], lexicon: Lexicon, find_places: PlaceFinder, chain: Callable[[str], tuple[str, ...]]
) -> Matcher:
    """The matcher over measures and foreign topics, in their order; `chain` gives a place and what it lies in."""
    rows: dict[str, list[Counter[str]]] = {channel: [] for channel in CHANNELS}
    sentences: list[tuple[int, list[str]]] = []
    phrases: list[tuple[str, int]] = []
    weights: dict[tuple[int, str], float] = {}
    titled: list[tuple[str, int]] = []
    spelled: list[str] = []
    for number, entry in enumerate(entries):
        row: dict[str, Counter[str]] = {channel: Counter() for channel in CHANNELS}
        for field in entry.fields:
            text = lexicon.normalise(field.text).text
            spelled.append(text)
            features = cut_features(text, latin_words(text), find_places(text), lexicon)
            for channel in CHANNELS:
                keys = {f.key for f in features[channel]}
                add_field(keys, FIELD_WEIGHT[field.role] * field.weight, row[channel])
            if field.role != SUMMARY:
                sentences.append((number, [f.key for f in (*features["words"], *features["concepts"])]))
            if field.role in (TITLE, NAME, KEYWORD):
                phrases.append((text, number))
                weights[(number, text)] = field.weight
            if field.role in (TITLE, NAME):
                titled.append((text, number))
        for channel in CHANNELS:
            rows[channel].append(row[channel])
    names = Counter(text for text, number in {(bare(t), n) for t, n in titled})
    owners = Counter(text for text, _ in phrases)
    keyword_weight = {key: min(1.0, 0.5 * w / owners[key[1]] ** 0.5) for key, w in weights.items()}
    channels = {channel: build_index(rows[channel]) for channel in CHANNELS}
    return Matcher(
        entries=tuple(replace(entry, fields=()) for entry in entries),
        lexicon=lexicon,
        channels=channels,
        examples=build_examples(sentences),
        keywords=build_phrases(phrases),
        keyword_weight=keyword_weight,
        speller=build_speller((*spelled, *lexicon.words), ()),
        by_place=_by_place(entries, chain),
        titles={bare(text): number for text, number in titled if names[bare(text)] == 1},
    )


def _by_place(entries: Sequence[Entry], chain: Callable[[str], tuple[str, ...]]) -> dict[str, list[int]]:
    """Entries by their own places, and a zone's also by its city."""
    out: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        areas = {area for place in entry.places for area in chain(place)[:2] if area != "CN"}
        for area in sorted(areas):
            out.setdefault(area, []).append(number)
    return out
