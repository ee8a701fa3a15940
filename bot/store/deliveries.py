"""Writes a batch of units: intake, what lanes report, claims. Each kind is one statement for the whole batch."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, case, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.claims import claim
from bot.store.errors import LostLane
from bot.store.models import CONVERSATIONS, EXCHANGES, INBOX, LANES, OUTBOX
from bot.store.units import Answered, Claim, Errand, Intake, LaneReport, Unit


def insert(dialect: Dialect, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT in this database."""
    return (sqlite if dialect.name == "sqlite" else postgresql).insert(table)


@dataclass(slots=True)
class Batch:
    """One transaction under way."""

    connection: Connection
    now: float
    shared: bool
    """Whether other processes may work in the same database (PostgreSQL): then fences are checked."""
    waiting: defaultdict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    """Change of each lane's queue, by (account, lane)."""

    fences: dict[tuple[int, int], int] = field(default_factory=dict)
    """The lanes' fencing tokens, read under lock; empty where there is one process only."""

    def holds(self, report: LaneReport) -> bool:
        """Whether the lane is still the reporter's."""
        return not self.shared or self.fences.get((report.account, report.lane)) == report.fence

    def insert(self, table: Any) -> Any:
        """An INSERT for this database."""
        return insert(self.connection.dialect, table)

    def many(self, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
        """Runs a statement for all rows; for none, nothing."""
        if rows:
            self.connection.execute(statement, rows)


def writer_of(shared: bool, clock: Callable[[], float] = time.time) -> Callable[..., Any]:
    """The function that group commit calls with a connection and units; gives their results in the same order."""

    def apply(connection: Connection, units: Sequence[Unit]) -> list[Any]:
        batch = Batch(connection, clock(), shared)
        if shared:
            _lock_lanes(batch, units)
        results: dict[int, Any] = {}
        for kind, write in WRITERS:
            chosen = [(at, unit) for at, unit in enumerate(units) if isinstance(unit, kind)]
            if chosen:
                done = write(batch, [unit for _, unit in chosen])
                results.update(zip((at for at, _ in chosen), done, strict=True))
        return [results[at] for at in range(len(units))]

    return apply


def _take_in(batch: Batch, intakes: Sequence[Intake]) -> list[int]:
    rows = [
        {
            "account": intake.account,
            "update_id": arrival.update_id,
            "lane": arrival.lane,
            "conversation": arrival.conversation,
            "received_at": batch.now,
            "body": arrival.body,
            "state": "new" if arrival.readable else "dead",
            "error": None if arrival.readable else "unreadable",
            "tries": 0,
        }
        for intake in intakes
        for arrival in intake.arrivals
    ]
    fresh: list[Any] = []
    if rows:
        statement = (
            batch.insert(INBOX)
            .on_conflict_do_nothing()
            .returning(INBOX.c.account, INBOX.c.update_id, INBOX.c.lane, INBOX.c.state)
        )
        fresh = list(batch.connection.execute(statement, rows))
    _lengthen(batch, fresh)
    new = {(row.account, row.update_id) for row in fresh}
    counts = []
    for intake in intakes:
        own = {(intake.account, arrival.update_id) for arrival in intake.arrivals}
        counts.append(len(own & new))
        new -= own
    return counts


def _lengthen(batch: Batch, fresh: Iterable[Any]) -> None:
    """Lanes in one order in every process, so that two never wait for each other."""
    added: defaultdict[tuple[int, int], int] = defaultdict(int)
    for row in fresh:
        if row.state == "new":
            added[row.account, row.lane] += 1
    statement = batch.insert(LANES)
    statement = statement.on_conflict_do_update(
        index_elements=["account", "lane"],
        set_={
            "waiting": LANES.c.waiting + statement.excluded.waiting,
            "turn": case((LANES.c.waiting > 0, LANES.c.turn), else_=statement.excluded.turn),
            "active": True,
        },
    )
    rows = [
        {
            "account": account,
            "lane": lane,
            "waiting": count,
            "turn": batch.now,
            "fence": 0,
            "until": 0.0,
            "active": True,
        }
        for (account, lane), count in sorted(added.items())
    ]
    batch.many(statement, rows)


def _report(batch: Batch, reports: Sequence[LaneReport]) -> list[Any]:
    kept = [report for report in reports if batch.holds(report)]
    answers = [(report, answer) for report in kept for answer in report.answered]
    _fold(batch, [(report, answer) for report, answer in answers if answer.fold_to])
    _finish(batch, answers)
    _remember(batch, [answer for _, answer in answers])
    _owe(batch, kept)
    _settle(batch, kept)
    _fail(batch, kept)
    _forget(batch, [answer for _, answer in answers if answer.forget])
    _move_lanes(batch, kept)
    return [None if batch.holds(report) else LostLane(f"lane {report.lane}") for report in reports]


def _lock_lanes(batch: Batch, units: Sequence[Unit]) -> None:
    """Locks every lane that the batch will touch, in one order in every process, so that no two wait for each other."""
    keys = {(unit.account, unit.lane) for unit in units if isinstance(unit, LaneReport)}
    keys |= {(unit.account, arrival.lane) for unit in units if isinstance(unit, Intake) for arrival in unit.arrivals}
    if not keys:
        return
    statement = (
        select(LANES.c.account, LANES.c.lane, LANES.c.fence)
        .where(tuple_(LANES.c.account, LANES.c.lane).in_(sorted(keys)))
        .order_by(LANES.c.account, LANES.c.lane)
        .with_for_update()
    )
    batch.fences = {(row.account, row.lane): row.fence for row in batch.connection.execute(statement)}


def _fold(batch: Batch, answers: Sequence[tuple[LaneReport, Answered]]) -> None:
    """A flood's rest counts as answered by the one answer."""
    for report, answer in answers:
        done = batch.connection.execute(
            update(INBOX)
            .where(INBOX.c.account == report.account, INBOX.c.lane == report.lane, INBOX.c.state == "new")
            .where(INBOX.c.seq <= answer.seq)
            .values(state="done", done_at=batch.now)
        )
        # The row of the answer itself is counted below, with all others.
        batch.waiting[report.account, report.lane] -= done.rowcount - 1


def _finish(batch: Batch, answers: Sequence[tuple[LaneReport, Answered]]) -> None:
    statement = (
        update(INBOX)
        .where(INBOX.c.seq == bindparam("row"))
        .values(state=bindparam("end"), error=bindparam("why"), done_at=bindparam("now"))
    )
    rows = [
        {"row": answer.seq, "end": "dead" if answer.dead else "done", "why": answer.dead, "now": batch.now}
        for _, answer in answers
    ]
    batch.many(statement, rows)
    for report, _ in answers:
        batch.waiting[report.account, report.lane] -= 1


def _remember(batch: Batch, answers: Sequence[Answered]) -> None:
    states = {answer.conversation: answer.state for answer in answers if answer.state is not None}
    statement = batch.insert(CONVERSATIONS)
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={"state": statement.excluded.state, "updated_at": statement.excluded.updated_at},
    )
    rows = [{"key": key, "state": state, "updated_at": batch.now} for key, state in sorted(states.items(), key=str)]
    batch.many(statement, rows)
    fields = EXCHANGES.columns.keys()
    lines = [
        {name: getattr(answer.exchange, name) for name in fields if name not in ("id", "at")} | {"at": batch.now}
        for answer in answers
        if answer.exchange
    ]
    batch.many(EXCHANGES.insert(), lines)


