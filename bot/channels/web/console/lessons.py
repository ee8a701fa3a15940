"""Teaching: a word or an example more for a measure, as a YAML document laid over the shipped knowledge."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.assembly import read_unhurried
from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.operations.dissolving import dissolve

Kind = Literal["keyword", "example"]
KINDS: Mapping[str, str] = {"keyword": "keywords", "example": "examples"}
"""What can be taught, and the part of the document that holds it."""
LONGEST = 200
"""Characters of a phrase; a whole letter is no example."""
SHOWN_CHANGES = 40


@dataclass(frozen=True, slots=True)
class Lesson:
    """One phrase for one measure."""

    measure: str
    kind: Kind
    language: str
    text: str

    @property
    def path(self) -> str:
        """Where its document stands in a pack."""
        return f"phrases/{self.measure}.yml"


@dataclass(frozen=True, slots=True)
class Change:
    """An old question that would be answered otherwise."""

    question: str
    before: str
    """Id of the measure, or the outcome where there was none."""
    after: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a document would do."""

    document: str
    faults: tuple[str, ...] = ()
    """Why it cannot stand; empty where `huiqi check` accepts it."""
    changes: tuple[Change, ...] = ()
    asked: int = 0
    """How many old questions were tried."""


def with_lesson(document: str | None, lesson: Lesson) -> str:
    """The measure's document with one phrase more; the same where it has that already."""
    data: dict[str, Any] = (yaml.safe_load(document) if document else None) or {"measure": lesson.measure}
    words = data.setdefault(KINDS[lesson.kind], {}).setdefault(lesson.language, [])
    if lesson.text not in words:
        words.append(lesson.text)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)


async def changes_by(path: Path, now: Assistant, questions: Sequence[str], day: date) -> tuple[Change, ...] | None:
    """The questions that the compiled form would answer otherwise; None where it cannot be read."""
    then = await asyncio.to_thread(read_unhurried, path)
    if then is None:
        return None
    changes = await asyncio.to_thread(_compare, now, then, questions, day)
    owned: list[object] = [then]
    del then
    await asyncio.to_thread(dissolve, owned)
    return changes


def _compare(now: Assistant, then: Assistant, questions: Sequence[str], day: date) -> tuple[Change, ...]:
    found = []
    for question in questions:
        before, after = _answer(now, question, day), _answer(then, question, day)
        if before != after:
            found.append(Change(question, before, after))
    return tuple(found[:SHOWN_CHANGES])


def _answer(assistant: Assistant, question: str, day: date) -> str:
    answer = assistant.respond(Message(question), Conversation(), day).answer
    return answer.measures[0].id if answer.outcome == "answer" else answer.outcome
