"""How words sound: toneless syllables, folded so that what is often confused is equal.

Homophones (稳港反还), regional pronunciation (zh/z, -ng/-n) and messages typed in pinyin (shiye baoxian) all meet
the catalogue here.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from intents.once import once

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"), ("ue", "ve"))


@once
def _table() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    readings: dict[str, tuple[str, ...]] = {}
    legal: set[str] = set()
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}  # most characters sound like many others
    for line in files("intents").joinpath("tables/syllables.txt").read_text(encoding="utf-8").splitlines():
        syllable, characters = line.split()
        folded = fold(syllable)
        if (syllable.isascii() and len(syllable) > 1) or syllable in ("a", "e", "o"):
            legal.add(syllable)
        for character in characters:
            read = (*readings.get(character, ()), folded)
            readings[character] = shared.setdefault(read, read)
    return readings, frozenset(legal - {"m", "n", "ng", "hm", "hng"})


@lru_cache(maxsize=1024)
def fold(syllable: str) -> str:
    """The syllable without the differences that speakers do not make."""
    for long, short in _INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
            break
    for long, short in _FINALS:
        if syllable.endswith(long):
            return syllable[: -len(long)] + short
    return syllable


def readings(character: str) -> tuple[str, ...]:
    """Folded syllables of a Chinese character, the usual one first; empty for anything else."""
    return _table()[0].get(character, ())


def every_reading(characters: str) -> list[tuple[str, ...]]:
    """The readings of each."""
    known = _table()[0]
    return [known.get(character, ()) for character in characters]


@lru_cache(maxsize=8192)
def segment(run: str) -> tuple[str, ...] | None:
    """A Latin run as folded pinyin syllables, longest first; None where it is not pinyin throughout."""
    legal = _table()[1]
    best: list[tuple[str, ...] | None] = [()] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is None or run[start:end] not in legal:
                continue
            candidate = (*before, run[start:end])
            known = best[end]
            if known is None or len(candidate) < len(known):
                best[end] = candidate
    found = best[-1]
    return tuple(fold(s) for s in found) if found else None
