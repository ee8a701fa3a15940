"""The webhook: an update is answered with 200 when it is on disk, never before."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.counts import Counts
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.reading import arrival, poison
from bot.store.errors import StoreDown
from bot.store.units import Arrival

log = structlog.get_logger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_BODY = 2**20
RETRY_SECONDS = 5


class Webhook:
    """Takes updates that Telegram pushes."""

    def __init__(
        self,
        options: TelegramOptions,
        take_in: Callable[[list[Arrival]], Awaitable[None]],
        counts: Counts,
        accepting: Callable[[], bool],
        at_once: Callable[[Any], bool],
    ) -> None:
        self._options = options
        self._take_in = take_in
        self._counts = counts
        self._accepting = accepting
        self._at_once = at_once
        """Whether an update is answered at once, past the inbox."""

    def route(self) -> Route:
        """The endpoint, for the web application to mount."""
        return Route(PATH, self._receive, methods=["POST"], include_in_schema=False)

    async def _receive(self, request: Request) -> Response:
        if not self._knows(request.headers.get(SECRET_HEADER, "")):
            return self._refuse("secret", 403)
        body = await _read(request)
        if body is None:
            return self._refuse("size", 413)
        if not self._accepting():
            return self._refuse("busy", 503)
        try:
            update: Any = json.loads(body)
        except (ValueError, RecursionError):  # the latter where it nests too deep to be read
            update = None
        if self._at_once(update):
            return Response(status_code=200)
        try:
            await self._take_in([self._arrival(body, update)])
        except StoreDown:
            return self._refuse("store", 503)
        return Response(status_code=200)

    def _knows(self, secret: str) -> bool:
        """Compares with both secrets, in constant time."""
        known = (self._options.secret, self._options.webhook_previous_secret or self._options.secret)
        current, previous = (hmac.compare_digest(secret.encode(), one.encode()) for one in known)
        return current or previous

    def _arrival(self, body: bytes, update: Any) -> Arrival:
        found = arrival(self._options.account, update)
        if found is None:
            log.error("telegram.webhook_poison", bytes=len(body))
        return found or poison(self._options.account, body)

    def _refuse(self, why: str, status: int) -> Response:
        self._counts.refused(why)
        headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
        return Response(status_code=status, headers=headers)


async def _read(request: Request) -> bytes | None:
    """The body; None where it is larger than any update."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)
