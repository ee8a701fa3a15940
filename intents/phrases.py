"""Finding many phrases at once: Chinese ones by Aho-Corasick, Latin ones by their stems at word borders."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import NamedTuple

import ahocorasick

from intents.features import Span, stem
from knowledge.records import dataclass

_WORD = re.compile(r"[a-z0-9][a-z0-9&'.-]*[a-z0-9]|[a-z0-9]")
_HAS_HAN = re.compile(r"[\u3400-\u9fff]")


class Hit(NamedTuple):
    """A phrase that was found: whose it is, where it stands in the normalised text, how it is written in the list."""

    owner: int
    span: Span
    phrase: str


Words = Sequence[tuple[str, Span]]
"""Stems of a text's Latin words, each with its place."""


def latin_words(text: str) -> Words:
    """The Latin words of a normalised text."""
    return [(stem(found.group()), found.span()) for found in _WORD.finditer(text)]


_Found = tuple[int, int, int, str]
"""A hit before it is known to be none of those inside a longer one: start, minus its end, owner, phrase. Sorted they
come by place, the longer first."""


@dataclass(slots=True)
class Phrases:
    """A finder over (phrase, owner) pairs; the phrases are normalised text."""

    _han: ahocorasick.Automaton = field(default_factory=ahocorasick.Automaton)
    """To the length of the phrase with each of its owners."""
    _latin: dict[str, dict[int, dict[tuple[str, ...], dict[int, str]]]] = field(default_factory=dict)
    """First stem, then number of stems, then all stems, to the owners and the phrase of each."""
    _has_han: bool = False

    def find(self, text: str, words: Words | None = None) -> list[Hit]:
        """Every hit that no longer hit of the same owner holds, by place; `words` saves cutting the text again."""
        found = self._find_latin(latin_words(text) if words is None else words)
        if self._has_han and not text.isascii():
            for last, owned in self._han.iter(text):
                end = last + 1
                for length, owner, phrase in owned:
                    found.append((end - length, -end, owner, phrase))
        return _maximal(found) if found else []

    def _find_latin(self, words: Words) -> list[_Found]:
        found: list[_Found] = []
        stems = tuple([word for word, _ in words])
        for at, first in enumerate(stems):
            if first not in self._latin:
                continue
            start = words[at][1][0]
            for count, listed in self._latin[first].items():
                owned = listed.get(stems[at : at + count])
                if owned is not None:
                    back = -words[at + count - 1][1][1]
                    found += [(start, back, owner, phrase) for owner, phrase in owned.items()]
        return found


def build_phrases(pairs: Iterable[tuple[str, int]]) -> Phrases:
    """The finder; phrases with a Chinese character are found anywhere, others as whole words."""
    han: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    out = Phrases()
    for phrase, owner in pairs:
        if _HAS_HAN.search(phrase):
            han[phrase].append((len(phrase), owner, phrase))
        elif key := tuple(word for word, _ in latin_words(phrase)):
            out._latin.setdefault(key[0], {}).setdefault(len(key), {}).setdefault(key, {}).setdefault(owner, phrase)
    for phrase, found in han.items():
        out._han.add_word(phrase, found)
    if han:
        out._han.make_automaton()
        out._has_han = True
    return out


def _maximal(found: list[_Found]) -> list[Hit]:
    """The hits without those inside a longer one of the same owner, by place."""
    kept: list[Hit] = []
    furthest: dict[int, int] = {}
    for start, back, owner, phrase in sorted(found):
        if owner not in furthest or back < furthest[owner]:
            furthest[owner] = back
            kept.append(Hit(owner, (start, -back), phrase))
    return kept
