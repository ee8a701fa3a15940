"""The words of every class of intents/lexicon/<language>/facts.yml, found in a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ahocorasick

from intents.expressions import Expression
from intents.lexicon import read_shipped
from intents.normalise import normalise
from intents.patterns import needed, numbers_of
from intents.reading.vocabulary.phrasing import LATIN, MANY, as_pattern, count, expand, latin_words, matchable
from knowledge.citations import LANGUAGES
from knowledge.records import dataclass

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
    """The phrases of all classes, and the literals of the patterns: one pass over a text finds both."""
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
        hits: list[_Hit] = []
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
    return WordClasses(_automaton(phrases, literals), patterns, tuple(numbers_of(always)), kinds), frozenset(words)


def _shared_numbers(bits: int, shared: dict[Any, Any]) -> tuple[int, ...]:
    """The numbers of the patterns whose bits are set; bits take the room of all patterns where mostly one is meant."""
    numbers = tuple(numbers_of(bits))
    kept: tuple[int, ...] = shared.setdefault(numbers, numbers)
    return kept


def _automaton(classes: Mapping[str, set[str]], literals: Mapping[str, Sequence[int]]) -> Any:
    kinds: dict[str, list[str]] = {}
    for kind, phrases in classes.items():
        for phrase in phrases:
            if phrase:
                kinds.setdefault(phrase, []).append(kind)
    out = ahocorasick.Automaton()
    shared: dict[Any, Any] = {}  # most words of a class are as long as others of it
    for word in (*kinds, *(literal for literal in literals if literal not in kinds)):
        owners = tuple(kinds.get(word, ()))
        needing = tuple(_shared_numbers(bits, shared) for bits in literals[word]) if word in literals else None
        told = (len(word), owners, word[0] in LATIN, word[-1] in LATIN, needing)
        out.add_word(word, shared.setdefault(told, told))
    out.make_automaton()
    return out