def _owe(batch: Batch, reports: Sequence[LaneReport]) -> None:
    rows = []
    for report in reports:
        letters = [*report.notices, *(letter for answer in report.answered for letter in answer.letters)]
        batch.waiting[report.account, report.lane] += len(letters)
        for letter in letters:
            row = {name: getattr(letter, name) for name in letter.__slots__}
            rows.append(row | {"account": report.account, "lane": report.lane, "state": "new", "created_at": batch.now})
    batch.many(OUTBOX.insert(), rows)


def _settle(batch: Batch, reports: Sequence[LaneReport]) -> None:
    statement = (
        update(OUTBOX)
        .where(OUTBOX.c.inbox_seq == bindparam("row"), OUTBOX.c.part == bindparam("at"))
        .values(
            state=bindparam("end"), message_id=bindparam("message"), error=bindparam("why"), settled_at=bindparam("now")
        )
    )
    rows = []
    for report in reports:
        batch.waiting[report.account, report.lane] -= len(report.settled)
        for end in report.settled:
            state = "dropped" if end.error else "sent"
            key = {"row": end.inbox_seq, "at": end.part, "end": state}
            rows.append(key | {"message": end.message_id, "why": end.error, "now": batch.now})
    batch.many(statement, rows)


def _fail(batch: Batch, reports: Sequence[LaneReport]) -> None:
    statement = (
        update(INBOX).where(INBOX.c.seq == bindparam("row")).values(tries=INBOX.c.tries + 1, error=bindparam("why"))
    )
    rows = [{"row": report.failure.seq, "why": report.failure.error} for report in reports if report.failure]
    batch.many(statement, rows)


