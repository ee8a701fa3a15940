"""Updates as Telegram writes them, for the stand-in's users to send."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_server.limits import units

JSON = dict[str, Any]
SECONDS = 1_790_000_000


def person(user_id: int, language: str | None = "zh-hans", name: str = "Owner") -> JSON:
    """A human user."""
    user: JSON = {"id": user_id, "is_bot": False, "first_name": name}
    return user | ({"language_code": language} if language else {})


def chat(chat_id: int) -> JSON:
    """A private chat for a positive id, a supergroup for a negative one."""
    if chat_id < 0:
        return {"id": chat_id, "type": "supergroup", "title": "Group"}
    return {"id": chat_id, "type": "private", "first_name": "Owner"}


def command_entities(text: str) -> list[JSON]:
    """Entities for a command at the start and for mentions, in UTF-16 units."""
    entities = []
    at = 0
    for word in text.split(" "):
        kind = "bot_command" if word.startswith("/") and at == 0 else "mention" if word.startswith("@") else None
        if kind and len(word) > 1:
            entities.append({"type": kind, "offset": units(text[:at]), "length": units(word)})
        at += len(word) + 1
    return entities


@dataclass(slots=True)
class Writer:
    """Makes updates with ids that count up, as one bot's queue does."""

    bot: JSON
    update_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(100_001))
    message_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def update(self, kind: str, body: JSON) -> JSON:
        """An update with the next id."""
        return {"update_id": next(self.update_ids), kind: body}

    def message(self, chat_id: int, user: JSON, **content: Any) -> JSON:
        """A message in a chat; `content` holds text, photo, reply_to_message …"""
        base = {"message_id": next(self.message_ids), "date": SECONDS, "chat": chat(chat_id), "from": user}
        if content.get("text") and (entities := command_entities(content["text"])):
            base["entities"] = entities
        return base | content

    def press(self, shown: JSON, user: JSON, data: str, query_id: str) -> JSON:
        """A press on a button of a message that was shown."""
        body = {"id": query_id, "from": user, "message": shown, "chat_instance": "1", "data": data}
        return self.update("callback_query", body)


ATTACHMENTS: dict[str, Any] = {
    "photo": [{"file_id": "p", "file_unique_id": "pu", "width": 90, "height": 60}],
    "voice": {"file_id": "v", "file_unique_id": "vu", "duration": 3},
    "document": {"file_id": "d", "file_unique_id": "du", "file_name": "policy.pdf"},
    "sticker": {
        "file_id": "s",
        "file_unique_id": "su",
        "type": "regular",
        "width": 9,
        "height": 9,
        "is_animated": False,
        "is_video": False,
    },
    "video": {"file_id": "w", "file_unique_id": "wu", "width": 9, "height": 9, "duration": 1},
    "audio": {"file_id": "a", "file_unique_id": "au", "duration": 1},
    "location": {"latitude": 31.8, "longitude": 117.2},
    "contact": {"phone_number": "10000", "first_name": "Owner"},
}
"""One of each kind of content that is not text."""
