"""Staff's documents: changed together, counted, and only where a pack has a place for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.store.listening import announce_draft, listen
from bot.store.overlays import keep_documents, overlay_documents, overlay_revision
from bot.store.store import Store
from tests.store.databases import ENGINES, database_url

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store, on each engine."""
    opened = await Store.open(database_url(request.param, tmp_path))
    yield opened
    await opened.close()


async def test_documents_change_together_and_the_revision_grows(store: Store) -> None:
    assert (await overlay_revision(store), await overlay_documents(store)) == (0, {})
    assert await keep_documents(store, {"measures/cn/a.yml": "id: a", "cases/a.yml": "- 1"}, "mei") == 1
    assert await keep_documents(store, {"measures/cn/a.yml": "id: b", "cases/a.yml": None}, "mei") == 2
    assert (await overlay_revision(store), await overlay_documents(store)) == (2, {"measures/cn/a.yml": "id: b"})


async def test_what_was_made_from_an_older_revision_is_not_kept(store: Store) -> None:
    """Two people teach the same measure at once: the second begins anew with what the first has added."""
    assert await keep_documents(store, {"phrases/a.yml": "one"}, "mei", since=0) == 1
    assert await keep_documents(store, {"phrases/a.yml": "two"}, "bo", since=0) is None
    assert await overlay_documents(store) == {"phrases/a.yml": "one"}
    assert await keep_documents(store, {"phrases/a.yml": "one, two"}, "bo", since=1) == 2


@pytest.mark.parametrize("path", ["../secrets.yml", "/etc/passwd", "measures/a.txt", "pack.yml", "measures/../a.yml"])
async def test_a_path_outside_a_pack_changes_nothing(store: Store, path: str) -> None:
    with pytest.raises(ValueError, match="is no place of a pack"):
        await keep_documents(store, {"topics.yml": "cash: 1", path: "x"}, "mei")
    assert await overlay_documents(store) == {}


async def rung(store: Store) -> None:
    """Returns once the bell has rung, and lays it down."""
    async with asyncio.timeout(90):
        await store.documents_bell.wait()
    store.documents_bell.clear()


async def test_another_process_hears_of_a_change_at_once_and_again_after_its_connection_was_cut(tmp_path: Path) -> None:
    url = database_url("postgresql", tmp_path)
    here, there = await Store.open(url), await Store.open(url)
    listening = asyncio.create_task(listen(here))
    await rung(here)
    await keep_documents(there, {"measures/cn/a.yml": "id: a"}, "mei")
    await rung(here)
    await announce_draft(there, "phrases/a.yml", "名额")
    await rung(here)
    assert list(here.drafts) == [{"phrases/a.yml": "名额"}]
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
    await there.run(lambda connection: connection.execute(cut))
    await rung(here)
    await keep_documents(there, {"measures/cn/a.yml": None}, "mei")
    await rung(here)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await here.close()
    await there.close()
