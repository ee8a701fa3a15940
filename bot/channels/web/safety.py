"""What holds for every response: headers that forbid what the page does not need, and never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.operations.metrics import Metrics

log = logging.getLogger(__name__)

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Safety:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, metrics: Metrics, apologise: Callable[[Request], Response]) -> None:
        self._app = app
        self._metrics = metrics
        self._apologise = apologise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._note(scope, message)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception:
            log.exception("a request failed: %s %s", scope["method"], scope["path"])
            if begun:
                raise
            await self._apologise(Request(scope))(scope, receive, guarded)

    def _note(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        route = scope.get("route")
        path = getattr(route, "path", "none")
        self._metrics.http_responses.labels(path, str(message["status"])).inc()
