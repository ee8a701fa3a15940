"""Single sentences of the catalogue (examples, titles, keywords), each compared with a message by cosine."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import field
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.index import UNKNOWN_SHARE, Index, Rows, Scores
from intents.pieces import Pieces
from knowledge.records import dataclass

Places = npt.NDArray[np.int32]
ENTRIES_KEPT = 1_024
"""Entries whose sentences are at hand."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """The sentences, kept entry by entry, so that comparing costs the same however many entries there are."""

    features: npt.NDArray[np.unsignedinteger[Any]]
    """Numbers of the features of each sentence, all sentences laid end to end."""
    ends: array[int]
    """Where each entry's features begin in it; one more than there are entries."""
    firsts: array[int]
    """The number of each entry's first sentence; one more than there are entries."""
    sentences: Places
    """Of each sentence in turn: where it begins among its entry's features; the Euclidean length of its idf vector, as
    a 32-bit float. One array, so that one piece of it has all that is needed of an entry."""
    idf: npt.NDArray[np.float32]
    """Information of each feature among the sentences, by its number in the index."""
    unknown_idf: float
    _own: Pieces[tuple[npt.NDArray[Any], Places]] = field(init=False, repr=False)
    """Each entry's piece of `features` and of `sentences`."""

    def __post_init__(self) -> None:
        features, ends, sentences, firsts = self.features, self.ends, self.sentences, self.firsts

        def cut(row: int) -> tuple[npt.NDArray[Any], Places]:
            return features[ends[row] : ends[row + 1]], sentences[2 * firsts[row] : 2 * firsts[row + 1]]

        object.__setattr__(self, "_own", Pieces(cut, ENTRIES_KEPT))

    def __reduce__(self) -> tuple[object, ...]:
        """Without the pieces."""
        return Examples, (self.features, self.ends, self.firsts, self.sentences, self.idf, self.unknown_idf)

    def best(self, numbers: Sequence[int], unknown: int, rows: Sequence[int]) -> Scores:
        """Cosine of the message and the most similar sentence of each of the entries.

        `numbers` are the message's features in the index, each once; `unknown` how many more it has.
        """
        known: Rows = np.array(numbers, dtype=np.intp)
        information = self.idf[known]
        square = float(information @ information) + unknown * self.unknown_idf**2
        if not numbers or not square or not rows:
            return np.zeros(len(rows))
        shared = np.zeros(len(self.idf), dtype=np.float32)
        shared[known] = information * information
        return self._cosines(shared, rows) / math.sqrt(square)

    def _cosines(self, shared: npt.NDArray[np.float32], rows: Sequence[int]) -> Scores:
        """Before division by the message's length; `shared` is what each feature adds: zero if it has not got it."""
        features, sentences = zip(*[self._own[row] for row in rows], strict=True)
        listed = np.concatenate(sentences)
        begins = listed[::2]
        counts = [len(own) // 2 for own in sentences]
        begins += np.array(_starts([len(own) for own in features])).repeat(counts)
        products = np.add.reduceat(shared.take(np.concatenate(features), mode="clip"), begins)
        return np.maximum.reduceat(products / listed.view(np.float32)[1::2], _starts(counts))


def _starts(sizes: Sequence[int]) -> list[int]:
    """Where pieces of these sizes begin when they are laid end to end."""
    return [0, *accumulate(sizes[:-1])]


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
    listed = np.empty((len(flat), 2), dtype=np.int32)
    listed[:, 0] = [begin for own in numbered for begin in _starts([len(one) for one in own])]
    listed[:, 1] = np.array([math.sqrt(float(idf[one] @ idf[one])) or 1.0 for one in flat], np.float32).view(np.int32)
    return Examples(
        features=numbers,
        ends=array("l", [0, *accumulate(sum(map(len, own)) for own in numbered)]),
        firsts=array("l", [0, *accumulate(map(len, numbered))]),
        sentences=listed.ravel(),
        idf=idf.astype(np.float32),
        unknown_idf=unknown_idf,
    )
