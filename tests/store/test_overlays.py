"""Staff's documents: changed together, counted, and only where a pack has a place for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

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


@pytest.mark.parametrize("path", ["../secrets.yml", "/etc/passwd", "measures/a.txt", "pack.yml", "measures/../a.yml"])
async def test_a_path_outside_a_pack_changes_nothing(store: Store, path: str) -> None:
    with pytest.raises(ValueError, match="is no place of a pack"):
        await keep_documents(store, {"topics.yml": "cash: 1", path: "x"}, "mei")
    assert await overlay_documents(store) == {}
