"""What the bot tells Telegram about itself: its commands, its webhook. Only where it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import structlog

from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.reading import ASKED_FOR
from bot.channels.telegram.requests import AiohttpRequest
from bot.channels.telegram.staff_group import STATS
from bot.store.store import Store

log = structlog.get_logger(__name__)

PRIVATE = (
    "start",
    "help",
    "topics",
    "screen",
    "profile",
    "why",
    "language",
    "subscribe",
    "cancel",
    "privacy",
    "forget",
)
GROUP = ("help", "topics", "why", "language", "privacy")
STAFF = (STATS, *GROUP)
"""In the staff group, where the bot answers as in every group besides."""
WEBHOOK_CONNECTIONS = 40


class Introduction:
    """Sets commands and webhook."""

    def __init__(
        self, options: TelegramOptions, request: AiohttpRequest, store: Store, wording: Callable[..., str]
    ) -> None:
        self._options = options
        self._request = request
        self._store = store
        self._wording = wording

    async def set_commands(self) -> None:
        """Commands with descriptions, by scope and language; the default language is the first."""
        calls = self._commands()
        mark = _mark(calls)
        key = f"commands:{self._options.account}"
        if await self._store.mark(key) == mark:
            return
        for call in calls:
            reply = await self._request.call("setMyCommands", call)
            if reply.kind != "ok":
                log.warning("telegram.commands_not_set", status=reply.status, error=reply.text)
                return
        await self._store.set_mark(key, mark)

    async def set_webhook(self) -> bool:
        """Whether Telegram pushes to our address now; it is told only where something differs."""
        wanted: dict[str, Any] = {"url": self._options.webhook_url or "", "allowed_updates": list(ASKED_FOR)}
        wanted |= {"max_connections": WEBHOOK_CONNECTIONS}
        info = await self._request.call("getWebhookInfo", {})
        if info.kind != "ok":
            return False
        key, mark = f"webhook:{self._options.account}", _mark([wanted, self._options.secret])
        same = all(info.result.get(name) == value for name, value in wanted.items() if name != "allowed_updates")
        same = same and set(info.result.get("allowed_updates", ())) == set(ASKED_FOR)
        if same and await self._store.mark(key) == mark:
            return True
        reply = await self._request.call("setWebhook", wanted | {"secret_token": self._options.secret})
        if reply.kind != "ok":
            log.error("telegram.webhook_not_set", status=reply.status, error=reply.text)
            return False
        await self._store.set_mark(key, mark)
        return True

    def _commands(self) -> list[dict[str, Any]]:
        scopes: list[tuple[dict[str, Any], tuple[str, ...]]] = [
            ({"type": "default"}, PRIVATE),
            ({"type": "all_private_chats"}, PRIVATE),
            ({"type": "all_group_chats"}, GROUP),
        ]
        if self._options.staff_chat is not None:  # the last one: where the bot is not in the group, the others are set
            scopes.append(({"type": "chat", "chat_id": self._options.staff_chat}, STAFF))
        calls: list[dict[str, Any]] = []
        for scope, names in scopes:
            for language in ("", *self._options.languages):
                spoken = language or self._options.languages[0]
                commands = [
                    {"command": name, "description": self._wording(spoken, f"command_{name}")} for name in names
                ]
                call: dict[str, Any] = {"commands": commands, "scope": scope}
                calls.append(call | ({"language_code": language} if language else {}))
        return calls


def _mark(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
