"""Letters: the calls of the Bot API that bring one answer into a chat."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.assistant.answers import Choice
from bot.channels.telegram.handlers import Reading
from bot.channels.telegram.splitting import LIMIT, plain, split, units
from bot.store.units import Letter

BUTTON_BYTES = 64
ROW_UNITS = 28
"""Labels of one row of buttons, taken together, on a narrow phone."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What is to be said, in Telegram's HTML and plain."""

    html: str
    plain: str = ""
    choices: tuple[Choice, ...] = ()


def letters_for(seq: int, reading: Reading, writing: Writing, earlier: Sequence[int] = ()) -> tuple[Letter, ...]:
    """The calls that show the writing, in order; `earlier`: what answered the question before it was edited."""
    letters = [_press_answer(seq, reading.query_id)] if reading.query_id else []
    parts, bare = split(writing.html), writing.plain.replace("\0", "")
    keyboard = keyboard_of(writing.choices)
    for at, part in enumerate(parts):
        body: dict[str, Any] = {"chat_id": reading.chat_id, "text": part, "parse_mode": "HTML"}
        body["link_preview_options"] = {"is_disabled": True}
        if keyboard and at == len(parts) - 1:
            body["reply_markup"] = keyboard
        fallback = bare if len(parts) == 1 and 0 < units(bare) <= LIMIT else plain(part)
        if at < len(earlier):
            letters.append(
                _letter(seq, len(letters), "editMessageText", body | {"message_id": earlier[at]}, reading, fallback)
            )
        else:
            body |= _address(reading, first=at == 0)
            letters.append(_letter(seq, len(letters), "sendMessage", body, reading, fallback))
    for message_id in earlier[len(parts) :] if parts else ():
        body = {"chat_id": reading.chat_id, "message_id": message_id}
        letters.append(_letter(seq, len(letters), "deleteMessage", body, reading))
    return tuple(letters)


def notice(seq: int, part: int, chat_id: int, text: str) -> Letter:
    """A fixed sentence of the channel itself."""
    return Letter(seq, part, "sendMessage", json.dumps({"chat_id": chat_id, "text": text}), text)


def keyboard_of(choices: Sequence[Choice]) -> dict[str, Any] | None:
    """Quick replies as an inline keyboard; None where there are none. An id that is too long is left out, never cut."""
    rows: list[list[dict[str, str]]] = []
    width = ROW_UNITS
    for choice in choices:
        button = (
            {"text": choice.label, "url": choice.url}
            if choice.url
            else {"text": choice.label, "callback_data": choice.action}
        )
        if not choice.url and not 1 <= len(choice.action.encode()) <= BUTTON_BYTES:
            continue
        size = sum(1 if character < "\u2e80" else 2 for character in choice.label) + 2
        if width + size > ROW_UNITS:
            rows.append([])
            width = 0
        rows[-1].append(button)
        width += size
    return {"inline_keyboard": rows} if rows else None


def _address(reading: Reading, first: bool) -> dict[str, Any]:
    """In groups the answer hangs on its question, in forums it stays in its topic."""
    more: dict[str, Any] = {}
    if reading.thread is not None:
        more["message_thread_id"] = reading.thread
    if reading.group and first and reading.question is not None:
        more["reply_parameters"] = {"message_id": reading.question, "allow_sending_without_reply": True}
    return more


def _press_answer(seq: int, query_id: str) -> Letter:
    return Letter(seq, 0, "answerCallbackQuery", json.dumps({"callback_query_id": query_id}))


def _letter(
    seq: int, part: int, method: str, body: dict[str, Any], reading: Reading, fallback: str | None = None
) -> Letter:
    return Letter(seq, part, method, json.dumps(body), fallback, reading.question)
