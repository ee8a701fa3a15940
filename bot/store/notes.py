"""What a visitor of the chat page is to be told at the next opportunity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.staff_models import NOTES

if TYPE_CHECKING:
    from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to be told."""

    id: int
    about: str
    language: str
    text: str


async def notes_for(store: Store, conversation: str) -> list[Note]:
    """Everything that the conversation is to be told, oldest first."""

    async def read(connection: AsyncConnection) -> list[Note]:
        rows = await connection.execute(select(NOTES).where(NOTES.c.conversation == conversation).order_by(NOTES.c.id))
        return [Note(row.id, row.about, row.language, row.text) for row in rows]

    return await store.read(read)


async def notes_told(store: Store, conversation: str, newest: int) -> None:
    """Everything up to that note has been told."""

    def write(connection: Connection) -> None:
        told = delete(NOTES).where(NOTES.c.conversation == conversation, NOTES.c.id <= newest)
        connection.execute(told)

    await store.run(write)
