"""The words of every class of intents/lexicon/<language>/facts.yml, found in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ahocorasick

from intents.expressions import Expression
from intents.lexicon import read_shipped
from intents.normalise import normalise
from intents.patterns import needed, numbers_of
from intents.reading.vocabulary.phrasing import LATIN, MANY, as_pattern, count, expand, latin_words, matchable
from knowledge.citations import LANGUAGES
from knowledge.records import dataclass

_WORD = re.compile(r"[a-z0-9]+")
_Hit = tuple[int, int, tuple[str, ...]]
"""Where a phrase starts, its end below zero (of two that start together the longer sorts first), and its classes."""


@dataclass(slots=True)
class Cue:
    """A word of a class, where it stands; not frozen, because a dozen are made for each message."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WordClasses:
    """A finder of words."""

    automaton: Any
    """Phrases that stand anywhere, and the literals of the patterns: one pass over a text finds both."""
    latin: dict[str, tuple[str, ...]]
    """Phrases that begin and end as words do, to their classes: a third of the room that an automaton would take."""
    lengths: dict[str, tuple[int, ...]]
    """The first word of such a phrase to the lengths, ascending, of those that begin with it."""
    patterns: tuple[Expression, ...]
    """The phrases that stand for many."""
    always: tuple[int, ...]
    """The numbers of those that have to be tried on every text."""
    pattern_kinds: tuple[str, ...]
    """The class of each of them."""

    def find(self, text: str) -> tuple[list[Cue], list[Cue]]:
        """The words of every class, by place, those inside a longer one left out; and the words left out."""
        out: list[Cue] = []
        inner: list[Cue] = []
        reach = widest = -1
        for start, before_end, kinds in sorted(self._hits(text)):
            end = -before_end
            is_inner = end <= reach and not (start == widest and end == reach)
            if end > reach:
                reach, widest = end, start
            for kind in kinds:
                (inner if is_inner else out).append(Cue(kind, start, end))
        return out, inner

    def _hits(self, text: str) -> list[_Hit]:
        """Every phrase of a class."""
        padded = text + " "  # its last character stands before the first one too
        hits = self._latin_hits(text, padded)
        first: list[int] = []
        second: list[int] = []
        for last, (length, kinds, latin_start, latin_end, needing) in self.automaton.iter(text):
            if needing is not None:
                first += needing[0]
                second += needing[1]
            if kinds:
                end = last + 1
                start = end - length
                is_part = (latin_start and padded[start - 1] in LATIN) or (latin_end and padded[end] in LATIN)
                if not is_part:
                    hits.append((start, -end, kinds))
        for number in (*self.always, *set(first).intersection(second)):
            kinds = (self.pattern_kinds[number],)
            for found in self.patterns[number].pattern.finditer(text):
                start, end = found.span()
                hits.append((start, -end, kinds))
        return hits

    def _latin_hits(self, text: str, padded: str) -> list[_Hit]:
        hits: list[_Hit] = []
        latin, lengths, size = self.latin.get, self.lengths.get, len(text)
        for found in _WORD.finditer(text):
            start = found.start()
            for length in lengths(found.group(), ()):
                end = start + length
                if end > size:
                    break
                kinds = latin(text[start:end])
                if kinds is not None and padded[end] not in LATIN:
                    hits.append((start, -end, kinds))
        return hits


def load_word_classes() -> tuple[WordClasses, frozenset[str]]:
    """The finder over the shipped lists, and every Latin word of four letters and more in them. Raises: RulesError."""
    phrases: dict[str, set[str]] = {}
    many: list[tuple[str, str]] = []
    words: set[str] = set()
    read = [read_shipped(f"lexicon/{language}/facts.yml") for language in LANGUAGES]
    listed = [(kind, str(phrase)) for language in read for kind, own in language.items() for phrase in own]
    for kind, phrase in listed:
        words |= latin_words(phrase)
        if count(phrase) > MANY:
            many.append((kind, as_pattern(phrase)))
        else:
            phrases.setdefault(kind, set()).update(matchable(normalise(word).text) for word in expand(phrase))
    always, literals = needed(pattern for _, pattern in many)
    kinds, patterns = tuple(kind for kind, _ in many), tuple(Expression(pattern) for _, pattern in many)
    owners = _owners(phrases)
    latin = {word: own for word, own in owners.items() if word[0] in LATIN and word[-1] in LATIN}
    others = {word: own for word, own in owners.items() if word not in latin}
    automaton = _automaton(others, literals)
    return WordClasses(automaton, latin, _lengths(latin), patterns, tuple(numbers_of(always)), kinds), frozenset(words)


def _owners(classes: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """Each phrase to the classes that have it."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind, phrases in classes.items():
        for phrase in filter(None, phrases):
            kinds[phrase].append(kind)
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}  # a class has hundreds of phrases
    return {phrase: shared.setdefault(tuple(own), tuple(own)) for phrase, own in kinds.items()}


def _lengths(phrases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for phrase in phrases:
        word = _WORD.match(phrase)
        assert word is not None  # it begins with a letter
        found[word.group()].add(len(phrase))
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}
    return {word: shared.setdefault(tuple(sorted(own)), tuple(sorted(own))) for word, own in found.items()}


def _shared_numbers(bits: int, shared: dict[Any, Any]) -> tuple[int, ...]:
    """The numbers of the patterns whose bits are set; bits take the room of all patterns where mostly one is meant."""
    numbers = tuple(numbers_of(bits))
    kept: tuple[int, ...] = shared.setdefault(numbers, numbers)
    return kept


def _automaton(phrases: Mapping[str, tuple[str, ...]], literals: Mapping[str, Sequence[int]]) -> Any:
    out = ahocorasick.Automaton()
    shared: dict[Any, Any] = {}  # most words of a class are as long as others of it
    for word in {**phrases, **literals}:
        needing = tuple(_shared_numbers(bits, shared) for bits in literals[word]) if word in literals else None
        told = (len(word), phrases.get(word, ()), word[0] in LATIN, word[-1] in LATIN, needing)
        out.add_word(word, shared.setdefault(told, told))
    out.make_automaton()
    return out
