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


# Built once: with a claim for nearly every answer, building them anew costs more than running them.
CLOCK = select(func.extract("epoch", func.clock_timestamp()))
FREE = (
    select(LANES.c.lane, LANES.c.waiting, LANES.c.fence, LANES.c.folded_from)
    .where(LANES.c.account == bindparam("of"), LANES.c.waiting > 0)
    .where(or_(LANES.c.owner.is_(None), LANES.c.until < bindparam("now"), LANES.c.until > bindparam("far")))
    .order_by(LANES.c.turn)
    .limit(bindparam("many"))
    .with_for_update(skip_locked=True)
)
MARK = (
    update(LANES)
    .where(LANES.c.account == bindparam("of"), LANES.c.lane == bindparam("which"))
    .values(owner=bindparam("holder"), fence=LANES.c.fence + 1, until=bindparam("end"))
)
PROLONG = (
    update(LANES)
    .where(LANES.c.account == bindparam("of"), LANES.c.owner == bindparam("holder"))
    .values(until=bindparam("end"))
)
WAITING = (
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
    .where(INBOX.c.account == bindparam("of"), INBOX.c.state == "new")
    .order_by(INBOX.c.seq)
)
WAITING_SHORT = WAITING.where(INBOX.c.lane.in_(bindparam("which", expanding=True)))
WAITING_LONG = WAITING.where(INBOX.c.lane == bindparam("which")).limit(bindparam("depth"))
OWED = (
    select(OUTBOX, INBOX.c.update_id)
    .outerjoin(INBOX, INBOX.c.seq == OUTBOX.c.inbox_seq)
    .where(OUTBOX.c.account == bindparam("of"), OUTBOX.c.lane.in_(bindparam("which", expanding=True)))
    .where(OUTBOX.c.state == "new")
    .order_by(OUTBOX.c.inbox_seq, OUTBOX.c.part)
)


def claim(connection: Connection, request: Claim, now: float) -> list[LaneWork]:
    """The lanes that are this process's until it reports their release, with the head of each queue."""
    if connection.dialect.name == "postgresql":
        # Leases are compared between machines, so one clock decides: the database's.
        now = float((connection.execute(CLOCK)).scalar_one())
    if request.renew:
        connection.execute(PROLONG, _holder(request, now))
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


def _holder(request: Claim, now: float) -> dict[str, Any]:
    return {"of": request.account, "holder": request.owner, "end": now + request.lease_seconds}


def _take(connection: Connection, request: Claim, now: float) -> Sequence[Any]:
    if request.lanes <= 0:
        return []
    # A lease far in the future was written before the clock was set back: it counts as over.
    wanted = {"of": request.account, "now": now, "far": now + 10 * request.lease_seconds, "many": request.lanes}
    lanes = connection.execute(FREE, wanted).all()
    if lanes:
        holder = _holder(request, now)
        connection.execute(MARK, [holder | {"which": row.lane} for row in lanes])
    return lanes


def _heads(connection: Connection, request: Claim, lanes: Sequence[Any]) -> dict[int, list[Waiting]]:
    found: defaultdict[int, list[Waiting]] = defaultdict(list)
    short = [row.lane for row in lanes if row.waiting <= LONG_QUEUE]
    rows = list(connection.execute(WAITING_SHORT, {"of": request.account, "which": short})) if short else []
    for row in lanes:
        if row.waiting > LONG_QUEUE:
            head = {"of": request.account, "which": row.lane, "depth": request.depth}
            rows += connection.execute(WAITING_LONG, head)
    for row in rows:
        if len(found[row.lane]) < request.depth:
            found[row.lane].append(_waiting(row))
    return found


def _waiting(row: Any) -> Waiting:
    return Waiting(row.seq, row.update_id, row.conversation, row.body, row.tries, row.received_at, row.remembered)


def _letters(connection: Connection, request: Claim, lanes: list[int]) -> dict[int, list[Letter]]:
    found: defaultdict[int, list[Letter]] = defaultdict(list)
    for row in connection.execute(OWED, {"of": request.account, "which": lanes}):
        letter = Letter(row.inbox_seq, row.part, row.method, row.body, row.fallback, row.question, row.update_id)
        found[row.lane].append(letter)
    return found
