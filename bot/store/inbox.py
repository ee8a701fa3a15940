"""One account's inbox: what a channel asks of the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import CONVERSATIONS, INBOX, OUTBOX
from bot.store.store import Store
from bot.store.units import Arrival, Claim, Intake, LaneReport, LaneWork, Settled, Waiting

PAGE = 200
"""Updates that are looked at together."""
FOR_EVER = 1e9
"""The lease of a lone dispatcher: the lock file guards its role, so nobody takes its lanes."""


class Inbox:
    """Updates of one account, from intake to delivery."""

    def __init__(self, store: Store, account: int) -> None:
        self._store = store
        self.account = account
        self._journal = store.sent_journal()

    @property
    def shared(self) -> bool:
        """Whether other processes may take updates into the same lanes."""
        return self._store.shared

    async def open(self) -> None:
        """For the dispatcher, once it has its role: knows again which letters a killed process had sent."""
        if self._journal is not None:
            await self._journal.open(self._store.run)
            await self._store.release_all(self.account)

    def close(self) -> None:
        """The dispatcher ends."""
        if self._journal is not None:
            self._journal.close()

    def note_sent(self, settled: Settled) -> None:
        """The letter has arrived: known at once should the process be killed now; the report of it must follow."""
        if self._journal is not None and settled.error is None:
            self._journal.note(settled.inbox_seq, settled.part, settled.message_id)

    async def take_in(self, arrivals: Sequence[Arrival]) -> int:
        """The number of updates that were new; all of them are on disk then.

        Raises: StoreDown where the store does not take writes: do not acknowledge.
        """
        if not arrivals:
            return 0
        return int(await self._store.commit(Intake(self.account, tuple(arrivals))))

    async def claim(self, lanes: int, lease_seconds: float) -> list[LaneWork]:
        """Up to so many waiting lanes, which are this process's until it reports their release."""
        lease = lease_seconds if self._store.shared else FOR_EVER
        request = Claim(self.account, self._store.owner, lanes, lease_seconds=lease)
        work: list[LaneWork] = await self._store.commit(request)
        return work

    async def renew(self, lease_seconds: float) -> None:
        """Prolongs the leases on all lanes of this process."""
        if self._store.shared:
            await self._store.commit(Claim(self.account, self._store.owner, 0, lease_seconds=lease_seconds, renew=True))

    def report(self, report: LaneReport) -> asyncio.Future[None]:
        """Writes a lane's report, whether or not its end is waited for. Raises, where it is: LostLane, StoreDown."""
        return self._store.commit(report)

    async def waiting_at(self, lane: int, place: int) -> Waiting | None:
        """The update that waits at this place (0 is the first); None where fewer wait."""
        return await self._one(_waiting(self.account, lane).order_by(INBOX.c.seq).offset(place).limit(1))

    async def last_alike(self, lane: int, is_alike: Callable[[str], bool]) -> tuple[Waiting, int] | None:
        """The last of the updates at the head of a lane whose bodies are alike, and how many they are.

        None where the first is not. Bodies are read a page at a time, so that a flood is never in memory as a whole.
        """
        last, count, more = -1, 0, True
        while more:
            page = _bodies(self.account, lane).where(INBOX.c.seq > last).limit(PAGE)
            rows = await self._rows(page)
            alike = list(takewhile(lambda row: is_alike(row.body), rows))
            count += len(alike)
            last = alike[-1].seq if alike else last
            more = len(alike) == PAGE
        newest = await self._one(_waiting(self.account, lane).where(INBOX.c.seq == last)) if count else None
        return (newest, count) if newest is not None else None

    async def answers_to(self, lane: int, question: int) -> list[int]:
        """Ids of the messages that answer a question and are still there, in order."""
        query = select(OUTBOX.c.method, OUTBOX.c.message_id).where(
            OUTBOX.c.account == self.account,
            OUTBOX.c.lane == lane,
            OUTBOX.c.question == question,
            OUTBOX.c.state == "sent",
            OUTBOX.c.message_id.is_not(None),
        )
        rows = await self._rows(query)
        gone = {row.message_id for row in rows if row.method == "deleteMessage"}
        return sorted({row.message_id for row in rows} - gone)

    async def _one(self, query: Select[Any]) -> Waiting | None:
        rows = await self._rows(query)
        return Waiting(*rows[0]) if rows else None

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        async def read(connection: AsyncConnection) -> list[Any]:
            return list(await connection.execute(query))

        return await self._store.read(read)


def _waiting(account: int, lane: int) -> Select[Any]:
    columns = INBOX.c.seq, INBOX.c.update_id, INBOX.c.conversation, INBOX.c.body, INBOX.c.tries, INBOX.c.received_at
    return (
        select(*columns, CONVERSATIONS.c.state)
        .outerjoin(CONVERSATIONS, CONVERSATIONS.c.key == INBOX.c.conversation)
        .where(INBOX.c.account == account, INBOX.c.lane == lane, INBOX.c.state == "new")
    )


def _bodies(account: int, lane: int) -> Select[Any]:
    where = INBOX.c.account == account, INBOX.c.lane == lane, INBOX.c.state == "new"
    return select(INBOX.c.seq, INBOX.c.body).where(*where).order_by(INBOX.c.seq)
