"""Brings the tables to the version that this code needs, in a child process: Alembic is not loaded to serve."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import sys
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.store.engine import address, open_engine, sqlite_file, without_password
from bot.store.errors import StoreError
from bot.store.models import SCHEMA
from bot.store.remedies import first_line, with_remedy

URL_VARIABLE = "HUIQI_MIGRATE_URL"
SCRIPTS = Path(__file__).parent / "migrations"
LOCK_KEY = 4_851_201


async def ensure_schema(database_url: str) -> None:
    """Returns when the tables are of this code's version.

    Raises: StoreError with one line: the database is not reachable, of a newer version, or a migration failed.
    """
    file = sqlite_file(database_url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    found = await schema_version(database_url)
    if found == SCHEMA:
        return
    if found is not None and found not in known_versions():
        raise StoreError(newer(found))
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.store.migrating",
        env=os.environ | {URL_VARIABLE: database_url},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await child.communicate()
    if child.returncode:
        last = (said.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]
        raise StoreError(f"the database could not be migrated: {with_remedy(without_password(last))}")


def known_versions() -> frozenset[str]:
    """Every version that this release can bring up to date, and its own."""
    return frozenset(path.name.split("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


def newer(found: str) -> str:
    """Why a database of a later release is refused: what to do is in the line."""
    return (
        f"the database is of version {found}, newer than this release ({SCHEMA}): "
        "start the newer release again, or restore a backup from before the upgrade"
    )


async def schema_version(database_url: str) -> str | None:
    """The revision that the database has; None where it has no tables yet.

    Raises: StoreError where it cannot be reached.
    """
    engine = open_engine(database_url)
    try:
        async with engine.connect() as connection:
            return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
    except (DBAPIError, sqlite3.Error) as error:
        if "no such table" in str(error) or ("does not exist" in str(error) and "alembic_version" in str(error)):
            return None
        raise StoreError(f"the database cannot be opened: {with_remedy(first_line(error))}") from None
    except OSError as error:
        raise StoreError(f"the database cannot be opened: {with_remedy(str(error))}") from None
    finally:
        await engine.dispose()


def migrate(database_url: str) -> None:
    """Runs the migrations here and now, under a lock, so that replicas that start together do not collide.

    Raises: StoreError where the database is of a newer version.
    """
    from alembic import command  # only the child process loads it
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = address(database_url).replace("+aiosqlite", "")
    config.attributes["lock"] = LOCK_KEY
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        unknown = re.search(r"revision identified by '([^']*)'", str(error))
        raise StoreError(newer(unknown[1]) if unknown else str(error)) from None


if __name__ == "__main__":
    try:
        migrate(os.environ[URL_VARIABLE])
    except Exception as error:  # the parent shows the last line
        print(first_line(error), file=sys.stderr)
        sys.exit(1)
