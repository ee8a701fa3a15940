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
from itertools import pairwise

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
    """Postings of one channel, laid end to end; `places` says where those of a feature begin and end."""

    size: int
    places: Mapping[str, tuple[int, int]]
    rows: npt.NDArray[np.int32]
    weights: Scores
    idf: Mapping[str, float]
    unknown_idf: float

    def __contains__(self, key: object) -> bool:
        return key in self.places

    def weight(self, key: str) -> float:
        """Information of a feature; that of an unknown one where no entry has it."""
        return self.idf.get(key, self.unknown_idf)

    def mass(self, keys: Iterable[str]) -> float:
        """Information of the whole message."""
        return sum(self.weight(key) for key in keys)

    def cover(self, keys: Sequence[str]) -> Scores:
        """Share of the message that each entry covers, one number an entry."""
        out = np.zeros(self.size, dtype=np.float32)
        mass = 0.0
        for key in keys:
            place = self.places.get(key)
            if place is None:
                mass += self.unknown_idf
                continue
            idf = self.idf[key]
            mass += idf
            out[self.rows[place[0] : place[1]]] += self.weights[place[0] : place[1]] * idf
        return out / mass if mass else out

    def part(self, key: str, row: int) -> float:
        """What one feature adds to one entry before division by the mass: idf times saturated weight."""
        start, end = self.places.get(key, (0, 0))
        at = start + int(self.rows[start:end].searchsorted(row))
        if at < end and self.rows[at] == row:
            return float(self.weights[at]) * self.idf[key]
        return 0.0


def build_index(rows: Sequence[Row], saturation: float = SATURATION) -> Index:
    """The index over the entries, in their order."""
    lists: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for key, count in row.items():
            lists[key].append((number, count / (count + saturation)))
    total = len(rows)
    idf = {key: math.log(1 + (total - len(found) + 0.5) / (len(found) + 0.5)) for key, found in lists.items()}
    ends = np.cumsum([0, *(len(found) for found in lists.values())]).tolist()
    return Index(
        size=total,
        places=dict(zip(lists, pairwise(ends), strict=True)),
        rows=np.array([n for found in lists.values() for n, _ in found], dtype=np.int32),
        weights=np.array([w for found in lists.values() for _, w in found], dtype=np.float32),
        idf=idf,
        unknown_idf=UNKNOWN_SHARE * math.log(1 + (total + 0.5) / 0.5),
    )


def add_field(keys: Iterable[str], weight: float, into: Counter[str]) -> None:
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
            start, end = self.index.places.get(key, (0, 0))
            if end:
                dots[self.index.rows[start:end]] += weight * weight
        hits = np.flatnonzero(dots)
        if len(hits):
            np.maximum.at(out, self.owner[hits], dots[hits] / (self.length[hits] * math.sqrt(square)))
        return out


def build_examples(sentences: Sequence[tuple[int, Sequence[str]]]) -> Examples:
    """The index over single sentences given as (entry, feature keys)."""
    rows = [dict.fromkeys(keys, 1.0) for _, keys in sentences]
    index = build_index(rows, saturation=0.0)
    length = np.array([math.sqrt(sum(index.idf[k] ** 2 for k in row)) or 1.0 for row in rows], dtype=np.float32)
    return Examples(index, np.array([entry for entry, _ in sentences], dtype=np.int32), length)
