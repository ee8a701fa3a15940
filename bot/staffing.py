"""What serving does for support staff beside the console: the first link, cards, late words, what measures said."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import structlog

from bot.assistant.attending import told

if TYPE_CHECKING:
    from bot.store.questions import Question
    from bot.store.store import Store
    from knowledge.catalogue import Catalogue

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
NOTED_TOGETHER = 50
"""Measures whose versions are written in one commit."""
HOUR = 3600.0
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


@dataclass(slots=True)
class Attendance:
    """Whether somebody looks at what the bot cannot answer, and what askers and staff are told by the clock."""

    late_hours: float
    attended: bool = field(default=False, init=False)
    """Whether somebody can answer: an account of the console, or the staff group."""
    group: Group | None = None

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

        self.attended = self.group is not None or not await Staff(store).is_empty()
        questions = Questions(store)
        if self.group is not None:
            await questions.show_cards(self.group.account, self.group.chat, self.group.card)
        await questions.tell_late(self.late_hours * HOUR, told("person_late"))


async def note_versions(store: Store, catalogue: Catalogue) -> list[str]:
    """Notes what every measure says now, for its history; gives those that said something else before."""
    from bot.store.measure_versions import MeasureVersions

    versions, changed, names = MeasureVersions(store), list[str](), iter(catalogue.measures)
    while portion := list(islice(names, NOTED_TOGETHER)):
        # Nobody's answer waits for it: not on the event loop, and in commits of its own.
        contents = await asyncio.to_thread(_statements, catalogue, portion)
        changed += await versions.note(catalogue.version, contents)
    return changed


def _statements(catalogue: Catalogue, names: Sequence[str]) -> dict[str, Mapping[str, str]]:
    from knowledge.statements import statements

    return {name: statements(catalogue.measure(name)) for name in names}
