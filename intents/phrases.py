"""Finding many phrases at once: Chinese ones by Aho-Corasick, Latin ones by their stems at word borders."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

import ahocorasick

from intents.features import Span, stem
from knowledge.records import dataclass

_WORD = re.compile(r"[a-z0-9][a-z0-9&'.-]*[a-z0-9]|[a-z0-9]")
_HAS_HAN = re.compile(r"[\u3400-\u9fff]")
_NOTHING: Mapping[int, Mapping[tuple[str, ...], list[tuple[int, str]]]] = {}


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: whose it is, where it stands in the normalised text, how it is written in the list."""

    owner: int
    span: Span
    phrase: str


Words = Sequence[tuple[str, Span]]
"""Stems of a text's Latin words, each with its place."""


def latin_words(text: str) -> Words:
    """The Latin words of a normalised text."""
    return [(stem(found.group()), found.span()) for found in _WORD.finditer(text)]


@dataclass(slots=True)
class Phrases:
    """A finder over (phrase, owner) pairs; the phrases are normalised text."""

    _han: ahocorasick.Automaton = field(default_factory=ahocorasick.Automaton)
    _latin: dict[str, dict[int, dict[tuple[str, ...], list[tuple[int, str]]]]] = field(default_factory=dict)
    """First stem, then number of stems, then all stems, to the owners and the phrase."""
    _has_han: bool = False

    def find(self, text: str, words: Words | None = None) -> list[Hit]:
        """Every hit that no longer hit of the same owner holds, by place; `words` saves cutting the text again."""
        hits = self._find_latin(latin_words(text) if words is None else words)
        if self._has_han:
            hits += self._find_han(text)
        return _maximal(hits) if len(hits) > 1 else hits

    def _find_han(self, text: str) -> list[Hit]:
        return [
            Hit(owner, (end + 1 - len(phrase), end + 1), phrase)
            for end, found in self._han.iter(text)
            for owner, phrase in found
        ]

    def _find_latin(self, words: Words) -> list[Hit]:
        hits: list[Hit] = []
        stems = [word for word, _ in words]
        for at, first in enumerate(stems):
            for count, listed in self._latin.get(first, _NOTHING).items():
                for owner, phrase in listed.get(tuple(stems[at : at + count]), ()):
                    hits.append(Hit(owner, (words[at][1][0], words[at + count - 1][1][1]), phrase))
        return hits


def build_phrases(pairs: Iterable[tuple[str, int]]) -> Phrases:
    """The finder; phrases with a Chinese character are found anywhere, others as whole words."""
    han: dict[str, list[tuple[int, str]]] = defaultdict(list)
    out = Phrases()
    for phrase, owner in pairs:
        if _HAS_HAN.search(phrase):
            han[phrase].append((owner, phrase))
        elif key := tuple(word for word, _ in latin_words(phrase)):
            out._latin.setdefault(key[0], {}).setdefault(len(key), {}).setdefault(key, []).append((owner, phrase))
    for phrase, found in han.items():
        out._han.add_word(phrase, found)
    if han:
        out._han.make_automaton()
        out._has_han = True
    return out


def _maximal(hits: list[Hit]) -> list[Hit]:
    """The hits without those inside a longer one of the same owner, by place."""
    kept: list[Hit] = []
    furthest: dict[int, int] = {}
    for hit in sorted(hits, key=lambda h: (h.span[0], -h.span[1], h.owner)):
        if hit.span[1] > furthest.get(hit.owner, -1):
            furthest[hit.owner] = hit.span[1]
            kept.append(hit)
    return kept
