"""The chat page: it works with and without JavaScript, from the same handlers."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.assistant.answers import Turn
from bot.assistant.attending import promise
from bot.assistant.conversation import Conversation
from bot.assistant.forgetting import forgets
from bot.assistant.incoming import Command, Incoming, Press, typed
from bot.channels.web.bodies import read_form
from bot.channels.web.conversations import Kept
from bot.channels.web.dependencies import WebDependencies
from bot.channels.web.origins import is_foreign
from bot.channels.web.pages import Chat, Pages, shortcuts
from bot.channels.web.rates import RateLimit
from bot.channels.web.refusals import Refused
from bot.channels.web.replies import Exchange, reply_of
from bot.channels.web.visitors import (
    caller,
    chosen_language,
    conversation_key,
    new_token,
    page_language,
    remember_language,
    remember_visitor,
    visitor_token,
)
from bot.operations.redaction import redact
from bot.rendering.answers import Choice
from bot.rendering.wording import LANGUAGES, wording
from knowledge.records import replace

if TYPE_CHECKING:
    from bot.store.units import Exchange as LoggedExchange

JUDGED = {"right": True, "wrong": False}
"""What can be said of a reply, and whether it means that it helped."""
LONGEST_NUMBER = 16


class ChatRoutes:
    """The handlers of the chat page."""

    def __init__(self, deps: WebDependencies, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages
        self._limit = RateLimit(deps.settings.page_rate)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """One message of a visitor after the other, whichever window it comes from."""

    async def show(self, request: Request) -> Response:
        """GET /: the page with what was said; ?lang= switches the language and leads back to the plain address."""
        wanted = request.query_params.get("lang")
        if wanted in LANGUAGES:
            return await self._switch(request, wanted)
        token = visitor_token(request)
        kept = await self._news(conversation_key(token)) if token else Kept()
        language = page_language(request)
        topics = () if kept.exchanges else self._topics(language)
        return self._pages.chat(Chat(language, kept.exchanges, topics))

    async def say(self, request: Request) -> Response:
        """POST /chat: a message or a pressed button; the new exchange for htmx, the whole page for others.

        Raises: Refused: 403 from another site, 413, 415, 429.
        """
        self._check(request)
        form = await read_form(request)
        token = visitor_token(request) or new_token()
        key = conversation_key(token)
        async with self._turns.setdefault(key, asyncio.Lock()):
            kept = await self._deps.conversations.get(key)
            after = await self._answer(request, form, key, kept)
        response = self._shown(request, after, is_first=not kept.exchanges)
        remember_visitor(response, token, request, self._deps.settings)
        spoken = after.conversation.language
        if spoken in LANGUAGES and spoken != kept.conversation.language:
            remember_language(response, spoken, request, self._deps.settings)
        return response

    async def judge(self, request: Request) -> Response:
        """POST /helpful: what the visitor says of a reply, `of` its number, `said` right or wrong.

        Raises: Refused: 403 from another site, 404 for no reply of the visitor's, 413, 415, 429.
        """
        self._check(request)
        form = await read_form(request)
        token, number, said = visitor_token(request), form.get("of", ""), form.get("said")
        if not token or not number.isdecimal() or len(number) > LONGEST_NUMBER or said not in JUDGED:
            raise Refused(404)
        key = conversation_key(token)
        async with self._turns.setdefault(key, asyncio.Lock()):
            kept = await self._deps.conversations.get(key)
            if not await self._deps.conversations.judge(key, kept, int(number), helpful=JUDGED[said]):
                raise Refused(404)
        if request.headers.get("hx-request") != "true":
            return _back("/#latest")
        return self._pages.page("thanks.html", page_language(request), said=said)

    async def news(self, request: Request) -> Response:
        """GET /news: what the visitor was told since, for the page to show at its end; 204 where that is nothing."""
        token = visitor_token(request)
        if not token:
            return Response(status_code=204)
        key = conversation_key(token)
        before = len((await self._deps.conversations.get(key)).exchanges)
        kept = await self._news(key)
        new = len(kept.exchanges) - before
        if new <= 0:
            return Response(status_code=204, headers={"cache-control": "no-store"})
        language = page_language(request)
        pages = [self._pages.exchange(told, language, is_first=False) for told in kept.exchanges[-new:]]
        body = b"".join(bytes(page.body) for page in pages)
        return Response(body, media_type="text/html", headers={"cache-control": "no-store"})

    async def _news(self, key: str) -> Kept:
        async with self._turns.setdefault(key, asyncio.Lock()):
            return await self._deps.conversations.with_news(key, await self._deps.conversations.get(key))

    async def begin_anew(self, request: Request) -> Response:
        """POST /new: forgets what was said, not the enterprises; an empty page. Raises: Refused (403, 429)."""
        self._check(request)
        token = visitor_token(request)
        if token:
            key = conversation_key(token)
            async with self._turns.setdefault(key, asyncio.Lock()):
                kept = await self._deps.conversations.get(key)
                await self._deps.conversations.forget(key)
                if kept.conversation.knows_enterprises:
                    await self._deps.conversations.keep(key, Kept(kept.conversation.without_subject()))
        return _back()

    def _check(self, request: Request) -> None:
        if is_foreign(request):
            raise Refused(403)
        wait = self._limit.wait_seconds(caller(request, self._deps.settings))
        if wait > 0:
            raise Refused(429, {"retry-after": str(int(wait) + 1)})

    async def _answer(self, request: Request, form: dict[str, str], key: str, kept: Kept) -> Kept:
        """What is to be remembered after the visitor's message, already on disk."""
        begun = time.perf_counter()
        conversation = kept.conversation
        if conversation.language is None:
            conversation = replace(conversation, language=chosen_language(request))
        language = page_language(request)
        incoming, asked = _read(form, kept, self._topics(language) if "press" in form else (), language)
        turn = self._deps.assistant.respond(incoming, conversation, self._deps.today())
        attended = self._deps.attended()
        turn = promise(turn) if attended else turn
        exchange = Exchange(asked, reply_of(turn.answer, secrets.randbelow(2**53)))
        if forgets(incoming, turn.answer):
            await self._deps.conversations.forget(key)
            kept = Kept()
        after = kept.after(exchange, turn.conversation)
        seconds = time.perf_counter() - begun
        await self._deps.conversations.keep(key, after, _log_line(key, exchange, turn, seconds, attended))
        first = turn.answer.measures[0].id if turn.answer.measures else None
        self._deps.metrics.answered("web", turn.answer.outcome, seconds, first)
        return after

    def _shown(self, request: Request, after: Kept, *, is_first: bool) -> Response:
        if request.headers.get("hx-request") == "true":
            return self._pages.exchange(after.exchanges[-1], page_language(request), is_first=is_first)
        return _back("/#latest")

    async def _switch(self, request: Request, language: str) -> Response:
        token = visitor_token(request)
        if token:
            key = conversation_key(token)
            async with self._turns.setdefault(key, asyncio.Lock()):
                kept = await self._deps.conversations.get(key)
                if kept.exchanges:
                    spoken = replace(kept.conversation, language=language)
                    await self._deps.conversations.keep(key, replace(kept, conversation=spoken))
        response = _back()
        remember_language(response, language, request, self._deps.settings)
        return response

    def _topics(self, language: str) -> tuple[Choice, ...]:
        asking = Conversation(language=language)
        return self._deps.assistant.respond(Command("topics"), asking, self._deps.today()).answer.choices


