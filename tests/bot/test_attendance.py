"""Whether a person will see what the bot cannot answer: from the first account on, whatever was being looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staffing import Attendance
from bot.store.store import Store
from tests.store.databases import database_url

pytestmark = pytest.mark.asyncio
Found = TypeVar("Found")


class SlowStore(Store):
    """What is read arrives only when it may."""

    def __init__(self, database_url: str, clock: Callable[[], float]) -> None:
        super().__init__(database_url, clock)
        self.has_read, self.may_arrive = asyncio.Event(), asyncio.Event()

    async def read(self, query: Callable[[AsyncConnection], Awaitable[Found]]) -> Found:
        found = await super().read(query)
        self.has_read.set()
        await self.may_arrive.wait()
        return found


async def test_a_look_that_is_older_than_the_first_account_does_not_undo_it(tmp_path: Path) -> None:
    store = await SlowStore.open(database_url("sqlite", tmp_path))
    attendance = Attendance(late_hours=24)
    looking = asyncio.create_task(attendance.look(store))
    await store.has_read.wait()
    attendance.begin()
    store.may_arrive.set()
    await looking
    assert attendance.attended
    await attendance.look(store)
    assert not attendance.attended
    await store.close()
