"""Drafts: what the assistant makes of a message, written out in every form that a letter may need."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from bot.assistant.answers import Answer, Choice, Turn
from bot.assistant.attending import promise
from bot.assistant.conversation import Conversation
from bot.assistant.forgetting import forgets
from bot.assistant.incoming import Incoming
from bot.assistant.offers import Offers
from bot.channels.telegram.convoy import Convoy
from knowledge.records import replace


class Assistant(Protocol):
    """Answers; pure and quick."""

    def respond(self, incoming: Incoming, conversation: Conversation, day: date) -> Turn:
        """What to say and what to remember."""
        ...

    def offers(self, typed: str, day: date, language: str, start: int = 0, count: int = 50) -> Offers:
        """A page of complete answers that fit a few typed words."""
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """How answers and the channel's own sentences become text."""

    html: Callable[[Answer], str]
    brief: Callable[[Answer], str]
    """A few lines to be copied; empty where there is nothing to copy."""
    wording: Callable[..., str]
    """(language, key, **values) to sentence."""


class Order(NamedTuple):
    """What a draft is made of."""

    incoming: Incoming
    state: str | None
    """The conversation as it was kept; None where there is none yet."""
    spoken: str | None
    """Before the first words in a chat, the language that stands in for theirs; None where none is known."""
    day: date
    attended: bool
    """Whether a person will see what the bot cannot answer."""


class Draft(NamedTuple):
    """An answer, written out, and the conversation after it."""

    state: str
    html: str
    brief: str
    """What is to be copied; empty where there is nothing, or the answer is none to be passed on."""
    is_whole: bool
    """Whether it is an answer, and asks for nothing more."""
    choices: tuple[Choice, ...]
    language: str
    question: str
    outcome: str
    intent: str | None
    confidence: float
    measures: tuple[str, ...]
    knowledge: str
    as_of: date
    needs_person: bool
    forgets: bool
    """Whether nothing of the conversation may be kept."""
    seconds: float
    """What it took to work out."""


class Drafting(Protocol):
    """Makes drafts, in this process or in another."""

    async def draft(self, order: Order) -> Draft:
        """The draft. Raises: whatever the assistant raises."""
        ...

    def renew(self) -> None:
        """The knowledge has been exchanged: nothing keeps the older any longer than what is under way needs it."""
        ...

    async def close(self) -> None:
        """Makes no more."""
        ...


class DraftingHere:
    """In this process, in convoys."""

    def __init__(self, assistant: Assistant, voice: Voice) -> None:
        self._assistant = assistant
        self._voice = voice
        self._convoy = Convoy()

    async def draft(self, order: Order) -> Draft:
        """The draft. Raises: whatever the assistant raises."""
        async with self._convoy:
            return make_draft(self._assistant, self._voice, order)

    def renew(self) -> None:
        """Nothing of it is kept here."""

    async def close(self) -> None:
        """Nothing is to be ended."""


def make_draft(assistant: Assistant, voice: Voice, order: Order) -> Draft:
    """The draft. Raises: whatever the assistant raises; ValueError where the state is none that was kept."""
    began = time.perf_counter()
    conversation = Conversation.from_json(order.state) if order.state else Conversation()
    if order.state is None and order.spoken is not None:
        conversation = replace(conversation, spoken=order.spoken)
    turn = assistant.respond(order.incoming, conversation, order.day)
    answer = (promise(turn) if order.attended else turn).answer
    is_whole = answer.outcome == "answer" and answer.asks is None
    return Draft(
        state=turn.conversation.to_json(),
        html=voice.html(answer),
        brief=voice.brief(answer) if is_whole else "",
        is_whole=is_whole,
        choices=answer.choices,
        language=answer.language,
        question=answer.question,
        outcome=answer.outcome,
        intent=answer.intent,
        confidence=answer.confidence,
        measures=tuple(measure.id for measure in answer.measures),
        knowledge=answer.knowledge,
        as_of=answer.as_of,
        needs_person=answer.needs_person,
        forgets=forgets(order.incoming, answer),
        seconds=time.perf_counter() - began,
    )
