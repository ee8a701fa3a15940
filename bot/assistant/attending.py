"""What an asker hears where the bot could not answer and a person does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.assistant.answers import Turn
from bot.rendering.answers import Block
from bot.rendering.wording import wording
from knowledge.records import replace


def promise(turn: Turn) -> Turn:
    """The turn; where a person could help it says that one will see the question."""
    answer = turn.answer
    if not answer.needs_person:
        return turn
    said = Block("body", wording(answer.language, "person_will_look"))
    return replace(turn, answer=replace(answer, blocks=(*answer.blocks, said)))


class Asked(Protocol):
    """A question that waits for a person."""

    @property
    def language(self) -> str:
        """The asker's language."""

    @property
    def question(self) -> str:
        """What was asked, without personal data."""


def told(key: str) -> Callable[[Asked], str]:
    """What an asker hears of the question, in the asker's language; `key` is the sentence's."""
    return lambda asked: wording(asked.language, key, question=asked.question)


def answered(text: str) -> Callable[[Asked], str]:
    """A person's answer, marked as one."""
    return lambda asked: wording(asked.language, "person_answers", question=asked.question, text=text)
