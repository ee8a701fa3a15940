"""Tells somebody something without being asked: into their chat, or onto their page at the next opportunity."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, delete, select

from bot.store.batch import insert
from bot.store.models import LANES, OUTBOX
from bot.store.staff_models import NOTES

PRIVATE = 2
"""Colons in the key of a private chat: channel, bot, chat; in a group the person follows."""
BEFORE_ALL = -(2**62)
"""Letters that answer no update are numbered from here on by the clock: none of them meets an update's."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one conversation is told."""

    conversation: str
    language: str
    about: str
    """The question that it is about."""
    text: str


def tell(connection: Connection, word: Word, now: float) -> None:
    """The word is owed to the conversation from now on, as part of the transaction under way."""
    chat = telegram_chat(word.conversation)
    if chat is not None:
        if not _is_shut_out(connection, *chat):
            post(connection, chat[0], "sendMessage", {"chat_id": chat[1], "text": word.text}, now)
        return
    row = {"at": now, "conversation": word.conversation, "about": word.about, "language": word.language}
    connection.execute(NOTES.insert().values(**row, text=word.text))


def _is_shut_out(connection: Connection, account: int, chat: int) -> bool:
    """Whether the chat has blocked the bot or removed it, and has said nothing since."""
    lane = select(LANES.c.active).where(LANES.c.account == account, LANES.c.lane == chat)
    return connection.execute(lane).scalar() is False


def telegram_chat(conversation: str) -> tuple[int, int] | None:
    """(account, chat) of a conversation on Telegram; None for any other."""
    channel, *parts = conversation.split(":")
    return (int(parts[0]), int(parts[1])) if channel == "telegram" and len(parts) >= 2 else None


def post(
    connection: Connection, account: int, method: str, body: Mapping[str, Any], now: float, number: int | None = None
) -> None:
    """A letter that answers no update is owed to the body's `chat_id`; None: the next number by the clock."""
    number = BEFORE_ALL + time.time_ns() if number is None else number
    chat = int(body["chat_id"])
    row = {"inbox_seq": number, "part": 0, "account": account, "lane": chat, "method": method, "state": "new"}
    row |= {"body": json.dumps(dict(body)), "created_at": now}
    connection.execute(OUTBOX.insert().values(**row))
    lane = insert(connection.dialect, LANES).values(
        account=account, lane=chat, waiting=1, turn=now, fence=0, until=0.0, active=True
    )
    changed = {"waiting": LANES.c.waiting + 1, "turn": case((LANES.c.waiting > 0, LANES.c.turn), else_=now)}
    connection.execute(lane.on_conflict_do_update(index_elements=["account", "lane"], set_=changed))


def forget_told(connection: Connection, conversation: str) -> None:
    """What a private chat was told goes, but for what is still owed to it."""
    chat = telegram_chat(conversation)
    if chat is not None and conversation.count(":") == PRIVATE:
        told = delete(OUTBOX).where(OUTBOX.c.account == chat[0], OUTBOX.c.lane == chat[1], OUTBOX.c.inbox_seq < 0)
        connection.execute(told.where(OUTBOX.c.state != "new"))
