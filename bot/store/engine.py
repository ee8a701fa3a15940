"""Opens SQLite or PostgreSQL the way durable delivery needs it."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.errors import StoreError

Found = TypeVar("Found")

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
BUSY_MS = 10_000
"""How long a write waits for another process to end its own."""
BEGIN = "BEGIN IMMEDIATE"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "cache_size=-500")


def address(database_url: str) -> str:
    """The URL with the driver that is used here.

    Raises: StoreError where it names no supported database.
    """
    scheme, _, rest = database_url.partition("://")
    driver = DRIVERS.get(scheme.split("+")[0])
    if driver is None or not rest:
        raise StoreError(f"the database must be sqlite:///… or postgresql://…, not {scheme}")
    try:
        make_url(f"{driver}://{rest}")
    except ArgumentError:
        raise StoreError("the database address cannot be read") from None
    if driver.startswith("postgresql") and "client_encoding=" not in rest:
        # A server without an encoding of its own (SQL_ASCII) would hand out bytes.
        rest += ("&" if "?" in rest else "?") + "client_encoding=utf8"
    return f"{driver}://{rest}"


def sqlite_file(database_url: str) -> Path | None:
    """The file of an SQLite database; None for PostgreSQL."""
    url = make_url(address(database_url))
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def without_password(text: str) -> str:
    """The text with passwords in addresses masked."""
    return re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1:***@", text)


def open_engine(database_url: str) -> AsyncEngine:
    """An engine for the event loop; the caller disposes of it."""
    url = address(database_url)
    if url.startswith("sqlite"):
        engine = create_async_engine(url, pool_size=2, max_overflow=2)
        _prepare_sqlite(engine.sync_engine)
        return engine
    return create_async_engine(url, pool_size=4, max_overflow=4, pool_pre_ping=True)


def open_writing_engine(database_url: str) -> Engine:
    """An engine for the writer's thread, with one connection: a commit must not wait for the event loop's turns."""
    url = address(database_url).replace("+aiosqlite", "")
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True)
    engine = create_engine(url, pool_size=1, max_overflow=0, connect_args={"check_same_thread": False})
    _prepare_sqlite(engine)
    return engine


def begin_unless_locked(connection: Connection) -> bool:
    """Whether the connection, to SQLite, is in a transaction; False, without a wait, where another process writes.

    By the driver alone: what SQLAlchemy does around a transaction costs more than a small one itself. Raises:
    SQLAlchemy's errors.
    """
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute("PRAGMA busy_timeout=0")
        driver.execute(BEGIN)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            return False
        raise DBAPIError.instance(BEGIN, None, error, sqlite3.Error, dialect=connection.dialect) from error
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    return True


def commit(connection: Connection, result: Found) -> Found:
    """The result, once what was begun so is on disk. Raises: SQLAlchemy's errors."""
    if connection.in_transaction():  # one of the statements went by way of SQLAlchemy
        connection.commit()
        return result
    try:
        connection.connection.commit()
    except sqlite3.Error as error:
        raise DBAPIError.instance("COMMIT", None, error, sqlite3.Error, dialect=connection.dialect) from error
    return result


def _prepare_sqlite(engine: Engine) -> None:
    """Takes transactions into our own hands: the driver would begin them late and deadlock on the way up."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if connection.connection.driver_connection.in_transaction:  # by `begin_unless_locked`
            return
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else BEGIN)
