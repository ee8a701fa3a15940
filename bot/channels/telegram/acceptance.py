"""Whether Telegram takes our token: asked at the start, and again whenever it was refused. The page serves on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from telegram.error import TelegramError
from telegram.ext import Application

from bot.channels.telegram.options import Timing
from bot.channels.telegram.requests import REFUSALS, AiohttpRequest
from bot.channels.telegram.sending import Admission

log = structlog.get_logger(__name__)
REFUSED = "HUIQI_TELEGRAM_TOKEN was revoked or is wrong: set the one that BotFather gives, and start again"
UNREACHABLE = "check the network, HUIQI_TELEGRAM_API_URL and HUIQI_TELEGRAM_PROXY; asked again meanwhile"
"""What an operator can do; the page serves on."""


class Acceptance:
    """Gets the token accepted, with back-off and a clear line each time that the trouble changes."""

    def __init__(
        self, calls: AiohttpRequest, application: Application[Any, Any, Any, Any, Any, Any], timing: Timing
    ) -> None:
        self._calls = calls
        self._application = application
        self._timing = timing
        self._initialized = False
        self.admission = Admission()
        self.trouble = ""
        """What stands in the way: unauthorized, or unreachable with the reason; empty where nothing does."""

    async def obtain(self) -> None:
        """Returns once Telegram knows the token and PTB knows who the bot is."""
        pause = self._timing.first_pause
        while True:
            reply = await self._calls.call("getMe", {})
            if reply.kind == "ok" and await self._initialize():
                break
            self._begin("unauthorized" if reply.status in REFUSALS else f"unreachable: {reply.text or reply.status}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._timing.longest_pause)
        if self.trouble:
            log.warning("telegram.accepted", after=self.trouble)
        self.trouble = ""
        self.admission.accept()

    async def keep(self, then: Callable[[], None]) -> None:
        """For ever: whenever the token is refused, gets it accepted again and calls `then`."""
        while True:
            await self.admission.refused.wait()
            self._begin("unauthorized")
            await self.obtain()
            then()

    async def renewed(self) -> None:
        """For whoever was refused: returns once the token is accepted again."""
        self._begin("unauthorized")
        self.admission.refuse()
        await self.admission.accepted.wait()

    async def _initialize(self) -> bool:
        """Whether PTB has asked who the bot is."""
        if not self._initialized:
            try:
                await self._application.initialize()
            except TelegramError as error:
                log.warning("telegram.not_initialized", error=type(error).__name__)
                return False
            self._initialized = True
        return True

    def _begin(self, trouble: str) -> None:
        """Says what stands in the way from now on; once, until it is something else."""
        if trouble != self.trouble:
            advice = REFUSED if trouble == "unauthorized" else UNREACHABLE
            log.error("telegram.not_accepted", trouble=trouble, advice=advice)
        self.trouble = trouble
