"""Puts a question that the bot could not answer into the queue, together with its line of the log."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from bot.store.staff_models import QUESTIONS
from bot.store.units import Exchange


def queue_unanswered(connection: Connection, exchanges: Iterable[Exchange], now: float) -> None:
    """Those of the exchanges that wait for a person are in the queue."""
    rows = [
        {
            "at": now,
            "conversation": exchange.conversation,
            "channel": exchange.channel,
            "language": exchange.language,
            "question": exchange.waits,
            "state": "open",
            "until": 0.0,
            "late_told": False,
            "carded": False,
        }
        for exchange in exchanges
        if exchange.waits is not None
    ]
    if rows:
        connection.execute(QUESTIONS.insert(), rows)
