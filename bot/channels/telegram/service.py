"""Telegram as a service of the process: started and stopped with it, never able to take it down."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import structlog
from starlette.routing import Route

from bot.channels.telegram.acceptance import Acceptance
from bot.channels.telegram.counts import Counts
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.drafting import Assistant, DraftingHere, Voice
from bot.channels.telegram.handlers import build_application
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.introduction import Introduction
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.parking import Parking
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.reading import arrival, correlation
from bot.channels.telegram.requests import AiohttpRequest
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.webhook import Webhook
from bot.channels.telegram.wire import Wire
from bot.operations.secrecy import keep_secret
from bot.store.errors import StoreDown
from bot.store.group_commit import PASSING
from bot.store.inbox import Inbox
from bot.store.store import Store
from bot.store.units import Arrival

if TYPE_CHECKING:
    from bot.operations.metrics import Metrics

log = structlog.get_logger(__name__)
HANDING_ON_SECONDS = 5.0
"""How long a stop waits for a database that is gone: lanes that cannot be handed on are free when their leases end."""

BACKLOG_SECONDS = 1.0
"""Between two looks at the size of the backlog."""
ROLE_SECONDS = 1.0
"""Between two tries of a stand-by to take the poller's role."""


class TelegramService:
    """Everything between Telegram and the assistant, for one token.

    The store is the caller's: opened before `start`, closed after `stop`.

    Raises: TokenError where the token has the wrong shape.
    """

    def __init__(
        self,
        options: TelegramOptions,
        assistant: Assistant,
        voice: Voice,
        store: Store,
        today: Callable[[], date],
        metrics: Metrics | None = None,
    ) -> None:
        keep_secret(options.token)
        self._options = options
        self._store = store
        self.counts = Counts(metrics)
        self._inbox = Inbox(store, options.account)
        tls = ssl.create_default_context() if options.is_encrypted else None
        self._polls = AiohttpRequest(options, tls)
        self._calls = AiohttpRequest(options, tls)
        self._wire = Wire(options, tls)
        self._application = build_application(options, self._calls)
        parking = Parking(time.monotonic)
        self._acceptance = Acceptance(self._calls, self._application, options.timing)
        self._sender = Sender(self._wire, parking, self._acceptance.admission, self.counts, options.timing)
        desk = Desk(self._application, DraftingHere(assistant, voice), voice.wording, today, self._inbox.answers_to)
        self.desk = desk
        self._inline = Inline(assistant, voice, self._wire, self.counts, today)
        self._lanes = Lanes(options, self._inbox, desk, self._sender, parking, self.counts)
        self._introduction = Introduction(options, self._calls, store, voice.wording)
        self._poller = Poller(options, self._polls, self._read, self._take_in, self.counts)
        self._poller.full = self._is_full
        self._webhook = Webhook(options, self._take_in, self.counts, self._accepting, self._inline.take)
        self._role = store.role(f"telegram-{options.account}")
        self._parts = Parts()
        self._state = "starting"
        self._stopping = False
        self._opened = False
        self._backlog: tuple[int, float | None] = (0, None)

    def route(self) -> Route:
        """The webhook's endpoint, for the web application to mount; it refuses what lacks the secret."""
        return self._webhook.route()

    async def start(self) -> None:
        """Begins; returns at once, whether or not Telegram can be reached."""
        self._parts.begin("serve", self._keep_serving())
        self._parts.begin("backlog", self._watch_backlog())
        if self._store.shared:
            self._parts.begin("leases", self._renew_leases())

    async def stop(self, drain_seconds: float) -> None:
        """Fetches no more, finishes what is under way for at most so long, hands everything else on."""
        self._stopping = True
        self._state = "draining"
        await self._parts.end("poll", "serve")
        await self._inline.stop()
        await self._lanes.drain(drain_seconds)
        await self.desk.drafting.close()
        await self._parts.end()
        with contextlib.suppress(StoreDown, TimeoutError):
            async with asyncio.timeout(HANDING_ON_SECONDS):
                await self._store.release_own(self._options.account)
        self._inbox.close()
        await self._role.leave()
        with contextlib.suppress(Exception):  # PTB refuses to shut down what it could not initialise
            await self._application.shutdown()
        await self._polls.shutdown()
        await self._calls.shutdown()
        self._wire.close()

    def healthy(self) -> bool:
        """Whether every part that should run does run: part of /healthz. Telegram's own state has no say."""
        return self._parts.all_run()

    def status(self) -> dict[str, Any]:
        """What /readyz shows of Telegram; it never changes a status. The backlog is at most a second old."""
        counts = self.counts
        return {
            "mode": self._options.mode,
            "state": self.state,
            "last_poll": counts.last_poll,
            "waiting": self._backlog[0],
            "oldest_waiting_seconds": round(self._oldest_seconds(), 1),
            "updates": counts.updates,
            "duplicates": counts.duplicates,
            "dead": counts.dead,
            "conflicts": counts.conflicts,
        }

    @property
    def state(self) -> str:
        """One word for how it stands with Telegram."""
        if self._acceptance.trouble:
            return self._acceptance.trouble
        return self._poller.state if self._state == "polling" else self._state

    async def _keep_serving(self) -> None:
        """Serves again after whatever made it stop: a store that was away, an answer that nobody expected."""
        while True:
            try:
                await self._serve()
            except Exception:
                log.exception("telegram.serving_failed")
                self._state = "failed"
            await asyncio.sleep(self._options.timing.first_pause)

    async def _serve(self) -> None:
        """Waits for its role, then for Telegram, then works."""
        if not self._store.shared:
            await self._await_role()
            if not self._opened:
                await self._inbox.open()
            self._opened = True
        await self._acceptance.obtain()
        self._inline.username = self._application.bot.username
        self._parts.begin("lanes", self._lanes.run())
        self._parts.begin("acceptance", self._acceptance.keep(self._lanes.wake))
        self._lanes.wake()
        if self._options.mode == "webhook":
            await self._push_mode()
            await asyncio.Event().wait()
        while True:
            await self._await_role()
            await self._introduction.set_commands()
            self._state = "polling"
            self._parts.begin("poll", self._poller.run(self._acceptance.renewed))
            while await self._role.held() and self._parts.runs("poll"):  # noqa: ASYNC110 - held is asked, not told
                await asyncio.sleep(ROLE_SECONDS)
            await self._parts.end("poll")

    async def _push_mode(self) -> None:
        await self._introduction.set_commands()
        while not await self._introduction.set_webhook():
            self._state = "webhook not set"
            await asyncio.sleep(self._options.timing.longest_pause / 4)
        self._state = "webhook"

    async def _await_role(self) -> None:
        while not await self._role.take():
            self._state = "standby"
            await asyncio.sleep(ROLE_SECONDS)

    def _read(self, updates: list[Any]) -> list[Arrival]:
        """What of a poll is to be committed; inline queries are answered past the inbox, what has no id is counted."""
        kept = [update for update in updates if not self._inline.take(update)]
        arrivals = [arrival(self._options.account, update) for update in kept]
        nameless = sum(one is None for one in arrivals)
        if nameless:
            log.error("telegram.updates_without_id", number=nameless)
        self.counts.taken_in(self._options.mode, 0, 0, nameless)
        return [one for one in arrivals if one is not None]

    async def _take_in(self, arrivals: list[Arrival]) -> None:
        """Commits arrivals and wakes the lanes for the same commit. Raises: StoreDown."""
        self._lanes.wake()
        new = await self._inbox.take_in(arrivals)
        correlations = [correlation(self._options.account, one.update_id) for one in arrivals]
        log.info("telegram.taken_in", new=new, correlations=correlations)
        unreadable = sum(not one.readable for one in arrivals) if new else 0
        self.counts.taken_in(self._options.mode, new, len(arrivals) - new, unreadable)

    def _oldest_seconds(self) -> float:
        since = self._backlog[1]
        return max(0.0, self._store.clock() - since) if since is not None else 0.0

    def _is_full(self) -> bool:
        return self._backlog[0] >= self._options.high_water

    def _accepting(self) -> bool:
        return not self._stopping and self._store.writable and not self._is_full()

    async def _watch_backlog(self) -> None:
        """Keeps the size of the backlog at hand: it is asked for with every update."""
        while True:
            with contextlib.suppress(*PASSING):
                self._backlog = await self._store.backlog(self._options.account)
            self.counts.backlog(self._backlog[0], self._oldest_seconds(), self.state in ("polling", "webhook"))
            await asyncio.sleep(BACKLOG_SECONDS)

    async def _renew_leases(self) -> None:
        while True:
            await asyncio.sleep(self._options.timing.lease / 3)
            with contextlib.suppress(StoreDown):
                await self._inbox.renew(self._options.timing.lease)
