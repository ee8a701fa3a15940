"""Single sentences of the catalogue (examples, titles, keywords), each compared with a message by cosine."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from intents.index import UNKNOWN_SHARE, Index, Rows, Scores
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """The sentences, kept entry by entry, so that comparing costs the same however many entries there are."""

    features: npt.NDArray[np.int32]
    """Numbers of the features of each sentence, all sentences laid end to end."""
    ends: array[int]
    """Where each entry's features begin in it; one more than there are entries."""
    begins: npt.NDArray[np.int32]
    """Where each sentence begins in it."""
    lengths: npt.NDArray[np.float32]
    """Euclidean length of each sentence's idf vector."""
    idf: npt.NDArray[np.float32]
    """Information of each feature among the sentences, by its number in the index."""
    unknown_idf: float

    def best(self, index: Index, keys: Sequence[str], rows: Rows) -> Scores:
        """Cosine of the message and the most similar sentence of each of the entries."""
        known: Rows = np.array(sorted(set(index.known(keys))), dtype=np.intp)
        information = self.idf[known]
        square = float(information @ information) + (len(keys) - len(known)) * self.unknown_idf**2
        if not len(known) or not square or not len(rows):
            return np.zeros(len(rows))
        return self._cosines(known, information * information, rows.tolist()) / math.sqrt(square)

    def _cosines(self, known: Rows, squares: npt.NDArray[np.float32], rows: Sequence[int]) -> Scores:
        """Before division by the message's length; `squares` is the squared information of its known features."""
        pieces = [self.features[self.ends[row] : self.ends[row + 1]] for row in rows]
        features = np.concatenate(pieces)
        asked = np.zeros(len(self.idf), dtype=np.bool_)
        asked[known] = True
        hits = asked.take(features, mode="clip").nonzero()[0]  # several times as fast as by brackets
        out = np.zeros(len(rows))
        if not len(hits):
            return out
        first = np.array([0, *accumulate(map(len, pieces[:-1]))])
        piece = first.searchsorted(hits, "right") - 1
        shift = np.array([self.ends[row] for row in rows]) - first
        sentences = self.begins.searchsorted(hits + shift[piece], "right") - 1
        starts = _changes(sentences)
        shared = squares[known.searchsorted(features[hits])]
        cosines = np.add.reduceat(shared, starts) / self.lengths[sentences[starts]]
        owners = piece[starts]
        firsts = _changes(owners)
        out[owners[firsts]] = np.maximum.reduceat(cosines, firsts)
        return out


def _changes(ascending: Rows) -> Rows:
    """Where each run of equal numbers begins."""
    return np.concatenate([[0], (ascending[1:] != ascending[:-1]).nonzero()[0] + 1])


def build_examples(index: Index, sentences: Sequence[Sequence[Iterable[str]]]) -> Examples:
    """The sentences of each entry, given as features that the index has."""
    nothing = len(index.ids)  # the only feature of a sentence without any, and of an entry without sentences
    numbered = [
        [[index.ids[key] for key in dict.fromkeys(one)] or [nothing] for one in own] or [[nothing]] for own in sentences
    ]
    flat = [one for own in numbered for one in own]
    features = np.array([number for one in flat for number in one], dtype=np.int32)
    counts = np.bincount(features, minlength=nothing + 1)
    total = sum(map(len, sentences))
    unknown_idf = UNKNOWN_SHARE * math.log(1 + (total + 0.5) / 0.5)
    idf = np.where(counts > 0, np.log(1 + (total - counts + 0.5) / (counts + 0.5)), unknown_idf)
    return Examples(
        features=features,
        ends=array("l", [0, *accumulate(sum(map(len, own)) for own in numbered)]),
        begins=np.array([0, *accumulate(map(len, flat[:-1]))], dtype=np.int32),
        lengths=np.array([math.sqrt(float(idf[one] @ idf[one])) or 1.0 for one in flat], dtype=np.float32),
        idf=idf.astype(np.float32),
        unknown_idf=unknown_idf,
    )
