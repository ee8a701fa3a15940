"""What of a text is compared: words, pairs of characters, sounds, concepts, each with its place.

Messages and catalogue go through the same functions, so that both are cut alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from intents.once import filled
from intents.sound import every_reading, segment

Span = tuple[int, int]

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z][a-z0-9]*(?:[&'.-][a-z0-9]+)*")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_HAN_OR_LATIN = re.compile(f"{_HAN.pattern}|{_LATIN.pattern}")
_LAST_LATIN = "z"
_SPELLED = 4
"""Letters of a word from which its spelling tells it from others."""
STEMS_KEPT = 16_384
"""Words whose stem is remembered: several times as many as the catalogue has."""
WORDS_KEPT = 1_024
"""Words whose trigrams are remembered: those that recur."""

Feature = tuple[str, Span]
"""One comparable piece: its channel-prefixed key and where it stands in the normalised text."""


_FEW = 16
"""Spans up to which writing the text anew for each is quicker than going through it once."""
BLANK = "\0"
"""Stands for what is not read; no text in one spelling has it."""


def blanked(text: str, spans: Sequence[Span]) -> str:
    """The text with the spans made unreadable, everything else in its place."""
    if len(spans) <= _FEW:
        for start, end in spans:
            text = text[:start] + BLANK * (end - start) + text[end:]
        return text
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end > at:
            pieces += text[at:start], BLANK * (end - max(start, at))
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def word_features(text: str) -> list[Feature]:
    """Pairs of Chinese characters, stemmed Latin words and numbers."""
    out: list[Feature] = []
    for found in _HAN.finditer(text):
        start, end = found.span()
        if end - start == 1:
            out.append(("g:" + text[start], (start, end)))
        else:
            out += [("g:" + text[i : i + 2], (i, i + 2)) for i in range(start, end - 1)]
    out += [("w:" + stem(found.group()), found.span()) for found in _LATIN.finditer(text)]
    for found in _NUMBER.finditer(text):
        digits = found.group().replace(",", "")
        if len(digits) > 1:
            out.append(("n:" + digits, found.span()))
    return out


def spelling_features(text: str) -> list[Feature]:
    """Padded trigrams of Latin words: what still agrees when a word is mistyped."""
    out: list[Feature] = []
    for found in _LATIN.finditer(text):
        start, end = found.span()
        if end - start >= _SPELLED:
            out += [(key, (start + begin, start + stop)) for key, begin, stop in _trigrams(found.group())]
    return out


@lru_cache(maxsize=WORDS_KEPT)
def _trigrams(word: str) -> tuple[tuple[str, int, int], ...]:
    """Those of one word, each with where it stands there."""
    padded, length = f"^{stem(word)}$", len(word)
    begins = [0, *(min(i, length - 2) for i in range(len(padded) - 3))]
    return tuple(("t:" + padded[i : i + 3], at, min(at + 3, length)) for i, at in enumerate(begins))


def sound_features(text: str, *, latin: bool = True) -> list[Feature]:
    """Pairs of neighbouring syllables, of Chinese characters and of Latin runs that are pinyin."""
    out: list[Feature] = []
    before: tuple[str, ...] = ()
    start_before = end_before = -2
    for syllables, (start, end) in _syllables(text, latin=latin):
        if start - end_before <= 1:
            span = start_before, end
            for first in before:
                for second in syllables:  # mostly one of each
                    out.append((f"s:{first} {second}", span))  # noqa: PERF401
        before, start_before, end_before = syllables, start, end
    return out


def _syllables(text: str, *, latin: bool) -> Iterator[tuple[tuple[str, ...], Span]]:
    runs = [found.span() for found in (_HAN_OR_LATIN if latin else _HAN).finditer(text)]
    for start, end in runs:
        run = text[start:end]
        if run[0] > _LAST_LATIN:
            for at, found in enumerate(every_reading(run), start):
                if found:
                    yield found, (at, at + 1)
        elif (parts := segment(run)) is not None:
            for part in parts:
                yield (part,), (start, end)


_BRITISH = (
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ise", "ize"),
    ("our", "or"),
    ("programme", "program"),
)


_WHOLE = frozenset({"training"})
"""Words that are not the inflection of the shorter word that their stem would be."""


class _Stems(dict[str, str]):
    """Word to its stem, filled as words are met."""

    def __missing__(self, word: str) -> str:
        found = _stem(word)
        if len(self) < STEMS_KEPT:
            self[word] = found
        return found


stem = filled("intents.features.stem", _Stems()).__getitem__
"""The word without its inflection, British and American spelling alike (Porter's second stemmer)."""


def _stem(word: str) -> str:
    word = word.removesuffix("'s").replace("'", "").replace(".", "")
    if len(word) <= 3 or word in _WHOLE:
        return word
    for british, american in _BRITISH:
        if word.endswith(british) and len(word) > len(british) + 2:
            word = word[: -len(british)] + american
            break
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    from snowballstemmer import stemmer

    return stemmer("english")
