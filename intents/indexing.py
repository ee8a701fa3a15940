"""Compiles the index: entries are taken one by one, their postings laid out when all are there."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

import numpy as np

from intents.index import UNKNOWN_SHARE, Index, Postings

Row = Mapping[str, float]
"""Feature key to its weighted count in one entry."""
SATURATION = 1.2


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
        """How many features the channels have so far, the empty one included."""
        return 1 + sum(len(self._rows[channel]) for channel in channels)

    def build(self, size: int) -> Index:
        """The index over so many entries; the features of one channel are numbered together, in the channels' order.

        Number 0 is of the empty feature, which no text has, so that every number found is a true value.
        """
        counts = [len(rows) for own in self._rows.values() for rows in own.values()]
        idf = [math.log(1 + (size - count + 0.5) / (count + 0.5)) for count in counts]
        kind, shift = _layout(len(self._channels) * size)
        unit = max(idf, default=1.0) / ((1 << shift) - 1)
        return Index(
            size=size,
            channels=self._channels,
            ids={key: number for number, key in enumerate(chain([""], *self._rows.values()))},
            ends=array("l", [0, 0, *accumulate(counts)]),
            idf=array("d", [0.0, *idf]),
            postings=np.concatenate([np.empty(0, kind), *self._packed(size, idf, kind, shift, unit)]),
            shift=shift,
            unit=unit,
            unknown_idf=UNKNOWN_SHARE * math.log(1 + (size + 0.5) / 0.5),
        )

    def _packed(
        self, size: int, idf: Sequence[float], kind: np.dtype[Any], shift: int, unit: float
    ) -> Iterator[Postings]:
        """The postings of each feature."""
        information = iter(idf)
        for number, channel in enumerate(self._channels):
            weights = self._weights[channel]
            for key, rows in self._rows[channel].items():
                cells = (np.array(rows, np.int64) + number * size) << shift
                parts = np.rint(np.array(weights[key]) * (next(information) / unit)).astype(np.int64)
                yield (cells | parts).astype(kind)


def _layout(cells: int) -> tuple[np.dtype[Any], int]:
    """How wide a posting is, and how many of its bits say what the feature adds: 16 or more, an error of 0.002 %."""
    bits = (cells - 1).bit_length()
    return (np.dtype(np.uint32), 32 - bits) if bits <= 16 else (np.dtype(np.int64), 32)
