"""An inverted index: which entries share words, sounds or concepts with a message, and how much of it they cover.

A posting holds an entry and a saturated weight (tf / (tf + k), as in BM25; Robertson and Zaragoza 2009). A score is
the share of the message's information (sum of idf) that an entry covers: 0..1, absolute, never renormalised over
the list of candidates. A word that no entry knows counts against all.

All channels are one index: a feature's key says which channel it belongs to, and a posting points at a cell of the
table of channels by entries. So one pass over a message's postings fills the whole table, whatever its size.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

import numpy as np
import numpy.typing as npt

from knowledge.records import dataclass

Row = Mapping[str, float]
"""Feature key to its weighted count in one entry."""
Scores = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
"""Numbers of entries."""

SATURATION = 1.2
UNKNOWN_SHARE = 0.6
"""How much of the largest idf a feature carries that no entry has: it may be a typo."""
_SEPARATOR = "\n"
"""Stands in no feature."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Postings laid end to end by feature; `ends[i]` is where those of feature i end and the next begin."""

    size: int
    """How many entries."""
    channels: tuple[str, ...]
    ids: Mapping[str, int]
    """Feature key to its number."""
    ends: array[int]
    """One more than there are features: the first is 0."""
    idf: array[float]
    cells: npt.NDArray[np.int32]
    """Channel times `size` plus entry, ascending within a feature."""
    parts: npt.NDArray[np.float32]
    """What the feature adds to the cell: idf times saturated weight."""
    unknown_idf: float
    _cell: memoryview = field(init=False, repr=False)
    """`cells` and `parts` one by one, which arrays are slow at."""
    _part: memoryview = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cell", self.cells.data)
        object.__setattr__(self, "_part", self.parts.data)

    def __reduce__(self) -> tuple[object, ...]:
        """The keys as one text: a dictionary of them takes ten times as long to read back."""
        values = (self.size, self.channels, _SEPARATOR.join(self.ids), self.ends, self.idf, self.cells, self.parts)
        return _restored, (*values, self.unknown_idf)

    def __contains__(self, key: object) -> bool:
        return key in self.ids

    def weight(self, key: str) -> float:
        """Information of a feature; that of an unknown one where no entry has it."""
        number = self.ids.get(key)
        return self.unknown_idf if number is None else self.idf[number]

    def mass(self, keys: Iterable[str]) -> float:
        """Information of the whole message."""
        ids, idf, unknown = self.ids, self.idf, self.unknown_idf
        return sum([unknown if (number := ids.get(key)) is None else idf[number] for key in keys])

    def known(self, keys: Iterable[str]) -> list[int]:
        """Numbers of those features that an entry has."""
        ids = self.ids
        return [number for key in keys if (number := ids.get(key)) is not None]

    def cover(self, numbers: Sequence[int]) -> Scores:
        """Information of the features that each entry has: a table of channels by entries."""
        ends = self.ends
        spans = [slice(ends[number], ends[number + 1]) for number in numbers]
        width = len(self.channels) * self.size
        if not spans:
            return np.zeros((len(self.channels), self.size))
        cells = np.concatenate([self.cells[span] for span in spans])
        parts = np.concatenate([self.parts[span] for span in spans])
        return np.bincount(cells, parts, width).reshape(len(self.channels), self.size).astype(np.float64, copy=False)

    def part(self, number: int, cell: int) -> float:
        """What one feature adds to one cell; 0 where the entry does not have it."""
        end = self.ends[number + 1]
        at = bisect_left(self._cell, cell, self.ends[number], end)
        return self._part[at] if at < end and self._cell[at] == cell else 0.0


def _restored(*values: object) -> Index:
    size, channels, keys, *rest = values
    names = str(keys).split(_SEPARATOR)
    return Index(size, channels, dict(zip(names, range(len(names)), strict=True)), *rest)  # type: ignore[arg-type]  # as pickled


