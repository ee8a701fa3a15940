"""The knowledge base to look through: a page per measure and per document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.assistant.corrections import called, part_names
from bot.assistant.views import Enquirer, Viewer
from bot.channels.web.console.correcting import Announced, announced, to_be_told
from bot.channels.web.console.histories import measure_cases, measure_history
from bot.channels.web.dependencies import ConsoleParts, WebDependencies
from bot.channels.web.pages import Pages
from bot.channels.web.refusals import Refused
from bot.channels.web.visitors import page_language
from bot.rendering import formats
from bot.rendering.wording import load_wordings
from bot.store.corrections import Corrections
from bot.store.kept_answers import KeptAnswers, shown_reference
from bot.store.measure_versions import MeasureVersions, Version
from bot.store.staff import Member
from knowledge.cases import Case

KEPT_SHOWN = 10


class BaseRoutes:
    """The handlers of the pages about measures and documents."""

    def __init__(self, deps: WebDependencies, parts: ConsoleParts, pages: Pages) -> None:
        self._deps = deps
        self._parts = parts
        self._pages = pages

    async def measures(self, request: Request, member: Member) -> Response:
        """GET /console/measures: all measures by place."""
        language, viewer = page_language(request), self._viewer(request)
        enquirer = Enquirer({}, self._deps.today())
        rows: dict[str, list[Any]] = {}
        for measure in viewer.catalogue.measures.values():
            row = (measure, viewer.name(measure.id), viewer.availability(measure, enquirer))
            rows.setdefault(viewer.place(measure), []).append(row)
        return self._pages.page("console/measures.html", language, member=member, rows=rows)

    async def measure(self, request: Request, member: Member) -> Response:
        """GET /console/measures/{id}. Raises: Refused (404)."""
        name, language, catalogue = request.path_params["id"], page_language(request), self._deps.knowledge()
        if name not in catalogue.measures:
            return await self._removed(request, member, name)
        viewer, measure = self._viewer(request), catalogue.measure(name)
        shown = viewer.view(name, Enquirer({}, self._deps.today()))
        store = await self._parts.store()
        kept = await KeptAnswers(store).about(name, KEPT_SHOWN)
        return self._pages.page(
            "console/measure.html",
            language,
            member=member,
            measure=measure,
            shown=shown,
            in_language=lambda text: formats.in_language(text, language),
            documents=[citation.document for citation in measure.sources],
            cases=measure_cases(name, catalogue),
            expected=lambda case: _expected(case, viewer, {c.id: c.text for c in shown.conditions}),
            history=await self._history(name, viewer),
            to_tell=len(await to_be_told(store, name)),
            announced=await self._announced(name, viewer),
            told=request.query_params.get("told"),
            kept=[(shown_reference(answer.reference), answer) for answer in kept],
            topics=[catalogue.topics[topic].get(language, topic) for topic in measure.topics],
            instead=[(other, viewer.name(other)) for other in shown.same_need_today],
            fact_label=viewer.words.label,
            fact_value=viewer.words.shown,
        )

    async def document(self, request: Request, member: Member) -> Response:
        """GET /console/documents/{id}. Raises: Refused (404)."""
        name, language, catalogue = request.path_params["id"], page_language(request), self._deps.knowledge()
        if name not in catalogue.documents:
            raise Refused(404)
        viewer = self._viewer(request)
        citing = [
            (measure.id, viewer.name(measure.id), formats.in_language(citation.at, language))
            for measure in catalogue.measures.values()
            for citation in measure.sources
            if citation.document == name
        ]
        return self._pages.page(
            "console/document.html",
            language,
            member=member,
            id=name,
            document=catalogue.documents[name],
            citing=citing,
            in_language=lambda text: formats.in_language(text, language),
        )

    async def _removed(self, request: Request, member: Member, name: str) -> Response:
        """What is known of a measure that the base held once. Raises: Refused (404)."""
        language, viewer = page_language(request), self._viewer(request)
        titles = await MeasureVersions(await self._parts.store()).title(name)
        if not titles:
            raise Refused(404)
        return self._pages.page(
            "console/removed.html",
            language,
            member=member,
            id=name,
            title=called(titles, language),
            history=await self._history(name, viewer),
            announced=await self._announced(name, viewer),
        )

    async def _history(self, name: str, viewer: Viewer) -> list[tuple[Version, str]]:
        """The measure's versions, newest first, with the names of what changed."""
        versions = await measure_history(await self._parts.store(), name)
        return [(version, part_names(viewer, parts)) for version, parts in versions]

    async def _announced(self, measure: str, viewer: Viewer) -> Announced | None:
        store = await self._parts.store()
        correction = await Corrections(store).of(measure)
        return await announced(store, correction, viewer, self._deps.today()) if correction else None

    def _viewer(self, request: Request) -> Viewer:
        return Viewer(self._deps.knowledge(), load_wordings()[page_language(request)])


def _expected(case: Case, viewer: Viewer, conditions: Mapping[str, str]) -> str:
    """What the case expects, in the viewer's words; what is expected to be nothing goes without saying."""
    words, said = viewer.wording, []
    for key, value in case.expect.items():
        match key, value:
            case "verdict", str():
                said.append(words("news_" + value))
            case "availability", str():
                said.append(words("short_" + value))
            case "amount", int() | float() | Decimal():
                said.append(words("yuan", amount=formats.number(value)))
            case "unmet", [_, *_]:
                said.append("✗ " + words.join([conditions.get(name, name) for name in value]))
            case "missing", [_, *_]:
                said.append("? " + words.join([viewer.words.label(fact) for fact in value]))
    return " · ".join(said)
