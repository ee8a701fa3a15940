"""The log of questions, for those who learn from it: what was asked lately, each wording once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, func, select
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
        return _latest(await connection.execute(_answered(measure, since, before)))

    return await store.read(read)


def conversations_answered(connection: Connection, measure: str, since: float, before: float) -> list[tuple[str, str]]:
    """The same, as part of the transaction under way."""
    return _latest(connection.execute(_answered(measure, since, before)))


def _answered(measure: str, since: float, before: float) -> Select[tuple[str, str]]:
    led = (EXCHANGES.c.outcome == "answer", EXCHANGES.c.measures.startswith(f'["{measure}"', autoescape=True))
    query = select(EXCHANGES.c.conversation, EXCHANGES.c.language).where(*led)
    return query.where(EXCHANGES.c.at > since, EXCHANGES.c.at < before).order_by(EXCHANGES.c.id)


def _latest(rows: Iterable[Any]) -> list[tuple[str, str]]:
    """Each conversation with the language of its last answer."""
    return sorted({row.conversation: row.language for row in rows}.items())
