"""An inverted index: which entries share words, sounds or concepts with a message, and how much of it they cover.

A posting holds an entry and a saturated weight (tf / (tf + k), as in BM25; Robertson and Zaragoza 2009). A score is
the share of the message's information (sum of idf) that an entry covers: 0..1, absolute, never renormalised over
the list of candidates. A word that no entry knows counts against all.

All channels are one index: a feature's key says which channel it belongs to. So one pass over a message's postings
fills the whole table of channels by entries, whatever its size.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import accumulate
from typing import Any

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
    rows: npt.NDArray[np.unsignedinteger[Any]]
    """The entries, ascending within a feature."""
    parts: npt.NDArray[np.float32]
    """What the feature adds to the entry in its channel: idf times saturated weight."""
    unknown_idf: float
    _row: memoryview = field(init=False, repr=False)
    """`rows` and `parts` one by one, which arrays are slow at."""
    _part: memoryview = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_row", self.rows.data)
        object.__setattr__(self, "_part", self.parts.data)

    def __reduce__(self) -> tuple[object, ...]:
        """The keys as one text: a dictionary of them takes ten times as long to read back."""
        values = (self.size, self.channels, _SEPARATOR.join(self.ids), self.ends, self.idf, self.rows, self.parts)
        return _restored, (*values, self.unknown_idf)

    def __contains__(self, key: object) -> bool:
        return key in self.ids

    def mass(self, keys: Sequence[str]) -> float:
        """Information of all the features, unknown ones included."""
        return self.read(keys)[1]

    def read(self, keys: Sequence[str]) -> tuple[list[int], float]:
        """Numbers of those features that an entry has, and the information of all."""
        known = [number for number in map(self.ids.get, keys) if number is not None]
        idf = self.idf
        return known, sum([idf[number] for number in known], self.unknown_idf * (len(keys) - len(known)))

    def cover(self, numbers: Mapping[str, Sequence[int]]) -> Covered:
        """Information of the features that each entry has, given by channel; rare ones first, up to the budget."""
        counted, left = self._affordable([numbers[channel] for channel in self.channels])
        found = self._gather(counted)
        if found is None:
            return Covered(np.zeros((len(self.channels), self.size)), left)
        rows, parts, ends = found
        cells = rows.astype(np.intp)
        for channel in range(1, len(self.channels)):
            cells[ends[channel - 1] : ends[channel]] += channel * self.size
        flat = np.bincount(cells, parts, len(self.channels) * self.size).astype(np.float64, copy=False)
        return Covered(flat.reshape(len(self.channels), self.size), left)

    def _affordable(self, numbers: Numbers) -> tuple[Numbers, Sequence[tuple[int, int]]]:
        """The features whose postings the budget reaches, and (channel, feature) of those left over."""
        ends = self.ends
        if sum([ends[number + 1] - ends[number] for own in numbers for number in own]) <= BUDGET:
            return numbers, ()
        lengths = sorted((ends[number + 1] - ends[number], number) for own in numbers for number in own)
        reached = bisect_right(list(accumulate(length for length, _ in lengths)), BUDGET)
        beyond = {number for _, number in lengths[reached:]}
        left = [(channel, number) for channel, own in enumerate(numbers) for number in own if number in beyond]
        return [[number for number in own if number not in beyond] for own in numbers], left

    def _gather(self, numbers: Numbers) -> tuple[npt.NDArray[Any], npt.NDArray[np.float32], list[int]] | None:
        """Entries and parts of the postings, and where each channel's end; None where there are none."""
        ends = self.ends
        spans = [slice(ends[number], ends[number + 1]) for own in numbers for number in own]
        if not spans:
            return None
        rows, parts = self.rows, self.parts
        last = list(accumulate([span.stop - span.start for span in spans], initial=0))
        counts = accumulate([len(own) for own in numbers])
        return (
            np.concatenate([rows[span] for span in spans]),
            np.concatenate([parts[span] for span in spans]),
            [last[count] for count in counts],
        )

    def completed(self, covered: Covered, rows: Rows) -> Scores:
        """The columns of the given entries with everything that the budget had left out."""
        table = covered.table[:, rows]
        wanted = rows.astype(self.rows.dtype)
        for channel, number in covered.left:
            start, end = self.ends[number], self.ends[number + 1]
            at = np.minimum(start + self.rows[start:end].searchsorted(wanted), end - 1)
            table[channel] += np.where(self.rows[at] == wanted, self.parts[at], 0.0)
        return table

    def shares(self, numbers: Mapping[str, Sequence[int]], rows: Rows) -> Shares:
        """What each feature of a message, given by channel, says of each of a few entries."""
        listed = [number for channel in self.channels for number in numbers[channel]]
        table = np.zeros((len(listed), len(rows)))
        found = self._gather([listed])
        if found is not None:
            entries, parts, _ = found
            column = np.zeros(self.size, dtype=np.uint16)  # of each entry among the few, from 1
            column[rows] = np.arange(1, len(rows) + 1)
            columns = column.take(entries)
            hits = (columns > 0).nonzero()[0]
            ends = list(accumulate(self.ends[number + 1] - self.ends[number] for number in listed))
            table[np.searchsorted(ends, hits, "right"), columns[hits] - 1] = parts[hits]
        return Shares(self.channels, {number: at for at, number in enumerate(listed)}, table)

    def part(self, number: int, row: int) -> float:
        """What one feature adds to one entry; 0 where the entry does not have it."""
        end = self.ends[number + 1]
        at = bisect_left(self._row, row, self.ends[number], end)
        return self._part[at] if at < end and self._row[at] == row else 0.0


