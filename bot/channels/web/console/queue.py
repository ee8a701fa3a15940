"""Questions that nobody answered: take one, answer it, set it aside."""

from __future__ import annotations

import time
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot.assistant.attending import answered, told
from bot.assistant.views import Viewer
from bot.channels.web.bodies import read_form
from bot.channels.web.console.correcting import Announced, announced
from bot.channels.web.console.finding import measure_named, titles_of
from bot.channels.web.console.given import Asked, answer
from bot.channels.web.console.grouping import Group, group
from bot.channels.web.dependencies import ConsoleParts, WebDependencies
from bot.channels.web.pages import Pages
from bot.channels.web.refusals import Refused
from bot.channels.web.visitors import page_language
from bot.operations.redaction import redact
from bot.rendering import brief
from bot.rendering.wording import load_wordings
from bot.store.corrections import Corrections
from bot.store.questions import Questions
from bot.store.staff import Member

QUEUE = "/console/questions"
SETTLED_SHOWN = 30
ANSWERED, NOT_OURS = "answered", "not_ours"
LONGEST_ANSWER = 3_000
"""Characters; more would be split on Telegram."""


class QueueRoutes:
    """The handlers of the queue."""

    def __init__(self, deps: WebDependencies, parts: ConsoleParts, pages: Pages) -> None:
        self._deps = deps
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request, member: Member) -> Response:
        """GET /console/questions: what waits, like questions together."""
        questions = await self._questions()
        return self._pages.page(
            "console/questions.html",
            page_language(request),
            member=member,
            groups=group(await questions.waiting()),
            corrections=await self._corrections(page_language(request)),
            settled=(await questions.settled())[:SETTLED_SHOWN],
            now=time.time(),
            done=_done(request.query_params),
        )

    async def waiting(self, request: Request, member: Member) -> Response:
        """GET /console/waiting: how many questions wait, for the menu; nothing where none does."""
        number = await (await self._questions()).number_waiting()
        return PlainTextResponse(str(number) if number else "")

    async def _corrections(self, language: str) -> list[Announced]:
        """What people are told next by itself."""
        store = await self._parts.store()
        viewer = Viewer(self._deps.knowledge(), load_wordings()[language])
        waiting = await Corrections(store).waiting()
        return [await announced(store, one, viewer, self._deps.today()) for one in waiting[:SETTLED_SHOWN]]

    async def one(self, request: Request, member: Member) -> Response:
        """GET /console/questions/{number}: one of them with what went before. Raises: Refused (404)."""
        return await self._one(request, member)

    async def take(self, request: Request, member: Member) -> Response:
        """POST /console/questions/{number}/take: it and its like are the member's alone. Raises: Refused (404)."""
        found = await self._group(request)
        await (await self._questions()).take(found.numbers, member.name, told("person_looks"))
        return _to(found.first.id)

    async def let_go(self, request: Request, member: Member) -> Response:
        """POST /console/questions/{number}/let-go: anybody's again. Raises: Refused (404)."""
        found = await self._group(request)
        await (await self._questions()).let_go(found.numbers, member.name)
        return RedirectResponse(QUEUE, 303)

    async def answer(self, request: Request, member: Member) -> Response:
        """POST /console/questions/{number}/answer: the answer goes to whoever asked. Raises: Refused (404)."""
        text = (await read_form(request)).get("text", "").strip()[:LONGEST_ANSWER]
        if not text:
            return await self._one(request, member, wrong="console_answer_empty")
        found = await self._group(request)
        done = await (await self._questions()).settle(found.numbers, member.name, "answered", text, answered(text))
        if not done:
            return await self._one(request, member, wrong="console_not_yours", text=text)
        return RedirectResponse(f"{QUEUE}?{ANSWERED}={len(done)}", 303)

    async def set_aside(self, request: Request, member: Member) -> Response:
        """POST /console/questions/{number}/not-ours: whoever asked is told so. Raises: Refused (404)."""
        found = await self._group(request)
        questions = await self._questions()
        done = await questions.settle(found.numbers, member.name, "not_ours", say=told("person_not_ours"))
        if not done:
            return await self._one(request, member, wrong="console_not_yours")
        return RedirectResponse(f"{QUEUE}?{NOT_OURS}={len(done)}", 303)

    async def draft(self, request: Request, member: Member) -> Response:
        """POST /console/questions/{number}/draft: the answer that a measure gives, to begin with. Raises: Refused."""
        form = await read_form(request)
        found = await self._group(request)
        assistant, language = self._parts.assistant(), page_language(request)
        measure = measure_named(assistant, form.get("measure", ""), self._deps.today(), language)
        if measure is None:
            return await self._one(request, member, wrong="console_measure_unknown")
        question = found.first
        given = answer(assistant, Asked(question.question, self._deps.today(), measure))
        text = brief.render(given.answers[question.language].blocks)
        return await self._one(request, member, text=text, measure=measure)

    async def _one(self, request: Request, member: Member, **more: object) -> Response:
        found = await self._group(request)
        questions = await self._questions()
        question = found.first
        language = page_language(request)
        given = answer(self._parts.assistant(), Asked(question.question, self._deps.today()))
        shown: dict[str, object] = {"wrong": None, "text": "", "measure": None} | more
        return self._pages.page(
            "console/question.html",
            language,
            member=member,
            group=found,
            question=question,
            holder=found.held_by(time.time()),
            before=[(redact(asked), outcome) for asked, outcome in await questions.before(question)],
            near=given.answers[language].measures,
            titles=titles_of(self._deps.knowledge(), language),
            **shown,
        )

    async def _group(self, request: Request) -> Group:
        """The question of the address and those like it. Raises: Refused (404)."""
        number = request.path_params["number"]
        questions = await self._questions()
        like = next((one for one in group(await questions.waiting()) if number in one.numbers), None)
        if like is not None:
            return like
        settled = await questions.find(number)
        if settled is None:
            raise Refused(404)
        return Group((settled,))

    async def _questions(self) -> Questions:
        return Questions(await self._parts.store())


def _done(query: Mapping[str, str]) -> tuple[str, str] | None:
    """What was just done, and to how many questions."""
    return next(((end, query[end]) for end in (ANSWERED, NOT_OURS) if query.get(end, "").isdecimal()), None)


def _to(number: int) -> RedirectResponse:
    return RedirectResponse(f"{QUEUE}/{number}", 303)
