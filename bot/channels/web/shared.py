"""An answer to hand on: one measure on one day in one language, without anybody's facts; made for print as well."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bot.assistant.actions import encode
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Press
from bot.channels.web.dependencies import WebDependencies
from bot.channels.web.pages import Pages
from bot.channels.web.questions import read_day
from bot.channels.web.refusals import Refused
from bot.channels.web.replies import Exchange, reply_of, share_address
from bot.channels.web.visitors import page_language
from bot.rendering.wording import LANGUAGES


class SharedRoutes:
    """The handler of shared answers."""

    def __init__(self, deps: WebDependencies, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """GET /a/{measure}?day=&lang=: what a stranger is told of the measure on that day. Raises: Refused (404)."""
        measure = request.path_params["measure"]
        if measure not in self._deps.knowledge().measures:
            raise Refused(404)
        day = read_day(request.query_params.get("day")) or self._deps.today()
        wanted = request.query_params.get("lang")
        language = wanted if wanted in LANGUAGES else page_language(request)
        stranger = Conversation(language=language, is_kept=False)
        answer = self._deps.assistant.respond(Press(encode("m", measure)), stranger, day).answer
        return self._pages.page(
            "shared.html",
            language,
            exchange=Exchange("", reply_of(answer)),
            day=day.isoformat(),
            name=self._deps.knowledge().measure(measure).title.get(language, measure),
            is_today=day == self._deps.today(),
            today_address=share_address(measure, self._deps.today(), language),
        )
