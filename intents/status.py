"""A status that is told is not what is asked for: "no high-tech certificate: may we pay 15 %?" asks for the rate.

What a message tells of a status it shares with the measure that gives the status; where the part that asks does not
speak of getting it, that measure steps back behind those that fit nearly as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from intents.lexicon import read_shipped
from intents.once import once
from intents.ranking import Candidate
from knowledge.records import dataclass

STEP = 0.15
"""Score by which the measure steps back: more than what a status told adds to it, less than a question for it does."""
_PART = re.compile(r"[^,，。;；.!?？！]+(?:[.,](?=\d)[^,，。;；.!?？！]*)*[?？]?")


@dataclass(frozen=True, slots=True)
class Status:
    """A fact that a measure gives, and the words by which it is asked for."""

    fact: str
    measure: str
    asks: re.Pattern[str]
    """In the part of a message that asks."""
    wants: re.Pattern[str]
    """Anywhere in it: "we want to become one"."""

    def is_asked(self, text: str) -> bool:
        """Whether the message is about getting it."""
        return self.wants.search(text) is not None or any(self.asks.search(part) for part in _asking(text))


def only_told(told: Iterable[str], text: str) -> frozenset[str]:
    """The measures whose status is among the facts told, where the message does not ask for it."""
    facts = set(told)
    return frozenset(one.measure for one in _statuses() if one.fact in facts and not one.is_asked(text))


def stepped_back(ranked: Sequence[Candidate], told: Collection[str]) -> list[Candidate]:
    """The candidates, best first, where the first is one whose status is only told behind its neighbours."""
    if not ranked or ranked[0].entry.id not in told:
        return list(ranked)
    moved = ranked[0]._replace(score=ranked[0].score - STEP)
    return sorted((moved, *ranked[1:]), key=lambda one: (-one.score, one.entry.id))


def _asking(text: str) -> list[str]:
    """The parts of the message that ask; all of it where none does."""
    words = _asking_words()
    return [part for part in _PART.findall(text) if part.endswith(("?", "？")) or words.search(part)] or [text]


@once
def _asking_words() -> re.Pattern[str]:
    return re.compile("|".join(_data()["asking"]))


@once
def _statuses() -> tuple[Status, ...]:
    return tuple(
        Status(one["fact"], one["measure"], *(re.compile("|".join(one[name])) for name in ("asks", "wants")))
        for one in _data()["statuses"]
    )


@once
def _data() -> dict[str, Any]:
    return read_shipped("rules/status.yml")
