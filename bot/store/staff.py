"""Who may use the console: accounts, sessions and links that work once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.staff_models import STAFF, TICKETS
from bot.store.store import Store

Role = Literal["viewer", "editor", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "editor", "admin")
"""From the least allowed to the most."""
SESSION_SECONDS = 7 * 86_400.0
IDLE_SECONDS = 12 * 3600.0
"""A session that nobody used for so long is over."""
LINK_SECONDS = 86_400.0
NOTED_SECONDS = 60.0
"""How exact the last use of a session is known."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the staff."""

    name: str
    role: Role
    password: str | None = None
    """Argon2 hash; None where none was chosen yet."""
    created_at: float = 0.0

    def may(self, role: Role) -> bool:
        """Whether the person has that role or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A session or a link, without its secret."""

    digest: str
    name: str
    created_at: float
    seen_at: float
    until: float


class Staff:
    """The staff of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def members(self) -> list[Member]:
        """Everybody, by name."""

        async def read(connection: AsyncConnection) -> list[Member]:
            return [_member(row) for row in await connection.execute(select(STAFF).order_by(STAFF.c.name))]

        return await self._store.read(read)

    async def find(self, name: str) -> Member | None:
        """The person of that name; None where there is none."""

        async def read(connection: AsyncConnection) -> Member | None:
            row = (await connection.execute(select(STAFF).where(STAFF.c.name == name))).one_or_none()
            return _member(row) if row else None

        return await self._store.read(read)

    async def add(self, name: str, role: Role, password: str | None = None) -> bool:
        """Whether the person is new and was added."""

        def write(connection: Connection) -> bool:
            if connection.execute(select(STAFF.c.name).where(STAFF.c.name == name)).first():
                return False
            row = {"name": name, "role": role, "password": password, "created_at": self._store.clock()}
            connection.execute(STAFF.insert().values(**row))
            return True

        return bool(await self._store.run(write))

    async def set_password(self, name: str, password: str) -> None:
        """The person's new password hash; every session and link of theirs ends."""

        def write(connection: Connection) -> None:
            connection.execute(update(STAFF).where(STAFF.c.name == name).values(password=password))
            connection.execute(delete(TICKETS).where(TICKETS.c.name == name))

        await self._store.run(write)

    async def remove(self, name: str) -> bool:
        """Whether there was such a person, who is now out at once."""

        def write(connection: Connection) -> bool:
            connection.execute(delete(TICKETS).where(TICKETS.c.name == name))
            return connection.execute(delete(STAFF).where(STAFF.c.name == name)).rowcount > 0

        return bool(await self._store.run(write))

    async def is_empty(self) -> bool:
        """Whether nobody can sign in yet."""

        async def read(connection: AsyncConnection) -> bool:
            chosen = select(func.count()).select_from(STAFF).where(STAFF.c.password.is_not(None))
            return int((await connection.execute(chosen)).scalar_one()) == 0

        return await self._store.read(read)

    async def open_session(self, name: str) -> str:
        """The secret of a new session, for the browser's cookie."""
        return await self._issue("session", name, SESSION_SECONDS)

    async def make_link(self, name: str) -> str:
        """The secret of a link with which the person chooses a password, once; older ones end."""
        return await self._issue("link", name, LINK_SECONDS)

    async def session(self, secret: str) -> Member | None:
        """Whose session it is; None where it is over or there is none."""
        now, digest = self._store.clock(), digest_of(secret)

        async def read(connection: AsyncConnection) -> Any:
            query = select(STAFF, TICKETS.c.seen_at).join(TICKETS, TICKETS.c.name == STAFF.c.name)
            living = (TICKETS.c.kind == "session", TICKETS.c.until > now, TICKETS.c.seen_at > now - IDLE_SECONDS)
            return (await connection.execute(query.where(TICKETS.c.digest == digest, *living))).one_or_none()

        row = await self._store.read(read)
        if row is None:
            return None
        if row.seen_at < now - NOTED_SECONDS:
            seen = update(TICKETS).where(TICKETS.c.digest == digest).values(seen_at=now)
            await self._store.run(lambda connection: connection.execute(seen))
        return _member(row)

    async def link(self, secret: str) -> str | None:
        """The name that a link is for; None where it was used, is over or never was."""

        async def read(connection: AsyncConnection) -> str | None:
            query = select(TICKETS.c.name).where(TICKETS.c.digest == digest_of(secret), TICKETS.c.kind == "link")
            name: str | None = (
                await connection.execute(query.where(TICKETS.c.until > self._store.clock()))
            ).scalar_one_or_none()
            return name

        return await self._store.read(read)

    async def use_link(self, secret: str) -> bool:
        """Whether the link was good until now: it is used up by this."""
        gone = delete(TICKETS).where(TICKETS.c.digest == digest_of(secret), TICKETS.c.kind == "link")
        return bool(await self._store.run(lambda connection: connection.execute(gone).rowcount > 0))

    async def sessions(self, name: str) -> Sequence[Ticket]:
        """The person's open sessions, the last used first."""

        async def read(connection: AsyncConnection) -> list[Ticket]:
            query = select(TICKETS).where(TICKETS.c.name == name, TICKETS.c.kind == "session")
            rows = await connection.execute(query.order_by(TICKETS.c.seen_at.desc()))
            return [Ticket(row.digest, row.name, row.created_at, row.seen_at, row.until) for row in rows]

        return await self._store.read(read)

    async def end_session(self, name: str, digest: str) -> None:
        """One session of the person is over."""
        gone = delete(TICKETS).where(TICKETS.c.name == name, TICKETS.c.digest == digest)
        await self._store.run(lambda connection: connection.execute(gone))

    async def _issue(self, kind: str, name: str, seconds: float) -> str:
        secret, now = secrets.token_urlsafe(32), self._store.clock()

        def write(connection: Connection) -> None:
            connection.execute(delete(TICKETS).where(TICKETS.c.until < now))
            if kind == "link":
                connection.execute(delete(TICKETS).where(TICKETS.c.kind == kind, TICKETS.c.name == name))
            row = {"kind": kind, "name": name, "created_at": now, "seen_at": now, "until": now + seconds}
            connection.execute(TICKETS.insert().values(digest=digest_of(secret), **row))

        await self._store.run(write)
        return secret


def digest_of(secret: str) -> str:
    """What is kept of a secret: nobody who reads the store can use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _member(row: Any) -> Member:
    return Member(row.name, row.role, row.password, row.created_at)
