"""Words that were looked at before and need nothing: a text of no others is not gone through again."""

from __future__ import annotations

from collections.abc import Iterable

KEPT = 8_192
"""Words that are remembered: several times as many as messages about measures have."""


class Familiar:
    """Words without a misprint, as far as they were met."""

    __slots__ = ("_words",)

    def __init__(self) -> None:
        self._words: set[str] = set()

    def hold(self, words: Iterable[str]) -> bool:
        """Whether all of the words are among them."""
        return self._words.issuperset(words)

    def add(self, word: str) -> None:
        """One more; the first ones are kept, which are the common ones."""
        if len(self._words) < KEPT:
            self._words.add(word)
