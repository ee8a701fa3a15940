"""Single sentences of the catalogue (examples, titles, keywords), each compared with a message by cosine."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.index import UNKNOWN_SHARE, Index, Rows, Scores
from knowledge.records import dataclass

Places = npt.NDArray[np.int32]
_NOTHING = np.zeros(1, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """The sentences, kept entry by entry, so that comparing costs the same however many entries there are."""

    features: npt.NDArray[np.unsignedinteger[Any]]
    """Numbers of the features of each sentence, all sentences laid end to end."""
    ends: Places
    """Where each entry's features begin in it; one more than there are entries."""
    firsts: Places
    """The number of each entry's first sentence; one more than there are entries."""
    sentences: Places
    """Where each sentence begins in `features`; the Euclidean length of its idf vector, as a 32-bit float."""
    idf: npt.NDArray[np.float32]
    """Information of each feature among the sentences, by its number in the index."""
    unknown_idf: float

    def best(self, numbers: Sequence[int], unknown: int, rows: Rows) -> Scores:
        """Cosine of the message and the most similar sentence of each of the entries.

        `numbers` are the message's features in the index, each once; `unknown` how many more it has.
        """
        known: Rows = np.array(numbers, dtype=np.intp)
        information = self.idf[known]
        square = float(information @ information) + unknown * self.unknown_idf**2
        if not numbers or not square or not len(rows):
            return np.zeros(len(rows))
        return self._cosines(known, information * information, rows) / math.sqrt(square)

    def _cosines(self, known: Rows, squares: npt.NDArray[np.float32], rows: Rows) -> Scores:
        """Before division by the message's length; `squares` is the squared information of its known features."""
        first, last = self.ends[rows], self.ends[rows + 1]
        features = np.concatenate([self.features[a:b] for a, b in _pairs(first, last)])
        counts = self.firsts[rows + 1] - self.firsts[rows]
        pieces = [self.sentences[:, a:b] for a, b in _pairs(self.firsts[rows], self.firsts[rows + 1])]
        begins, lengths = np.concatenate(pieces, axis=1)
        sizes = last - first
        begins += (sizes.cumsum() - sizes - first).repeat(counts)
        number = np.zeros(len(self.idf), dtype=np.uint16)  # of each feature among the known, from 1
        number[known] = np.arange(1, len(known) + 1)
        shared = np.concatenate([_NOTHING, squares]).take(number.take(features, mode="clip"), mode="clip")
        cosines = np.add.reduceat(shared, begins) / lengths.view(np.float32)
        return np.maximum.reduceat(cosines, counts.cumsum() - counts)


def _pairs(first: Places, last: Places) -> Iterable[tuple[int, int]]:
    return zip(first.tolist(), last.tolist(), strict=True)


def build_examples(index: Index, features: int, sentences: Sequence[Sequence[Iterable[str]]]) -> Examples:
    """The sentences of each entry, given as features, which are among the first `features` of the index."""
    nothing = features  # the only feature of a sentence without any, and of an entry without sentences
    numbered = [
        [[index.ids[key] for key in dict.fromkeys(one)] or [nothing] for one in own] or [[nothing]] for own in sentences
    ]
    flat = [one for own in numbered for one in own]
    numbers = np.array([number for one in flat for number in one], dtype=np.min_scalar_type(nothing))
    counts = np.bincount(numbers, minlength=nothing + 1)
    total = sum(map(len, sentences))
    unknown_idf = UNKNOWN_SHARE * math.log(1 + (total + 0.5) / 0.5)
    idf = np.where(counts > 0, np.log(1 + (total - counts + 0.5) / (counts + 0.5)), unknown_idf)
    begins = np.array([0, *accumulate(map(len, flat[:-1]))], dtype=np.int32)
    lengths = np.array([math.sqrt(float(idf[one] @ idf[one])) or 1.0 for one in flat], dtype=np.float32)
    return Examples(
        features=numbers,
        ends=np.array([0, *accumulate(sum(map(len, own)) for own in numbered)], dtype=np.int32),
        firsts=np.array([0, *accumulate(map(len, numbered))], dtype=np.int32),
        sentences=np.stack([begins, lengths.view(np.int32)]),
        idf=idf.astype(np.float32),
        unknown_idf=unknown_idf,
    )
