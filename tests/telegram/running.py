"""Runs the service against the stand-in, as the web process would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.channels.telegram.drafting import Drafting, Voice
from bot.channels.telegram.options import Pace, TelegramOptions, Timing
from bot.channels.telegram.service import TelegramService
from bot.store.store import Store
from tests.store.databases import database_url
from tests.telegram.answering import DAY, VOICE, Repeater
from tests.telegram_server import TelegramServer

QUICK = Timing(poll=2, answer=20.0, connect=20.0, first_pause=0.02, longest_pause=0.2, idle=0.1, lease=5.0)
"""Short pauses; but a busy machine must look neither like a broken network nor like a replica that is gone."""
HASTY = replace(QUICK, answer=2.0)
"""Does not wait long for an answer that never comes."""
UNHURRIED = Pace(private_seconds=0.0, group_seconds=0.0)


@dataclass(slots=True)
class Bench:
    """One running bot with its Telegram."""

    server: TelegramServer
    service: TelegramService
    store: Store
    assistant: Repeater

    async def ask(self, chat: int, text: str, **more: Any) -> list[str]:
        """All that the bot has sent to the chat once one more message is there."""
        before = len(self.server.sent(chat))
        await self.server.write(chat, text, **more)
        await self.server.until(lambda: len(self.server.sent(chat)) > before)
        return self.server.sent(chat)

    async def eventually(self, condition: Callable[[], Any], seconds: float = 90.0) -> None:
        """Returns once the condition holds; for what is seen on our side, not by Telegram."""
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.005)

    async def settled(self, seconds: float = 90.0) -> None:
        """Returns once Telegram has handed everything over and nothing of it waits any more."""
        account = self.server.account
        async with asyncio.timeout(seconds):
            while account.pending or (await self.store.backlog(account.user["id"]))[0]:
                await asyncio.sleep(0.01)


def options_for(server: TelegramServer, **more: Any) -> TelegramOptions:
    """Short waits, no pacing, the stand-in's address."""
    given: dict[str, Any] = {"token": server.token, "api_url": server.url, "timing": QUICK, "pace": UNHURRIED}
    return TelegramOptions(**(given | more))


@asynccontextmanager
async def running(
    folder: Path,
    engine: str = "sqlite",
    server: TelegramServer | None = None,
    assistant: Any = None,
    voice: Voice = VOICE,
    database: str | None = None,
    drafting: Drafting | None = None,
    **more: Any,
) -> AsyncIterator[Bench]:
    """A started service, on a fresh database where none is given; afterwards every call must have conformed."""
    own = server is None
    server = server or TelegramServer()
    if own:
        await server.start()
    store = await Store.open(database or database_url(engine, folder))
    assistant = assistant or Repeater()
    service = TelegramService(options_for(server, **more), assistant, voice, store, lambda: DAY)
    service.desk.drafting = drafting or service.desk.drafting
    await service.start()
    try:
        yield Bench(server, service, store, assistant)
    finally:
        await service.stop(1.0)
        await store.close()
        if own:
            await server.stop()