def _read(form: dict[str, str], kept: Kept, topics: tuple[Choice, ...], language: str) -> tuple[Incoming, str]:
    """What the visitor sent, and how the page shows it."""
    action = form.get("press")
    if action is not None:
        shown_choices = (
            *topics,
            *shortcuts(language),
            *(choice for exchange in kept.exchanges for choice in exchange.reply.choices),
        )
        labels = {choice.action: choice.label for choice in shown_choices}
        return Press(action), labels.get(action) or wording(language, "web_pressed")
    text = form.get("text", "")
    return typed(text), text


def _log_line(key: str, exchange: Exchange, turn: Turn, seconds: float, attended: bool) -> LoggedExchange:
    from bot.store.units import Exchange as LoggedExchange

    answer, asked = turn.answer, exchange.asked
    return LoggedExchange(
        conversation=key,
        channel="web",
        language=answer.language,
        question=asked,
        outcome=answer.outcome,
        intent=answer.intent,
        confidence=answer.confidence,
        measures="[" + ",".join(f'"{measure.id}"' for measure in answer.measures) + "]",
        knowledge=answer.knowledge,
        as_of=answer.as_of.isoformat(),
        seconds=seconds,
        source=exchange.reply.number,
        waits=redact(asked) if attended and answer.needs_person else None,
    )


def _back(where: str = "/") -> RedirectResponse:
    return RedirectResponse(where, 303, {"cache-control": "no-store"})
