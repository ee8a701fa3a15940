"""Reads from a raw update what intake must know, without trusting its shape."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.channels.telegram.jsontext import json_text
from bot.store.units import Arrival

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""What goes by way of the inbox."""
ASKED_FOR = (*KINDS, "inline_query")
"""What the bot asks Telegram for."""
LARGEST_ID = 2**63 - 1
LARGEST_UPDATE = 2**17
"""Characters of an update, several times what the longest message with the longest reply can have."""


def arrival(account: int, update: Any) -> Arrival | None:
    """The update as the inbox takes it; None where it has no id to acknowledge it by, or nests too deep."""
    if not isinstance(update, dict) or not _is_id(update.get("update_id")):
        return None
    body = _content(update)
    chat = _part(body, "chat") or _part(_part(body, "message"), "chat")
    user = _part(body, "from")
    lane = _id(chat) or _id(user)
    group = chat.get("type") in ("group", "supergroup")
    key = f"telegram:{account}:{lane}:{_id(user)}" if group else f"telegram:{account}:{lane}"
    try:
        body_text = json_text(update)
    except RecursionError:  # it could just be read, and to write it takes a few calls more
        return None
    if len(body_text) > LARGEST_UPDATE:
        return Arrival(update["update_id"], lane, key, body_text[:LARGEST_UPDATE], readable=False)
    return Arrival(update["update_id"], lane, key, body_text, readable=lane != 0)


def correlation(account: int, update_id: int) -> str:
    """By which an update is found again in every line of the log, from intake to delivery."""
    return f"{account}-{update_id}"


def poison(account: int, body: bytes) -> Arrival:
    """A body that is no update, to be kept as a dead letter under an id of its own."""
    number = -int.from_bytes(hashlib.sha256(body).digest()[:7], "big") - 1
    return Arrival(number, 0, f"telegram:{account}:0", body.decode(errors="replace").replace("\0", ""), readable=False)


def is_foldable(body: str) -> bool:
    """Whether one answer may stand for this stored update and others: a text in a private chat that is no command.

    What somebody presses, edits or commands is done in any case; in a group each person is answered, and pacing
    keeps them apart.
    """
    try:
        message = _part(json.loads(body), "message")
    except (ValueError, RecursionError):  # set aside by whoever works it
        return False
    text = message.get("text")
    is_private = _part(message, "chat").get("type") == "private"
    return is_private and isinstance(text, str) and not text.startswith("/")


def _content(update: dict[str, Any]) -> dict[str, Any]:
    return next((update[kind] for kind in KINDS if isinstance(update.get(kind), dict)), {})


def _part(body: dict[str, Any], name: str) -> dict[str, Any]:
    part = body.get(name)
    return part if isinstance(part, dict) else {}


def _id(thing: dict[str, Any]) -> int:
    number: Any = thing.get("id")
    return int(number) if _is_id(number) else 0


def _is_id(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) <= LARGEST_ID
