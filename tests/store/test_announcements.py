"""What a group is told of a state: once, whichever process sees it first, and once when all is well again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.announcements import tell_once
from bot.store.models import OUTBOX
from bot.store.store import Store
from tests.store.databases import ENGINES, database_url

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("engine", ENGINES)
async def test_each_new_state_is_told_once_by_one_of_two_processes(engine: str, tmp_path: Path) -> None:
    url = database_url(engine, tmp_path)
    first, second = await Store.open(url), await Store.open(url)
    for state in ("", "broken", "broken otherwise", "", ""):
        for store in (first, second):
            await tell_once(store, (7, -700), "knowledge", state, f"it is {state or 'well'}")
    told = [body.split('"text": ')[1] for body in await letters(first)]
    await first.close()
    await second.close()
    assert told == ['"it is broken"}', '"it is broken otherwise"}', '"it is well"}']


async def letters(store: Store) -> list[str]:
    """What is owed, oldest first."""

    async def read(connection: AsyncConnection) -> list[str]:
        return list((await connection.execute(select(OUTBOX.c.body).order_by(OUTBOX.c.inbox_seq))).scalars())

    return await store.read(read)
