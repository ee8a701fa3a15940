"""One exchange with the assistant."""

from __future__ import annotations

from bot.assistant.conversation import Conversation
from bot.rendering.answers import Answer, Block, Choice, ConditionLine, EvidenceLine, MeasureAnswer, SourceLine
from knowledge.records import dataclass

__all__ = ["Answer", "Block", "Choice", "ConditionLine", "EvidenceLine", "MeasureAnswer", "SourceLine", "Turn"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: what to say and what to remember."""

    answer: Answer
    conversation: Conversation
