"""Cards of questions in the staff group: owed once, and taken back when the question is forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.store.models import INBOX, OUTBOX
from bot.store.staff_models import QUESTIONS
from bot.store.telling import post

CARDS = -(2**60)
"""The outbox has the card of a question under this number and the question's own; none is a letter's or an update's."""


def owe_card(connection: Connection, account: int, question: int, card: Mapping[str, Any], now: float) -> None:
    """The card, parameters of sendMessage, is owed to its chat from now on."""
    post(connection, account, "sendMessage", card, now, CARDS + question)


def take_cards_back(connection: Connection, now: float) -> None:
    """Of cards whose question is gone no word is left: neither here nor, once the group has them, there.

    One that is on its way just now is taken back at the next call.
    """
    gone = select(OUTBOX).where(OUTBOX.c.inbox_seq.between(CARDS, -1), ~_is_kept())
    for row in connection.execute(gone.order_by(OUTBOX.c.inbox_seq)).all():
        number = row.inbox_seq - CARDS
        told = INBOX.c.account == row.account, INBOX.c.lane == row.lane, INBOX.c.state != "new"
        quoting = update(INBOX).where(*told, INBOX.c.body.like(f"%#{number}%"))
        connection.execute(quoting.values(body=""))
        card = OUTBOX.c.inbox_seq == row.inbox_seq
        if row.state == "new":
            bare = {"chat_id": row.lane, "text": f"#{number}"}
            connection.execute(update(OUTBOX).where(card).values(body=json.dumps(bare)))
            continue
        connection.execute(delete(OUTBOX).where(card))
        if row.message_id is not None:
            there = {"chat_id": row.lane, "message_id": row.message_id}
            post(connection, row.account, "deleteMessage", there, now)


def _is_kept() -> Any:
    return select(QUESTIONS.c.id).where(QUESTIONS.c.id == OUTBOX.c.inbox_seq - CARDS).exists()
