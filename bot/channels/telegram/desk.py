"""The desk: one update in, what it changes and what it owes out. Reads the store, writes nothing."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

import structlog
from telegram import Update
from telegram.ext import Application

from bot.assistant.actions import encode
from bot.assistant.answers import Choice
from bot.assistant.conversation import Conversation
from bot.channels.telegram.drafting import Draft, Drafting, Order
from bot.channels.telegram.feedback import FEEDBACK, WORDS, feedback_of
from bot.channels.telegram.handlers import Reading, current
from bot.channels.telegram.letters import Writing, letters_for, notice
from bot.channels.telegram.staff_group import StaffGroup
from bot.operations.redaction import redact
from bot.store.units import Answered, Exchange, Feedback, Waiting

log = structlog.get_logger(__name__)


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
        drafting: Drafting,
        wording: Callable[..., str],
        today: Callable[[], date],
        earlier_answers: EarlierAnswers,
    ) -> None:
        self._application = application
        self.drafting = drafting
        """What makes the answers; another one may be put in its place before the start."""
        self._wording = wording
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
        if self.staff is not None and self.staff.is_meant(waiting):
            return await self.staff.answer(waiting), False
        reading = await self._read(waiting)
        if reading.incoming is None:
            return Answered(waiting.seq), reading.shut_out
        feedback = feedback_of(reading, waiting)
        if feedback is not None:
            return self._thank(waiting, reading, state, feedback), False
        order = self._order(reading, state)
        draft = await self.drafting.draft(order)
        earlier: Sequence[int] = ()
        if reading.edited and reading.question is not None:
            earlier = await self._earlier_answers(reading.chat_id, reading.question)
        answered = Answered(
            waiting.seq,
            conversation=waiting.conversation,
            state=draft.state,
            letters=letters_for(waiting.seq, reading, self._write(draft, together, waiting.seq), earlier),
            exchange=_exchange(waiting, draft, order.attended),
            forget=draft.forgets,
            fold_to=together > 0,
        )
        return answered, False

    def _thank(self, waiting: Waiting, reading: Reading, state: str | None, feedback: Feedback) -> Answered:
        """Notes what was said of an answer; a line over the chat says thanks, no message does."""
        thanks = self._wording(self.language(state, reading.language), f"feedback_{WORDS[not feedback.helpful]}")
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
        text = self._wording(language, "failed")
        return Answered(waiting.seq, dead=error, letters=(notice(waiting.seq, 0, chat, text),))

    def flood_notice(self, waiting: Waiting, lane: int) -> str:
        """The sentence that says that many messages wait."""
        code = None
        try:
            code = json.loads(waiting.body)["message"]["from"].get("language_code")
        except (ValueError, LookupError, AttributeError, TypeError):
            log.debug("telegram.flood_without_language", lane=lane)
        return self._wording(self.language(waiting.state, code), "flood")

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

    def _order(self, reading: Reading, state: str | None) -> Order:
        """Before the first words in a chat Telegram's own language stands in for theirs."""
        assert reading.incoming is not None
        spoken = self.language(None, reading.language) if reading.language is not None else None
        return Order(reading.incoming, state, spoken, self._today(), self.attended())

    def _write(self, draft: Draft, together: int, seq: int) -> Writing:
        text, say = draft.html, self._wording
        if together:
            text = f"{html.escape(say(draft.language, 'together', count=together), quote=False)}\n\n{text}"
        if not draft.is_whole:
            return Writing(text, draft.choices)
        asking = tuple(
            Choice(say(draft.language, f"button_{word}"), encode(FEEDBACK, word, str(seq))) for word in WORDS
        )
        copy = (say(draft.language, "button_copy"), draft.brief)
        return Writing(text, (*draft.choices, *asking), copy)


def _exchange(waiting: Waiting, draft: Draft, attended: bool) -> Exchange:
    question = _storable(draft.question)
    return Exchange(
        conversation=waiting.conversation,
        channel="telegram",
        language=draft.language,
        question=question,
        outcome=draft.outcome,
        intent=draft.intent,
        confidence=draft.confidence,
        measures=json.dumps(draft.measures),
        knowledge=draft.knowledge,
        as_of=draft.as_of.isoformat(),
        seconds=draft.seconds,
        source=waiting.seq,
        waits=redact(question) if attended and draft.needs_person else None,
    )


def _storable(text: str) -> str:
    """Text that both databases take: no NUL, no half characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
