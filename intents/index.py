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
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import accumulate

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
BUDGET = 40_000
"""Postings of one message that are counted for every entry; common features beyond it only for the short list."""
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

    def cover(self, numbers: Sequence[int]) -> Covered:
        """Information of the features that each entry has, rare features first, as far as the budget reaches."""
        ends = self.ends
        lengths = [ends[number + 1] - ends[number] for number in numbers]
        left: list[int] = []
        if sum(lengths) > BUDGET:
            order = sorted(zip(lengths, numbers, strict=True))
            reached = bisect_right(list(accumulate(length for length, _ in order)), BUDGET)
            numbers, left = [n for _, n in order[:reached]], [n for _, n in order[reached:]]
        if not numbers:
            return Covered(np.zeros((len(self.channels), self.size)), left)
        cells = np.concatenate([self.cells[ends[number] : ends[number + 1]] for number in numbers])
        parts = np.concatenate([self.parts[ends[number] : ends[number + 1]] for number in numbers])
        flat = np.bincount(cells, parts, len(self.channels) * self.size).astype(np.float64, copy=False)
        return Covered(flat.reshape(len(self.channels), self.size), left)

    def completed(self, covered: Covered, rows: Rows) -> Scores:
        """The columns of the given entries with everything that the budget had left out."""
        table = covered.table[:, rows]
        for number in covered.left:
            start, end = self.ends[number], self.ends[number + 1]
            channel = self._cell[start] // self.size
            wanted = (channel * self.size + rows).astype(np.int32)
            at = np.minimum(start + self.cells[start:end].searchsorted(wanted), end - 1)
            table[channel] += np.where(self.cells[at] == wanted, self.parts[at], 0.0)
        return table

    def part(self, number: int, cell: int) -> float:
        """What one feature adds to one cell; 0 where the entry does not have it."""
        end = self.ends[number + 1]
        at = bisect_left(self._cell, cell, self.ends[number], end)
        return self._part[at] if at < end and self._cell[at] == cell else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """What a message's features come to."""

    table: Scores
    """Channels by entries."""
    left: Sequence[int]
    """Features that are not counted in it: they are common, and the budget was spent."""


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
