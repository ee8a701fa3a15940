"""Finding many phrases at once: Chinese ones by Aho-Corasick, Latin ones by their stems at word borders."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import ahocorasick

from intents.features import Span, stem

_WORD = re.compile(r"[a-z0-9][a-z0-9&'.-]*[a-z0-9]|[a-z0-9]")
_HAS_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: whose it is, where it stands in the normalised text, how it is written in the list."""

    owner: int
    span: Span
    phrase: str


@dataclass(slots=True)
class Phrases:
    """A finder over (phrase, owner) pairs; the phrases are normalised text."""

    _han: ahocorasick.Automaton = field(default_factory=ahocorasick.Automaton)
    _latin: dict[tuple[str, ...], list[tuple[int, str]]] = field(default_factory=dict)
    _has_han: bool = False

    def find(self, text: str) -> list[Hit]:
        """Every hit that no longer hit of the same owner holds, by place."""
        hits = [*self._find_han(text), *self._find_latin(text)]
        return sorted(_maximal(hits), key=lambda h: (h.span, h.owner))

    def _find_han(self, text: str) -> Iterable[Hit]:
        if not self._has_han:
            return
        for end, found in self._han.iter(text):
            for owner, phrase in found:
                yield Hit(owner, (end + 1 - len(phrase), end + 1), phrase)

    def _find_latin(self, text: str) -> Iterable[Hit]:
        if not self._latin:
            return
        words = [(stem(m.group()), m.span()) for m in _WORD.finditer(text)]
        for i, (_, (start, _end)) in enumerate(words):
            for j in range(i + 1, min(len(words), i + _LONGEST) + 1):
                for owner, phrase in self._latin.get(tuple(w for w, _ in words[i:j]), ()):
                    yield Hit(owner, (start, words[j - 1][1][1]), phrase)


def latin_key(phrase: str) -> tuple[str, ...]:
    """Stems of the phrase's words."""
    return tuple(stem(m.group()) for m in _WORD.finditer(phrase))


def build_phrases(pairs: Iterable[tuple[str, int]]) -> Phrases:
    """The finder; phrases with a Chinese character are found anywhere, others as whole words."""
    han: dict[str, list[tuple[int, str]]] = defaultdict(list)
    out = Phrases()
    for phrase, owner in pairs:
        if _HAS_HAN.search(phrase):
            han[phrase].append((owner, phrase))
        elif key := latin_key(phrase):
            out._latin.setdefault(key, []).append((owner, phrase))
    for phrase, found in han.items():
        out._han.add_word(phrase, found)
    if han:
        out._han.make_automaton()
        out._has_han = True
    return out


def _maximal(hits: Sequence[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.span[0], -h.span[1])):
        if not any(k.owner == hit.owner and k.span[0] <= hit.span[0] and hit.span[1] <= k.span[1] for k in kept[-24:]):
            kept.append(hit)
    return kept
