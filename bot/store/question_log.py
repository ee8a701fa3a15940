"""The log of questions, for those who learn from it: what was asked lately, each wording once."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import EXCHANGES
from bot.store.store import Store


async def asked_lately(store: Store, number: int) -> list[str]:
    """The last different questions that were written in words, newest first."""

    async def read(connection: AsyncConnection) -> list[str]:
        query = select(EXCHANGES.c.question).where(EXCHANGES.c.outcome != "chat", EXCHANGES.c.question != "")
        newest = query.group_by(EXCHANGES.c.question).order_by(func.max(EXCHANGES.c.id).desc()).limit(number)
        return [row.question for row in await connection.execute(newest)]

    return await store.read(read)


async def answered_with(store: Store, measure: str, since: float, before: float) -> list[tuple[str, str]]:
    """(conversation, language) of everybody who was answered with the measure in that time, each once."""

    async def read(connection: AsyncConnection) -> list[tuple[str, str]]:
        led = (EXCHANGES.c.outcome == "answer", EXCHANGES.c.measures.startswith(f'["{measure}"', autoescape=True))
        query = select(EXCHANGES.c.conversation, func.max(EXCHANGES.c.language).label("language")).where(*led)
        asked = query.where(EXCHANGES.c.at > since, EXCHANGES.c.at < before)
        rows = await connection.execute(asked.group_by(EXCHANGES.c.conversation))
        return [(row.conversation, row.language) for row in rows]

    return await store.read(read)
