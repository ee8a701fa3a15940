"""Roles that one process has at a time: a lock file beside SQLite, an advisory session lock in PostgreSQL."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.engine import open_writing_engine, sqlite_file
from bot.store.errors import StoreError
from bot.store.remedies import first_line, with_remedy

WATCHED = text(
    "SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),"
    " set_config('tcp_keepalives_count', '3', false)"
)
"""The server ends the session of a machine that is lost after eleven seconds; by itself it would after two hours."""


class FileRole:
    """A role guarded by a lock file; the system lets go of it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    async def take(self) -> bool:
        """Whether this process has the role now."""
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    async def held(self) -> bool:
        """Whether the role is still ours."""
        return self._file is not None

    async def leave(self) -> None:
        """Lets another process have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class AdvisoryRole:
    """A role guarded by a PostgreSQL session lock on a connection of its own.

    The lock ends with the session, so no proxy that pools by transaction may stand in between.
    """

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        self._connection: AsyncConnection | None = None

    async def take(self) -> bool:
        """Whether this process has the role now; False too where the database does not answer."""
        if await self.held():
            return True
        try:
            connection = await self._engine.connect()
            connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            taken = (
                await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key})
            ).scalar_one()
        except (SQLAlchemyError, OSError):
            return False
        if not taken:
            await connection.close()
            return False
        with contextlib.suppress(SQLAlchemyError):  # a server on a system that cannot watch its connections
            await connection.execute(WATCHED)
        self._connection = connection
        return True

    async def held(self) -> bool:
        """Whether the role is still ours: the session must be alive."""
        if self._connection is None:
            return False
        try:
            await self._connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            await self._drop()
            return False
        return True

    async def leave(self) -> None:
        """Lets another process have it."""
        if self._connection is not None:
            with contextlib.suppress(SQLAlchemyError, OSError):
                await self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": self._key})
        await self._drop()

    async def _drop(self) -> None:
        """Ends the session, and with it the lock: a pooled connection would keep it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                await connection.invalidate()
            finally:
                await connection.close()


Role = FileRole | AdvisoryRole


def is_held(database_url: str) -> str | None:
    """Who works with the database now, for a command that nobody may work beside; None where nobody does.

    Raises: StoreError where it cannot be reached.
    """
    path = sqlite_file(database_url)
    return _file_held(path) if path is not None else _session_held(database_url)


def _file_held(database: Path) -> str | None:
    for lock in sorted(database.parent.glob(f"{database.name}.*.lock")):
        with lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return f"{lock.name} is locked"
    return None


def _session_held(database_url: str) -> str | None:
    engine = open_writing_engine(database_url)
    try:
        with engine.connect() as connection:
            others = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            count = connection.execute(text(others)).scalar_one()
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be opened: {with_remedy(first_line(error))}") from None
    finally:
        engine.dispose()
    return f"{count} other sessions" if count else None
