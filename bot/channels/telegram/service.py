"""Telegram as a service of the process: started and stopped with it, never able to take it down."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from datetime import date
from typing import TYPE_CHECKING, Any

import structlog
from starlette.routing import Route
from telegram.error import TelegramError
from telegram.ext import Application

from bot.channels.telegram.counts import Counts
from bot.channels.telegram.desk import Assistant, Desk, Voice
from bot.channels.telegram.handlers import add_handlers
from bot.channels.telegram.introduction import Introduction
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.parking import Parking
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.reading import arrival
from bot.channels.telegram.redaction import keep_out_of_logs
from bot.channels.telegram.requests import AiohttpRequest
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.webhook import Webhook
from bot.store.errors import StoreDown
from bot.store.group_commit import PASSING
from bot.store.inbox import Inbox
from bot.store.store import Store
from bot.store.units import Arrival

if TYPE_CHECKING:
    from bot.operations.metrics import Metrics

log = structlog.get_logger(__name__)

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
        keep_out_of_logs(options.token)
        self._options = options
        self._store = store
        self._counts = Counts(metrics)
        self._inbox = Inbox(store, options.account)
        self._polls = AiohttpRequest(options)
        self._calls = AiohttpRequest(options)
        self._application = _application(options, self._calls)
        parking = Parking(time.monotonic)
        self._sender = Sender(self._calls, parking, self._counts, options.timing)
        desk = Desk(self._application, assistant, voice, today, self._inbox.answers_to)
        self._lanes = Lanes(options, self._inbox, desk, self._sender, parking, self._counts)
        self._introduction = Introduction(options, self._calls, store, voice.wording)
        self._poller = Poller(options, self._polls, self._take_in_raw, self._counts)
        self._poller.full = self._is_full
        self._webhook = Webhook(options, self._take_in, self._counts, self._accepting)
        self._role = store.role(f"telegram-{options.account}")
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._state = "starting"
        self._stopping = False
        self._ready = False
        self._backlog: tuple[int, float | None] = (0, None)

    def route(self) -> Route:
        """The webhook's endpoint, for the web application to mount; it refuses what lacks the secret."""
        return self._webhook.route()

    async def start(self) -> None:
        """Begins; returns at once, whether or not Telegram can be reached."""
        self._spawn("serve", self._keep_serving())
        self._spawn("backlog", self._watch_backlog())
        if self._store.shared:
            self._spawn("leases", self._renew_leases())

    async def stop(self, drain_seconds: float) -> None:
        """Fetches no more, finishes what is under way for at most so long, hands everything else on."""
        self._stopping = True
        self._state = "draining"
        for name in ("poll", "serve"):
            await self._end(name)
        await self._lanes.drain(drain_seconds)
        for name in list(self._tasks):
            await self._end(name)
        with contextlib.suppress(StoreDown):
            await self._store.release_own(self._options.account)
        self._inbox.close()
        await self._role.leave()
        with contextlib.suppress(Exception):  # PTB refuses to shut down what it could not initialise
            await self._application.shutdown()
        await self._polls.shutdown()
        await self._calls.shutdown()

    def healthy(self) -> bool:
        """Whether every part that should run does run: part of /healthz. Telegram's own state has no say."""
        return all(not task.done() for task in self._tasks.values())

    def status(self) -> dict[str, Any]:
        """What /readyz shows of Telegram; it never changes a status. The backlog is at most a second old."""
        counts = self._counts
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
        if self._sender.admission.refused.is_set():
            return "unauthorized"
        return self._poller.state if self._state == "polling" else self._state

    @property
    def counts(self) -> Counts:
        """What has been counted since the start."""
        return self._counts

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
            await self._inbox.open()
        await self._get_accepted()
        self._spawn("lanes", self._lanes.run())
        self._spawn("acceptance", self._watch_acceptance())
        self._lanes.wake()
        if self._options.mode == "webhook":
            await self._push_mode()
            return await _for_ever()
        while True:
            await self._await_role()
            await self._introduction.set_commands()
            self._state = "polling"
            self._spawn("poll", self._poller.run(self._await_acceptance))
            while await self._role.held() and not self._tasks["poll"].done():  # noqa: ASYNC110 - held is asked, not told
                await asyncio.sleep(ROLE_SECONDS)
            await self._end("poll")

    async def _push_mode(self) -> None:
        pause = self._options.timing.first_pause
        await self._introduction.set_commands()
        while not await self._introduction.set_webhook():
            self._state = "webhook not set"
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._options.timing.longest_pause)
        self._state = "webhook"

    async def _await_role(self) -> None:
        while not await self._role.take():
            self._state = "standby"
            await asyncio.sleep(ROLE_SECONDS)

    async def _await_acceptance(self) -> None:
        """For the poller, when Telegram refuses the token: returns once it is accepted again."""
        self._sender.admission.refuse()
        await self._sender.admission.accepted.wait()

    async def _watch_acceptance(self) -> None:
        while True:
            await self._sender.admission.refused.wait()
            log.error("telegram.unauthorized", advice="check HUIQI_TELEGRAM_TOKEN")
            await self._get_accepted()
            self._lanes.wake()

    async def _get_accepted(self) -> None:
        """Returns once Telegram knows the token; says what is wrong meanwhile. The page serves on."""
        pause, said = self._options.timing.first_pause, ""
        while True:
            reply = await self._calls.call("getMe", {})
            if reply.kind == "ok" and await self._initialized():
                break
            state = "unauthorized" if reply.status in (401, 404) else f"unreachable: {reply.text or reply.status}"
            if self._state != "polling":
                self._state = state
            if state != said:
                said = state
                log.error(
                    "telegram.not_accepted", state=state, advice="check HUIQI_TELEGRAM_TOKEN, _API_URL and _PROXY"
                )
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._options.timing.longest_pause)
        self._sender.admission.accept()

    async def _initialized(self) -> bool:
        """Whether PTB knows who the bot is; it asks Telegram itself."""
        if not self._ready:
            try:
                await self._application.initialize()
            except TelegramError as error:
                log.warning("telegram.not_initialized", error=type(error).__name__)
                return False
            self._ready = True
        return True

    async def _take_in_raw(self, updates: list[Any]) -> None:
        """Commits what a poll brought. Raises: StoreDown."""
        arrivals = [arrival(self._options.account, update) for update in updates]
        nameless = sum(one is None for one in arrivals)
        if nameless:
            log.error("telegram.updates_without_id", number=nameless)
        self._counts.taken_in(self._options.mode, 0, 0, nameless)
        await self._take_in([one for one in arrivals if one is not None])

    async def _take_in(self, arrivals: list[Arrival]) -> None:
        """Commits arrivals and wakes the lanes for the same commit. Raises: StoreDown."""
        taking = asyncio.ensure_future(self._inbox.take_in(arrivals))
        self._lanes.wake()
        new = await taking
        unreadable = sum(not one.readable for one in arrivals) if new else 0
        self._counts.taken_in(self._options.mode, new, len(arrivals) - new, unreadable)

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
            self._counts.backlog(self._backlog[0], self._oldest_seconds(), self.state in ("polling", "webhook"))
            await asyncio.sleep(BACKLOG_SECONDS)

    async def _renew_leases(self) -> None:
        while True:
            await asyncio.sleep(self._options.timing.lease / 3)
            with contextlib.suppress(StoreDown):
                await self._inbox.renew(self._options.timing.lease)

    def _spawn(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Begins a part; one that runs already goes on."""
        running = self._tasks.get(name)
        if running is not None and not running.done():
            work.close()
            return
        self._tasks[name] = asyncio.create_task(work, name=f"telegram-{name}")
        self._tasks[name].add_done_callback(_say_why)

    async def _end(self, name: str) -> None:
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _application(options: TelegramOptions, calls: AiohttpRequest) -> Application[Any, Any, Any, Any, Any, Any]:
    """PTB's Application without its own fetching, storing or pooling."""
    api = options.api_url.rstrip("/")
    builder = Application.builder().token(options.token).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
    application = (
        builder.request(calls).get_updates_request(AiohttpRequest(options)).updater(None).job_queue(None).build()
    )
    add_handlers(application)
    return application


def _say_why(task: asyncio.Task[None]) -> None:
    """A part of the service that ends by itself has failed; /healthz says so."""
    if not task.cancelled() and task.exception() is not None:
        log.error("telegram.part_failed", part=task.get_name(), exc_info=task.exception())


async def _for_ever() -> None:
    await asyncio.Event().wait()
