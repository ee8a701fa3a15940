"""Units of work: what is written whole or not at all, and many of them in one commit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update to take in."""

    update_id: int
    lane: int
    conversation: str
    body: str
    readable: bool = True
    """False: set aside at once, as a dead letter."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Arrivals of one poll or one webhook request; its result is the number that was new."""

    account: int
    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One call that is owed to a chat."""

    inbox_seq: int
    part: int
    method: str
    body: str
    question: int | None = None
    update_id: int | None = None
    """The update that it answers, where it was owed since before; None for a fresh one, or one that answers none."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that waits to be answered."""

    seq: int
    update_id: int
    conversation: str
    body: str
    tries: int
    received_at: float
    state: str | None
    """The conversation as stored; None where there is none yet."""

    @property
    def user(self) -> int:
        """Who wrote it: the last part of the conversation's key."""
        last = self.conversation.rpartition(":")[2]
        return int(last) if last.removeprefix("-").isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line of the log."""

    conversation: str
    channel: str
    language: str
    question: str
    outcome: str
    intent: str | None
    confidence: float
    measures: str
    knowledge: str
    as_of: str
    seconds: float
    waits: str | None = None
    """The question without personal data, where a person is to answer it; None where none is."""
    source: int | None = None
    """The inbox row that it answers, on the chat page a number of its own; None where nobody is asked about it."""
    helpful: bool | None = None

    @property
    def first_measure(self) -> str | None:
        """Id of the measure that led the answer; None where there was none."""
        first: str | None = next(iter(json.loads(self.measures)), None)
        return first


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody says of an answer in their own conversation."""

    source: int
    """The inbox row that it answered."""
    conversation: str
    helpful: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """One update's end: all of it becomes true at once."""

    seq: int
    dead: str | None = None
    """The error it died of; None where it was answered."""
    fold_to: bool = False
    """Whether every later update that waits in this lane counts as answered with it."""
    conversation: str | None = None
    state: str | None = None
    """The conversation's new state; None leaves it as it is."""
    letters: tuple[Letter, ...] = ()
    exchange: Exchange | None = None
    forget: bool = False
    """Whether all that is kept of this conversation goes."""
    feedback: Feedback | None = None
    """What was said of an earlier answer."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A letter's end."""

    inbox_seq: int
    part: int
    message_id: int | None = None
    error: str | None = None
    """Why it was dropped; None where it was sent."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed try of an update that is to be tried again."""

    seq: int
    error: str


@dataclass(frozen=True, slots=True)
class LaneReport:
    """What happened in a lane that this process holds. Its result is None; LostLane where it was taken over."""

    account: int
    lane: int
    fence: int
    answered: tuple[Answered, ...] = ()
    settled: tuple[Settled, ...] = ()
    failure: Failure | None = None
    folded_from: int | None = None
    """Set when a flood is noticed."""
    notices: tuple[Letter, ...] = ()
    """Letters that answer no single update."""
    inactive: bool = False
    release: bool = False
    more_waits: bool = False
    """Whether something of the same lane is to follow as soon as this is written."""


@dataclass(frozen=True, slots=True)
class LaneWork:
    """A claimed lane with the head of its queue."""

    lane: int
    fence: int
    waiting: int
    folded_from: int | None
    arrivals: tuple[Waiting, ...]
    letters: tuple[Letter, ...]
    """Unsent letters from before, oldest first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Asks for up to `lanes` waiting lanes with up to `depth` updates each; its result is a list of LaneWork."""

    account: int
    owner: str
    lanes: int
    depth: int = 4
    lease_seconds: float = 10.0
    renew: bool = False
    """Whether the leases on lanes held already are prolonged."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Anything rare: a function that is run on the connection, in the writer's thread; its result is what it gives."""

    run: Callable[[Connection], Any] = field(repr=False)


Unit = Intake | LaneReport | Claim | Errand


def is_quick(unit: Unit) -> bool:
    """Whether it touches a few rows only, each found by its key."""
    if isinstance(unit, LaneReport):
        return not any(answer.fold_to or answer.forget for answer in unit.answered)
    return not isinstance(unit, Errand)


def is_patient(unit: Unit) -> bool:
    """Whether no answer waits for it: that a letter has arrived, that a lane is done."""
    if not isinstance(unit, LaneReport) or unit.more_waits:
        return False
    return not (unit.answered or unit.notices or unit.failure or unit.folded_from)
