"""Puts questions together that ask the same, so that one answer serves all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.assistant.searching import plain
from bot.store.questions import Question

ALIKE = 62.0
"""Similarity in percent from which two questions count as the same (share of letters in common, in order)."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same, the newest first."""

    questions: tuple[Question, ...]

    @property
    def first(self) -> Question:
        """The one that stands for all."""
        return self.questions[0]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of all of them."""
        return tuple(question.id for question in self.questions)

    def held_by(self, now: float) -> str | None:
        """Who is on it; None where it is anybody's."""
        return next((name for question in self.questions if (name := question.held_by(now))), None)


def group(questions: Sequence[Question]) -> list[Group]:
    """The questions in groups, in the order of each group's newest."""
    groups: list[list[Question]] = []
    for question in questions:
        text = plain(question.question)
        fits = (one for one in groups if fuzz.ratio(text, plain(one[0].question)) >= ALIKE)
        found = next(fits, None)
        if found is None:
            groups.append([question])
        else:
            found.append(question)
    return [Group(tuple(one)) for one in groups]
