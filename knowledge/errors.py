"""What can be wrong with a knowledge base, collected so that one run shows all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one file: where it stands and what is wrong, in one line."""

    file: str
    line: int
    """1-based; 0 where the fault belongs to the file as a whole."""
    column: int
    message: str

    def __str__(self) -> str:
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{place}: {self.message}"


class KnowledgeError(Exception):
    """The knowledge base cannot be used; `problems` says why, all of them, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(p) for p in self.problems))


def nearest(word: str, allowed: Iterable[str]) -> str:
    """` Did you mean 'x'?` for the closest allowed word, or an empty string."""
    from difflib import get_close_matches  # not needed where nothing is wrong

    close = get_close_matches(word, list(allowed), n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""
