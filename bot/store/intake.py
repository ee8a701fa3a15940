"""Takes updates in: each once, and each in its lane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, case

from bot.store.batch import Batch, insert
from bot.store.models import INBOX, LANES
from bot.store.units import Intake


def take_in(batch: Batch, intakes: Sequence[Intake]) -> list[int]:
    """For each intake how many of its updates were new."""
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
    fresh = _insert(batch, rows)
    _lengthen(batch, fresh)
    new = {(account, update_id) for account, update_id, *_ in fresh}
    counts = []
    for intake in intakes:
        own = {(intake.account, arrival.update_id) for arrival in intake.arrivals}
        counts.append(len(own & new))
        new -= own
    return counts


def _insert(batch: Batch, rows: list[dict[str, Any]]) -> list[Any]:
    """(account, update id, lane, state) of those that were new; by one statement each where no network lies between."""
    if batch.connection.dialect.name == "sqlite":
        return [found for row in rows for found in batch.select(_take_in, row)]
    return list(batch.connection.execute(_take_in(batch.connection.dialect), rows)) if rows else []


@cache
def _take_in(dialect: Dialect) -> Any:
    fresh = insert(dialect, INBOX).on_conflict_do_nothing()
    return fresh.returning(INBOX.c.account, INBOX.c.update_id, INBOX.c.lane, INBOX.c.state)


def _lengthen(batch: Batch, fresh: Iterable[Any]) -> None:
    """Lanes in one order in every process, so that two never wait for each other."""
    added: defaultdict[tuple[int, int], int] = defaultdict(int)
    for account, _, lane, state in fresh:
        if state == "new":
            added[account, lane] += 1
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
    batch.many(_lengthen_lane, rows)


def _lengthen_lane(dialect: Dialect) -> Any:
    statement = insert(dialect, LANES)
    return statement.on_conflict_do_update(
        index_elements=["account", "lane"],
        set_={
            "waiting": LANES.c.waiting + statement.excluded.waiting,
            "turn": case((LANES.c.waiting > 0, LANES.c.turn), else_=statement.excluded.turn),
            "active": True,
        },
    )
