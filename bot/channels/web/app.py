"""The web application: the chat page, the HTTP interface and the probes on one port.

Built on Starlette, because FastAPI costs eight times its start-up and three packages more
(docs/decisions/0004-starlette.md), and its documentation page needs scripts from elsewhere.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels.web.api import ApiRoutes
from bot.channels.web.assets import Assets, load_assets
from bot.channels.web.chat import ChatRoutes
from bot.channels.web.console.entry import ConsoleEntry
from bot.channels.web.dependencies import WebDependencies
from bot.channels.web.pages import Pages
from bot.channels.web.probes import ProbeRoutes
from bot.channels.web.refusals import refuse, refuse_with
from bot.channels.web.safety import Safety
from bot.channels.web.shared import SharedRoutes
from bot.store.errors import StoreError

COMPRESSED_FROM_BYTES = 1_000


def create_app(deps: WebDependencies) -> Starlette:
    """The application, ready for an ASGI server; it starts nothing of its own."""
    assets = load_assets()
    pages = Pages(assets)

    async def refused(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            return refuse_with(request, error, pages)
        return refuse(request, 503, pages, {"retry-after": "5"})

    return Starlette(
        routes=[*_routes(deps, pages, assets), *deps.further_routes],
        middleware=[
            Middleware(Safety, metrics=deps.metrics, apologise=lambda request: refuse(request, 500, pages)),
            Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM_BYTES, compresslevel=5),
        ],
        exception_handlers={HTTPException: refused, StoreError: refused, TimeoutError: refused},
    )


def _routes(deps: WebDependencies, pages: Pages, assets: Assets) -> list[BaseRoute]:
    chat, api, probes = ChatRoutes(deps, pages), ApiRoutes(deps, pages), ProbeRoutes(deps)
    console = ConsoleEntry(deps, pages)
    return [
        Route("/", chat.show),
        Route("/chat", chat.say, methods=["POST"]),
        Route("/news", chat.news),
        Route("/helpful", chat.judge, methods=["POST"]),
        Route("/new", chat.begin_anew, methods=["POST"]),
        Route("/a/{measure}", SharedRoutes(deps, pages).show),
        Route("/static/{name}", assets.serve),
        Route("/api/ask", api.ask, methods=["POST"]),
        Route("/api/screen", api.screen, methods=["POST"]),
        Route("/api/openapi.json", api.openapi),
        Route("/api/docs", api.docs),
        Route("/api/measures", api.measures),
        Route("/api/measures/{id}", api.measure),
        *([Route("/console", console), Route("/console/{path:path}", console)] if deps.console else ()),
        Route("/healthz", probes.health),
        Route("/readyz", probes.ready),
        Route("/metrics", probes.metrics),
    ]
