"""Inline mode: `@bot 房租 合肥` in any chat. Past the inbox, since Telegram forgets a query within seconds."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

import structlog

from bot.assistant.offers import Offer, Offers
from bot.channels.telegram.counts import Counts
from bot.channels.telegram.drafting import Voice
from bot.channels.telegram.splitting import split
from bot.channels.telegram.wire import Wire

log = structlog.get_logger(__name__)

PAGE = 50
"""Results of one answer: Telegram takes no more."""
KEPT_SECONDS = 60
"""Telegram keeps an answer so long, for the one who asked."""
USERS = 256
"""So many people's queries at once; one more gets nothing until it types on."""
TITLE, NOTE, ID_BYTES = 120, 200, 64
START = "inline"
"""What /start gets from the button above the results."""


class Offering(Protocol):
    """Finds what fits a few words; pure and quick."""

    def offers(self, typed: str, day: date, language: str, start: int = 0, count: int = 50) -> Offers:
        """A page of complete answers."""
        ...


class Inline:
    """Answers queries as they are typed; of one person only the newest."""

    def __init__(self, offering: Offering, voice: Voice, wire: Wire, counts: Counts, today: Callable[[], date]) -> None:
        self._offering = offering
        self._voice = voice
        self._wire = wire
        self._counts = counts
        self._today = today
        self._newest: dict[int, asyncio.Task[None]] = {}
        self.username = ""
        """The bot's name, for links to it; empty until Telegram has told."""

    def take(self, update: Any) -> bool:
        """Whether the update is an inline query; then it is answered from here, or not at all."""
        query = update.get("inline_query") if isinstance(update, dict) else None
        if not isinstance(query, dict):
            return False
        user = query.get("from", {}).get("id") if isinstance(query.get("from"), dict) else None
        if isinstance(user, int) and isinstance(query.get("id"), str):
            self._begin(user, query)
        return True

    async def stop(self) -> None:
        """Ends what is under way."""
        tasks = list(self._newest.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, user: int, query: dict[str, Any]) -> None:
        older = self._newest.pop(user, None)
        if older is not None:
            older.cancel()
        if len(self._newest) >= USERS:
            return
        task = self._newest[user] = asyncio.create_task(self._answer(query), name=f"inline-{user}")
        task.add_done_callback(lambda done: self._forget(user, done))

    def _forget(self, user: int, task: asyncio.Task[None]) -> None:
        if self._newest.get(user) is task:
            del self._newest[user]
        if not task.cancelled() and task.exception() is not None:
            log.error("telegram.inline_failed", exc_info=task.exception())

    async def _answer(self, query: dict[str, Any]) -> None:
        await asyncio.sleep(0)  # whoever typed on in the same batch of updates has cancelled this one by now
        code = str(query["from"].get("language_code") or "zh").lower()
        start = str(query.get("offset") or "0")
        offers = self._offering.offers(
            str(query.get("query") or ""),
            self._today(),
            "zh" if code.startswith("zh") else "en",
            int(start) if start.isdecimal() else 0,
            PAGE,
        )
        body = self._body(str(query["id"]), offers)
        reply = await self._wire.call("answerInlineQuery", json.dumps(body).encode())
        self._counts.sent("answerInlineQuery", reply.status, 0.0)
        if reply.kind != "ok" and "query is too old" not in reply.text:
            log.warning("telegram.inline_refused", status=reply.status, error=reply.text)

    def _body(self, query_id: str, offers: Offers) -> dict[str, Any]:
        say = self._voice.wording
        return {
            "inline_query_id": query_id,
            "results": [self._result(offer, offers.language) for offer in offers.page],
            "cache_time": KEPT_SECONDS,
            "is_personal": True,
            "next_offset": str(offers.next_start) if offers.next_start is not None else "",
            "button": {"text": say(offers.language, "inline_button"), "start_parameter": START},
        }

    def _result(self, offer: Offer, language: str) -> dict[str, Any]:
        content = {
            "message_text": split(self._voice.html(offer.answer))[0],
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        result: dict[str, Any] = {
            "type": "article",
            "id": result_id(offer.measure.id, language),
            "title": offer.measure.name[:TITLE],
            "description": offer.note[:NOTE],
            "input_message_content": content,
        }
        if self.username:
            link = f"https://t.me/{self.username}?start=m_{offer.measure.id}"
            label = self._voice.wording(language, "inline_ask")
            result["reply_markup"] = {"inline_keyboard": [[{"text": label, "url": link}]]}
        return result


def result_id(measure: str, language: str) -> str:
    """The same for the same measure in the same language, always; at most 64 bytes."""
    name = f"{language}:{measure}"
    return name if len(name.encode()) <= ID_BYTES else hashlib.blake2b(name.encode(), digest_size=24).hexdigest()
