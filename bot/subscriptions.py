"""Tells owners what changes: once, and in daytime.

Those who asked for it hear what changes for their enterprise; those who were answered with a measure hear that it
says something else now.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot.assistant.conversation import Conversation
from bot.assistant.corrections import corrected, removed
from bot.assistant.news import News, changed_verdicts, closing_windows
from bot.assistant.views import Viewer
from bot.operations.daytime import in_daytime
from bot.operations.interpreter import give_way
from bot.rendering.wording import Wording, load_wordings
from bot.store.corrections import Correction, Corrections
from bot.store.measure_versions import MeasureVersions
from bot.store.notices import Notice, note, subscribed, tell_due
from bot.store.remedies import about
from knowledge.catalogue import Catalogue
from knowledge.changes import is_founded_alike

if TYPE_CHECKING:
    from bot.store.store import Store

log = structlog.get_logger(__name__)

TICK_SECONDS = 30.0
WINDOWS_SECONDS = 3600.0
SHOWN = 8
JUDGED_TOGETHER = 20
"""Measures between two pauses: a millisecond or two."""

Find = Callable[[Wording, Conversation, Sequence[str]], Sequence[News]]
"""What is new for a conversation among these measures."""


class Subscriptions:
    """Finds what is worth telling, and tells it when it is due."""

    def __init__(self, store: Store, catalogue: Callable[[], Catalogue]) -> None:
        self._store = store
        self._catalogue = catalogue
        self._wordings: Mapping[str, Wording] = load_wordings()

    async def run(self) -> None:
        """Looks at windows every hour and tells what is due, corrections included, for ever."""
        ticks = 0
        while True:
            try:
                if ticks % int(WINDOWS_SECONDS / TICK_SECONDS) == 0:
                    await self.look_at_windows()
                await self.correct()
                await tell_due(self._store)
            except Exception as error:
                trouble = about(error)
                if trouble is None:
                    log.exception("subscriptions.failed")
                else:
                    log.error("subscriptions.waiting", **trouble)
            ticks += 1
            await asyncio.sleep(TICK_SECONDS)

    async def compare(self, before: Catalogue, after: Catalogue) -> None:
        """The knowledge was exchanged: whose verdicts have changed is noted."""
        day = self._now().date()

        def find(wording: Wording, conversation: Conversation, measures: Sequence[str]) -> Sequence[News]:
            return changed_verdicts(Viewer(before, wording), Viewer(after, wording), conversation, day, measures)

        await self._note(find, await asyncio.to_thread(_differing, before, after))

    async def correct(self) -> int:
        """Those answered with a measure whose correction is due are told of it; how many they are."""
        corrections = Corrections(self._store)
        told = 0
        for correction in await corrections.due():
            texts = await self._corrected(correction)
            if texts:
                told += await corrections.tell(correction, texts, in_daytime(self._now()).timestamp())
        return told

    async def _corrected(self, correction: Correction) -> dict[str, str]:
        """Language to what is told; nothing while the base of this process says something else than the correction."""
        day, catalogue = self._now().date(), self._catalogue()
        is_held = correction.measure in catalogue.measures
        if is_held == correction.is_removal:
            return {}
        if not is_held:
            titles = await MeasureVersions(self._store).title(correction.measure)
            return {language: removed(wording, titles) for language, wording in self._wordings.items()}
        return {
            language: corrected(Viewer(catalogue, wording), correction.measure, correction.parts, day)
            for language, wording in self._wordings.items()
        }

    async def look_at_windows(self) -> None:
        """Windows that close soon are noted."""
        day, catalogue = self._now().date(), self._catalogue()

        def find(wording: Wording, conversation: Conversation, measures: Sequence[str]) -> Sequence[News]:
            return closing_windows(Viewer(catalogue, wording), conversation, day, measures)

        await self._note(find, list(catalogue.measures))

    async def _note(self, find: Find, measures: Sequence[str]) -> None:
        if not measures:
            return
        for key, state in await subscribed(self._store):
            conversation = _conversation(state)
            if conversation is not None and conversation.is_subscribed:
                # Judging a whole catalogue takes its time: not on the event loop.
                await note(self._store, await asyncio.to_thread(self._notices, key, conversation, find, measures))

    def _notices(self, key: str, conversation: Conversation, find: Find, measures: Sequence[str]) -> list[Notice]:
        wording = self._wordings[conversation.reply_language]
        found, rest = list[News](), iter(measures)
        while portion := list(islice(rest, JUDGED_TOGETHER)):
            found += find(wording, conversation, portion)
            give_way()
        return list(self._portions(key, wording, sorted(found, key=lambda one: one.key)))

    def _portions(self, key: str, wording: Wording, found: Sequence[News]) -> Iterator[Notice]:
        for at in range(0, len(found), SHOWN):
            some = found[at : at + SHOWN]
            text = "\n".join([wording("news_title"), *(one.text for one in some), wording("news_end")])
            due = in_daytime(self._now()).timestamp()
            yield Notice("|".join(one.key for one in some), key, wording.language, text, due)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._store.clock(), ZoneInfo(self._catalogue().pack.time_zone))


def _differing(before: Catalogue, after: Catalogue) -> list[str]:
    """Measures whose verdict can be another one: those that say something else, or all where what they rest on does."""
    names = sorted(before.measures.keys() | after.measures.keys())
    if not is_founded_alike(before, after):
        return names
    found = []
    for number, name in enumerate(names, 1):
        if before.measures.get(name) != after.measures.get(name):
            found.append(name)
        if number % JUDGED_TOGETHER == 0:
            give_way()
    return found


def _conversation(state: str) -> Conversation | None:
    """The conversation in a row of the store; the chat page keeps it beside what was said."""
    try:
        data = json.loads(state)
        return Conversation.from_json(json.dumps(data.get("conversation", data)))
    except (ValueError, TypeError, AttributeError):
        return None
