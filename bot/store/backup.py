"""Copies the whole database while it is in use, verifies the copy, and brings one back.

A copy is always an SQLite file, whatever it was made from: so it can be looked into, and moves a bot from one engine
to the other. It is read in one transaction, so that it shows one moment.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select, text

from bot.store import staff_models
from bot.store.batch import insert
from bot.store.engine import open_writing_engine
from bot.store.errors import StoreError
from bot.store.locks import is_held
from bot.store.migrating import known_versions, migrate, newer
from bot.store.models import SCHEMA, Base

PORTION = 500
MAGIC = b"SQLite format 3\0"
assert staff_models  # its tables belong to the same database


def back_up(database_url: str, file: Path) -> Mapping[str, int]:
    """Writes a verified copy, under its name only once it is whole; the number of rows by table.

    Raises: StoreError where the database is of another version or the copy is not what was read; OSError.
    """
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    scratch.touch(0o600)
    try:
        migrate(f"sqlite:///{scratch.resolve()}")
        with _engine(database_url) as source, _engine(f"sqlite:///{scratch.resolve()}") as target:
            read = _copy(source, target)
            _verify(target, read)
        _close_whole(scratch)
        scratch.replace(file)
    finally:
        for path in scratch.parent.glob(f"{scratch.name}*"):
            path.unlink()
    return {name: count for name, (count, _) in read.items()}


def restore(file: Path, database_url: str, *, replace: bool = False) -> Mapping[str, int]:
    """Brings a copy back, an older one at today's version, all of it or nothing; the number of rows by table.

    Raises: StoreError where a bot is running, the database has rows and is not to be replaced, or the copy is of a
    newer version or no copy; OSError.
    """
    with file.open("rb") as opened:
        if opened.read(len(MAGIC)) != MAGIC:
            raise StoreError("is not a copy that huiqi backup made")
    if (held := is_held(database_url)) is not None:
        raise StoreError(f"a bot is using the database ({held}); stop it before")
    with TemporaryDirectory() as folder:
        copy = shutil.copyfile(file, Path(folder, "copy.sqlite3"))
        migrate(f"sqlite:///{copy}")
        migrate(database_url)
        with _engine(f"sqlite:///{copy}") as source, _engine(database_url) as target:
            if not replace and _is_used(target):
                raise StoreError("the database is not empty; with --replace its content is given up")
            read = _copy(source, target)
            _verify(target, read)
    return {name: count for name, (count, _) in read.items()}


Read = Mapping[str, tuple[int, str]]
"""Table to the number of rows and a digest of them."""


def _copy(source: Engine, target: Engine) -> Read:
    read: dict[str, tuple[int, str]] = {}
    reading = source.connect().execution_options(reading=True)
    if source.dialect.name == "postgresql":
        reading = reading.execution_options(isolation_level="REPEATABLE READ")
    with reading, target.begin() as writing:
        found = reading.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        if found is not None and found not in known_versions():
            raise StoreError(newer(found))
        if found != SCHEMA:
            raise StoreError(f"the database is of version {found}, this release needs {SCHEMA}; start it once before")
        for table in Base.metadata.sorted_tables:
            writing.execute(table.delete())
            read[table.name] = _digested(_moved(reading, writing, table))
            _go_on_counting(writing, table)
    return read


def _moved(reading: Connection, writing: Connection, table: Table) -> Iterator[Any]:
    """Each row, once it is written."""
    for rows in _portions(reading, table):
        writing.execute(insert(writing.dialect, table), [dict(row._mapping) for row in rows])
        yield from rows


def _portions(reading: Connection, table: Table) -> Iterator[Any]:
    query = select(table).order_by(*table.primary_key.columns)
    yield from reading.execution_options(yield_per=PORTION).execute(query).partitions()


def _digested(rows: Iterator[Any]) -> tuple[int, str]:
    digest, count = hashlib.blake2b(digest_size=16), 0
    for row in rows:
        digest.update(repr(tuple(row)).encode())
        count += 1
    return count, digest.hexdigest()


def _verify(engine: Engine, read: Read) -> None:
    with engine.connect().execution_options(reading=True) as connection:
        for table in Base.metadata.sorted_tables:
            written = _digested(row for rows in _portions(connection, table) for row in rows)
            if written != read[table.name]:
                raise StoreError(f"the copy of {table.name} is not what was read; it was given up")
        if engine.dialect.name == "sqlite":
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            if said != "ok":
                raise StoreError(f"the copy is damaged ({said}); it was given up")


def _go_on_counting(writing: Connection, table: Table) -> None:
    """PostgreSQL does not see by itself which numbers are taken."""
    key = next(iter(table.primary_key.columns))
    if writing.dialect.name == "postgresql" and table.autoincrement_column is key:
        place = func.pg_get_serial_sequence(table.name, key.name)
        highest = writing.execute(select(func.coalesce(func.max(key), 0))).scalar_one()
        writing.execute(select(func.setval(place, highest + 1, False)))


def _is_used(engine: Engine) -> bool:
    with engine.connect().execution_options(reading=True) as connection:
        return any(connection.execute(select(table).limit(1)).first() for table in Base.metadata.sorted_tables)


def _close_whole(path: Path) -> None:
    """One file on disk, without a log beside it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _engine(database_url: str) -> Iterator[Engine]:
    engine = open_writing_engine(database_url)
    try:
        yield engine
    finally:
        engine.dispose()
