"""The HTTP interface: JSON in, JSON out."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Message
from bot.channels.web.bodies import read_json_bytes
from bot.channels.web.dependencies import Rate, WebDependencies
from bot.channels.web.measures import list_measures, screen, show_measure
from bot.channels.web.openapi import describe
from bot.channels.web.pages import Pages
from bot.channels.web.questions import read_day, read_enterprise, read_question
from bot.channels.web.rates import RateLimit
from bot.channels.web.refusals import Misread, Refused, misread_response, shown
from bot.channels.web.visitors import caller, page_language
from bot.rendering.api import answer_json
from bot.rendering.wording import LANGUAGES
from knowledge.errors import nearest

if TYPE_CHECKING:
    from bot.store.keys import Key


class ApiRoutes:
    """The handlers under /api/."""

    def __init__(self, deps: WebDependencies, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages
        self._limit = RateLimit(deps.settings.api_rate)

    async def ask(self, request: Request) -> Response:
        """POST /api/ask: the answer to one question, without a conversation. Raises: Refused (413, 415, 429)."""
        await self._check(request)
        begun = time.perf_counter()
        question = read_question(await read_json_bytes(request), self._deps.knowledge())
        if isinstance(question, Misread):
            return misread_response(request, question)
        day = question.as_of or self._deps.today()
        asking = Conversation(language=question.lang, profile=question.facts, is_kept=False)
        answer = self._deps.assistant.respond(Message(question.q), asking, day).answer
        first = answer.measures[0].id if answer.measures else None
        self._deps.metrics.answered("api", answer.outcome, time.perf_counter() - begun, first)
        return _json(answer_json(answer))

    async def measures(self, request: Request) -> Response:
        """GET /api/measures?lang=&as_of=: all measures in short. Raises: Refused (429)."""
        await self._check(request)
        view = self._view(request)
        if isinstance(view, Misread):
            return misread_response(request, view)
        return _json(list_measures(self._deps.knowledge(), *view))

    async def measure(self, request: Request) -> Response:
        """GET /api/measures/{id}?lang=&as_of=: one measure in full. Raises: Refused (429)."""
        await self._check(request)
        view = self._view(request)
        if isinstance(view, Misread):
            return misread_response(request, view)
        name, knowledge = request.path_params["id"], self._deps.knowledge()
        if name not in knowledge.measures:
            hint = nearest(name, knowledge.measures)
            return misread_response(request, Misread("id", shown(name), "api_allowed_measure", {"hint": hint}), 404)
        return _json(show_measure(knowledge, name, *view))

    async def screen(self, request: Request) -> Response:
        """POST /api/screen: every measure judged for one enterprise. Raises: Refused (401, 413, 415, 429)."""
        await self._check(request)
        asked = read_enterprise(await read_json_bytes(request), self._deps.knowledge())
        if isinstance(asked, Misread):
            return misread_response(request, asked)
        language = asked.lang or page_language(request, default="en")
        return _json(screen(self._deps.knowledge(), asked.facts, language, asked.as_of or self._deps.today()))

    async def openapi(self, request: Request) -> Response:
        """GET /api/openapi.json: what this interface takes and gives."""
        return JSONResponse(describe(self._deps.knowledge()))

    async def docs(self, request: Request) -> Response:
        """GET /api/docs: the same as a page."""
        return self._pages.page(
            "api.html",
            page_language(request, default="en"),
            api=describe(self._deps.knowledge()),
            address=str(request.base_url).rstrip("/"),
        )

    async def _check(self, request: Request) -> None:
        """Raises: Refused: 401 for a key that there is not, 429 where the caller asks too often."""
        name, rate = caller(request, self._deps.settings), None
        written = request.headers.get("authorization")
        if written is not None:
            key = await self._key(written)
            if key is None:
                raise Refused(401, {"www-authenticate": "Bearer"})
            name, rate = f"key {key.name}", Rate(key.per_minute, key.burst)
        wait = self._limit.wait_seconds(name, rate)
        if wait > 0:
            raise Refused(429, {"retry-after": str(int(wait) + 1)})

    async def _key(self, written: str) -> Key | None:
        scheme, _, secret = written.partition(" ")
        if scheme.lower() != "bearer" or self._deps.console is None:
            return None
        from bot.store.keys import Keys  # with the store, which is loaded after the page

        return await Keys(await self._deps.console.store()).find(secret.strip())

    def _view(self, request: Request) -> tuple[str, date] | Misread:
        """Language and day that the measures are shown in."""
        language = request.query_params.get("lang", page_language(request, default="en"))
        if language not in LANGUAGES:
            return Misread("lang", shown(language), "api_allowed_language")
        written = request.query_params.get("as_of")
        day = read_day(written) if written is not None else self._deps.today()
        return (language, day) if day else Misread("as_of", shown(written), "api_allowed_day")


def _json(data: dict[str, Any]) -> JSONResponse:
    return JSONResponse(data, headers={"cache-control": "no-store"})
