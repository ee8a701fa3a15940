"""Latin words with one typing error put right, and those cut short written out; places in the text are kept."""

from __future__ import annotations

import re
from functools import lru_cache

from intents.familiar import Familiar
from intents.reading.vocabulary.grammar import Grammar
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.placenames import is_one_edit, shorter_by_one
from knowledge.records import dataclass

SHORTEST = 6
"""Shorter words are too often other words."""
_WORD = re.compile(rf"[a-z]{{{SHORTEST},}}")
_TOKEN = re.compile(r"[a-z']+")
_ROAD = "rd"
_DISTRICT = " district"
"""Behind a name: Futian District is no misspelled Fujian."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text with words put right; `starts[i]`: where character i stood in the text before; None: nothing moved."""

    text: str
    starts: tuple[int, ...] | None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The same piece in the text before."""
        if self.starts is None or start >= end:
            return start, end
        return self.starts[start], self.starts[end - 1] + 1


def put_right(spelled: Spelled, grammar: Grammar) -> Spelled:
    """The text with each unknown long Latin word replaced by a known word that is one letter away."""
    text = spelled.text
    familiar, tokens = _familiar(grammar.latin_words), _TOKEN.findall(text)
    if familiar.hold(tokens):
        return spelled
    changes = _written_out(text, grammar)
    for m in _WORD.finditer(text):
        word = m.group()
        if not text.startswith(_DISTRICT, m.end()) and (better := _better(word, grammar)) is not None:
            changes.append((m.start(), m.end(), better))
    if not changes:
        for token in tokens:
            if not any(_better(word, grammar) for word in _WORD.findall(token)):
                familiar.add(token)
        return spelled
    changes.sort()
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for start, end, better in changes:
        pieces += [text[at:start], better]
        starts += range(at, start)
        starts += [min(start + i, end - 1) for i in range(len(better))]
        at = end
    pieces.append(text[at:])
    starts += range(at, len(text))
    before = spelled.starts
    return Spelled("".join(pieces), tuple(starts) if before is None else tuple(before[i] for i in starts))


def _written_out(text: str, grammar: Grammar) -> list[tuple[int, int, str]]:
    """Where a word is cut short, and what it stands for; the Rd of an address is a road."""
    return [
        (m.start(), m.end(), grammar.short_words[m.group()])
        for m in grammar.short.pattern.finditer(text)
        if m.group() != _ROAD or spoken("rd_means_research").search(text, 0, m.start()) is not None
    ]


@lru_cache(maxsize=1)
def _familiar(_: frozenset[str]) -> Familiar:
    """Words met so far of which nothing is put right, for a set of known words."""
    return Familiar()


def _better(word: str, grammar: Grammar) -> str | None:
    """The known word for which it is a misprint; None where it is none."""
    if word in grammar.latin_words or word in grammar.short_words or word in grammar.protected:
        return None
    return nearest(word, grammar.latin_words)


@lru_cache(maxsize=1)
def _variants(words: frozenset[str]) -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= SHORTEST:
            for variant in [word, *shorter_by_one(word)]:
                out.setdefault(variant, []).append(word)
    return {k: tuple(v) for k, v in out.items()}


@lru_cache(maxsize=4096)
def nearest(word: str, words: frozenset[str]) -> str | None:
    """The word of the set that is one letter away, of several one with the same first letter; None if there is none."""
    variants = _variants(words)
    near = {n for v in [word, *shorter_by_one(word)] for n in variants.get(v, ()) if is_one_edit(word, n)}
    return min(near, key=lambda n: (n[0] != word[0], n)) if near else None
