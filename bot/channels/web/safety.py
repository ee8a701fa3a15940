"""What holds for every response: headers that forbid what the page does not need, and never a traceback."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars, get_contextvars

from bot.operations.metrics import Metrics

log = logging.getLogger(__name__)

REQUEST_ID = "x-request-id"
"""Where the correlation id of a request stands: the proxy's own, else ours; it is in every line of the log too."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
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
        with bound_contextvars(correlation=_correlation(scope)):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
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
        headers[REQUEST_ID] = get_contextvars()["correlation"]
        route = scope.get("route")
        path = getattr(route, "path", "none")
        self._metrics.http_responses.labels(path, str(message["status"])).inc()


def _correlation(scope: Scope) -> str:
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if _REQUEST_ID.fullmatch(given) else f"web-{secrets.token_hex(8)}"
