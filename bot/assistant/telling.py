"""What tells measures that fit equally apart: the question to put, and what each answer to it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from unicodedata import east_asian_width

from bot.assistant.views import Viewer
from bot.rendering.answers import MeasureAnswer
from knowledge.records import dataclass

SIDES = ("place", "kind", "topic", "year")
"""What measures differ by, in the order of what an owner can answer best; "who" comes where none of these decides.

The year in which a measure was announced is known to an owner only where all are for one need.
"""
WIDEST = 56
"""Columns of a label that says who a measure is for, a Chinese character taking two: what a phone's button shows."""
_CLAUSE = re.compile(r"[,，;；。.:：]\s?")


@dataclass(frozen=True, slots=True)
class Telling:
    """The question and a label for each measure, in their order; each label names one measure alone."""

    side: str
    labels: tuple[str, ...]


def tell_apart(measures: Sequence[MeasureAnswer], viewer: Viewer, *, placed: bool = False) -> Telling:
    """The shortest question whose answers differ for all measures: by one side, by two, by who they are for.

    `placed`: where the enterprise is was said, so it is not asked.
    """
    values = {side: [_value(side, measure, viewer) for measure in measures] for side in SIDES}
    known: tuple[str, ...] = SIDES if len(set(values["topic"])) == 1 else SIDES[:-1]
    known = known[1:] if placed else known
    sides = [(side,) for side in known] + [*combinations(known, 2)]
    for wanted in sides:
        labels = [" · ".join(parts) for parts in zip(*(values[side] for side in wanted), strict=True)]
        if _differ(labels):
            return Telling(wanted[0] if len(set(values[wanted[0]])) > 1 else wanted[-1], tuple(labels))
    labels = [_value("who", measure, viewer) for measure in measures]
    if _differ(labels) and all(_width(label) <= WIDEST for label in labels):
        return Telling("who", tuple(labels))
    return Telling("which", tuple(measure.name for measure in measures))


def _differ(labels: Sequence[str]) -> bool:
    return len(set(labels)) == len(labels) and all(labels)


def _value(side: str, measure: MeasureAnswer, viewer: Viewer) -> str:
    held = viewer.catalogue.measures[measure.id]
    match side:
        case "place":
            return measure.place
        case "kind":
            return viewer.wording("kind_" + measure.kind)
        case "topic":
            return viewer.catalogue.topics[held.topics[0]][viewer.wording.language] if held.topics else ""
        case "year":
            return str(held.validity.announced.year)
        case _:
            return _CLAUSE.split(measure.who)[0]


def _width(label: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in label)
