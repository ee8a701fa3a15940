"""Marks for one answer: what was wanted of it, and whether it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.evaluation.questions import Question
from bot.rendering.answers import Answer, EvidenceLine
from knowledge.records import dataclass

OFFERING = ("answer", "clarify")
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Marked:
    """One question with what became of it."""

    question: Question
    outcome: str
    confidence: float
    measures: tuple[str, ...]
    """Ids, best first; near ones for a refusal."""
    evidence: Sequence[EvidenceLine]
    marks: Mapping[str, bool]
    """Figure to whether it was met; only those that apply."""

    @property
    def met(self) -> bool:
        """Whether the one thing that counts most came: the right measure first, or none where none fits."""
        return self.marks.get("refuse", self.marks.get("top1", False))


def mark_all(assistant: Assistant, questions: Sequence[Question], today: date) -> list[Marked]:
    """Every question asked by itself, as a stranger; `today` where it names no day."""
    return [_marked(question, _answer(assistant, question, today)) for question in questions]


def _answer(assistant: Assistant, question: Question, today: date) -> Answer:
    state = Conversation(is_kept=False)
    return assistant.respond(Message(question.q), state, question.as_of or today).answer


def _marked(question: Question, answer: Answer) -> Marked:
    ids = tuple(measure.id for measure in answer.measures)
    return Marked(question, answer.outcome, answer.confidence, ids, answer.evidence, _marks(question, answer, ids))


def _marks(question: Question, answer: Answer, ids: Sequence[str]) -> dict[str, bool]:
    offered = answer.outcome in OFFERING and bool(ids)
    if question.outcome == "no_answer":
        return {"refuse": not offered}
    wanted, shown = set(question.all), set(ids[:SHOWN])
    all_shown = wanted <= shown if 0 < len(wanted) <= SHOWN else not question.right.isdisjoint(shown)
    out = {"keep": offered, "top1": offered and ids[0] in question.right, "top5": offered and all_shown}
    if question.outcome == "clarify":
        return out | {"clarify": offered and (answer.outcome == "clarify" or (bool(wanted) and wanted <= shown))}
    return out | {"direct": offered and answer.outcome == "answer"}
