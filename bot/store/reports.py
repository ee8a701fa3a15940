"""Writes what lanes report: answers with letters, ends of letters, failures. One statement a kind for the batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Dialect, bindparam, case, delete, func, select, update

from bot.store.batch import Batch, insert
from bot.store.errors import LostLane
from bot.store.forgetting import forget_conversation
from bot.store.models import CONVERSATIONS, EXCHANGES, INBOX, LANES, OUTBOX
from bot.store.queueing import queue_unanswered
from bot.store.units import Answered, LaneReport


def write_reports(batch: Batch, reports: Sequence[LaneReport]) -> list[LostLane | None]:
    """For each report None, or LostLane where the lane is no longer the reporter's and nothing was written."""
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
    rows = [
        {"row": answer.seq, "end": "dead" if answer.dead else "done", "why": answer.dead, "now": batch.now}
        for _, answer in answers
    ]
    batch.many(_end_update, rows)
    for report, _ in answers:
        batch.waiting[report.account, report.lane] -= 1


def _remember(batch: Batch, answers: Sequence[Answered]) -> None:
    states = {answer.conversation: answer.state for answer in answers if answer.state is not None}
    rows = [{"key": key, "state": state, "updated_at": batch.now} for key, state in sorted(states.items(), key=str)]
    batch.many(_keep_state, rows)
    fields = EXCHANGES.columns.keys()
    lines = [
        {name: getattr(answer.exchange, name) for name in fields if name not in ("id", "at")} | {"at": batch.now}
        for answer in answers
        if answer.exchange
    ]
    batch.many(_log, lines)
    told = [answer.feedback for answer in answers if answer.feedback is not None]
    batch.many(_note_verdict, [{"whose": one.conversation, "of": one.source, "verdict": one.helpful} for one in told])
    queue_unanswered(batch.connection, [answer.exchange for answer in answers if answer.exchange], batch.now)


def _owe(batch: Batch, reports: Sequence[LaneReport]) -> None:
    rows = []
    for report in reports:
        letters = [*report.notices, *(letter for answer in report.answered for letter in answer.letters)]
        batch.waiting[report.account, report.lane] += len(letters)
        for letter in letters:
            row = {name: getattr(letter, name) for name in letter.__slots__}
            rows.append(row | {"account": report.account, "lane": report.lane, "state": "new", "created_at": batch.now})
    batch.many(_owe_letter, rows)


def _settle(batch: Batch, reports: Sequence[LaneReport]) -> None:
    rows = []
    for report in reports:
        batch.waiting[report.account, report.lane] -= len(report.settled)
        for end in report.settled:
            state = "dropped" if end.error else "sent"
            key = {"row": end.inbox_seq, "at": end.part, "end": state}
            rows.append(key | {"message": end.message_id, "why": end.error, "now": batch.now})
    batch.many(_end_letter, rows)


def _fail(batch: Batch, reports: Sequence[LaneReport]) -> None:
    rows = [{"row": report.failure.seq, "why": report.failure.error} for report in reports if report.failure]
    batch.many(_count_failure, rows)


def _forget(batch: Batch, answers: Sequence[Answered]) -> None:
    """What was kept of a conversation goes, but for the letters still owed to it."""
    for answer in answers:
        done = select(INBOX.c.seq).where(INBOX.c.conversation == answer.conversation, INBOX.c.state != "new")
        gone = delete(OUTBOX).where(OUTBOX.c.inbox_seq.in_(done), OUTBOX.c.state != "new")
        batch.connection.execute(gone)
        forget_conversation(batch.connection, answer.conversation or "", batch.now)
        scrub = update(INBOX).where(INBOX.c.conversation == answer.conversation, INBOX.c.state != "new")
        batch.connection.execute(scrub.values(body="", state="done", error=None))


def _move_lanes(batch: Batch, reports: Sequence[LaneReport]) -> None:
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for report in reports:
        key = (report.account, report.lane)
        row = rows.setdefault(key, {"of": key[0], "which": key[1], "now": batch.now, "fold": 0, "unfold": False})
        row["released"] = row.get("released", False) or report.release
        row["shut"] = row.get("shut", False) or report.inactive
        row["fold"] = report.folded_from or row["fold"]
        row["unfold"] = row["unfold"] or any(answer.fold_to for answer in report.answered)
        row["change"] = batch.waiting[key]
    batch.many(_move_lane, [rows[key] for key in sorted(rows)])


def _end_update(_dialect: Dialect) -> Any:
    ended: dict[str, Any] = {"state": bindparam("end"), "error": bindparam("why"), "done_at": bindparam("now")}
    return update(INBOX).where(INBOX.c.seq == bindparam("row")).values(ended)


def _keep_state(dialect: Dialect) -> Any:
    statement = insert(dialect, CONVERSATIONS)
    changed = {"state": statement.excluded.state, "updated_at": statement.excluded.updated_at}
    return statement.on_conflict_do_update(index_elements=["key"], set_=changed)


def _log(_dialect: Dialect) -> Any:
    return EXCHANGES.insert()


def _note_verdict(_dialect: Dialect) -> Any:
    theirs = EXCHANGES.c.conversation == bindparam("whose"), EXCHANGES.c.source == bindparam("of")
    return update(EXCHANGES).where(*theirs).values(helpful=bindparam("verdict"))


def _owe_letter(_dialect: Dialect) -> Any:
    return OUTBOX.insert()


def _end_letter(_dialect: Dialect) -> Any:
    ended: dict[str, Any] = {"state": bindparam("end"), "message_id": bindparam("message"), "error": bindparam("why")}
    chosen = OUTBOX.c.inbox_seq == bindparam("row"), OUTBOX.c.part == bindparam("at")
    return update(OUTBOX).where(*chosen).values(ended | {"settled_at": bindparam("now")})


def _count_failure(_dialect: Dialect) -> Any:
    counted = {"tries": INBOX.c.tries + 1, "error": bindparam("why")}
    return update(INBOX).where(INBOX.c.seq == bindparam("row")).values(counted)


def _move_lane(_dialect: Dialect) -> Any:
    return (
        update(LANES)
        .where(LANES.c.account == bindparam("of"), LANES.c.lane == bindparam("which"))
        .values(
            waiting=func.coalesce(LANES.c.waiting, 0) + bindparam("change"),
            owner=case((bindparam("released"), None), else_=LANES.c.owner),
            turn=case((bindparam("released"), bindparam("now")), else_=LANES.c.turn),
            folded_from=case(
                (bindparam("fold") > 0, bindparam("fold")),
                (bindparam("unfold"), None),
                (func.coalesce(LANES.c.waiting, 0) + bindparam("change") <= 0, None),
                else_=LANES.c.folded_from,
            ),
            active=case((bindparam("shut"), False), else_=True),
        )
    )
