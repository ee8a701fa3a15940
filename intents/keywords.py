"""Keywords and names of entries: which stand in a message, and what they say for the entries that have them.

Many entries share a keyword, so the owners of each are laid end to end, and scores are summed up in one pass.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from intents.index import Scores
from intents.phrases import Hit, Phrases, Words, build_phrases
from knowledge.records import dataclass

Owners = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]
ALONE = 0.5
"""What a keyword of weight 1 says for its entry where no other has it."""


@dataclass(frozen=True, slots=True, eq=False)
class Keywords:
    """The finder of all keywords, and the entries of each."""

    finder: Phrases
    """Owners are the numbers of the keywords."""
    size: int
    """How many entries there are."""
    ends: array[int]
    """Where each keyword's entries begin; one more than there are keywords."""
    rows: Owners
    """The entries, ascending within a keyword."""
    weights: Weights
    """What the keyword says for each of them: less where others have it too."""

    def find(self, text: str, words: Words) -> tuple[Hit, ...]:
        """Every keyword that stands in the message, by place."""
        return tuple(self.finder.find(text, words))

    def scores(self, hits: Sequence[Hit]) -> Scores:
        """What the keywords found say for every entry, 0..1."""
        if not hits:
            return np.zeros(self.size)
        if len(hits) == 1:
            rows, weights = self._owners(hits[0].owner)
        else:
            parts = [self._part(hit, around) for hit, around in _nested(hits)]
            rows, weights = (np.concatenate(own) for own in zip(*parts, strict=True))
        found = np.bincount(rows, weights, self.size)
        return np.minimum(found.astype(np.float64, copy=False), 1.0)

    def of(self, row: int, hits: Sequence[Hit]) -> Iterator[tuple[Hit, float]]:
        """The keywords found that one entry has, each with what it says for it."""
        for hit, around in _nested(hits):
            weight = self._weight(hit.owner, row)
            if weight and not any(self._weight(longer, row) for longer in around):
                yield hit, weight

    def _part(self, hit: Hit, around: Sequence[int]) -> tuple[Owners, Weights]:
        """Entries and weights of a keyword, without entries that have a longer one around it in the message."""
        rows, weights = self._owners(hit.owner)
        if around:
            taken = np.zeros(self.size, dtype=np.bool_)
            for longer in around:
                taken[self._owners(longer)[0]] = True
            own = ~taken[rows]
            rows, weights = rows[own], weights[own]
        return rows, weights

    def _weight(self, number: int, row: int) -> float:
        """What a keyword says for an entry; 0 where the entry does not have it."""
        rows, weights = self._owners(number)
        at = int(rows.searchsorted(row))
        return float(weights[at]) if at < len(rows) and rows[at] == row else 0.0

    def _owners(self, number: int) -> tuple[Owners, Weights]:
        part = slice(self.ends[number], self.ends[number + 1])
        return self.rows[part], self.weights[part]


def _nested(hits: Sequence[Hit]) -> Iterator[tuple[Hit, list[int]]]:
    """Each hit with the keywords of the longer hits that hold it; hits come by place, the longer first."""
    open_: list[Hit] = []
    for hit in hits:
        start, end = hit.span
        open_ = [one for one in open_ if one.span[1] > start]
        yield hit, [one.owner for one in open_ if one.span[1] >= end and one.span != hit.span]
        open_.append(hit)


def build_keywords(owned: Mapping[tuple[str, int], float], size: int) -> Keywords:
    """The keywords of `size` entries, given as (text, entry) to the weight that the entry gives it."""
    owners = Counter(text for text, _ in owned)
    numbers = {text: number for number, text in enumerate(owners)}
    ordered = sorted(owned, key=lambda pair: (numbers[pair[0]], pair[1]))
    return Keywords(
        finder=build_phrases(numbers.items()),
        size=size,
        ends=array("l", [0, *accumulate(owners.values())]),
        rows=np.array([entry for _, entry in ordered], dtype=np.int32),
        weights=np.array([min(1.0, ALONE * owned[p] / owners[p[0]] ** 0.5) for p in ordered], dtype=np.float32),
    )
