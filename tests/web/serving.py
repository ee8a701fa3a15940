"""Starts the real application on a free port of the loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

from bot.assistant.assistant import Assistant
from bot.channels.web.app import create_app
from bot.channels.web.conversations import ConversationStore, WebConversations
from bot.channels.web.dependencies import ConsoleParts, Rate, Responder, WebDependencies, WebSettings
from bot.channels.web.server import WebServer
from bot.current import CurrentAssistant
from bot.operations.health import Health
from bot.operations.metrics import Metrics
from tests.web.memory import MemoryStore

TODAY = date(2026, 11, 22)
ANY_RATE = Rate(per_minute=60_000, burst=10_000)


@dataclass(slots=True)
class Site:
    """A running server and its parts."""

    assistant: Assistant | CurrentAssistant = field(repr=False)
    """Its whole knowledge would be written out wherever the site is shown."""
    settings: WebSettings = field(default_factory=lambda: WebSettings(port=0, page_rate=ANY_RATE, api_rate=ANY_RATE))
    store: ConversationStore = field(default_factory=MemoryStore)
    health: Health = field(default_factory=Health)
    metrics: Metrics = field(default_factory=Metrics)
    responder: Responder | None = None
    """In place of the assistant."""
    console: ConsoleParts | None = None
    attended: Callable[[], bool] = lambda: False
    url: str = ""


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[Site]:
    """The site, listening; `site.url` says where."""
    deps = WebDependencies(
        settings=site.settings,
        assistant=site.responder or site.assistant,
        knowledge=lambda: site.assistant.catalogue,
        today=lambda: TODAY,
        conversations=WebConversations(site.store),
        health=site.health,
        metrics=site.metrics,
        console=site.console,
        attended=lambda: bool(site.attended()),
    )
    server = WebServer(create_app(deps), site.settings)
    site.url = await server.start()
    try:
        yield site
    finally:
        await server.stop()


SiteMaker = Callable[..., Site]
