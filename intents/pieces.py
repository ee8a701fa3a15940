"""Pieces of a long array that are taken again and again: cutting one out takes longer than looking it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Piece = TypeVar("Piece")


class Pieces(dict[int, Piece]):
    """Number to its piece, filled as pieces are asked for, up to so many: what comes first is what is common."""

    def __init__(self, cut: Callable[[int], Piece], most: int) -> None:
        super().__init__()
        self._cut = cut
        self._most = most

    def __missing__(self, number: int) -> Piece:
        found = self._cut(number)
        if len(self) < self._most:
            self[number] = found
        return found
