"""The page that staff work on all day: type or paste, find, answer, copy."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.bodies import read_form
from bot.channels.web.console import facts as factform
from bot.channels.web.console.finding import find_documents, find_measures
from bot.channels.web.console.given import FORMS, LONGEST, Asked, Given, answer, copies
from bot.channels.web.console.highlights import stretches
from bot.channels.web.dependencies import ConsoleParts, WebDependencies
from bot.channels.web.pages import Pages
from bot.channels.web.questions import read_day
from bot.channels.web.replies import Exchange, exchange_from_data, exchange_to_data
from bot.channels.web.visitors import page_language, remember_language
from bot.rendering.wording import LANGUAGES
from bot.store.kept_answers import KeptAnswers, shown_reference
from bot.store.staff import Member

LATEST = 8
LONGEST_REFERENCE = 12


class WorkRoutes:
    """The handlers of searching, answering and looking up what was answered."""

    def __init__(self, deps: WebDependencies, parts: ConsoleParts, pages: Pages) -> None:
        self._deps = deps
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request, member: Member) -> Response:
        """GET /console: the empty page with the person's last answers; ?lang= switches the language."""
        wanted = request.query_params.get("lang")
        if wanted in LANGUAGES:
            response = RedirectResponse("/console", 303)
            remember_language(response, wanted, request, self._deps.settings)
            return response
        return await self._page(request, member, None)

    async def find(self, request: Request, member: Member) -> Response:
        """POST /console/find: what fits the text so far. By POST, so that no customer's words stand in an address."""
        form = await read_form(request)
        text, language = form.get("q", "").strip()[:LONGEST], page_language(request)
        assistant = self._parts.assistant()
        found = find_measures(assistant, text, self._day(form), language) if text else []
        documents = find_documents(assistant.catalogue, text, language)
        return self._pages.page("console/found.html", language, found=found, documents=documents, text=text)

    async def ask(self, request: Request, member: Member) -> Response:
        """POST /console/ask: the answer, kept under a reference; a fragment for the page's script."""
        form = await read_form(request, factform.FIELDS)
        if not form.get("q", "").strip() and not form.get("measure"):
            return await self._page(request, member, None)
        facts, wrong = factform.read_fields(form, self._deps.knowledge())
        measure = form.get("measure") if form.get("measure") in self._deps.knowledge().measures else None
        given = answer(self._parts.assistant(), Asked(form.get("q", ""), self._day(form), measure, facts))
        shown = await self._shown(given, member, page_language(request), wrong)
        if request.headers.get("hx-request") == "true":
            return self._pages.page("console/answer.html", page_language(request), **shown)
        return await self._page(request, member, shown)

    async def look_up(self, request: Request, member: Member) -> Response:
        """GET /console/answers?reference=: leads to the kept answer; what is no reference can be put right."""
        reference = request.query_params.get("reference", "")
        kept = await KeptAnswers(await self._parts.store()).find(reference)
        if kept is None:
            return await self._page(request, member, None, reference.strip()[:LONGEST_REFERENCE])
        return RedirectResponse(f"/console/answers/{kept.reference}", 303)

    async def kept(self, request: Request, member: Member) -> Response:
        """GET /console/answers/{reference}: what was said that day."""
        reference = request.path_params["reference"]
        kept = await KeptAnswers(await self._parts.store()).find(reference)
        if kept is None:
            page = await self._page(request, member, None, reference.strip()[:LONGEST_REFERENCE])
            page.status_code = 404
            return page
        replies = {language: exchange_from_data(data).reply for language, data in kept.body["replies"].items()}
        return self._pages.page(
            "console/kept.html",
            page_language(request),
            member=member,
            kept=kept,
            replies=replies,
            reference=shown_reference(kept.reference),
            copied=_copied(replies, kept.reference),
            forms=FORMS,
            is_current=kept.body["knowledge"] == self._deps.knowledge().version,
        )

    def _day(self, form: dict[str, str]) -> date:
        return read_day(form.get("day")) or self._deps.today()

    async def _shown(self, given: Given, member: Member, language: str, wrong: dict[str, str]) -> dict[str, Any]:
        """Everything that the answer's fragment shows; the answer is on disk by then."""
        store = KeptAnswers(await self._parts.store())
        reference = await store.keep(member.name, given.chosen, _body(given))
        main = given.answers[language]
        first = main.measures[0] if main.measures and given.chosen else None
        missing = first.missing if first else ()
        return {
            "given": given,
            "replies": given.replies,
            "first": first,
            "reference": shown_reference(reference),
            "customers": given.found.message_language if given.question.strip() else language,
            "copied": _copied(given.replies, reference),
            "forms": FORMS,
            "fields": factform.fields_of(self._deps.knowledge(), given.facts, missing, language, wrong),
            "stretches": stretches(given.found),
            "candidates": given.answers[language].measures if not given.chosen else given.found.measures,
            "names": self._names(given, language),
        }

    def _names(self, given: Given, language: str) -> dict[str, str]:
        """Measures that could be meant, by id, in the page's language."""
        titles = {name: self._deps.knowledge().measure(name).title for name in (m.id for m in given.found.measures)}
        return {name: title.get(language) or next(iter(title.values())) for name, title in titles.items()}

    async def _page(
        self, request: Request, member: Member, shown: dict[str, Any] | None, unknown: str = ""
    ) -> Response:
        """The page; `unknown`: a reference under which nothing is kept, to be put right there."""
        latest = await KeptAnswers(await self._parts.store()).latest(member.name, LATEST)
        return self._pages.page(
            "console/work.html",
            page_language(request),
            member=member,
            today=self._deps.today().isoformat(),
            latest=[(shown_reference(kept.reference), kept) for kept in latest],
            shown=shown,
            unknown=unknown,
        )


def _body(given: Given) -> dict[str, Any]:
    first = given.answers[LANGUAGES[0]]
    return {
        "question": given.question,
        "day": given.day.isoformat(),
        "knowledge": first.knowledge,
        "outcome": first.outcome,
        "confidence": given.found.confidence,
        "facts": dict(given.facts),
        "measures": [[measure.id, round(measure.score, 4)] for measure in given.found.measures],
        "replies": {
            language: exchange_to_data(Exchange("", dataclasses.replace(reply, choices=())))
            for language, reply in given.replies.items()
        },
    }


def _copied(replies: Any, reference: str) -> dict[str, dict[str, str]]:
    """Language to form to the text for the clipboard."""
    return {language: copies(reply.blocks, shown_reference(reference), language) for language, reply in replies.items()}
