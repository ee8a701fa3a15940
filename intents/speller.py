"""Puts mistyped English words right, against the words that the catalogue and the lexicon use.

A word that nobody uses is replaced by the nearest known one: one edit (a letter left out, added, changed, or two
swapped: optimal string alignment) for short words, two for long ones; the first letter has to agree.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from intents.features import stem
from intents.normalise import Normalised
from knowledge.records import dataclass

_WORD = re.compile(r"[a-z]{4,}")
_LONG = 8


@dataclass(frozen=True, slots=True)
class Speller:
    """Known words, by first letter and length."""

    stems: frozenset[str]
    buckets: dict[tuple[str, int], list[str]]
    """Most frequent first, so that of two equally near words the usual one wins."""

    def correct(self, message: Normalised) -> Normalised:
        """The message with unknown words replaced by known ones; places in it still lead to the text as typed."""
        pieces: list[str] = []
        starts: list[int] = []
        at = 0
        for found in _WORD.finditer(message.text):
            better = self.nearest(found.group())
            if better is None:
                continue
            begin, end = found.span()
            pieces += [message.text[at:begin], better]
            starts += message.starts[at:begin]
            old = message.starts[begin:end]
            starts += [old[min(i, len(old) - 1)] for i in range(len(better) - 1)] + [old[-1]]
            at = end
        if not pieces:
            return message
        return Normalised(message.raw, "".join([*pieces, message.text[at:]]), (*starts, *message.starts[at:]))

    def nearest(self, word: str) -> str | None:
        """The known word that was probably meant; None where the word is known or none is near."""
        if stem(word) in self.stems:
            return None
        most = 2 if len(word) >= _LONG else 1
        choices = [w for n in range(len(word) - most, len(word) + most + 1) for w in self.buckets.get((word[0], n), ())]
        from rapidfuzz.distance import OSA  # 20 ms that only a message with an unknown word has to wait for
        from rapidfuzz.process import extractOne

        found = extractOne(word, choices, scorer=OSA.distance, score_cutoff=most)
        return str(found[0]) if found is not None else None


def build_speller(texts: Iterable[str], known: Iterable[str]) -> Speller:
    """The speller over the words of the texts (which may be meant) and further known words (which are left alone)."""
    counts = Counter(word for text in texts for word in _WORD.findall(text))
    buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        buckets[(word[0], len(word))].append(word)
    stems = {stem(word) for word in counts} | {stem(w) for text in known for w in _WORD.findall(text)}
    return Speller(frozenset(stems), dict(buckets))