def _forget(batch: Batch, answers: Sequence[Answered]) -> None:
    """What was kept of a conversation goes, but for the letters still owed to it."""
    for answer in answers:
        done = select(INBOX.c.seq).where(INBOX.c.conversation == answer.conversation, INBOX.c.state != "new")
        gone = delete(OUTBOX).where(OUTBOX.c.inbox_seq.in_(done), OUTBOX.c.state != "new")
        batch.connection.execute(gone)
        batch.connection.execute(delete(EXCHANGES).where(EXCHANGES.c.conversation == answer.conversation))
        scrub = update(INBOX).where(INBOX.c.conversation == answer.conversation, INBOX.c.state != "new")
        batch.connection.execute(scrub.values(body="", state="done"))


def _move_lanes(batch: Batch, reports: Sequence[LaneReport]) -> None:
    statement = (
        update(LANES)
        .where(LANES.c.account == bindparam("of"), LANES.c.lane == bindparam("which"))
        .values(
            waiting=func.coalesce(LANES.c.waiting, 0) + bindparam("change"),
            owner=case((bindparam("released"), None), else_=LANES.c.owner),
            turn=case((bindparam("released"), bindparam("now")), else_=LANES.c.turn),
            folded_from=case(
                (bindparam("fold") > 0, bindparam("fold")),
                (bindparam("unfold"), None),
                else_=LANES.c.folded_from,
            ),
            active=case((bindparam("shut"), False), else_=True),
        )
    )
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for report in reports:
        key = (report.account, report.lane)
        row = rows.setdefault(key, {"of": key[0], "which": key[1], "now": batch.now, "fold": 0, "unfold": False})
        row["released"] = row.get("released", False) or report.release
        row["shut"] = row.get("shut", False) or report.inactive
        row["fold"] = report.folded_from or row["fold"]
        row["unfold"] = row["unfold"] or any(answer.fold_to for answer in report.answered)
        row["change"] = batch.waiting[key]
    batch.many(statement, [rows[key] for key in sorted(rows)])


def _run(batch: Batch, errands: Sequence[Errand]) -> list[Any]:
    return [errand.run(batch.connection) for errand in errands]


def _claim(batch: Batch, claims: Sequence[Claim]) -> list[Any]:
    return [claim(batch.connection, request, batch.now) for request in claims]


WRITERS: tuple[tuple[type[Unit], Callable[[Batch, Any], list[Any]]], ...] = (
    (Intake, _take_in),
    (LaneReport, _report),
    (Errand, _run),
    (Claim, _claim),
)
"""Kinds of units in the order in which a batch is written: what has just come in may be claimed in the same commit."""
