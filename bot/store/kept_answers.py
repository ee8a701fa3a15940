"""Answers as staff had them on the day, each under a short reference."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.staff_models import KEPT_ANSWERS
from bot.store.store import Store

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No characters that are read for each other."""
LENGTH = 8


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """One answer as it was given."""

    reference: str
    at: float
    agent: str
    measure: str | None
    body: dict[str, Any]


def read_reference(text: str) -> str:
    """A reference as it is kept, however it was typed: "k7q2-9fmx" is K7Q29FMX."""
    return "".join(character for character in text.upper() if character.isalnum())[:12]


def shown_reference(reference: str) -> str:
    """A reference as it is shown: K7Q2-9FMX."""
    return f"{reference[:4]}-{reference[4:]}"


class KeptAnswers:
    """The kept answers of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, agent: str, measure: str | None, body: dict[str, Any]) -> str:
        """The reference under which the answer is found from now on."""
        reference = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        row = {"reference": reference, "at": self._store.clock(), "agent": agent, "measure": measure, "body": text}

        def write(connection: Connection) -> None:
            connection.execute(KEPT_ANSWERS.insert().values(**row))

        await self._store.run(write)
        return reference

    async def find(self, reference: str) -> KeptAnswer | None:
        """The answer under the reference; None where there is none any more."""
        found = await self._some(select(KEPT_ANSWERS).where(KEPT_ANSWERS.c.reference == read_reference(reference)))
        return found[0] if found else None

    async def latest(self, agent: str, number: int) -> list[KeptAnswer]:
        """The person's last answers, newest first."""
        query = select(KEPT_ANSWERS).where(KEPT_ANSWERS.c.agent == agent)
        return await self._some(query.order_by(KEPT_ANSWERS.c.at.desc()).limit(number))

    async def about(self, measure: str, number: int) -> list[KeptAnswer]:
        """The last answers about a measure, newest first."""
        query = select(KEPT_ANSWERS).where(KEPT_ANSWERS.c.measure == measure)
        return await self._some(query.order_by(KEPT_ANSWERS.c.at.desc()).limit(number))

    async def _some(self, query: Any) -> list[KeptAnswer]:
        async def read(connection: AsyncConnection) -> list[KeptAnswer]:
            rows = await connection.execute(query)
            return [KeptAnswer(row.reference, row.at, row.agent, row.measure, json.loads(row.body)) for row in rows]

        return await self._store.read(read)
