"""Whether the words of a message are those of measures or of the world outside: a naive Bayes reading of the catalogue.

Each word's log-odds come from how many sentences of measures and of foreign topics use it, with half a sentence added
to either count (Jeffreys' prior) and bounded, so that no single word decides.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from knowledge.records import dataclass

PRIOR = 0.5
MOST = 2.0
"""How much one word may say."""


@dataclass(frozen=True, slots=True)
class Domain:
    """What each word, or concept, says for measures (above zero) or for the world outside (below)."""

    odds: array[float]
    """By the number of the feature in the index."""

    def lean(self, numbers: Iterable[int]) -> float:
        """Sum of the log-odds of words and concepts, given by their numbers."""
        return sum(map(self.odds.__getitem__, numbers))


def build_domain(
    sentences: Iterable[tuple[int, Sequence[str]]], measures: int, ids: Mapping[str, int], count: int
) -> Domain:
    """The reading of sentences given as (entry, keys); the first `measures` entries are measures.

    `ids` gives each key its number, all below `count`.
    """
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    sizes = [0, 0]
    for entry, keys in sentences:
        outside = entry >= measures
        sizes[outside] += 1
        (theirs if outside else ours).update(set(keys))
    base = math.log((sizes[1] + 1) / (sizes[0] + 1))
    odds = array("d", bytes(8 * count))
    for key in {*ours, *theirs}:
        value = base + math.log((ours[key] + PRIOR) / (theirs[key] + PRIOR))
        odds[ids[key]] = min(MOST, max(-MOST, value))
    return Domain(odds)
