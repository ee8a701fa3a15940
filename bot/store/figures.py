"""Figures of what was asked and answered; nothing in them was written by anybody."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.models import EXCHANGES
from bot.store.staff_models import QUESTIONS
from bot.store.store import Store

DAY = 86_400.0
OUTCOMES = ("answer", "clarify", "no_answer", "chat")
TOP = 15


@dataclass(frozen=True, slots=True)
class Day:
    """One day's exchanges."""

    day: date
    outcomes: dict[str, int]
    """Outcome to number."""
    seconds: float | None
    """Median time from receipt to answer; None where nothing was asked."""
    helpful: int
    unhelpful: int

    @property
    def all(self) -> int:
        """How many exchanges there were."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in a run of days."""

    days: tuple[Day, ...]
    """Oldest first, days without questions included."""
    measures: tuple[tuple[str, int], ...]
    """Measures that led answers most often, by id."""
    channels: tuple[tuple[str, int], ...]
    bot_seconds: float | None
    """Median time from a question's receipt to its first answer by the bot."""
    person_seconds: float | None
    """Median time from a question that the bot could not answer to a person's answer."""
    waiting: int
    """Questions that wait for a person now."""

    def total(self, outcome: str) -> int:
        """Exchanges with that outcome."""
        return sum(day.outcomes.get(outcome, 0) for day in self.days)


async def last_days(store: Store, span: int, today: date, zone: tzinfo) -> Figures:
    """The figures of so many days up to today."""
    return await figures(store, [today - timedelta(days=ago) for ago in range(span - 1, -1, -1)], zone)


async def _since(connection: AsyncConnection, begin: float) -> tuple[list[Any], list[Any]]:
    """The exchanges and the questions put to people since then."""
    columns = (
        EXCHANGES.c.at,
        EXCHANGES.c.channel,
        EXCHANGES.c.outcome,
        EXCHANGES.c.measures,
        EXCHANGES.c.seconds,
        EXCHANGES.c.helpful,
    )
    exchanges = await connection.execute(select(*columns).where(EXCHANGES.c.at >= begin))
    asked = select(QUESTIONS.c.at, QUESTIONS.c.state, QUESTIONS.c.settled_at).where(QUESTIONS.c.at >= begin)
    return list(exchanges), list(await connection.execute(asked))


async def figures(store: Store, days: Sequence[date], zone: tzinfo) -> Figures:
    """The figures of these days (oldest first), each from midnight to midnight in the zone."""
    begin = datetime.combine(days[0], datetime.min.time(), zone).timestamp()
    rows, questions = await store.read(lambda connection: _since(connection, begin))
    by_day: dict[date, list[Any]] = {day: [] for day in days}
    for row in rows:
        by_day.setdefault(datetime.fromtimestamp(row.at, zone).date(), []).append(row)
    led = Counter(first for row in rows if row.outcome == "answer" for first in json.loads(row.measures)[:1])
    answered = [q.settled_at - q.at for q in questions if q.state == "answered" and q.settled_at is not None]
    return Figures(
        days=tuple(_day(day, by_day[day]) for day in days),
        measures=tuple(led.most_common(TOP)),
        channels=tuple(Counter(row.channel for row in rows).most_common()),
        bot_seconds=_median([row.seconds for row in rows if row.outcome != "chat"]),
        person_seconds=_median(answered),
        waiting=sum(question.state == "open" for question in questions),
    )


def _day(day: date, rows: Sequence[Any]) -> Day:
    counted = Counter(row.outcome for row in rows)
    return Day(
        day=day,
        outcomes={outcome: counted.get(outcome, 0) for outcome in OUTCOMES},
        seconds=_median([row.seconds for row in rows]),
        helpful=sum(row.helpful is True for row in rows),
        unhelpful=sum(row.helpful is False for row in rows),
    )


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None
