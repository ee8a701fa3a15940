"""Compiles the matcher: what the texts of all entries come to, read one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from intents.domain import build_domain
from intents.entries import EXAMPLE, KEYWORD, NAME, SENTENCE, SUMMARY, TITLE, Entry, Field
from intents.examples import build_examples
from intents.indexing import IndexBuilder
from intents.keywords import build_keywords
from intents.lexicon import Lexicon
from intents.matcher import CHANNELS, TEXT_CHANNELS, Matcher, PlaceFinder, cut_features
from intents.normalise import letters
from intents.phrases import latin_words
from intents.pinyin import build_pinyin
from intents.speller import build_speller
from intents.traits import build_traits
from knowledge.records import replace

FIELD_WEIGHT = {TITLE: 2.0, NAME: 2.0, KEYWORD: 2.0, EXAMPLE: 1.0, SENTENCE: 0.7, SUMMARY: 0.5}
SENTENCES = ("words", "concepts")
"""The channels, the first of CHANNELS, by which single sentences are compared with a message."""
MASK = "\0\0"
"""What stands for a place in a text of the catalogue: no word, and wide enough to keep its neighbours apart."""


def build_matcher(
    entries: Sequence[Entry],
    lexicon: Lexicon,
    find_places: PlaceFinder,
    chain: Callable[[str], tuple[str, ...]],
    known: Sequence[str] = (),
) -> Matcher:
    """The matcher over measures and foreign topics, in their order; `chain` gives a place and what it lies in.

    `known` are further words that are spelled right.
    """
    builder = IndexBuilder(CHANNELS, frozenset({"facts"}))
    gathered = _Gathered(lexicon, find_places, builder)
    for number, entry in enumerate(entries):
        gathered.add(number, entry)
    measures = sum(entry.foreign is None for entry in entries)
    index, compared = builder.build(len(entries)), builder.count(SENTENCES)
    sentences = ((entry, keys) for entry, own in enumerate(gathered.sentences) for keys in own)
    return Matcher(
        entries=tuple(replace(entry, fields=()) for entry in entries),
        traits=build_traits(entries),
        lexicon=lexicon,
        index=index,
        examples=build_examples(index, compared, gathered.sentences),
        keywords=build_keywords(gathered.keywords, len(entries)),
        pinyin=build_pinyin((*lexicon.words, *(text for text, _ in gathered.keywords))),
        speller=build_speller(
            (*gathered.texts, *lexicon.words), known, (*(text for text, _ in gathered.keywords), *lexicon.words)
        ),
        measures=measures,
        by_place=_by_place(entries, chain),
        titles=gathered.titles(),
        domain=build_domain(sentences, measures, index.ids, compared),
    )


class _Gathered:
    """What the texts of all entries come to, while they are read one by one."""

    def __init__(self, lexicon: Lexicon, find_places: PlaceFinder, index: IndexBuilder) -> None:
        self.lexicon = lexicon
        self.find_places = find_places
        self.index = index
        self.sentences: list[list[tuple[str, ...]]] = []
        self.keywords: dict[tuple[str, int], float] = {}
        self.texts: list[str] = []
        self._named: set[tuple[str, int]] = set()
        self._known: dict[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {}
        self._cut: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def add(self, number: int, entry: Entry) -> None:
        """One more entry."""
        rows: dict[str, Counter[str]] = {channel: Counter() for channel in TEXT_CHANNELS}
        self.sentences.append([])
        for field in entry.fields:
            self._add_field(number, field, rows)
        for channel, row in rows.items():
            self.index.add(number, channel, row)
        self.index.add(number, "facts", dict.fromkeys(["f:" + fact for fact in sorted(entry.facts)], 1.0))

    def _add_field(self, number: int, field: Field, rows: Mapping[str, Counter[str]]) -> None:
        text, keys = self._read(field.text)
        self.texts.append(text)
        for channel, row in rows.items():
            for key in keys[channel]:
                row[key] += FIELD_WEIGHT[field.role] * field.weight  # type: ignore[assignment]
        if field.role != SUMMARY:
            self.sentences[number].append((*keys["words"], *keys["concepts"]))
        if field.role in (TITLE, NAME, KEYWORD):
            self.keywords[(text, number)] = field.weight
        if field.role in (TITLE, NAME):
            self._named.add((letters(text), number))

    def _read(self, raw: str) -> tuple[str, Mapping[str, tuple[str, ...]]]:
        """The text in one spelling and its features by channel; a text that many entries share is read once."""
        found = self._known.get(raw)
        if found is None:
            text = self.lexicon.normalise(raw).text
            found = self._known[raw] = (text, self._keys(text))
        return found

    def _keys(self, text: str) -> Mapping[str, tuple[str, ...]]:
        """The text's features by channel, its places masked; texts that differ in their places alone are cut once."""
        hidden, at = "", 0
        for start, end in sorted(self.find_places(text)):
            hidden += text[at:start] + MASK
            at = max(at, end)
        hidden += text[at:]
        found = self._cut.get(hidden)
        if found is None:
            features = cut_features(hidden, self.lexicon.read(hidden, latin_words(hidden)), ())
            found = {channel: tuple(dict.fromkeys(key for key, _ in own)) for channel, own in features.items()}
            self._cut[hidden] = found
        return found

    def titles(self) -> dict[str, int]:
        """Titles and names that one entry alone has."""
        owners = Counter(text for text, _ in self._named)
        return {text: number for text, number in self._named if owners[text] == 1}


def _by_place(entries: Sequence[Entry], chain: Callable[[str], tuple[str, ...]]) -> dict[str, list[int]]:
    """Entries by their own places, and a zone's also by its city."""
    out: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        areas = {area for place in entry.places for area in chain(place)[:2] if area != "CN"}
        for area in sorted(areas):
            out.setdefault(area, []).append(number)
    return out