Numbers = Sequence[Sequence[int]]
"""Features of each channel."""


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """What a message's features come to."""

    table: Scores
    """Channels by entries."""
    left: Sequence[tuple[int, int]]
    """Channels and features that are not counted in it: they are common, and the budget was spent."""


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What the features of a message say of a few entries, one by one."""

    channels: tuple[str, ...]
    at: Mapping[int, int]
    """Number of a feature to its row in `parts`."""
    parts: Scores
    """Features by entries: see `Index.parts`."""

    def cover(self, numbers: Mapping[str, Sequence[int]]) -> Scores:
        """Information of those of the features that each entry has: channels by entries."""
        rows = [[self.at[number] for number in numbers[channel]] for channel in self.channels]
        return np.stack([self.parts[own].sum(axis=0) for own in rows])


def _restored(*values: object) -> Index:
    size, channels, keys, *rest = values
    names = str(keys).split(_SEPARATOR)
    return Index(size, channels, dict(zip(names, range(len(names)), strict=True)), *rest)  # type: ignore[arg-type]  # as pickled


class IndexBuilder:
    """Takes the entries one by one: what has been taken in needs eight bytes a posting."""

    def __init__(self, channels: Sequence[str], unsaturated: frozenset[str] = frozenset()) -> None:
        """In the unsaturated channels having a feature is all that counts."""
        self._channels = tuple(channels)
        self._saturation = {channel: 0.0 if channel in unsaturated else SATURATION for channel in channels}
        self._rows: dict[str, dict[str, array[int]]] = {channel: {} for channel in self._channels}
        self._weights: dict[str, dict[str, array[float]]] = {channel: {} for channel in self._channels}

    def add(self, entry: int, channel: str, row: Row) -> None:
        """The features of one entry in one channel; entries come in ascending order."""
        saturation = self._saturation[channel]
        known, weights = self._rows[channel], self._weights[channel]
        for key, count in row.items():
            rows = known.get(key)
            if rows is None:
                rows, weights[key] = known.setdefault(key, array("I")), array("d")
            rows.append(entry)
            weights[key].append(count / (count + saturation))

    def count(self, channels: Iterable[str]) -> int:
        """How many features the channels have so far."""
        return sum(len(self._rows[channel]) for channel in channels)

    def build(self, size: int) -> Index:
        """The index over so many entries; the features of one channel are numbered together, in the channels' order."""
        postings = {key: rows for own in self._rows.values() for key, rows in own.items()}
        counts = [len(rows) for rows in postings.values()]
        idf = [math.log(1 + (size - count + 0.5) / (count + 0.5)) for count in counts]
        smallest = np.min_scalar_type(size)
        weighed = zip(idf, (weights for own in self._weights.values() for weights in own.values()), strict=True)
        return Index(
            size=size,
            channels=self._channels,
            ids=dict(zip(postings, range(len(counts)), strict=True)),
            ends=array("l", [0, *accumulate(counts)]),
            idf=array("d", idf),
            rows=_end_to_end((np.array(rows, smallest) for rows in postings.values()), smallest),
            parts=_end_to_end((np.array(own) * information for information, own in weighed), np.dtype(np.float32)),
            unknown_idf=UNKNOWN_SHARE * math.log(1 + (size + 0.5) / 0.5),
        )


def _end_to_end(pieces: Iterable[npt.NDArray[Any]], kind: np.dtype[Any]) -> npt.NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *(piece.astype(kind, copy=False) for piece in pieces)])
