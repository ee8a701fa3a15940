"""Forgets what was said in a conversation, wherever it stands beside the conversation itself."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from bot.store.cards import take_cards_back
from bot.store.models import EXCHANGES, NOTICES
from bot.store.staff_models import NOTES, QUESTIONS
from bot.store.telling import forget_told


def forget_conversation(connection: Connection, key: str, now: float) -> None:
    """Its lines of the log, its questions to a person, their cards and what it was to be told go."""
    for table in (EXCHANGES, NOTICES, QUESTIONS, NOTES):
        connection.execute(delete(table).where(table.c.conversation == key))
    take_cards_back(connection, now)
    forget_told(connection, key)
