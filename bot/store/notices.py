"""Notices: found by anybody, due at a time, told once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batch import insert
from bot.store.models import CONVERSATIONS, NOTICES
from bot.store.store import Store
from bot.store.telling import Word, tell

SUBSCRIBED = '%"is_subscribed":true%'
"""How the state of a conversation looks whose user wants to be told."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that a conversation is to be told."""

    key: str
    """The same for the same news of the same conversation."""
    conversation: str
    language: str
    text: str
    due_at: float


async def subscribed(store: Store) -> list[tuple[str, str]]:
    """(key, state) of the conversations that want to be told."""

    async def read(connection: AsyncConnection) -> list[tuple[str, str]]:
        query = select(CONVERSATIONS.c.key, CONVERSATIONS.c.state).where(CONVERSATIONS.c.state.like(SUBSCRIBED))
        return [(row.key, row.state) for row in await connection.execute(query)]

    return await store.read(read)


async def note(store: Store, notices: Sequence[Notice]) -> None:
    """They are due from now on; those that were noted before, told or not, stay as they are."""
    if notices:
        await store.run(lambda connection: write_notices(connection, notices))


def write_notices(connection: Connection, notices: Sequence[Notice]) -> None:
    """The same, as part of the transaction under way."""
    for one in notices:
        values = {name: getattr(one, name) for name in one.__slots__} | {"key": _digest(one)}
        connection.execute(insert(connection.dialect, NOTICES).values(**values).on_conflict_do_nothing())


async def tell_due(store: Store) -> int:
    """How many are told now; no two processes tell the same."""
    return int(await store.run(lambda connection: _tell(connection, store.clock())))


def _tell(connection: Connection, now: float) -> int:
    due = select(NOTICES).where(NOTICES.c.told_at.is_(None), NOTICES.c.due_at <= now).order_by(NOTICES.c.due_at)
    rows = connection.execute(due.limit(200).with_for_update(skip_locked=True)).all()
    for row in rows:
        tell(connection, Word(row.conversation, row.language, "", row.text), now)
        connection.execute(update(NOTICES).where(NOTICES.c.key == row.key).values(told_at=now))
    return len(rows)


def _digest(notice: Notice) -> str:
    return hashlib.sha256(f"{notice.conversation}\0{notice.key}".encode()).hexdigest()
