"""Whether the words of a message are those of measures or of the world outside: a naive Bayes reading of the catalogue.

Each word's log-odds come from how many sentences of measures and of foreign topics use it, with half a sentence added
to either count (Jeffreys' prior) and bounded, so that no single word decides.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import repeat

from knowledge.records import dataclass

PRIOR = 0.5
MOST = 2.0
"""How much one word may say."""


@dataclass(frozen=True, slots=True)
class Domain:
    """What each word, or concept, says for measures (above zero) or for the world outside (below)."""

    odds: dict[str, float]

    def lean(self, keys: Iterable[str]) -> float:
        """Sum of the log-odds of the known ones; 0 where none is known."""
        return sum(map(self.odds.get, keys, repeat(0.0)))


def build_domain(sentences: Iterable[tuple[int, Sequence[str]]], measures: int) -> Domain:
    """The reading of sentences given as (entry, keys); the first `measures` entries are measures."""
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    sizes = [0, 0]
    for entry, keys in sentences:
        outside = entry >= measures
        sizes[outside] += 1
        (theirs if outside else ours).update(set(keys))
    base = math.log((sizes[1] + 1) / (sizes[0] + 1))
    odds = {key: base + math.log((ours[key] + PRIOR) / (theirs[key] + PRIOR)) for key in sorted({*ours, *theirs})}
    return Domain({key: min(MOST, max(-MOST, value)) for key, value in odds.items()})
