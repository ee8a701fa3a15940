"""Sends letters and decides what each of Telegram's refusals means for them."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog

from bot.channels.telegram.counts import Counts
from bot.channels.telegram.jsontext import json_text
from bot.channels.telegram.line import Arrived
from bot.channels.telegram.options import Timing
from bot.channels.telegram.parking import Parking
from bot.channels.telegram.requests import REFUSALS, DeadConnection, Reply
from bot.channels.telegram.splitting import readable
from bot.channels.telegram.wire import Wire
from bot.store.units import Letter, Settled

log = structlog.get_logger(__name__)

FINE = ("message is not modified", "query is too old", "query ID is invalid", "message to delete not found")
GONE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
MARKED_UP = frozenset({"sendMessage", "editMessageText"})
"""Whose text may hold markup."""
ABOUT_SOMETHING_ELSE = frozenset({*REFUSALS, 403, 407, 408, 409, 425, 429})
"""Token, chat, a proxy's password, slowness, another process, earliness, haste: no fault of the letter's."""
SLOW_PAUSE = 30.0
"""Between tries of a send that may have arrived: a duplicate is better than silence, twenty are not."""

Pause = Callable[[float], Awaitable[None]]
"""Waits so many seconds without holding a place at work."""
Note = Callable[[Settled], "asyncio.Future[None] | None"]
"""Notes that a letter has arrived; the future where that takes a while."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A letter's end, and what it says about its chat."""

    settled: Settled
    inactive: bool = False


class Admission:
    """Whether Telegram takes our token: whoever is refused says so, whoever gets it accepted again says that."""

    def __init__(self) -> None:
        self.refused = asyncio.Event()
        self.accepted = asyncio.Event()

    def refuse(self) -> None:
        """Telegram has just refused the token."""
        self.accepted.clear()
        self.refused.set()

    def accept(self) -> None:
        """Telegram has just taken the token."""
        self.refused.clear()
        self.accepted.set()


class Sender:
    """Sends one letter after the other for many chats at once; returns when a letter has its end."""

    def __init__(self, wire: Wire, parking: Parking, admission: Admission, counts: Counts, timing: Timing) -> None:
        self._wire = wire
        self._parking = parking
        self._counts = counts
        self._timing = timing
        self._last_good = 0.0
        self.admission = admission

    async def deliver(self, chat: int, letter: Letter, pause: Pause, note: Note) -> Delivered:
        """The letter's end.

        `pause` is awaited wherever the chat has to wait, so that others may use its place. `note` hears that the letter
        has arrived before anything else happens; what it gives is awaited before the process takes the answer.
        """
        method, body = letter.method, letter.body
        doubts, failures, plain = 0, 0, False
        while True:
            await self._wait(chat, pause)
            reply = await self._call(method, body, lambda reply: _note(letter, reply, note))
            if reply.kind == "ok":
                return Delivered(_sent(letter, reply))
            if reply.kind == "refused" and _is_about_the_letter(reply.status):
                changed = _changed(method, json.loads(body), reply, plain)
                if changed is None:
                    return self._end(letter, reply)
                method, body, plain = changed[0], json_text(changed[1]), changed[2]
                continue
            if reply.kind == "refused" and reply.status == 403:
                return self._end(letter, reply)
            doubts += reply.kind == "uncertain"
            failures += 1
            if doubts >= 2 and self._others_arrived():
                return self._end(letter, reply)
            await self._hold_back(chat, reply, doubts, failures, pause)

    async def _call(self, method: str, body: str, arrived: Arrived) -> Reply:
        began = time.monotonic()
        reply = await self._wire.call(method, body.encode(), arrived)
        self._counts.sent(method, reply.status if reply.kind != "uncertain" else 0, time.monotonic() - began)
        if reply.kind == "ok":
            self._last_good = time.monotonic()
        return reply

    async def _wait(self, chat: int, pause: Pause) -> None:
        while (seconds := self._parking.wait_of(chat)) > 0:
            await pause(seconds)
        while self.admission.refused.is_set():
            await pause(self._timing.first_pause)

    async def _hold_back(self, chat: int, reply: Reply, doubts: int, failures: int, pause: Pause) -> None:
        if reply.status == 429:
            seconds = float(reply.retry_after or 1)
            self._counts.limited(seconds)
            self._parking.park(chat, seconds)
            return
        if reply.status in REFUSALS:
            self.admission.refuse()
            return
        if doubts == 1 and reply.text == DeadConnection.__name__:
            return
        timing = self._timing
        longest = SLOW_PAUSE if doubts >= 2 else timing.longest_pause
        seconds = min(timing.first_pause * 2 ** min(failures - 1, 10), longest)
        if doubts >= 2:
            seconds = max(seconds, min(SLOW_PAUSE, timing.longest_pause))
        log.warning("telegram.send_failed", status=reply.status, error=reply.text, again_in=round(seconds, 1))
        await pause(seconds * (0.75 + random.random() / 2))  # noqa: S311 - jitter, no secret

    def _others_arrived(self) -> bool:
        """Whether the way to Telegram works, so that a send with two doubtful ends has most likely arrived."""
        return time.monotonic() - self._last_good < 2 * self._timing.answer + SLOW_PAUSE and self._last_good > 0

    def _end(self, letter: Letter, reply: Reply) -> Delivered:
        fine = any(text in reply.text for text in FINE)
        if not fine:
            self._counts.dropped += 1
            log.warning("telegram.letter_dropped", method=letter.method, status=reply.status, error=reply.text)
        error = reply.text or f"status {reply.status}"
        return Delivered(Settled(letter.inbox_seq, letter.part, error=error), inactive=reply.status == 403)


def _is_about_the_letter(status: int) -> bool:
    """Whether Telegram, or a server on the way to it, will not have this letter however often it comes."""
    return 400 <= status < 500 and status not in ABOUT_SOMETHING_ELSE


def _note(letter: Letter, reply: Reply, note: Note) -> asyncio.Future[None] | None:
    return note(_sent(letter, reply)) if reply.kind == "ok" else None


def _sent(letter: Letter, reply: Reply) -> Settled:
    """A deletion's result names no message: its letter does."""
    if isinstance(reply.result, dict):
        return Settled(letter.inbox_seq, letter.part, reply.result.get("message_id"))
    return Settled(letter.inbox_seq, letter.part, json.loads(letter.body).get("message_id"))


def _changed(method: str, body: dict[str, Any], reply: Reply, plain: bool) -> tuple[str, dict[str, Any], bool] | None:
    """What to send instead of what Telegram refused; None where nothing would help."""
    if reply.moved_to is not None and body.get("chat_id") != reply.moved_to:
        return method, body | {"chat_id": reply.moved_to}, plain
    if any(text in reply.text for text in FINE):
        return None
    if method == "editMessageText" and any(text in reply.text for text in GONE):
        fresh = {name: value for name, value in body.items() if name != "message_id"}
        return "sendMessage", fresh, plain
    if method in MARKED_UP and body.get("text") and not plain and "chat not found" not in reply.text:
        log.error("telegram.markup_refused", error=reply.text)
        return method, _without_markup(body, reply), True
    return None


def _without_markup(body: dict[str, Any], reply: Reply) -> dict[str, Any]:
    """The same as plain text; the buttons stay where it was the text that Telegram could not read."""
    dropped = ("parse_mode", "reply_markup") if "parse entities" not in reply.text else ("parse_mode",)
    text = readable(body["text"]) if body.get("parse_mode") == "HTML" else body["text"]
    return {name: value for name, value in body.items() if name not in dropped} | {"text": text}
