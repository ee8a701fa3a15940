"""Claims lanes: each waiting chat is worked on by one process at a time, the longest waiting first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from bot.store.models import CONVERSATIONS, INBOX, LANES, OUTBOX
from bot.store.units import Claim, LaneWork, Letter, Waiting

LONG_QUEUE = 16
"""Queues longer than this are read lane by lane, so that a flood is never read whole."""


def claim(connection: Connection, request: Claim, now: float) -> list[LaneWork]:
    """The lanes that are this process's until it reports their release, with the head of each queue."""
    if connection.dialect.name == "postgresql":
        # Leases are compared between machines, so one clock decides: the database's.
        now = float((connection.execute(select(func.extract("epoch", func.clock_timestamp())))).scalar_one())
    _renew(connection, request, now)
    lanes = _take(connection, request, now)
    if not lanes:
        return []
    arrivals = _heads(connection, request, lanes)
    letters = _letters(connection, request, [row.lane for row in lanes])
    return [
        LaneWork(
            row.lane, row.fence + 1, row.waiting, row.folded_from, tuple(arrivals[row.lane]), tuple(letters[row.lane])
        )
        for row in lanes
    ]


def _take(connection: Connection, request: Claim, now: float) -> Sequence[Any]:
    # A lease far in the future was written before the clock was set back: it counts as over.
    ended = or_(LANES.c.until < now, LANES.c.until > now + 10 * request.lease_seconds)
    statement = (
        select(LANES.c.lane, LANES.c.waiting, LANES.c.fence, LANES.c.folded_from)
        .where(LANES.c.account == request.account, LANES.c.waiting > 0)
        .where(or_(LANES.c.owner.is_(None), ended))
        .order_by(LANES.c.turn)
        .limit(request.lanes)
        .with_for_update(skip_locked=True)
    )
    lanes = (connection.execute(statement)).all() if request.lanes > 0 else []
    if lanes:
        mark = (
            update(LANES)
            .where(LANES.c.account == request.account, LANES.c.lane == bindparam("which"))
            .values(owner=request.owner, fence=LANES.c.fence + 1, until=now + request.lease_seconds)
        )
        connection.execute(mark, [{"which": row.lane} for row in lanes])
    return lanes


def _renew(connection: Connection, request: Claim, now: float) -> None:
    if request.renew:
        prolong = update(LANES).where(LANES.c.account == request.account, LANES.c.owner == request.owner)
        connection.execute(prolong.values(until=now + request.lease_seconds))


def _waiting_rows(request: Claim) -> Any:
    return (
        select(
            INBOX.c.seq,
            INBOX.c.update_id,
            INBOX.c.conversation,
            INBOX.c.body,
            INBOX.c.tries,
            INBOX.c.received_at,
            INBOX.c.lane,
            CONVERSATIONS.c.state.label("remembered"),
        )
        .outerjoin(CONVERSATIONS, CONVERSATIONS.c.key == INBOX.c.conversation)
        .where(INBOX.c.account == request.account, INBOX.c.state == "new")
        .order_by(INBOX.c.seq)
    )


def _heads(connection: Connection, request: Claim, lanes: Sequence[Any]) -> dict[int, list[Waiting]]:
    found: defaultdict[int, list[Waiting]] = defaultdict(list)
    short = [row.lane for row in lanes if row.waiting <= LONG_QUEUE]
    queries = [_waiting_rows(request).where(INBOX.c.lane.in_(short))] if short else []
    long = [row.lane for row in lanes if row.waiting > LONG_QUEUE]
    queries += [_waiting_rows(request).where(INBOX.c.lane == lane).limit(request.depth) for lane in long]
    for query in queries:
        for row in connection.execute(query):
            if len(found[row.lane]) < request.depth:
                found[row.lane].append(_waiting(row))
    return found


def _waiting(row: Any) -> Waiting:
    return Waiting(row.seq, row.update_id, row.conversation, row.body, row.tries, row.received_at, row.remembered)


def _letters(connection: Connection, request: Claim, lanes: list[int]) -> dict[int, list[Letter]]:
    query = (
        select(OUTBOX, INBOX.c.update_id)
        .outerjoin(INBOX, INBOX.c.seq == OUTBOX.c.inbox_seq)
        .where(OUTBOX.c.account == request.account, OUTBOX.c.lane.in_(lanes), OUTBOX.c.state == "new")
        .order_by(OUTBOX.c.inbox_seq, OUTBOX.c.part)
    )
    found: defaultdict[int, list[Letter]] = defaultdict(list)
    for row in connection.execute(query):
        letter = Letter(row.inbox_seq, row.part, row.method, row.body, row.fallback, row.question, row.update_id)
        found[row.lane].append(letter)
    return found
