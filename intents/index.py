"""Inverted indices: which entries share words, sounds or concepts with a message, and how much of it they cover.

A posting holds an entry and a saturated weight (tf / (tf + k), as in BM25; Robertson and Zaragoza 2009). A score is
the share of the message's information (sum of idf) that an entry covers: 0..1, absolute, never renormalised over
the list of candidates. A word that no entry knows counts against all.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Row = Mapping[str, float]
"""Feature key to its weighted count in one entry."""
Scores = npt.NDArray[np.float32]

SATURATION = 1.2
UNKNOWN_SHARE = 0.6
"""How much of the largest idf a feature carries that no entry has: it may be a typo."""


@dataclass(frozen=True, slots=True)
class Index:
    """Postings of one channel."""

    size: int
    postings: Mapping[str, tuple[npt.NDArray[np.int32], Scores]]
    idf: Mapping[str, float]
    unknown_idf: float

    def weight(self, key: str) -> float:
        """Information of a feature; that of an unknown one where no entry has it."""
        return self.idf.get(key, self.unknown_idf)

    def mass(self, keys: Iterable[str]) -> float:
        """Information of the whole message."""
        return sum(self.weight(key) for key in keys)

    def cover(self, keys: Sequence[str], mass: float | None = None) -> Scores:
        """Share of the message that each entry covers, one number an entry."""
        out = np.zeros(self.size, dtype=np.float32)
        found = [(self.postings[key], self.idf[key]) for key in keys if key in self.postings]
        if not found:
            return out
        for (rows, weights), idf in found:
            out[rows] += weights * idf
        total = self.mass(keys) if mass is None else mass
        out /= max(total, 1e-6)
        return out

    def part(self, key: str, row: int) -> float:
        """What one feature adds to one entry before division by the mass: idf times saturated weight."""
        posting = self.postings.get(key)
        if posting is None:
            return 0.0
        at = int(np.searchsorted(posting[0], row))
        if at < len(posting[0]) and posting[0][at] == row:
            return float(posting[1][at]) * self.idf[key]
        return 0.0


def build_index(rows: Sequence[Row], saturation: float = SATURATION) -> Index:
    """The index over the entries, in their order."""
    lists: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for key, count in row.items():
            lists[key].append((number, count / (count + saturation)))
    total = len(rows)
    idf = {key: math.log(1 + (total - len(found) + 0.5) / (len(found) + 0.5)) for key, found in lists.items()}
    postings = {
        key: (np.array([n for n, _ in found], dtype=np.int32), np.array([w for _, w in found], dtype=np.float32))
        for key, found in lists.items()
    }
    return Index(total, postings, idf, UNKNOWN_SHARE * math.log(1 + (total + 0.5) / 0.5))


def count(keys: Iterable[str], weight: float, into: Counter[str]) -> None:
    """Add one field's features to an entry's row with the field's weight."""
    for key in keys:
        into[key] += weight  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Examples:
    """Single sentences of the catalogue (examples, titles, keywords), compared by cosine."""

    index: Index
    owner: npt.NDArray[np.int32]
    """Entry of each sentence."""
    length: Scores
    """Euclidean length of each sentence's idf vector."""

    def best(self, keys: Sequence[str], entries: int) -> Scores:
        """Cosine of the most similar sentence of each entry."""
        out = np.zeros(entries, dtype=np.float32)
        dots = np.zeros(len(self.owner), dtype=np.float32)
        square = 0.0
        for key in keys:
            weight = self.index.weight(key)
            square += weight * weight
            posting = self.index.postings.get(key)
            if posting is not None:
                dots[posting[0]] += posting[1] * weight
        hits = np.flatnonzero(dots)
        if len(hits):
            np.maximum.at(out, self.owner[hits], dots[hits] / (self.length[hits] * math.sqrt(square)))
        return out


def build_examples(sentences: Sequence[tuple[int, Sequence[str]]]) -> Examples:
    """The index over single sentences given as (entry, feature keys)."""
    rows = [dict.fromkeys(keys, 1.0) for _, keys in sentences]
    plain = build_index(rows, saturation=0.0)
    postings = {k: (rows_, weights * np.float32(plain.idf[k])) for k, (rows_, weights) in plain.postings.items()}
    length = np.array([math.sqrt(sum(plain.idf[k] ** 2 for k in row)) or 1.0 for row in rows], dtype=np.float32)
    index = Index(plain.size, postings, plain.idf, plain.unknown_idf)
    return Examples(index, np.array([entry for entry, _ in sentences], dtype=np.int32), length)
