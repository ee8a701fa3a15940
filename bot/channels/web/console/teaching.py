"""The pages on which staff teach: try a phrase out, keep it, take it back, download what was taught."""

from __future__ import annotations

import io
import re
import zipfile
from typing import cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.assistant.attending import told
from bot.channels.web.bodies import read_form
from bot.channels.web.console.finding import measure_named, titles_of
from bot.channels.web.console.lessons import KINDS, LONGEST, Kind, Lesson, Trial, changes_by, with_lesson
from bot.channels.web.dependencies import ConsoleParts, WebDependencies
from bot.channels.web.pages import Pages
from bot.channels.web.refusals import Refused
from bot.channels.web.visitors import page_language
from bot.operations.redaction import redact
from bot.rendering.wording import LANGUAGES, load_wordings
from bot.store.listening import announce_draft
from bot.store.overlays import PATH, keep_documents, overlay_documents, overlay_revision
from bot.store.question_log import asked_lately
from bot.store.questions import Questions
from bot.store.staff import Member

TAUGHT = "/console/taught"
OLD_QUESTIONS = 500
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class TeachingRoutes:
    """The handlers of teaching."""

    def __init__(self, deps: WebDependencies, parts: ConsoleParts, pages: Pages) -> None:
        self._deps = deps
        self._parts = parts
        self._pages = pages
        self._tried: tuple[object, Trial] | None = None
        """The last trial with what it was made of: keeping what was just previewed needs no second one."""

    async def show(self, request: Request, member: Member) -> Response:
        """GET /console/taught: every document that staff have added."""
        documents = await overlay_documents(await self._parts.store())
        return self._pages.page(
            "console/taught.html", page_language(request), member=member, documents=sorted(documents.items())
        )

    async def preview(self, request: Request, member: Member) -> Response:
        """POST /console/teach: what one phrase more would do, before anything is kept."""
        form = await read_form(request)
        lesson = self._lesson(form)
        if lesson is None:
            return self._page(request, member, form, None, None)
        return self._page(request, member, form, lesson, await self._try(lesson))

    async def keep(self, request: Request, member: Member) -> Response:
        """POST /console/teach/keep: tried once more, then every replica's; a question that led to it is settled."""
        form = await read_form(request)
        lesson = self._lesson(form)
        if lesson is None:
            return self._page(request, member, form, None, None)
        store = await self._parts.store()
        while True:
            since = await overlay_revision(store)
            trial = await self._try(lesson)
            if trial.faults:
                return self._page(request, member, form, lesson, trial)
            if await keep_documents(store, {lesson.path: trial.document}, member.name, since) is not None:
                break  # nobody else has taught in between
        await self._parts.take_up()
        number = form.get("question", "")
        if number.isdigit():
            questions = Questions(store)
            taken = await questions.take([int(number)], member.name, lambda question: "")
            await questions.settle(taken, member.name, "taught", say=told("person_taught"))
        return RedirectResponse(TAUGHT, 303)

    async def withdraw(self, request: Request, member: Member) -> Response:
        """POST /console/taught: takes a document back. Raises: Refused (404)."""
        path = (await read_form(request)).get("path", "")
        if not PATH.fullmatch(path):
            raise Refused(404)
        await keep_documents(await self._parts.store(), {path: None}, member.name)
        await self._parts.take_up()
        return RedirectResponse(TAUGHT, 303)

    async def export(self, request: Request, member: Member) -> Response:
        """GET /console/taught.zip: every document at its place in a pack, ready for a folder of HUIQI_KNOWLEDGE."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, text in sorted((await overlay_documents(await self._parts.store())).items()):
                archive.writestr(path, text)
        headers = {"content-disposition": 'attachment; filename="huiqi-taught.zip"'}
        return Response(packed.getvalue(), media_type="application/zip", headers=headers)

    async def export_one(self, request: Request, member: Member) -> Response:
        """GET /console/taught/{path}: one document as YAML. Raises: Refused (404)."""
        text = (await overlay_documents(await self._parts.store())).get(request.path_params["path"])
        if text is None:
            raise Refused(404)
        return Response(text, media_type="application/yaml; charset=utf-8")

    async def _try(self, lesson: Lesson) -> Trial:
        store = await self._parts.store()
        documents = await overlay_documents(store)
        document = with_lesson(documents.get(lesson.path), lesson)
        made_of = (lesson, documents, self._deps.knowledge().version)
        if self._tried is not None and self._tried[0] == made_of:
            return self._tried[1]
        questions = await asked_lately(store, OLD_QUESTIONS)
        waiting = [question.question for question in await Questions(store).waiting()]
        tried = list(dict.fromkeys((*waiting, *map(redact, questions))))
        await announce_draft(store, lesson.path, document)
        path, faults = await self._parts.try_out(documents | {lesson.path: document})
        changes = await changes_by(path, self._parts.assistant(), tried, self._deps.today()) if path else None
        if changes is None:
            return Trial(document, faults or ("cannot be compiled",), (), len(tried))
        trial = Trial(document, (), changes, len(tried))
        self._tried = (made_of, trial)
        return trial

    def _lesson(self, form: dict[str, str]) -> Lesson | None:
        """The phrase of the form; None where it cannot be one."""
        kind, language = form.get("kind", ""), form.get("language", "")
        text = _BREAKS.sub(" ", redact(form.get("text", ""))).strip()
        if kind not in KINDS or language not in LANGUAGES or not 2 <= len(text) <= LONGEST:
            return None
        measure = measure_named(self._parts.assistant(), form.get("measure", ""), self._deps.today(), language)
        return Lesson(measure, cast("Kind", kind), language, text) if measure else None

    def _page(
        self, request: Request, member: Member, form: dict[str, str], lesson: Lesson | None, trial: Trial | None
    ) -> Response:
        language = page_language(request)
        titles, words = titles_of(self._deps.knowledge(), language), load_wordings()[language]
        page = self._pages.page(
            "console/teach.html",
            language,
            member=member,
            form=form | ({"measure": lesson.measure} if lesson else {}),
            lesson=lesson,
            trial=trial,
            titles=titles,
            called=lambda name: titles.get(name) or words(f"console_outcome_{name}"),
        )
        page.status_code = 200 if lesson is not None else 422
        return page
