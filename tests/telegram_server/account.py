"""One bot as the stand-in keeps it: its queue, its chats and what it has sent."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_server.change import Change
from tests.telegram_server.description import Refused
from tests.telegram_server.updates import JSON, SECONDS, Writer, chat


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: str | None = None


@dataclass(slots=True)
class Account:
    """State of one token."""

    token: str
    username: str
    user: JSON = field(init=False)
    """The bot as getMe shows it."""
    sender: JSON = field(init=False)
    """The bot as its messages show it."""
    writer: Writer = field(init=False)
    pending: list[JSON] = field(default_factory=list)
    """Updates not yet acknowledged, oldest first."""
    allowed: list[str] | None = None
    webhook: Webhook | None = None
    poll: int = 0
    """Number of the newest getUpdates; an older one that is still open ends with 409."""
    changed: Change = field(default_factory=Change)
    chats: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    messages: dict[tuple[int, int], JSON] = field(default_factory=dict)
    sent: dict[int, list[JSON]] = field(default_factory=dict)
    """What the bot sent, by chat, in order; edits are not repeated here."""
    open_queries: set[str] = field(default_factory=set)
    answered_queries: dict[str, JSON] = field(default_factory=dict)
    commands: dict[str, list[JSON]] = field(default_factory=dict)
    query_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        flags = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}
        bot_id = int(self.token.split(":")[0])
        self.sender = {"id": bot_id, "is_bot": True, "first_name": "Huiqi", "username": self.username}
        self.user = self.sender | flags
        self.writer = Writer(self.user)

    async def push(self, update: JSON) -> JSON:
        """Puts an update into the queue, as when a user wrote."""
        kind = next(key for key in update if key != "update_id")
        if self.allowed is None or not self.allowed or kind in self.allowed:
            self.pending.append(update)
        self.wake()
        return update

    def wake(self) -> None:
        """Tells waiting polls and tests that something changed."""
        self.changed.tell()

    def acknowledge(self, offset: int) -> None:
        """True offset semantics: everything below the offset is gone for ever."""
        if offset < 0:
            del self.pending[:offset]
        elif offset > 0:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    def deliver(self, values: dict[str, Any], text: str) -> JSON:
        """A message from the bot arrives in a chat; Raises: Refused as Telegram does."""
        chat_id = self.reachable(values["chat_id"])
        reply = values.get("reply_parameters")
        if (
            reply
            and (chat_id, reply["message_id"]) not in self.messages
            and not reply.get("allow_sending_without_reply")
        ):
            raise Refused("message to be replied not found")
        message: JSON = {"message_id": next(self.writer.message_ids), "date": SECONDS, "chat": chat(chat_id)}
        message |= {"from": self.sender, "text": text}
        if "inline_keyboard" in values.get("reply_markup", {}):
            message["reply_markup"] = values["reply_markup"]
        self.messages[chat_id, message["message_id"]] = message
        self.sent.setdefault(chat_id, []).append(message)
        return message

    def edit(self, values: dict[str, Any], text: str) -> JSON:
        """The message with its new text; Raises: Refused as Telegram does."""
        message = self.own_message(values, "message to edit not found")
        before = (message["text"], message.get("reply_markup"))
        if (text, values.get("reply_markup")) == before:
            raise Refused(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        message["text"] = text
        message.pop("reply_markup", None)
        if "reply_markup" in values:
            message["reply_markup"] = values["reply_markup"]
        return message | {"edit_date": SECONDS}

    def own_message(self, values: dict[str, Any], missing: str) -> JSON:
        """The bot's message that a call names; Raises: Refused with `missing`."""
        chat_id = self.reachable(values.get("chat_id", 0))
        message = self.messages.get((chat_id, values.get("message_id", 0)))
        if message is None or message["from"]["id"] != self.sender["id"]:
            raise Refused(missing)
        return message

    def reachable(self, chat_id: Any) -> int:
        """The chat's id; Raises: Refused, where it is unknown or has blocked the bot."""
        if chat_id not in self.chats:
            raise Refused("chat not found")
        if chat_id in self.blocked:
            raise Refused("bot was blocked by the user", 403)
        return int(chat_id)