def build_index(channels: Mapping[str, Sequence[Row]], size: int, unsaturated: frozenset[str] = frozenset()) -> Index:
    """The index over the rows of each channel; in the unsaturated channels having a feature is all that counts."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (channel, rows) in enumerate(channels.items()):
        saturation = 0.0 if channel in unsaturated else SATURATION
        for entry, row in enumerate(rows):
            for key, count in row.items():
                postings[key].append((number * size + entry, count / (count + saturation)))
    idf = [math.log(1 + (size - len(found) + 0.5) / (len(found) + 0.5)) for found in postings.values()]
    ends = array("l", [0])
    for found in postings.values():
        ends.append(ends[-1] + len(found))
    weighed = zip(idf, postings.values(), strict=True)
    return Index(
        size=size,
        channels=tuple(channels),
        ids=dict(zip(postings, range(len(postings)), strict=True)),
        ends=ends,
        idf=array("d", idf),
        cells=np.array([cell for found in postings.values() for cell, _ in found], dtype=np.int32),
        parts=np.array([information * w for information, found in weighed for _, w in found], dtype=np.float32),
        unknown_idf=UNKNOWN_SHARE * math.log(1 + (size + 0.5) / 0.5),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Single sentences of the catalogue (examples, titles, keywords), compared by cosine; kept entry by entry."""

    features: npt.NDArray[np.int32]
    """Numbers of the features of each sentence, all sentences laid end to end, those of one entry together."""
    sentences: npt.NDArray[np.int32]
    """Where each sentence begins in `features`; one more than there are."""
    entries: npt.NDArray[np.int32]
    """Where the sentences of each entry begin in `sentences`; one more than there are."""
    idf: npt.NDArray[np.float32]
    """Information of each feature among the sentences, by its number in the index."""
    unknown_idf: float
    length: npt.NDArray[np.float32]
    """Euclidean length of each sentence's idf vector."""

    def best(self, index: Index, keys: Sequence[str], rows: Rows) -> Scores:
        """Cosine of the message and the most similar sentence of each of the entries."""
        known = index.known(keys)
        information = self.idf[known]
        square = float(information @ information) + (len(keys) - len(known)) * self.unknown_idf**2
        if not known or not square:
            return np.zeros(len(rows))
        asked = np.zeros(len(self.idf), dtype=np.float32)
        asked[known] = information * information
        return self._cosines(asked, rows) / math.sqrt(square)

    def _cosines(self, asked: npt.NDArray[np.float32], rows: Rows) -> Scores:
        """Before division by the message's length; `asked` is the squared information of its features."""
        sentences, first_sentences = _ranges(self.entries, rows)
        features, first_features = _ranges(self.sentences, sentences)
        dots = np.add.reduceat(asked[self.features[features]], first_features)
        return np.maximum.reduceat(dots / self.length[sentences], first_sentences).astype(np.float64)


def _ranges(ends: npt.NDArray[np.int32], rows: Rows) -> tuple[Rows, Rows]:
    """Everything from ends[row] to ends[row + 1], row after row, and where each row's part begins."""
    first = ends[rows]
    counts = ends[rows + 1] - first
    begins = np.cumsum(counts) - counts
    return np.arange(counts.sum()) + np.repeat(first - begins, counts), begins


def build_examples(index: Index, sentences: Sequence[Sequence[Iterable[str]]]) -> Examples:
    """The sentences of each entry, given as features that the index has."""
    nothing = len(index.ids)  # the only feature of a sentence without any, and of an entry without sentences
    numbered = [
        [[index.ids[key] for key in dict.fromkeys(one)] or [nothing] for one in own] or [[nothing]] for own in sentences
    ]
    flat = [one for own in numbered for one in own]
    counts = np.bincount([number for one in flat for number in one], minlength=nothing + 1)
    total = sum(map(len, sentences))
    unknown_idf = UNKNOWN_SHARE * math.log(1 + (total + 0.5) / 0.5)
    idf = np.where(counts > 0, np.log(1 + (total - counts + 0.5) / (counts + 0.5)), unknown_idf)
    return Examples(
        features=np.array([number for one in flat for number in one], dtype=np.int32),
        sentences=np.cumsum([0, *map(len, flat)], dtype=np.int32),
        entries=np.cumsum([0, *map(len, numbered)], dtype=np.int32),
        idf=idf.astype(np.float32),
        unknown_idf=unknown_idf,
        length=np.array([math.sqrt(float(idf[one] @ idf[one])) or 1.0 for one in flat], dtype=np.float32),
    )
