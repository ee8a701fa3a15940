"""Letters: the calls of the Bot API that bring one answer into a chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.assistant.answers import Choice
from bot.channels.telegram.handlers import Reading
from bot.channels.telegram.jsontext import json_text
from bot.channels.telegram.splitting import split, units
from bot.store.units import Letter

BUTTON_BYTES = 64
COPY_UNITS = 256
ROW_UNITS = 28
"""Labels of one row of buttons, taken together, on a narrow phone."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What is to be said, in Telegram's HTML."""

    html: str
    choices: tuple[Choice, ...] = ()
    copy: tuple[str, str] | None = None
    """Label of the button that copies a short form, and that form."""
    toast: str = ""
    """A line that is shown over the chat for a moment, after a pressed button."""


def letters_for(seq: int, reading: Reading, writing: Writing, earlier: Sequence[int] = ()) -> tuple[Letter, ...]:
    """The calls that show the writing, in order; `earlier`: what answered the question before it was edited."""
    letters = [_press_answer(seq, reading.query_id, writing.toast)] if reading.query_id else []
    parts = split(writing.html)
    keyboard = keyboard_of(writing.choices, writing.copy)
    for at, part in enumerate(parts):
        body: dict[str, Any] = {"chat_id": reading.chat_id, "text": part, "parse_mode": "HTML"}
        body["link_preview_options"] = {"is_disabled": True}
        if keyboard and at == len(parts) - 1:
            body["reply_markup"] = keyboard
        if at < len(earlier):
            body["message_id"] = earlier[at]
            letters.append(_letter(seq, len(letters), "editMessageText", body, reading))
        else:
            body |= _address(reading, first=at == 0)
            letters.append(_letter(seq, len(letters), "sendMessage", body, reading))
    for message_id in earlier[len(parts) :] if parts else ():
        body = {"chat_id": reading.chat_id, "message_id": message_id}
        letters.append(_letter(seq, len(letters), "deleteMessage", body, reading))
    return tuple(letters)


def notice(seq: int, part: int, chat_id: int, text: str) -> Letter:
    """A fixed sentence of the channel itself."""
    return Letter(seq, part, "sendMessage", json_text({"chat_id": chat_id, "text": text}))


def keyboard_of(choices: Sequence[Choice], copy: tuple[str, str] | None = None) -> dict[str, Any] | None:
    """Quick replies as an inline keyboard; None where there are none. An id that is too long is left out, never cut."""
    buttons = [button for choice in choices if (button := _button(choice)) is not None]
    if copy is not None and copy[1]:
        buttons.append({"text": copy[0], "copy_text": {"text": short_form(copy[1])}})
    rows: list[list[dict[str, Any]]] = []
    width = ROW_UNITS
    for button in buttons:
        size = sum(1 if character < "\u2e80" else 2 for character in button["text"]) + 2
        if width + size > ROW_UNITS:
            rows.append([])
            width = 0
        rows[-1].append(button)
        width += size
    return {"inline_keyboard": rows} if rows else None


def short_form(text: str) -> str:
    """The text in what Telegram lets a button copy: its first line and its last ones, the source, stay longest."""
    lines = text.split("\n")
    while len(lines) > 2 and units("\n".join(lines)) > COPY_UNITS:
        del lines[1 if len(lines) > 3 else -1]
    short = "\n".join(lines)
    if units(short) <= COPY_UNITS:
        return short
    short = short[: COPY_UNITS - 1]
    while units(short) >= COPY_UNITS:
        short = short[:-1]
    return f"{short}…"


def _button(choice: Choice) -> dict[str, Any] | None:
    if choice.url:
        return {"text": choice.label, "url": choice.url}
    if not 1 <= len(choice.action.encode()) <= BUTTON_BYTES:
        return None
    return {"text": choice.label, "callback_data": choice.action}


def _address(reading: Reading, first: bool) -> dict[str, Any]:
    """In groups the answer hangs on its question, in forums it stays in its topic."""
    more: dict[str, Any] = {}
    if reading.thread is not None:
        more["message_thread_id"] = reading.thread
    if reading.group and first and reading.question is not None:
        more["reply_parameters"] = {"message_id": reading.question, "allow_sending_without_reply": True}
    return more


def _press_answer(seq: int, query_id: str, toast: str) -> Letter:
    body = {"callback_query_id": query_id} | ({"text": toast} if toast else {})
    return Letter(seq, 0, "answerCallbackQuery", json_text(body))


def _letter(seq: int, part: int, method: str, body: dict[str, Any], reading: Reading) -> Letter:
    return Letter(seq, part, method, json_text(body), question=reading.question)
