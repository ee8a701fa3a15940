"""The desk: one update in, what it changes and what it owes out. Reads the store, writes nothing."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import structlog
from telegram import Update
from telegram.ext import Application

from bot.assistant.actions import encode
from bot.assistant.answers import Answer, Choice, Turn
from bot.assistant.attending import promise
from bot.assistant.conversation import Conversation
from bot.assistant.forgetting import forgets
from bot.assistant.incoming import Incoming
from bot.assistant.offers import Offers
from bot.channels.telegram.feedback import FEEDBACK, WORDS, feedback_of
from bot.channels.telegram.handlers import Reading, current
from bot.channels.telegram.letters import Writing, letters_for, notice
from bot.channels.telegram.staff_group import StaffGroup
from bot.operations.redaction import redact
from bot.store.units import Answered, Exchange, Feedback, Waiting
from knowledge.records import replace

log = structlog.get_logger(__name__)


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
    plain: Callable[[Answer], str]
    brief: Callable[[Answer], str]
    """A few lines to be copied; empty where there is nothing to copy."""
    wording: Callable[..., str]
    """(language, key, **values) to sentence."""


class Unreadable(Exception):
    """The update is no update that PTB can read: trying again helps nobody."""


OLD_PRESS_SECONDS = 120.0
"""After so long Telegram takes no confirmation of a pressed button any more; what it asks for is done all the same."""

EarlierAnswers = Callable[[int, int], Awaitable[Sequence[int]]]
"""(chat, question) to the ids of the messages that answered it."""


class Desk:
    """Answers one update at a time; the order is the caller's."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        assistant: Assistant,
        voice: Voice,
        today: Callable[[], date],
        earlier_answers: EarlierAnswers,
    ) -> None:
        self._application = application
        self._assistant = assistant
        self._voice = voice
        self._today = today
        self._earlier_answers = earlier_answers
        self.staff: StaffGroup | None = None
        """The group whose members answer for the bot; None where there is none."""
        self.attended: Callable[[], bool] = lambda: False
        """Whether a person will see what the bot cannot answer."""

    async def answer(self, waiting: Waiting, state: str | None, together: int = 0) -> tuple[Answered, bool]:
        """What the update comes to, and whether its chat has shut the bot out.

        `together`: how many messages this one answer stands for; 0 for the usual one.

        Raises: Unreadable; whatever a handler or the assistant raises.
        """
        began = time.perf_counter()
        if self.staff is not None and self.staff.is_meant(waiting):
            return await self.staff.answer(waiting), False
        reading = await self._read(waiting)
        if reading.incoming is None:
            return Answered(waiting.seq), reading.shut_out
        feedback = feedback_of(reading, waiting)
        if feedback is not None:
            return self._thank(waiting, reading, state, feedback), False
        attended = self.attended()
        turn = self._respond(reading, state)
        turn = promise(turn) if attended else turn
        earlier: Sequence[int] = ()
        if reading.edited and reading.question is not None:
            earlier = await self._earlier_answers(reading.chat_id, reading.question)
        writing = self._write(turn.answer, together, waiting.seq)
        answered = Answered(
            waiting.seq,
            conversation=waiting.conversation,
            state=turn.conversation.to_json(),
            letters=letters_for(waiting.seq, reading, writing, earlier),
            exchange=_exchange(waiting, turn.answer, time.perf_counter() - began, attended),
            forget=forgets(reading.incoming, turn.answer),
            fold_to=together > 0,
        )
        return answered, False

    def _thank(self, waiting: Waiting, reading: Reading, state: str | None, feedback: Feedback) -> Answered:
        """Notes what was said of an answer; a line over the chat says thanks, no message does."""
        thanks = self._voice.wording(self.language(state, reading.language), f"feedback_{WORDS[not feedback.helpful]}")
        return Answered(
            waiting.seq, letters=letters_for(waiting.seq, reading, Writing("", toast=thanks)), feedback=feedback
        )

    def apology(self, waiting: Waiting, state: str | None, error: str) -> Answered:
        """The end of an update that failed too often: a dead letter, and one sentence to its sender."""
        try:
            update = json.loads(waiting.body)
            body = next(value for key, value in update.items() if key != "update_id")
            chat = (body.get("chat") or body["message"]["chat"])["id"]
            language = self.language(state, body.get("from", {}).get("language_code"))
        except (ValueError, LookupError, AttributeError, TypeError, StopIteration):
            return Answered(waiting.seq, dead=error)
        text = self._voice.wording(language, "failed")
        return Answered(waiting.seq, dead=error, letters=(notice(waiting.seq, 0, chat, text),))

    def flood_notice(self, waiting: Waiting, lane: int) -> str:
        """The sentence that says that many messages wait."""
        code = None
        try:
            code = json.loads(waiting.body)["message"]["from"].get("language_code")
        except (ValueError, LookupError, AttributeError, TypeError):
            log.debug("telegram.flood_without_language", lane=lane)
        return self._voice.wording(self.language(waiting.state, code), "flood")

    def language(self, state: str | None, code: str | None) -> str:
        """The language for the channel's own sentences: the one chosen, else Telegram's, else Chinese."""
        chosen = Conversation.from_json(state).language if state else None
        return chosen or ("zh" if not code or code.lower().startswith("zh") else "en")

    async def _read(self, waiting: Waiting) -> Reading:
        reading = Reading()
        try:
            update = Update.de_json(json.loads(waiting.body), self._application.bot)
        except Exception as error:
            raise Unreadable(f"{type(error).__name__} while reading") from error
        token = current.set(reading)
        try:
            await self._application.process_update(update)
        finally:
            current.reset(token)
        if reading.error is not None:
            raise reading.error
        if time.time() - waiting.received_at > OLD_PRESS_SECONDS:
            reading.query_id = None
        return reading

    def _respond(self, reading: Reading, state: str | None) -> Turn:
        """The assistant's turn; before the first words in a chat Telegram's own language stands in for theirs."""
        assert reading.incoming is not None
        conversation = Conversation.from_json(state) if state else Conversation()
        if state is None and reading.language is not None:
            conversation = replace(conversation, spoken=self.language(None, reading.language))
        return self._assistant.respond(reading.incoming, conversation, self._today())

    def _write(self, answer: Answer, together: int, seq: int) -> Writing:
        text, bare = self._voice.html(answer), self._voice.plain(answer)
        if together:
            said = self._voice.wording(answer.language, "together", count=together)
            text, bare = f"{html.escape(said, quote=False)}\n\n{text}", f"{said}\n\n{bare}"
        if answer.outcome != "answer" or answer.asks is not None:
            return Writing(text, bare, answer.choices)
        say = self._voice.wording
        asking = tuple(
            Choice(say(answer.language, f"button_{word}"), encode(FEEDBACK, word, str(seq))) for word in WORDS
        )
        copy = (say(answer.language, "button_copy"), self._voice.brief(answer))
        return Writing(text, bare, (*answer.choices, *asking), copy)


def _exchange(waiting: Waiting, answer: Answer, seconds: float, attended: bool) -> Exchange:
    return Exchange(
        conversation=waiting.conversation,
        channel="telegram",
        language=answer.language,
        question=_storable(answer.question),
        outcome=answer.outcome,
        intent=answer.intent,
        confidence=answer.confidence,
        measures=json.dumps([measure.id for measure in answer.measures]),
        knowledge=answer.knowledge,
        as_of=answer.as_of.isoformat(),
        seconds=seconds,
        source=waiting.seq,
        waits=redact(_storable(answer.question)) if attended and answer.needs_person else None,
    )


def _storable(text: str) -> str:
    """Text that both databases take: no NUL, no half characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
