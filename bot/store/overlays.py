"""Knowledge that staff have written: YAML documents in the database, laid over the shipped pack and the folders.

Every replica hears of a change at once (`bot.store.listening`), looks at `overlay_revision`, and where that is another
reads the documents and exchanges its knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batch import insert
from bot.store.listening import announce
from bot.store.models import KNOWLEDGE_DOCUMENTS, MARKS
from bot.store.store import Store

REVISION = "knowledge-documents"
"""The mark that grows with every change of a document."""
PATH = re.compile(
    r"(?:documents|topics|regions|facts|parameters)\.yml|(?:measures|cases|phrases)/(?:[a-z0-9-]+/)*[a-z0-9-]+\.yml"
)
"""Where a document can stand in a pack."""


async def overlay_revision(store: Store) -> int:
    """Grows whenever a document changes; 0 where there has never been one."""
    return int(await store.mark(REVISION) or 0)


async def overlay_documents(store: Store) -> dict[str, str]:
    """Every document by its path in the pack."""

    async def read(connection: AsyncConnection) -> dict[str, str]:
        rows = await connection.execute(select(KNOWLEDGE_DOCUMENTS.c.path, KNOWLEDGE_DOCUMENTS.c.text))
        return {row.path: row.text for row in rows}

    return await store.read(read)


async def keep_documents(
    store: Store, changes: Mapping[str, str | None], author: str, since: int | None = None
) -> int | None:
    """Keeps these documents, removes those that are None, all or none of them; the new revision.

    `since`: the revision that they were made from; None is given back, and nothing kept, where another has come in
    between. What does not stand is refused by every replica as a whole: check it before.

    Raises: ValueError for a path that has no place in a pack.
    """
    for path in changes:
        if not PATH.fullmatch(path):
            raise ValueError(f"'{path}' is no place of a pack, such as measures/city-hefei/hefei-rent.yml")
    edit = _Edit(changes, author, store.clock(), since)
    revision: int | None = await store.run(lambda connection: _keep(connection, edit))
    store.documents_bell.set()
    return revision


@dataclass(frozen=True, slots=True)
class _Edit:
    changes: Mapping[str, str | None]
    author: str
    at: float
    since: int | None


def _keep(connection: Connection, edit: _Edit) -> int | None:
    known = insert(connection.dialect, MARKS).values(key=REVISION, value="0")
    connection.execute(known.on_conflict_do_nothing())  # there is a row to lock
    locked = select(MARKS.c.value).where(MARKS.c.key == REVISION).with_for_update()
    revision = int(connection.execute(locked).scalar_one())
    if edit.since not in (None, revision):
        return None
    for path, text in sorted(edit.changes.items()):
        if text is None:
            connection.execute(delete(KNOWLEDGE_DOCUMENTS).where(KNOWLEDGE_DOCUMENTS.c.path == path))
            continue
        values = {"text": text, "changed_at": edit.at, "changed_by": edit.author}
        statement = insert(connection.dialect, KNOWLEDGE_DOCUMENTS).values(path=path, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_=values))
    grown = update(MARKS).where(MARKS.c.key == REVISION).values(value=str(revision + 1))
    connection.execute(grown)
    announce(connection)
    return revision + 1
