"""An answer to hand on: one measure on one day in one language, without anybody's facts; made for print as well.

It is answered with what is known now of that day; what has changed since is said.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from bot.assistant.actions import encode
from bot.assistant.conversation import Conversation
from bot.assistant.corrections import called, part_names
from bot.assistant.incoming import Press
from bot.assistant.views import Enquirer, Viewer
from bot.channels.web.dependencies import WebDependencies
from bot.channels.web.pages import Pages
from bot.channels.web.questions import read_day
from bot.channels.web.refusals import Refused
from bot.channels.web.replies import Exchange, reply_of, share_address
from bot.channels.web.visitors import page_language
from bot.rendering import formats
from bot.rendering.wording import LANGUAGES, load_wordings
from knowledge.statements import stated_text, stated_title


class SharedRoutes:
    """The handler of shared answers."""

    def __init__(self, deps: WebDependencies, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """GET /a/{measure}?day=&lang=: what a stranger is told of the measure on that day.

        Of one that the base holds no longer: what it was called, and whom to ask. Raises: Refused (404).
        """
        measure = request.path_params["measure"]
        wanted = request.query_params.get("lang")
        language = wanted if wanted in LANGUAGES else page_language(request)
        if measure not in self._deps.knowledge().measures:
            return await self._gone(measure, language)
        day = min(read_day(request.query_params.get("day")) or self._deps.today(), date.max - timedelta(days=1))
        stranger = Conversation(language=language, is_kept=False)
        answer = self._deps.assistant.respond(Press(encode("m", measure)), stranger, day).answer
        viewer = Viewer(self._deps.knowledge(), load_wordings()[language])
        shown = viewer.view(measure, Enquirer({}, day))
        return self._pages.page(
            "shared.html",
            language,
            exchange=Exchange("", reply_of(answer)),
            day=day.isoformat(),
            name=shown.name,
            shown=shown,
            gains=[formats.in_language(gain.text, language) for gain in viewer.catalogue.measure(measure).gains],
            changed=await self._changed(viewer, measure, day),
            is_today=day == self._deps.today(),
            today_address=share_address(measure, self._deps.today(), language),
        )

    async def _gone(self, measure: str, language: str) -> Response:
        """What is left of a measure that was taken out of the base. Raises: Refused (404)."""
        if self._deps.console is None:
            raise Refused(404)
        from bot.store.measure_versions import MeasureVersions  # with the store, which is loaded after the page

        versions = await MeasureVersions(await self._deps.console.store()).of(measure)
        stated = [version.content for version in versions if version.content]
        if not stated:
            raise Refused(404)
        zone = ZoneInfo(self._deps.knowledge().pack.time_zone)
        page = self._pages.page(
            "gone.html",
            language,
            title=called(stated_title(stated[-1]), language) or measure,
            what=called(stated_text(stated[-1], "what"), language),
            since=datetime.fromtimestamp(versions[-1].at, zone).date() if not versions[-1].content else None,
        )
        page.status_code = 410
        return page

    async def _changed(self, viewer: Viewer, measure: str, day: date) -> str:
        """What of the measure has changed since the end of the day, in words; empty where nothing is known to have."""
        if self._deps.console is None:
            return ""
        from bot.store.corrections import Corrections  # with the store, which is loaded after the page

        store = await self._deps.console.store()
        night = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(viewer.catalogue.pack.time_zone))
        return part_names(viewer, await Corrections(store).since(measure, night.timestamp()))
