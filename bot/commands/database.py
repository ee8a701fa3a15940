"""The database that the settings name, for commands that look into it or change it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from bot.channels.terminal.options import InputError

if TYPE_CHECKING:
    from bot.store.store import Store

Found = TypeVar("Found")


def with_store(work: Callable[[Store], Awaitable[Found]]) -> Found:
    """What the work gives on the store that the settings name. Raises: InputError."""
    from bot.settings import SettingsError, load_settings
    from bot.store.errors import StoreError
    from bot.store.store import Store

    try:
        settings = load_settings()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except SettingsError as error:
        raise InputError(str(error)) from None
    except OSError as error:
        raise InputError(f"HUIQI_DATA_DIR: cannot be made: {error.strerror}") from None

    async def run() -> Found:
        store = await Store.open(settings.store_address())
        try:
            return await work(store)
        finally:
            await store.close()

    try:
        return asyncio.run(run())
    except StoreError as error:
        raise InputError(f"HUIQI_DATABASE_URL: {error}") from None
