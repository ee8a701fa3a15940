"""What is the same for every message about an entry: its day, kind and places, as columns over all entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

import numpy as np
import numpy.typing as npt

from intents.entries import Entry
from knowledge.records import dataclass

PlaceCodes = npt.NDArray[np.int8]
"""One number for each set of places (`beside.place_codes`)."""
ALWAYS = 0
"""Ordinal of the day on which a foreign topic was there."""


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """Columns over the entries."""

    announced: npt.NDArray[np.int32]
    """Ordinal of the day before which the entry is not offered."""
    place_sets: tuple[tuple[str, ...], ...]
    """The different sets of places that entries have."""
    place_set: npt.NDArray[np.int32]
    """Which of them each entry has."""
    is_local: npt.NDArray[np.bool_]
    """Whether each of them leaves out the country as a whole."""
    kinds: tuple[str, ...]
    kind: npt.NDArray[np.int32]
    """Which kind each entry is of."""
    topic_sets: tuple[tuple[str, ...], ...]
    """The different lists of topics that entries have, what each is above all for first."""
    topic_set: npt.NDArray[np.int32]
    """Which of them each entry has."""
    order: npt.NDArray[np.int32]
    """Where each entry stands when they are sorted by id."""
    agreements: dict[str, PlaceCodes] = field(default_factory=dict)
    """Place to how each set of places agrees with it, filled as places are named."""
    services: dict[frozenset[str], npt.NDArray[np.float64]] = field(default_factory=dict)
    """Needs to how far each list of topics serves them, filled as needs are named."""


def build_traits(entries: Sequence[Entry]) -> Traits:
    """The columns, in the entries' order."""
    place_sets = {places: number for number, places in enumerate(dict.fromkeys(entry.places for entry in entries))}
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(entry.kind for entry in entries))}
    topic_sets = {
        topics: number for number, topics in enumerate(dict.fromkeys(tuple(entry.topics) for entry in entries))
    }
    order = np.empty(len(entries), dtype=np.int32)
    order[sorted(range(len(entries)), key=lambda row: entries[row].id)] = np.arange(len(entries))
    return Traits(
        announced=np.array([e.announced.toordinal() if e.announced else ALWAYS for e in entries], dtype=np.int32),
        place_sets=tuple(place_sets),
        place_set=np.array([place_sets[entry.places] for entry in entries], dtype=np.int32),
        is_local=np.array(["CN" not in places for places in place_sets]),
        kinds=tuple(kinds),
        kind=np.array([kinds[entry.kind] for entry in entries], dtype=np.int32),
        topic_sets=tuple(topic_sets),
        topic_set=np.array([topic_sets[tuple(entry.topics)] for entry in entries], dtype=np.int32),
        order=order,
    )
