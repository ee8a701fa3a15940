"""Dead letters: updates that could not be answered, to be looked at and tried again by a person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batch import insert
from bot.store.models import INBOX, LANES, OUTBOX
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One update that was set aside."""

    seq: int
    """By which it is shown and requeued."""
    account: int
    update_id: int
    lane: int
    received_at: float
    tries: int
    error: str
    body: str


async def dead_letters(store: Store, limit: int = 100) -> list[DeadLetter]:
    """The newest dead letters, newest first."""

    async def read(connection: AsyncConnection) -> list[DeadLetter]:
        query = select(INBOX).where(INBOX.c.state == "dead").order_by(INBOX.c.seq.desc()).limit(limit)
        return [_letter(row) for row in await connection.execute(query)]

    return await store.read(read)


async def dead_letter(store: Store, seq: int) -> DeadLetter | None:
    """One dead letter; None where there is none of that number."""

    async def read(connection: AsyncConnection) -> DeadLetter | None:
        row = (await connection.execute(select(INBOX).where(INBOX.c.seq == seq, INBOX.c.state == "dead"))).one_or_none()
        return _letter(row) if row is not None else None

    return await store.read(read)


async def requeue(store: Store, seqs: list[int] | None) -> int:
    """How many of these dead letters (None: of all) wait to be answered again; a running bot takes them up by itself.

    One that belongs to no chat stays where it is: there is nobody to answer.
    """

    def write(connection: Connection) -> int:
        columns = (INBOX.c.seq, INBOX.c.account, INBOX.c.lane)
        chosen = select(*columns).where(INBOX.c.state == "dead", INBOX.c.lane != 0)
        if seqs is not None:
            chosen = chosen.where(INBOX.c.seq.in_(seqs))
        rows = connection.execute(chosen.with_for_update()).all()
        numbers = [row.seq for row in rows]
        # The apology has the place of the answer that is to come now.
        connection.execute(delete(OUTBOX).where(OUTBOX.c.inbox_seq.in_(numbers), OUTBOX.c.state != "new"))
        connection.execute(update(INBOX).where(INBOX.c.seq.in_(numbers)).values(state="new", tries=0, done_at=None))
        for row in rows:
            lane = insert(connection.dialect, LANES).values(
                account=row.account, lane=row.lane, waiting=1, turn=store.clock(), fence=0, until=0.0, active=True
            )
            longer = {"waiting": func.coalesce(LANES.c.waiting, 0) + 1}
            connection.execute(lane.on_conflict_do_update(index_elements=["account", "lane"], set_=longer))
        return len(rows)

    return int(await store.run(write))


def _letter(row: object) -> DeadLetter:
    values = {name: getattr(row, name) for name in DeadLetter.__slots__}
    return DeadLetter(**values | {"error": values["error"] or ""})
