"""Knowledge without restarts: a changed base is compiled beside the one in use, checked, exchanged between messages.

The base is the shipped pack, the operator's folders over it, and over these the documents that staff keep in the
database. Whatever of it changes, all of it is compiled anew in a child process; one that has a fault is refused as a
whole and the old one serves on.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.assembly import AHEAD, build_assistant, content_state, read_unhurried
from bot.assistant.assistant import Assistant
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.compilations import Compilations, Compiled
from bot.compiling import compile_first
from bot.current import CurrentAssistant, KnowledgeState
from bot.operations.dissolving import dissolve
from bot.operations.interpreter import give_way
from bot.overlays import Overlays, last_used
from knowledge.catalogue import Catalogue
from knowledge.errors import KnowledgeError

log = structlog.get_logger(__name__)

LOOK_SECONDS = 2.0
"""Between two looks at the folders; a change there is taken up at the second look that finds it."""
DOCUMENTS_SECONDS = 60.0
"""Between two looks at the database where nothing was heard of: a change there is announced, and taken up at once."""
SHOWN_FAULTS = 20
MEND = "mend these files; what was good before is served until then"
WARM_UP, WARM_MEASURES = "huiqi", 3
"""Answered before the first real message, and the titles of so many measures, so that nobody waits for what is made
once."""


Told = Callable[[KnowledgeState], None]
Exchanged = Callable[[Catalogue, Catalogue], Awaitable[None]]


@dataclass(slots=True)
class Reloader:
    """Looks for changes and takes them up."""

    current: CurrentAssistant
    folders: tuple[Path, ...]
    cache: Path
    """Where compiled forms are kept."""
    in_use: str
    """The content's state when the current assistant was built from it."""
    overlays: Overlays | None = None
    """Documents in the database; None where there is no database."""
    told: list[Told] = field(default_factory=list)
    """Who hears of every exchange and every refusal."""
    exchanged: list[Exchanged] = field(default_factory=list)
    """Who compares the old and the new knowledge after an exchange; awaited before the old one goes."""
    state: KnowledgeState = field(init=False)
    _seen: str = field(init=False)
    """The folders' own state at the last look."""
    _looking: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)
    _compilations: Compilations = field(init=False)
    _ahead: set[asyncio.Task[None]] = field(init=False, default_factory=set)
    """What is compiled before it is kept."""
    _is_store_known_down: bool = field(init=False, default=False)
    """Whether the log has said so."""

    def __post_init__(self) -> None:
        self._compilations = Compilations(self.cache)
        self.state = KnowledgeState(self.current.catalogue.version, time.time())
        self._seen = content_state(self.folders)

    async def run(self) -> None:
        """Looks for ever; nothing that goes wrong ends it."""
        await asyncio.gather(self._watch_folders(), self._watch_documents())

    async def _watch_folders(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("knowledge.look_failed")
            await asyncio.sleep(LOOK_SECONDS)

    async def _watch_documents(self) -> None:
        while self.overlays is not None:
            try:
                await self.look_at_documents()
                await self._begin_drafts(self.overlays)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(DOCUMENTS_SECONDS):
                        await self.overlays.changed()
                self._is_store_known_down = False
            except Exception as error:
                self._say_unread(error)
                await asyncio.sleep(LOOK_SECONDS)

    def _say_unread(self, error: Exception) -> None:
        """A database that is gone is said once; anything else is ours, with its trace."""
        from bot.store.remedies import about  # with the store, which is loaded after the page

        trouble = about(error)
        if trouble is None:
            log.error("knowledge.documents_failed", exc_info=error)
        elif not self._is_store_known_down:
            log.error("knowledge.documents_unread", **trouble)
        self._is_store_known_down = trouble is not None

    async def look_at_documents(self) -> None:
        """Takes up what has changed in the database, at the first look; returns once it serves, or is refused."""
        async with self._looking:
            if self.overlays is not None:
                await self.overlays.fetch()
            await self._look()

    async def try_out(self, documents: Mapping[str, str]) -> Compiled:
        """The compiled form with these documents of staff in place of those in use, or its faults.

        Once they are kept they need not be compiled again. Raises: OSError.
        """
        places = await self.overlays.lay_out(documents) if self.overlays is not None else ()
        return await self._compilations.of(self.folders + places, ahead=True)

    async def _begin_drafts(self, overlays: Overlays) -> None:
        """What staff try out at another replica is compiled here too, so that it can serve as soon as it is kept."""
        for places in await overlays.drafts():
            task = asyncio.create_task(self._compile_ahead(places), name="compiling-ahead")
            self._ahead.add(task)
            task.add_done_callback(self._ahead.discard)

    async def _compile_ahead(self, places: tuple[Path, ...]) -> None:
        try:
            path, _ = await self._compilations.of(self.folders + places, ahead=True)
            if path is not None:
                log.info("knowledge.ready_ahead", path=path.name)
        except Exception:
            log.exception("knowledge.draft_failed")

    async def look(self) -> None:
        """Takes up what has changed, once two looks in a row have found the same folders.

        A copy under way there is let finish; documents of the database change as a whole and need no second look.
        """
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        folders = await asyncio.to_thread(content_state, self.folders)
        settled, self._seen = folders == self._seen, folders
        places = self._places()
        found = folders if places == self.folders else await asyncio.to_thread(content_state, places)
        if settled and found != self.in_use:
            self.in_use = found
            await self._take_up()

    def refuse(self, faults: tuple[str, ...]) -> None:
        """The newest content cannot be used: says so, and the old one serves on."""
        self.state = KnowledgeState(self.state.version, self.state.since, faults, time.time())
        first = faults[:SHOWN_FAULTS]
        log.error("knowledge.refused", faults=first, all=len(faults), advice=MEND, serving=self.state.version)
        self._tell()

    async def _take_up(self) -> None:
        path, faults = await self._compilations.of(self._places())
        newer = await asyncio.to_thread(self._read, path) if path is not None else None
        if newer is None:
            self.refuse(faults or ("the compiled form cannot be read; the log of the compiling process says more",))
            return
        older = self.current.exchange(newer)
        self.state = KnowledgeState(newer.catalogue.version, time.time())
        versions = {"version": newer.catalogue.version, "instead_of": older.catalogue.version}
        log.info("knowledge.exchanged", **versions, was_ahead=path is not None and path.parent.name == AHEAD)
        self._tell()
        if self.overlays is not None:
            self.overlays.settle()
        for hear in self.exchanged:
            await hear(older.catalogue, newer.catalogue)
        owned: list[object] = [older]
        del older
        await asyncio.to_thread(dissolve, owned)

    def _read(self, path: Path | None) -> Assistant | None:
        newer = read_unhurried(path) if path is not None else None
        if newer is not None:
            _warm(newer)
        return newer

    def _places(self) -> tuple[Path, ...]:
        return self.folders + (self.overlays.places() if self.overlays is not None else ())

    def _tell(self) -> None:
        for tell in self.told:
            tell(self.state)


def open_knowledge(folders: tuple[Path, ...], cache: Path, kept_days: int | None = None) -> Reloader:
    """The knowledge as the last process used it; without staff's documents where these no longer fit.

    `kept_days`: see CurrentAssistant.
    Raises: KnowledgeError with the faults of the operator's folders.
    """
    places = (*folders, *last_used(cache))
    in_use = content_state(places)
    faults: tuple[str, ...] = ()
    compile_first(cache, places)
    try:
        assistant = build_assistant(places, cache=cache)
    except KnowledgeError as error:
        if places == folders:
            raise
        in_use, faults = content_state(folders), tuple(map(str, error.problems))
        assistant = build_assistant(folders, cache=cache)
    _warm(assistant)
    reloader = Reloader(CurrentAssistant(assistant, kept_days), folders, cache, in_use)
    if faults:
        reloader.refuse(faults)
    return reloader


def _warm(assistant: Assistant) -> None:
    """Answers a few messages as of the day in the pack's zone; windows are looked at for the next day too."""
    today = datetime.now(ZoneInfo(assistant.catalogue.pack.time_zone)).date()
    assistant.understander.in_force(today + timedelta(days=1))
    some = islice(assistant.catalogue.measures.values(), WARM_MEASURES)
    for text in (WARM_UP, *(text for measure in some for text in measure.title.values())):
        assistant.respond(Message(text), Conversation(), today)
        give_way()
