"""What is kept how long: privacy wants it short, deduplication wants 48 hours."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select, update

from bot.store.models import CONVERSATIONS, EXCHANGES, INBOX, LANES, NOTICES, OUTBOX
from bot.store.staff_models import ATTEMPTS, CORRECTIONS, KEPT_ANSWERS, NOTES, QUESTIONS, TICKETS

DONE_SECONDS = 48 * 3600.0
QUIET_SECONDS = 7 * 86_400.0
NEWEST = 1000
"""So many newest rows keep their ids, though not their text, should the clock jump ahead."""
DAY = 86_400.0


def clean_up(connection: Connection, now: float, retention_days: int) -> None:
    """Removes what is done and old; whatever somebody wrote goes after `retention_days`."""
    _clean_deliveries(connection, now - DONE_SECONDS)
    limit = now - retention_days * DAY
    connection.execute(delete(EXCHANGES).where(EXCHANGES.c.at < limit))
    connection.execute(delete(QUESTIONS).where(QUESTIONS.c.at < limit))
    connection.execute(delete(NOTES).where(NOTES.c.at < limit))
    connection.execute(delete(NOTICES).where(NOTICES.c.due_at < limit))
    connection.execute(delete(KEPT_ANSWERS).where(KEPT_ANSWERS.c.at < limit))
    connection.execute(delete(TICKETS).where(TICKETS.c.until < now))
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.at < now - DAY))
    connection.execute(delete(CORRECTIONS).where(CORRECTIONS.c.state != "waiting", CORRECTIONS.c.at < limit))
    connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.updated_at < limit))
    connection.execute(delete(INBOX).where(INBOX.c.state == "dead", INBOX.c.received_at < limit))


def _free_ids(connection: Connection, limit: float) -> None:
    """After a week without updates Telegram's ids begin anew, anywhere: what was done before keeps none of them.

    Source: `update_id` in https://core.telegram.org/bots/api#update. A clock that jumps ahead for more than that looks
    the same; an update that Telegram hands out twice just then is answered twice.
    """
    quiet = limit + DONE_SECONDS - QUIET_SECONDS
    newest = func.coalesce(func.max(INBOX.c.received_at), quiet)
    silent = select(INBOX.c.account).group_by(INBOX.c.account).having(newest < quiet)
    done = INBOX.c.state == "done", INBOX.c.update_id > 0, INBOX.c.account.in_(silent)
    connection.execute(update(INBOX).where(*done).values(update_id=-INBOX.c.seq))


def _clean_deliveries(connection: Connection, limit: float) -> None:
    old = INBOX.c.received_at < limit
    newest = connection.execute(select(func.coalesce(func.max(INBOX.c.seq), 0))).scalar_one()
    connection.execute(delete(INBOX).where(INBOX.c.state == "done", old, INBOX.c.seq <= newest - NEWEST))
    connection.execute(update(INBOX).where(INBOX.c.state == "done", old, INBOX.c.body != "").values(body=""))
    _free_ids(connection, limit)
    # A dead letter must not stand in the way of a new update either.
    dead = update(INBOX).where(INBOX.c.state == "dead", old, INBOX.c.update_id > 0)
    connection.execute(dead.values(update_id=-INBOX.c.seq))
    connection.execute(delete(OUTBOX).where(OUTBOX.c.state != "new", OUTBOX.c.created_at < limit))
    idle = delete(LANES).where(LANES.c.waiting <= 0, LANES.c.turn < limit, LANES.c.owner.is_(None))
    connection.execute(idle)
