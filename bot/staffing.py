"""What serving does for support staff beside the console: the first link, cards, late words, what measures said."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog

from bot.assistant.attending import told
from bot.operations.daytime import in_daytime
from bot.operations.interpreter import give_way

if TYPE_CHECKING:
    from bot.store.measure_versions import Said
    from bot.store.questions import Question
    from bot.store.store import Store
    from knowledge.catalogue import Catalogue

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
NOTED_TOGETHER = 20
"""Measures whose versions are written in one commit."""
HOUR = 3600.0
REFUSAL = "knowledge-refused"
"""The mark of which refusal the group was told last."""
NOBODY = ""
"""The name in a link for the very first account: whoever uses it chooses one."""


async def invite_first(store: Store, address: str) -> None:
    """Prints a link to make the first account, as long as nobody can sign in; on the terminal, never in the log."""
    from bot.store.staff import Staff

    staff = Staff(store)
    if await staff.is_empty():
        secret = await staff.make_link(NOBODY)
        print(f"Staff console: make the first account, once: {address}/console/welcome/{secret}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Group:
    """The staff group: where its cards go, and what they look like."""

    account: int
    chat: int
    card: Callable[[Question], dict[str, Any]]
    knowledge: Callable[[Sequence[str]], str]
    """What is said of the newest knowledge, whose faults these are; none: it is in use."""


@dataclass(slots=True)
class Attendance:
    """Whether somebody looks at what the bot cannot answer, and what askers and staff are told by the clock."""

    late_hours: float
    attended: bool = field(default=False, init=False)
    """Whether somebody can answer: an account of the console, or the staff group."""
    group: Group | None = None
    faults: Callable[[], tuple[str, ...]] = tuple
    """Why the newest knowledge is refused; none where it is in use."""
    _known: tuple[str, ...] | None = field(default=None, init=False)
    """The faults at the last look; None before the first."""

    _begun: int = field(default=0, init=False)
    """How often somebody has begun."""

    def begin(self) -> None:
        """Somebody can sign in from now on: the next question need not wait for the next look to be kept for them."""
        self.attended = True
        self._begun += 1

    async def run(self, store: Store) -> None:
        """Looks for ever; nothing that goes wrong ends it."""
        while True:
            try:
                await self.look(store)
            except Exception:
                log.exception("staff.look_failed")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, store: Store) -> None:
        """One look. Several processes may look at once: each question is told of once."""
        from bot.store.questions import Questions
        from bot.store.staff import Staff

        begun = self._begun
        somebody = self.group is not None or not await Staff(store).is_empty()
        if begun == self._begun:  # else the look is older than the first account
            self.attended = somebody
        questions = Questions(store)
        if self.group is not None:
            await questions.show_cards(self.group.account, self.group.chat, self.group.card)
            await self._tell_of_knowledge(store, self.group)
        await questions.tell_late(self.late_hours * HOUR, told("person_late"))

    async def _tell_of_knowledge(self, store: Store, group: Group) -> None:
        """Knowledge that is refused is said once, and once that the newest is in use again."""
        from bot.store.announcements import tell_once

        faults = self.faults()
        if faults != self._known:
            state = hashlib.blake2b("\n".join(faults).encode(), digest_size=12).hexdigest() if faults else ""
            await tell_once(store, (group.account, group.chat), REFUSAL, state, group.knowledge(faults))
            self._known = faults


async def note_versions(
    store: Store, catalogue: Catalogue, older: Catalogue | None = None, hours: float = 0
) -> list[str]:
    """Notes what the measures say now, for their history; gives those that said something else before, or are gone.

    After so many hours whoever was answered with one of them is told, where more than its wording has changed.

    `older`: what was noted already; only what differs from it is looked at.
    """
    from bot.store.measure_versions import MeasureVersions

    found = datetime.fromtimestamp(store.clock(), ZoneInfo(catalogue.pack.time_zone))
    due_at = in_daytime(found + timedelta(hours=hours)).timestamp()
    versions, changed, names = MeasureVersions(store), list[str](), iter(catalogue.measures)
    while portion := list(islice(names, NOTED_TOGETHER)):
        # Nobody's answer waits for it: not on the event loop, and in commits of its own.
        said = await asyncio.to_thread(_said, catalogue, older, portion)
        changed += await versions.note(catalogue.version, said, due_at) if said else []
    if older is None or not older.measures.keys() <= catalogue.measures.keys():
        changed += await versions.note_removed(catalogue.version, catalogue.measures.keys(), due_at)
    return changed


def _said(catalogue: Catalogue, older: Catalogue | None, names: Sequence[str]) -> dict[str, Said]:
    from bot.store.measure_versions import Said
    from knowledge.statements import statements, substance

    parameters = catalogue.context.parameters
    noted = older.measures if older is not None and older.context.parameters == parameters else {}
    said = {}
    for measure in map(catalogue.measure, names):
        if noted.get(measure.id) != measure:
            said[measure.id] = Said(statements(measure, parameters), substance(measure, parameters))
            give_way()
    return said
