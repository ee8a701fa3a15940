"""Pushes updates to a webhook as Telegram does: in order within a chat, again and again until accepted."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from tests.telegram_server.account import Account
from tests.telegram_server.updates import JSON

FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.5
"""Between tries, where the webhook itself does not ask for a longer one."""


class WebhookPusher:
    """Delivers one account's pending updates while it has a webhook."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._lanes: dict[Any, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self.deliveries = 0
        """Requests made to the webhook, repeated ones included."""
        self.refusals: list[int] = []
        """Statuses other than 2xx that came back."""

    def start(self) -> None:
        """Begins to watch the queue."""
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Ends every delivery."""
        tasks = [*self._lanes.values(), *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self) -> None:
        account = self._account
        async with aiohttp.ClientSession() as session:
            while True:
                await account.changed.until(self._lanes_to_start)
                for lane in self._lanes_to_start():
                    self._lanes[lane] = asyncio.create_task(self._run_lane(session, lane))

    def _lanes_to_start(self) -> set[Any]:
        if self._account.webhook is None:
            return set()
        waiting = {lane_of(update) for update in self._account.pending}
        room = self._account.webhook.max_connections - len(self._lanes)
        return set(sorted(waiting - self._lanes.keys(), key=str)[: max(0, room)])

    async def _run_lane(self, session: aiohttp.ClientSession, lane: Any) -> None:
        account, pause = self._account, FIRST_PAUSE
        try:
            while account.webhook and (update := self._head(lane)):
                wait = await self._push(session, update)
                if wait is None:
                    account.pending = [other for other in account.pending if other is not update]
                    pause = FIRST_PAUSE
                    continue
                await asyncio.sleep(max(wait, pause))
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self._lanes.pop(lane, None)
            account.wake()

    def _head(self, lane: Any) -> JSON | None:
        return next((update for update in self._account.pending if lane_of(update) == lane), None)

    async def _push(self, session: aiohttp.ClientSession, update: JSON) -> float | None:
        """None where the update was accepted, else the seconds to wait at least."""
        hook = self._account.webhook
        assert hook is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        self.deliveries += 1
        try:
            async with session.post(
                hook.url, json=update, headers=headers, timeout=aiohttp.ClientTimeout(10)
            ) as answer:
                if answer.ok:
                    return None
                self.refusals.append(answer.status)
                hook.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                return float(answer.headers.get("Retry-After", 0))
        except (aiohttp.ClientError, TimeoutError) as error:
            hook.last_error = f"Connection failed: {type(error).__name__}"
            return 0.0


def lane_of(update: JSON) -> Any:
    """What keeps its order: the chat, or the user where there is no chat."""
    body: Any = next((value for key, value in update.items() if key != "update_id"), {})
    if not isinstance(body, dict):
        return None
    chat = body.get("chat") or (body.get("message") or {}).get("chat") or body.get("from") or {}
    return chat.get("id")
