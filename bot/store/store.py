"""The store as the rest of the bot sees it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, case, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batch import insert
from bot.store.deliveries import writer_of
from bot.store.engine import open_engine, open_writing_engine, sqlite_file
from bot.store.errors import StoreDown
from bot.store.forgetting import forget_conversation
from bot.store.group_commit import GroupCommit
from bot.store.locks import AdvisoryRole, FileRole, Role
from bot.store.migrating import ensure_schema
from bot.store.models import CONVERSATIONS, EXCHANGES, LANES, MARKS
from bot.store.notes import Note, notes_for, notes_told
from bot.store.queueing import queue_unanswered
from bot.store.retention import clean_up
from bot.store.sent_journal import SentJournal
from bot.store.units import Errand, Exchange, Unit

Found = TypeVar("Found")

HOUR = 3600.0
DRAFTS_KEPT = 4
FLOOD = 100
"""A chat with more than so many waiting messages counts as so many, and is answered together."""


class Store:
    """One database, opened: `await Store.open(url)`, and `await store.close()` at the end."""

    def __init__(self, database_url: str, clock: Callable[[], float]) -> None:
        self._url = database_url
        self.engine = open_engine(database_url)
        """For reading; what is written goes through the writer."""
        self._writing = open_writing_engine(database_url)
        self.shared = self.engine.dialect.name != "sqlite"
        """Whether several processes may serve from it."""
        self.owner = f"{socket.gethostname()[:32]}-{os.getpid()}-{os.urandom(3).hex()}"
        self.clock = clock
        self.writer = GroupCommit(self._writing, writer_of(self.shared, clock), at_once=not self.shared)
        self.documents_bell = asyncio.Event()
        """Rung when staff's documents may have changed; who waits for it lays it down again."""
        self.drafts: deque[dict[str, str]] = deque(maxlen=DRAFTS_KEPT)
        """Documents that staff try out somewhere, path to text, for whoever wants to be ready for them."""
        self._cleaning: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, database_url: str, clock: Callable[[], float] = time.time) -> Store:
        """The store, its tables up to date, ready to write.

        Raises: StoreError with one clear line where it cannot be opened or is of a newer version.
        """
        await ensure_schema(database_url)
        store = cls(database_url, clock)
        store.writer.start()
        return store

    async def close(self) -> None:
        """Writes what waits and lets go of every connection."""
        if self._cleaning is not None:
            self._cleaning.cancel()
            await asyncio.gather(self._cleaning, return_exceptions=True)
        await self.writer.stop()
        await self.engine.dispose()
        self._writing.dispose()

    def keep_clean(self, retention_days: int) -> None:
        """From now on removes once an hour what is done and old, and lines of the log past these days."""
        self._cleaning = asyncio.create_task(self._clean_hourly(retention_days), name="store-retention")

    async def _clean_hourly(self, retention_days: int) -> None:
        while True:
            with contextlib.suppress(StoreDown, SQLAlchemyError):
                await self.run(lambda connection: clean_up(connection, self.clock(), retention_days))
            await asyncio.sleep(HOUR)

    def commit(self, unit: Unit) -> asyncio.Future[Any]:
        """The unit's result once it is on disk; see bot.store.units for each, and GroupCommit.submit for errors."""
        return self.writer.submit(unit)

    async def run(self, errand: Callable[[Connection], Any]) -> Any:
        """What the function gives, its writes on disk; it runs in the writer's thread."""
        return await self.commit(Errand(errand))

    def sent_journal(self) -> SentJournal | None:
        """Notes of sent letters beside the file; None where several processes share the database."""
        path = sqlite_file(self._url)
        return SentJournal(path) if path else None

    def role(self, name: str) -> Role:
        """A role of this database that one process has at a time."""
        path = sqlite_file(self._url)
        return (
            FileRole(path.with_name(f"{path.name}.{name}.lock")) if path else AdvisoryRole(self.engine, f"huiqi-{name}")
        )

    @property
    def writable(self) -> bool:
        """Whether the last write succeeded and the writer runs: part of /readyz."""
        return self.writer.alive and self.writer.writable

    async def conversation(self, key: str) -> str | None:
        """The state of a conversation as it was remembered; None where there is none."""

        async def read(connection: AsyncConnection) -> str | None:
            query = select(CONVERSATIONS.c.state).where(CONVERSATIONS.c.key == key)
            state: str | None = (await connection.execute(query)).scalar_one_or_none()
            return state

        return await self.read(read)

    async def remember(self, key: str, state: str, exchange: Exchange | None = None) -> None:
        """Keeps a conversation's state, and a line of the log with it."""

        def write(connection: Connection) -> None:
            now = self.clock()
            statement = insert(connection.dialect, CONVERSATIONS).values(key=key, state=state, updated_at=now)
            changed = {"state": statement.excluded.state, "updated_at": statement.excluded.updated_at}
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changed))
            if exchange is not None:
                names = (column.name for column in EXCHANGES.columns if column.name not in ("id", "at"))
                line = {name: getattr(exchange, name) for name in names}
                connection.execute(EXCHANGES.insert().values(at=now, **line))
                queue_unanswered(connection, [exchange], now)

        await self.run(write)

    async def notes(self, key: str) -> list[Note]:
        """What a conversation of the chat page is to be told, oldest first."""
        return await notes_for(self, key)

    async def notes_told(self, key: str, newest: int) -> None:
        """Everything up to that note has been told."""
        await notes_told(self, key, newest)

    async def judge(self, key: str, source: int, *, helpful: bool) -> None:
        """Notes beside its line of the log what somebody says of an answer in their own conversation."""
        theirs = EXCHANGES.c.conversation == key, EXCHANGES.c.source == source
        said = update(EXCHANGES).where(*theirs).values(helpful=helpful)
        await self.run(lambda connection: connection.execute(said))

    async def forget(self, key: str) -> None:
        """A conversation goes, with its lines of the log, its questions to a person and what it was to be told."""

        def write(connection: Connection) -> None:
            connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.key == key))
            forget_conversation(connection, key, self.clock())

        await self.run(write)

    async def mark(self, key: str) -> str | None:
        """What was noted under this key; None where nothing was."""

        async def query(connection: AsyncConnection) -> str | None:
            return (await connection.execute(select(MARKS.c.value).where(MARKS.c.key == key))).scalar_one_or_none()

        return await self.read(query)

    async def set_mark(self, key: str, value: str) -> None:
        """Notes a value under a key."""

        def write(connection: Connection) -> None:
            statement = insert(connection.dialect, MARKS).values(key=key, value=value)
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

        await self.run(write)

    async def backlog(self, account: int) -> tuple[int, float | None]:
        """How much waits (a chat counts as FLOOD at most) and since when the oldest waits (None: nothing does)."""

        async def read(connection: AsyncConnection) -> tuple[int, float | None]:
            counted = case((LANES.c.waiting > FLOOD, FLOOD), else_=LANES.c.waiting)
            query = select(func.coalesce(func.sum(counted), 0), func.min(LANES.c.turn))
            row = (await connection.execute(query.where(LANES.c.account == account, LANES.c.waiting > 0))).one()
            return int(row[0]), row[1]

        return await self.read(read)

    async def release_all(self, account: int) -> None:
        """Frees every lane: for the only dispatcher, when it starts or ends."""

        def write(connection: Connection) -> None:
            connection.execute(update(LANES).where(LANES.c.account == account).values(owner=None))

        await self.run(write)

    async def release_own(self, account: int) -> None:
        """Frees the lanes that this process holds."""

        def write(connection: Connection) -> None:
            own = update(LANES).where(LANES.c.account == account, LANES.c.owner == self.owner)
            connection.execute(own.values(owner=None, fence=LANES.c.fence + 1))

        await self.run(write)

    async def read(self, query: Callable[[AsyncConnection], Awaitable[Found]]) -> Found:
        """What the query gives, beside the writer."""
        async with self.engine.connect() as connection:
            await connection.execution_options(reading=True)
            return await query(connection)
