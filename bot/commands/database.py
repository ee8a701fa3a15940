"""The database that the settings name, for commands that look into it or change it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from bot.channels.terminal.options import InputError

if TYPE_CHECKING:
    from bot.settings.values import Settings
    from bot.store.store import Store

Found = TypeVar("Found")


def read_settings() -> Settings:
    """The effective settings. Raises: InputError."""
    from bot.settings.reading import load_settings
    from bot.settings.values import SettingsError

    try:
        return load_settings()
    except SettingsError as error:
        raise InputError(str(error)) from None


def store_address(*, make: bool) -> str:
    """The database that the settings name. Raises: InputError.

    `make`: it is made where it is not there yet; otherwise that is told, and nothing is made.
    """
    from bot.store.engine import sqlite_file

    settings = read_settings()
    file = sqlite_file(settings.store_address())
    if not make and file is not None and not file.exists():
        raise InputError(f"there is no database at {file} yet: the first start of the bot makes it")
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"HUIQI_DATA_DIR: cannot be made: {error.strerror}") from None
    return settings.store_address()


def day_of(seconds: float) -> str:
    """The day of a moment in the database, ISO, in UTC: lists are read by programs too."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def with_store(work: Callable[[Store], Awaitable[Found]], *, make: bool = False) -> Found:
    """What the work gives on the store that the settings name, made where told to. Raises: InputError."""
    import asyncio  # most commands do without it, and it takes a tenth of the time of a question

    from bot.store.errors import StoreError
    from bot.store.store import Store

    address = store_address(make=make)

    async def run() -> Found:
        store = await Store.open(address)
        try:
            return await work(store)
        finally:
            await store.close()

    try:
        return asyncio.run(run())
    except StoreError as error:
        raise InputError(f"HUIQI_DATABASE_URL: {error}") from None
