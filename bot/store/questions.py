"""The questions that the bot could not answer: who is on them, and what they came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import EXCHANGES
from bot.store.staff_models import NOTES, QUESTIONS
from bot.store.store import Store
from bot.store.telling import Word, tell

HELD_SECONDS = 1800.0
"""How long a question is an agent's alone."""
MOST = 500
"""Questions that are looked at together, the newest."""
CONTEXT = 6
"""Exchanges before a question that are shown with it."""
End = Literal["answered", "not_ours", "taught"]
Say = Callable[["Question"], str]
"""What the asker is told, in the asker's language; an empty text tells nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question that waits, or waited, for a person."""

    id: int
    at: float
    conversation: str
    channel: str
    language: str
    question: str
    state: str
    agent: str | None
    until: float
    answer: str | None
    settled_at: float | None

    def held_by(self, now: float) -> str | None:
        """Who is on it; None where it is anybody's."""
        return self.agent if self.state == "open" and self.agent is not None and self.until > now else None


class Questions:
    """The queue of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def waiting(self) -> list[Question]:
        """What nobody has settled, newest first."""
        return await self._some(select(QUESTIONS).where(QUESTIONS.c.state == "open").order_by(QUESTIONS.c.at.desc()))

    async def number_waiting(self) -> int:
        """How many questions nobody has settled."""

        async def read(connection: AsyncConnection) -> int:
            query = select(func.count()).select_from(QUESTIONS).where(QUESTIONS.c.state == "open")
            return int((await connection.execute(query)).scalar_one())

        return await self._store.read(read)

    async def settled(self) -> list[Question]:
        """What was settled last, newest first."""
        query = select(QUESTIONS).where(QUESTIONS.c.state != "open")
        return await self._some(query.order_by(QUESTIONS.c.settled_at.desc()))

    async def find(self, number: int) -> Question | None:
        """The question of that number; None where there is none any more."""
        found = await self._some(select(QUESTIONS).where(QUESTIONS.c.id == number))
        return found[0] if found else None

    async def waits(self, conversation: str) -> bool:
        """Whether a question of the conversation waits for a person, or something is to be told to it."""

        async def read(connection: AsyncConnection) -> bool:
            asked = select(QUESTIONS.c.id).where(QUESTIONS.c.conversation == conversation, QUESTIONS.c.state == "open")
            told = select(NOTES.c.id).where(NOTES.c.conversation == conversation)
            return (await connection.execute(asked.union_all(told).limit(1))).first() is not None

        return await self._store.read(read)

    async def before(self, question: Question) -> list[tuple[str, str]]:
        """(what was asked, outcome) of the exchanges before the question, oldest first."""

        async def read(connection: AsyncConnection) -> list[tuple[str, str]]:
            query = select(EXCHANGES.c.question, EXCHANGES.c.outcome).where(
                EXCHANGES.c.conversation == question.conversation, EXCHANGES.c.at < question.at
            )
            rows = await connection.execute(query.order_by(EXCHANGES.c.id.desc()).limit(CONTEXT))
            return [(row.question, row.outcome) for row in rows][::-1]

        return await self._store.read(read)

    async def take(self, numbers: Sequence[int], agent: str, say: Say) -> list[int]:
        """Those of the questions that are the agent's alone from now on; their askers hear it, the first time."""

        def write(connection: Connection) -> list[int]:
            now = self._store.clock()
            free = or_(QUESTIONS.c.agent.is_(None), QUESTIONS.c.agent == agent, QUESTIONS.c.until <= now)
            chosen = (QUESTIONS.c.id.in_(list(numbers)), QUESTIONS.c.state == "open")
            fresh = self._rows(connection, select(QUESTIONS).where(*chosen, QUESTIONS.c.agent.is_(None)))
            held = update(QUESTIONS).where(*chosen, free).values(agent=agent, until=now + HELD_SECONDS)
            got = {row.id for row in connection.execute(held.returning(QUESTIONS.c.id))}
            self._tell(connection, [question for question in fresh if question.id in got], say)
            return sorted(got)

        taken: list[int] = await self._store.run(write)
        return taken

    async def let_go(self, numbers: Sequence[int], agent: str) -> None:
        """The questions are anybody's again."""
        own = update(QUESTIONS).where(QUESTIONS.c.id.in_(list(numbers)), QUESTIONS.c.agent == agent)
        await self._store.run(lambda connection: connection.execute(own.values(until=0.0)))

    async def settle(
        self, numbers: Sequence[int], agent: str, end: End, answer: str | None = None, say: Say | None = None
    ) -> list[int]:
        """Those of the questions that were the agent's and have their end now; their askers are told."""

        def write(connection: Connection) -> list[int]:
            now = self._store.clock()
            own = (QUESTIONS.c.id.in_(list(numbers)), QUESTIONS.c.agent == agent, QUESTIONS.c.until > now)
            query = select(QUESTIONS).where(*own, QUESTIONS.c.state == "open").with_for_update()
            mine = self._rows(connection, query)
            ids = [question.id for question in mine]
            done = update(QUESTIONS).where(QUESTIONS.c.id.in_(ids))
            connection.execute(done.values(state=end, answer=answer, settled_at=now, until=0.0))
            if say is not None:
                self._tell(connection, mine, say)
            return ids

        ids: list[int] = await self._store.run(write)
        return ids

    async def tell_late(self, seconds: float, say: Say) -> int:
        """Tells those who have waited so long, once, that nobody has looked yet; how many there were."""

        def write(connection: Connection) -> int:
            now = self._store.clock()
            old = (QUESTIONS.c.state == "open", QUESTIONS.c.at < now - seconds, QUESTIONS.c.late_told.is_(False))
            late = update(QUESTIONS).where(*old, QUESTIONS.c.agent.is_(None)).values(late_told=True)
            rows = list(connection.execute(late.returning(*QUESTIONS.c)))
            self._tell(connection, [_question(row) for row in rows], say)
            return len(rows)

        return int(await self._store.run(write))

    async def show_cards(self, account: int, chat: int, card: Callable[[Question], dict[str, Any]]) -> int:
        """Owes the staff group a card of each question that it has not been shown; how many there were.

        Those of questions that are gone are taken back.
        """
        from bot.store.cards import owe_card, take_cards_back

        def write(connection: Connection) -> int:
            now = self._store.clock()
            new = update(QUESTIONS).where(QUESTIONS.c.state == "open", QUESTIONS.c.carded.is_(False))
            rows = list(connection.execute(new.values(carded=True).returning(*QUESTIONS.c)))
            for row in sorted(rows, key=lambda row: row.id):
                owe_card(connection, account, row.id, {"chat_id": chat, **card(_question(row))}, now)
            take_cards_back(connection, now)
            return len(rows)

        return int(await self._store.run(write))

    def _tell(self, connection: Connection, questions: Sequence[Question], say: Say) -> None:
        for question in questions:
            said = say(question)
            if not said:
                continue
            word = Word(question.conversation, question.language, question.question, said)
            tell(connection, word, self._store.clock())

    async def _some(self, query: Any) -> list[Question]:
        async def read(connection: AsyncConnection) -> list[Question]:
            return [_question(row) for row in await connection.execute(query.limit(MOST))]

        return await self._store.read(read)

    def _rows(self, connection: Connection, query: Any) -> list[Question]:
        return [_question(row) for row in connection.execute(query)]


def _question(row: Any) -> Question:
    return Question(**{name: getattr(row, name) for name in Question.__slots__})
