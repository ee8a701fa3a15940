"""An inverted index: which entries share words, sounds or concepts with a message, and how much of it they cover.

A posting holds an entry and a saturated weight (tf / (tf + k), as in BM25; Robertson and Zaragoza 2009). A score is
the share of the message's information (sum of idf) that an entry covers: 0..1, absolute, never renormalised over
the list of candidates. A word that no entry knows counts against all.

All channels are one index: a feature's key says which channel it belongs to. So one pass over a message's postings
fills the whole table of channels by entries, whatever its size.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import accumulate, chain
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.pieces import Pieces
from knowledge.records import dataclass

Scores = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
"""Numbers of entries."""
Postings = npt.NDArray[np.integer[Any]]
"""Those of one feature or several: see `Index`."""

UNKNOWN_SHARE = 0.6
"""How much of the largest idf a feature carries that no entry has: it may be a typo."""
BUDGET = 40_000
"""Postings of one message that are counted for every entry; common features beyond it only for the short list."""
FEATURES_KEPT = 8_192
"""Features whose postings are at hand; words recur from message to message."""
_SEPARATOR = "\n"
"""Stands in no feature."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Postings laid end to end by feature; `ends[i]` is where those of feature i end and the next begin.

    A posting is one integer: above `shift` its cell, below what the feature adds there, in units of `unit`. A cell is
    a channel and an entry: the number of one in a table of channels by entries, laid row by row.
    """

    size: int
    """How many entries."""
    channels: tuple[str, ...]
    ids: Mapping[str, int]
    """Feature key to its number, from 1; the empty key, which no text has, has 0."""
    ends: array[int]
    """One more than there are features, the empty one included: the first is 0."""
    idf: array[float]
    postings: Postings
    """Ascending within a feature."""
    shift: int
    unit: float
    unknown_idf: float
    _one: memoryview = field(init=False, repr=False)
    """`postings` one by one, which arrays are slow at."""
    _own: Pieces[Postings] = field(init=False, repr=False)
    """The postings of each feature."""

    def __post_init__(self) -> None:
        ends, postings = self.ends, self.postings
        object.__setattr__(self, "_one", postings.data)
        object.__setattr__(self, "_own", Pieces(lambda n: postings[ends[n] : ends[n + 1]], FEATURES_KEPT))

    def __reduce__(self) -> tuple[object, ...]:
        """The keys as one text: a dictionary of them takes ten times as long to read back."""
        values = (self.size, self.channels, _SEPARATOR.join(self.ids), self.ends, self.idf, self.postings)
        return _restored, (*values, self.shift, self.unit, self.unknown_idf)

    def __contains__(self, key: object) -> bool:
        return key in self.ids

    def mass(self, keys: Sequence[str]) -> float:
        """Information of all the features, unknown ones included."""
        return self.read(keys)[1]

    def read(self, keys: Sequence[str]) -> tuple[list[int], float]:
        """Numbers of those features that an entry has, and the information of all."""
        if not keys:
            return [], 0.0
        known = [*filter(None, map(self.ids.get, keys))]
        return known, sum(map(self.idf.__getitem__, known), self.unknown_idf * (len(keys) - len(known)))

    def cover(self, numbers: Mapping[str, Sequence[int]]) -> Covered:
        """Information of the features that each entry has, given by channel; rare ones first, up to the budget."""
        listed = [*chain.from_iterable(numbers.values())]
        pieces = [*map(self._own.__getitem__, listed)]
        left: Sequence[int] = ()
        if sum(map(len, pieces)) > BUDGET:
            counted, left = self._affordable(listed)
            pieces = [self._own[number] for number in counted]
        cells = len(self.channels) * self.size
        if pieces:
            found = np.concatenate(pieces)
            table = np.bincount(found >> self.shift, found & self._mask, cells).astype(np.float64, copy=False)
        else:
            table = np.zeros(cells)
        return Covered(table.reshape(len(self.channels), self.size), left)

    def _affordable(self, numbers: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """The features whose postings the budget reaches, and those left over."""
        lengths = {number: self.ends[number + 1] - self.ends[number] for number in numbers}
        numbers = sorted(numbers, key=lambda number: (lengths[number], number))
        reached = bisect_right(list(accumulate(lengths[number] for number in numbers)), BUDGET)
        return numbers[:reached], numbers[reached:]

    def completed(self, covered: Covered, rows: Rows) -> Scores:
        """The columns of the given entries with everything that the budget had left out."""
        table = covered.table.take(rows, axis=1)
        for number, parts in zip(covered.left, self._looked_up(covered.left, rows), strict=True):
            table[self._channel(number)] += parts
        return table

    def shares(self, numbers: Mapping[str, Sequence[int]], rows: Rows) -> Shares:
        """What each feature of a message, given by channel, says of each of a few entries."""
        counted, left = self._affordable([number for own in numbers.values() for number in own])
        parts = np.concatenate([self._gathered(counted, rows), self._looked_up(left, rows)])
        return Shares(self.channels, {number: at for at, number in enumerate((*counted, *left))}, parts)

    def _gathered(self, numbers: Sequence[int], rows: Rows) -> Scores:
        """What each of the features says of each of a few entries, picked from all that they say."""
        parts = np.zeros((len(numbers), len(rows)))
        if numbers:
            pieces = [self._own[number] for number in numbers]
            found = np.concatenate(pieces)
            column = np.zeros((len(self.channels), self.size), dtype=np.uint16)  # of each cell among the few, from 1
            column[:, rows] = np.arange(1, len(rows) + 1)
            columns = column.ravel().take(found >> self.shift)
            hits = columns.nonzero()[0]
            features = np.searchsorted(list(accumulate(map(len, pieces))), hits, "right")
            parts[features, columns[hits] - 1] = found[hits] & self._mask
        return parts

    def _looked_up(self, numbers: Sequence[int], rows: Rows) -> Scores:
        """The same, for features that so many entries have that it is quicker to look for the few among them."""
        if not numbers:
            return np.zeros((0, len(rows)))
        ends, postings, kept = self.ends, self.postings, self._own
        channels = [self._channel(number) for number in numbers]
        cells = np.arange(len(self.channels))[:, None] * self.size + rows
        wanted = (cells << self.shift).astype(postings.dtype)
        found = [kept[number].searchsorted(wanted[channel]) for number, channel in zip(numbers, channels, strict=True)]
        at = np.concatenate(found).reshape(len(numbers), len(rows))
        at += np.array([ends[number] for number in numbers])[:, None]
        lasts = np.array([ends[number + 1] - 1 for number in numbers])[:, None]
        parts = postings.take(np.minimum(at, lasts)) - wanted.take(channels, axis=0)
        # wider than the mask where it is another cell's: the difference wraps around
        return np.where(parts >> self.shift == 0, parts, 0.0)

    def part(self, number: int, row: int) -> float:
        """What one feature adds to one entry; 0 where the entry does not have it."""
        cell = self._channel(number) * self.size + row
        end = self.ends[number + 1]
        at = bisect_left(self._one, cell << self.shift, self.ends[number], end)
        return (self._one[at] & self._mask) * self.unit if at < end and self._one[at] >> self.shift == cell else 0.0

    def _channel(self, number: int) -> int:
        """Number of the channel that the feature belongs to."""
        return (self._one[self.ends[number]] >> self.shift) // self.size

    @property
    def _mask(self) -> int:
        return (1 << self.shift) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """What a message's features come to."""

    table: Scores
    """Channels by entries, in the index's units."""
    left: Sequence[int]
    """Features that are not counted in it: they are common, and the budget was spent."""


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What the features of a message say of a few entries, one by one."""

    channels: tuple[str, ...]
    at: Mapping[int, int]
    """Number of a feature to its row in `parts`."""
    parts: Scores
    """Features by entries, in the index's units."""

    def cover(self, numbers: Mapping[str, Sequence[int]]) -> Scores:
        """Information of those of the features that each entry has: channels by entries."""
        is_said = np.zeros((len(self.channels), len(self.parts)))
        for channel, own in zip(self.channels, is_said, strict=True):
            own[[self.at[number] for number in numbers[channel]]] = 1.0
        covered: Scores = is_said @ self.parts
        return covered


def _restored(*values: object) -> Index:
    size, channels, keys, *rest = values
    names = str(keys).split(_SEPARATOR)
    return Index(size, channels, dict(zip(names, range(len(names)), strict=True)), *rest)  # type: ignore[arg-type]  # as pickled
