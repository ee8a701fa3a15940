"""Polls Telegram for updates; acknowledges only what is on disk."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.channels.telegram.counts import Counts
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.reading import ASKED_FOR
from bot.channels.telegram.requests import REFUSALS, AiohttpRequest, Reply
from bot.store.errors import StoreDown
from bot.store.units import Arrival

log = structlog.get_logger(__name__)

FAILURES_TO_RENEW = 3
MINUTE = 60.0

Read = Callable[[list[Any]], list[Arrival]]
"""What of raw updates is to be committed; the others are answered or given up with that, once."""
TakeIn = Callable[[list[Arrival]], Awaitable[None]]
"""Commits arrivals. Raises: StoreDown."""


class Poller:
    """One long poll after the other, for as long as this process has the poller's role."""

    def __init__(
        self, options: TelegramOptions, request: AiohttpRequest, read: Read, take_in: TakeIn, counts: Counts
    ) -> None:
        self._options = options
        self._request = request
        self._read = read
        self._take_in = take_in
        self._counts = counts
        self._failures = 0
        self._said_conflict = -MINUTE
        self.state = "starting"
        """What /readyz says of polling."""
        self.full: Callable[[], bool] = lambda: False
        """Whether so much waits that no more is to be fetched."""

    async def run(self, accepted: Callable[[], Awaitable[None]]) -> None:
        """Polls for ever. `accepted` is awaited when Telegram refuses the token: it returns once it is taken again."""
        await self._clear_webhook()
        offset: int | None = None
        while True:
            if self.full():
                self.state = "full"
                await asyncio.sleep(self._options.timing.first_pause)
                continue
            reply = await self._poll(offset)
            if reply.kind != "ok":
                await self._after_failure(reply, accepted)
                continue
            self._failures, self.state = 0, "polling"
            self._counts.polled()
            # Only the poll right after a batch acknowledges it: a later one with that offset would also
            # throw away what comes with lower ids, when Telegram's ids have restarted.
            offset = await self._keep(reply.result)

    async def _poll(self, offset: int | None) -> Reply:
        seconds = self._options.timing.poll
        parameters: dict[str, Any] = {"timeout": seconds, "limit": 100, "allowed_updates": list(ASKED_FOR)}
        if offset is not None:
            parameters["offset"] = offset
        return await self._request.call("getUpdates", parameters, seconds + self._options.timing.answer)

    async def _keep(self, updates: Any) -> int | None:
        """The offset that acknowledges the updates, once they are on disk; None where there are none."""
        if not isinstance(updates, list):
            return None
        ids = [
            update["update_id"]
            for update in updates
            if isinstance(update, dict) and type(update.get("update_id")) is int
        ]
        arrivals = self._read(updates)
        while arrivals:
            try:
                await self._take_in(arrivals)
                break
            except StoreDown:
                self.state = "store down"
                log.error("telegram.poll_waits_for_store", advice="nothing is lost: see store.down for the cause")
                await asyncio.sleep(self._options.timing.first_pause)
        return max(ids) + 1 if ids else None

    async def _after_failure(self, reply: Reply, accepted: Callable[[], Awaitable[None]]) -> None:
        self._failures += 1
        if reply.status in REFUSALS:
            self.state = "unauthorized"
            await accepted()
        elif reply.status == 409:
            await self._after_conflict(reply)
        else:
            self.state = f"failing: {reply.text or reply.status}"
            log.warning("telegram.poll_failed", status=reply.status, error=reply.text, failures=self._failures)
        if self._failures % FAILURES_TO_RENEW == 0 and reply.kind != "refused":
            await self._request.renew()
        await asyncio.sleep(self._pause(reply))

    async def _after_conflict(self, reply: Reply) -> None:
        self.state = "conflict"
        self._counts.conflicted()
        if time.monotonic() - self._said_conflict >= MINUTE:
            self._said_conflict = time.monotonic()
            log.error("telegram.conflict", error=reply.text, advice="another process polls with this token")
        if "webhook" in reply.text:
            await self._clear_webhook()

    def _pause(self, reply: Reply) -> float:
        """Doubling pauses with jitter; a 429 says itself how long."""
        timing = self._options.timing
        if reply.retry_after:
            return float(reply.retry_after)
        pause = min(timing.first_pause * 2 ** min(self._failures - 1, 10), timing.longest_pause)
        return float(pause * (0.75 + random.random() / 2))  # noqa: S311 - jitter, no secret

    async def _clear_webhook(self) -> None:
        """Polling and a webhook exclude each other; one that is set is somebody's production and stays, unless told."""
        while True:
            info = await self._request.call("getWebhookInfo", {})
            if info.kind != "ok" or not info.result.get("url"):
                return
            if self._options.take_over:
                log.warning("telegram.webhook_removed")
                await self._request.call("deleteWebhook", {"drop_pending_updates": False})
                return
            self.state = "webhook set"
            log.error("telegram.webhook_set", advice="set HUIQI_TELEGRAM_MODE=webhook, or delete the webhook to poll")
            await asyncio.sleep(self._options.timing.longest_pause)
