"""The way into the console: its parts are loaded when somebody first comes, because serving the page needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from bot.channels.web.dependencies import WebDependencies
from bot.channels.web.pages import Pages

if TYPE_CHECKING:
    from starlette.routing import Router


class ConsoleEntry:
    """Everything under /console."""

    def __init__(self, deps: WebDependencies, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if self._router is None:
            from bot.channels.web.console.routes import console_router

            self._router = console_router(self._deps, self._pages)
        await self._router(scope, receive, send)
