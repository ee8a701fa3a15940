"""What staff asked for a customer and what came of it: the answer in both languages, and why it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.assistant.actions import encode
from bot.assistant.answers import Turn
from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message, Press
from bot.channels.web.replies import Reply, reply_of
from bot.operations.redaction import redact
from bot.rendering import brief, html, markdown, plain
from bot.rendering.answers import Answer, Block
from bot.rendering.wording import LANGUAGES, wording
from knowledge.records import replace

FORMS = ("plain", "markdown", "html", "brief")
"""What an answer can be copied as."""
LONGEST = 20_000
_ONLY_IN_CHAT = ("lead", "noted", "question", "follow_up")
"""What is said to whoever can answer at once; it has no place in a copied text."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A customer's message as staff put it."""

    text: str
    day: date
    measure: str | None = None
    """The measure that staff chose; None takes the one that was found."""
    facts: Mapping[str, Any] | None = None
    """All facts as the form has them, in place of those that the message states; None: as stated."""


@dataclass(frozen=True, slots=True)
class Given:
    """The answer as staff see it; nothing of it belongs to anybody's profile."""

    question: str
    """Without personal data."""
    day: date
    answers: Mapping[str, Answer]
    """Reply language to answer."""
    found: Answer
    """The answer to the message as it stands: what was found, and why."""
    chosen: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def replies(self) -> dict[str, Reply]:
        """Reply language to what is shown and kept of the answer."""
        return {language: reply_of(answer) for language, answer in self.answers.items()}


def answer(assistant: Assistant, asked: Asked) -> Given:
    """What the customer is to be told, in every language."""
    question = redact(asked.text[:LONGEST])
    turns = {language: _turn(assistant, question, asked, language) for language in LANGUAGES}
    (found, last) = turns[LANGUAGES[0]]
    chosen = asked.measure or (found.answer.measures[0].id if found.answer.outcome == "answer" else None)
    return Given(
        question=question,
        day=asked.day,
        answers={language: turn.answer for language, (_, turn) in turns.items()},
        found=found.answer,
        chosen=chosen,
        facts=dict(last.conversation.profile),
    )


def _turn(assistant: Assistant, question: str, asked: Asked, language: str) -> tuple[Turn, Turn]:
    """The turn of the message as it stands, and the one after staff chose a measure or changed facts."""
    found = assistant.respond(Message(question), Conversation(language=language, is_kept=False), asked.day)
    about = asked.measure or (found.answer.measures[0].id if found.answer.outcome == "answer" else None)
    if about is None or (asked.measure is None and asked.facts is None):
        return found, found
    profile = found.conversation.profile if asked.facts is None else asked.facts
    state = replace(found.conversation, profile=dict(profile), declined=(), skipped=(), asked=None)
    return found, assistant.respond(Press(encode("a", "eligible", about)), state, asked.day)


def copies(blocks: tuple[Block, ...], reference: str, language: str) -> dict[str, str]:
    """Form to the text that goes to the clipboard, with the reference by which it is found again."""
    said = tuple(block for block in blocks if block.role not in _ONLY_IN_CHAT)
    mark = wording(language, "console_reference_line", reference=reference)
    return {
        "plain": f"{plain.render_blocks(said)}\n{mark}",
        "markdown": f"{markdown.render_blocks(said)}\n\n{mark}",
        "html": f"{html.render(said)}\n<p><small>{mark}</small></p>",
        "brief": f"{brief.render(said)}\n{mark}",
    }
