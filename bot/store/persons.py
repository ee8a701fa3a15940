"""Everything that is kept of one person, wherever it stands: to be handed out, or to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, or_, select, tuple_, union, update

from bot.store import staff_models
from bot.store.cards import take_cards_back
from bot.store.models import CONVERSATIONS, INBOX, LANES, OUTBOX, Base
from bot.store.telling import PRIVATE, telegram_chat

IMPERSONAL = frozenset(
    {
        *("marks", "knowledge_documents", "lanes", "staff", "tickets", "kept_answers", "measure_versions", "api_keys"),
        *("corrections", "sign_in_attempts"),
    }
)
"""Tables without anybody's words: who works here, what the knowledge said, answers whose question names nobody."""
assert staff_models  # its tables belong to the same database


def tables_of_persons() -> list[Table]:
    """Tables whose rows belong to a conversation by its key; the outbox belongs to the inbox's rows."""
    return [table for table in Base.metadata.sorted_tables if "conversation" in table.c]


def keys_of(connection: Connection, user: str) -> list[str]:
    """The conversations of a user: a Telegram id (in private and in groups), or a key as the log has it."""
    if not user.lstrip("-").isdigit():
        return [user]
    columns = [CONVERSATIONS.c.key, *(table.c.conversation for table in tables_of_persons())]
    keys = union(*(select(column.label("key")).where(column.like(f"telegram:%:{user}")) for column in columns))
    return sorted(connection.execute(keys).scalars())


def export_person(connection: Connection, user: str) -> dict[str, list[dict[str, Any]]]:
    """All rows by table; JSON values."""
    keys = keys_of(connection, user)
    out: dict[str, list[dict[str, Any]]] = {
        "conversations": _rows(connection, CONVERSATIONS, CONVERSATIONS.c.key, keys)
    }
    for table in tables_of_persons():
        out[table.name] = _rows(connection, table, table.c.conversation, keys)
    found = connection.execute(select(OUTBOX).where(_owed_to(keys)))
    out["outbox"] = [dict(row._mapping) for row in found]
    return {name: rows for name, rows in out.items() if rows}


def forget_person(connection: Connection, user: str, now: float) -> int:
    """How many rows went; of updates the ids stay for 48 hours, without a word, so that none is answered twice."""
    keys = keys_of(connection, user)
    gone = _drop_deliveries(connection, keys)
    gone += connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.key.in_(keys))).rowcount
    for table in tables_of_persons():
        if table is not INBOX:
            gone += connection.execute(delete(table).where(table.c.conversation.in_(keys))).rowcount
    take_cards_back(connection, now)
    return gone


def _drop_deliveries(connection: Connection, keys: Sequence[str]) -> int:
    """What waits is no longer answered; what was owed is no longer sent.

    Whoever works on one of these lanes just now loses it: what it would report of them counts no more.
    """
    owed = _owed_to(keys)
    waiting = [(INBOX, INBOX.c.conversation.in_(keys)), (OUTBOX, owed)]
    for table, fits in waiting:
        counted = select(table.c.account, table.c.lane, func.count()).where(fits, table.c.state == "new")
        for account, lane, number in connection.execute(counted.group_by(table.c.account, table.c.lane)).all():
            shorter = update(LANES).where(LANES.c.account == account, LANES.c.lane == lane)
            left = {"waiting": LANES.c.waiting - number, "owner": None, "fence": LANES.c.fence + 1}
            connection.execute(shorter.values(left))
    gone = connection.execute(delete(OUTBOX).where(owed)).rowcount
    worded = update(INBOX).where(INBOX.c.conversation.in_(keys), INBOX.c.body != "")
    return int(gone + connection.execute(worded.values(body="", state="done", error=None)).rowcount)


def _owed_to(keys: Sequence[str]) -> Any:
    """Letters that answer the conversations' updates, and in private chats those that answer none."""
    mine = select(INBOX.c.seq).where(INBOX.c.conversation.in_(keys))
    chats = [chat for key in keys if key.count(":") == PRIVATE and (chat := telegram_chat(key)) is not None]
    told = and_(OUTBOX.c.inbox_seq < 0, tuple_(OUTBOX.c.account, OUTBOX.c.lane).in_(chats))
    return or_(OUTBOX.c.inbox_seq.in_(mine), told) if chats else OUTBOX.c.inbox_seq.in_(mine)


def _rows(connection: Connection, table: Table, of: Any, keys: Sequence[Any]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(select(table).where(of.in_(keys)))]
