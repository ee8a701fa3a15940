"""Claims lanes: each waiting chat is worked on by one process at a time, the longest waiting first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Select, bindparam, func, or_, select, update

from bot.store.batch import Batch
from bot.store.models import CONVERSATIONS, INBOX, LANES, OUTBOX
from bot.store.units import Claim, LaneWork, Letter, Waiting

LONG_QUEUE = 16
"""Queues longer than this are read lane by lane, so that a flood is never read whole."""


def claim(batch: Batch, request: Claim) -> list[LaneWork]:
    """The lanes that are this process's until it reports their release, with the head of each queue."""
    now = batch.now
    if batch.connection.dialect.name == "postgresql":
        # Leases are compared between machines, so one clock decides: the database's.
        now = float(batch.select(_clock, {})[0][0])
    if request.renew:
        batch.many(_prolong, [_holder(request, now)])
    lanes = _take(batch, request, now)
    if not lanes:
        return []
    arrivals = _heads(batch, request, lanes)
    letters = _letters(batch, request, [lane for lane, *_ in lanes])
    return [
        LaneWork(lane, fence + 1, waiting, folded_from, tuple(arrivals[lane]), tuple(letters[lane]))
        for lane, waiting, fence, folded_from in lanes
    ]


def _holder(request: Claim, now: float) -> dict[str, Any]:
    return {"of": request.account, "holder": request.owner, "end": now + request.lease_seconds}


def _take(batch: Batch, request: Claim, now: float) -> list[Any]:
    """(lane, waiting, fence, folded from) of each lane taken."""
    if request.lanes <= 0:
        return []
    # A lease far in the future was written before the clock was set back: it counts as over.
    wanted = {"of": request.account, "now": now, "far": now + 10 * request.lease_seconds, "many": request.lanes}
    lanes = batch.select(_free, wanted)
    holder = _holder(request, now)
    batch.many(_mark, [holder | {"which": lane} for lane, *_ in lanes])
    return lanes


def _heads(batch: Batch, request: Claim, lanes: Sequence[Any]) -> dict[int, list[Waiting]]:
    found: defaultdict[int, list[Waiting]] = defaultdict(list)
    short = [lane for lane, waiting, *_ in lanes if waiting <= LONG_QUEUE]
    rows = batch.select(_waiting_in(len(short)), {"of": request.account} | _numbered(short)) if short else []
    for lane, waiting, *_ in lanes:
        if waiting > LONG_QUEUE:
            rows += batch.select(_waiting_long, {"of": request.account, "which": lane, "depth": request.depth})
    for lane, *waiting in rows:
        if len(found[lane]) < request.depth:
            found[lane].append(Waiting(*waiting))
    return found


def _letters(batch: Batch, request: Claim, lanes: list[int]) -> dict[int, list[Letter]]:
    found: defaultdict[int, list[Letter]] = defaultdict(list)
    for lane, *letter in batch.select(_owed_in(len(lanes)), {"of": request.account} | _numbered(lanes)):
        found[lane].append(Letter(*letter))
    return found


def _clock(_dialect: Dialect) -> Any:
    return select(func.extract("epoch", func.clock_timestamp()))


def _free(_dialect: Dialect) -> Any:
    return (
        select(LANES.c.lane, LANES.c.waiting, LANES.c.fence, LANES.c.folded_from)
        .where(LANES.c.account == bindparam("of"), LANES.c.waiting > 0)
        .where(or_(LANES.c.owner.is_(None), LANES.c.until < bindparam("now"), LANES.c.until > bindparam("far")))
        .order_by(LANES.c.turn)
        .limit(bindparam("many"))
        .with_for_update(skip_locked=True)
    )


def _mark(_dialect: Dialect) -> Any:
    chosen = LANES.c.account == bindparam("of"), LANES.c.lane == bindparam("which")
    marked = {"owner": bindparam("holder"), "fence": LANES.c.fence + 1, "until": bindparam("end")}
    return update(LANES).where(*chosen).values(marked)


def _prolong(_dialect: Dialect) -> Any:
    own = LANES.c.account == bindparam("of"), LANES.c.owner == bindparam("holder")
    return update(LANES).where(*own).values(until=bindparam("end"))


def _waiting() -> Select[Any]:
    """Rows of a lane's id and the fields of Waiting."""
    columns = INBOX.c.seq, INBOX.c.update_id, INBOX.c.conversation, INBOX.c.body, INBOX.c.tries, INBOX.c.received_at
    return (
        select(INBOX.c.lane, *columns, CONVERSATIONS.c.state)
        .outerjoin(CONVERSATIONS, CONVERSATIONS.c.key == INBOX.c.conversation)
        .where(INBOX.c.account == bindparam("of"), INBOX.c.state == "new")
        .order_by(INBOX.c.seq)
    )


def _waiting_long(_dialect: Dialect) -> Any:
    return _waiting().where(INBOX.c.lane == bindparam("which")).limit(bindparam("depth"))


@cache
def _waiting_in(lanes: int) -> Callable[[Dialect], Any]:
    return lambda _: _waiting().where(INBOX.c.lane.in_(_places(lanes)))


@cache
def _owed_in(lanes: int) -> Callable[[Dialect], Any]:
    """Rows of a lane's id and the fields of Letter."""
    columns = OUTBOX.c.inbox_seq, OUTBOX.c.part, OUTBOX.c.method, OUTBOX.c.body, OUTBOX.c.question
    return lambda _: (
        select(OUTBOX.c.lane, *columns, INBOX.c.update_id)
        .outerjoin(INBOX, INBOX.c.seq == OUTBOX.c.inbox_seq)
        .where(OUTBOX.c.account == bindparam("of"), OUTBOX.c.lane.in_(_places(lanes)), OUTBOX.c.state == "new")
        .order_by(OUTBOX.c.inbox_seq, OUTBOX.c.part)
    )


def _places(lanes: int) -> list[Any]:
    return [bindparam(f"lane{number}") for number in range(lanes)]


def _numbered(lanes: Sequence[int]) -> dict[str, int]:
    return {f"lane{number}": lane for number, lane in enumerate(lanes)}
