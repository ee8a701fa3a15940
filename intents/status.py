"""A status that is told is not what is asked for: "no high-tech certificate: may we pay 15 %?" asks for the rate.

What a message tells of a status it shares with the measure that gives the status; where the part that asks does not
speak of getting it, that measure steps back behind those that fit nearly as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from intents.lexicon import read_mapping
from intents.once import once
from intents.ranking import Candidate
from knowledge.records import dataclass, replace

STEP = 0.15
"""Score by which the measure steps back: more than what a status told adds to it, less than a question for it does."""
_PART = re.compile(r"[^,，。;；.!?？！]+(?:[.,](?=\d)[^,，。;；.!?？！]*)*[?？]?")


@dataclass(frozen=True, slots=True)
class Status:
    """A fact that a measure gives, and the words by which it is asked for."""

    fact: str
    measure: str
    asks: re.Pattern[str]


def stepped_back(ranked: Sequence[Candidate], told: Iterable[str], text: str) -> list[Candidate]:
    """The candidates, best first, with the measure whose status the message only tells behind its neighbours."""
    facts = set(told)
    first = ranked[0] if ranked else None
    for status in _statuses():
        if first is None or first.entry.id != status.measure or status.fact not in facts:
            continue
        if any(status.asks.search(part) for part in _asking(text)):
            continue
        moved = replace(first, score=first.score - STEP)
        return sorted((moved, *ranked[1:]), key=lambda one: (-one.score, one.entry.id))
    return list(ranked)


def _asking(text: str) -> list[str]:
    """The parts of the message that ask; all of it where none does."""
    words = _asking_words()
    return [part for part in _PART.findall(text) if part.endswith(("?", "？")) or words.search(part)] or [text]


@once
def _asking_words() -> re.Pattern[str]:
    return re.compile("|".join(_data()["asking"]))


@once
def _statuses() -> tuple[Status, ...]:
    return tuple(Status(one["fact"], one["measure"], re.compile("|".join(one["asks"]))) for one in _data()["statuses"])


@once
def _data() -> dict[str, Any]:
    path = Path(str(files("intents").joinpath("rules/status.yml")))
    data: dict[str, Any] = read_mapping(path, "intents/rules/status.yml").data
    return data
