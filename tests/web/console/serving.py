"""A site with the console over a real store, and somebody who has signed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page

from bot.assembly import content_state
from bot.assistant.assistant import Assistant
from bot.channels.web.console.passwords import hashed
from bot.channels.web.dependencies import ConsoleParts, Rate, WebSettings
from bot.current import CurrentAssistant
from bot.overlays import Overlays
from bot.reloading import Reloader
from bot.store.late import LateDocuments
from bot.store.staff import Role, Staff
from bot.store.store import Store
from tests.store.databases import database_url
from tests.web.serving import ANY_RATE, Site, serving

PASSWORD = "four calm words here"
HASH = hashed(PASSWORD)


@dataclass(slots=True)
class Desk:
    """A running site with its console."""

    site: Site
    store: Store
    staff: Staff = field(repr=False)
    faults: list[str] = field(default_factory=list)
    """Why the newest knowledge is refused."""

    @property
    def url(self) -> str:
        """Address of the console."""
        return self.site.url + "/console"

    async def person(self, name: str = "mei", role: Role = "editor") -> str:
        """Somebody who may sign in with PASSWORD."""
        await self.staff.add(name, role, HASH)
        return name

    async def enter(self, page: Page, name: str = "mei", role: Role = "editor") -> None:
        """The page shows the console to somebody who has signed in there."""
        await self.person(name, role)
        secret = await self.staff.open_session(name)
        cookie = {"name": "huiqi_staff", "value": secret, "url": self.url}
        await page.context.add_cookies([cookie])
        await page.goto(self.url)


@asynccontextmanager
async def desk(assistant: Assistant, folder: Path, engine: str = "sqlite", **settings: object) -> AsyncIterator[Desk]:
    """The site, listening, on a fresh database."""
    store = await Store.open(database_url(engine, folder))

    async def opened() -> Store:
        return store

    current = CurrentAssistant(assistant)
    cache = folder / "cache"
    documents = LateDocuments(asyncio.create_task(opened()))
    knowledge = Reloader(current, (), cache, content_state(()), Overlays(documents, cache))
    given = {"port": 0, "page_rate": ANY_RATE, "api_rate": ANY_RATE, "staff_attempts": Rate(60_000, 10_000)}
    site = Site(current, WebSettings(**(given | settings)), store=store)  # type: ignore[arg-type]
    faults: list[str] = []
    site.console = ConsoleParts(
        opened,
        lambda: current.assistant,
        knowledge.try_out,
        knowledge.look_at_documents,
        faults=lambda: tuple(faults),
    )
    try:
        async with serving(site) as running:
            yield Desk(running, store, Staff(store), faults)
    finally:
        await store.close()
