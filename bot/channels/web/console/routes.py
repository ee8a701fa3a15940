"""Which address of the console is answered by what, and who may use it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from bot.channels.web.console.base import BaseRoutes
from bot.channels.web.console.correcting import Correcting
from bot.channels.web.console.members import Door
from bot.channels.web.console.queue import QueueRoutes
from bot.channels.web.console.reports import ReportRoutes
from bot.channels.web.console.signing_in import SigningIn
from bot.channels.web.console.teaching import TeachingRoutes
from bot.channels.web.console.work import WorkRoutes
from bot.channels.web.dependencies import ConsoleParts, WebDependencies
from bot.channels.web.pages import Pages
from bot.store.staff import Staff


def console_router(deps: WebDependencies, pages: Pages) -> Router:
    """Everything under /console. Raises: ValueError where the console's parts are not given."""
    parts = deps.console
    if parts is None:
        raise ValueError("there is no console without its parts")

    async def staff() -> Staff:
        return Staff(await parts.store())

    zone = ZoneInfo(deps.knowledge().pack.time_zone)
    pages.offer(refused=parts.faults)
    pages.offer(moment=lambda at: datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M"))
    door = Door(deps.settings, staff)
    return Router(
        [*_signing_in(deps, parts, pages, door), *_work(deps, parts, pages, door), *_queue(deps, parts, pages, door)],
        default=_not_found,
    )


def _signing_in(deps: WebDependencies, parts: ConsoleParts, pages: Pages, door: Door) -> list[Route]:
    signing_in = SigningIn(deps.settings, parts, pages, door)
    return [
        Route("/console/sign-in", signing_in.show),
        Route("/console/sign-in", signing_in.submit, methods=["POST"]),
        Route("/console/sign-out", signing_in.sign_out, methods=["POST"]),
        Route("/console/welcome/{secret}", signing_in.show_welcome),
        Route("/console/welcome/{secret}", signing_in.submit_welcome, methods=["POST"]),
        Route("/console/account", door.opens("viewer", signing_in.account)),
        Route("/console/account", door.opens("viewer", signing_in.end_session), methods=["POST"]),
    ]


def _work(deps: WebDependencies, parts: ConsoleParts, pages: Pages, door: Door) -> list[Route]:
    work, base = WorkRoutes(deps, parts, pages), BaseRoutes(deps, parts, pages)
    correcting, reports = Correcting(deps, parts), ReportRoutes(deps, parts, pages)
    return [
        Route("/console", door.opens("viewer", work.show)),
        Route("/console/find", door.opens("viewer", work.find), methods=["POST"]),
        Route("/console/ask", door.opens("viewer", work.ask), methods=["POST"]),
        Route("/console/answers", door.opens("viewer", work.look_up)),
        Route("/console/answers/{reference}", door.opens("viewer", work.kept)),
        Route("/console/measures", door.opens("viewer", base.measures)),
        Route("/console/measures/{id}", door.opens("viewer", base.measure)),
        Route("/console/measures/{id}/correct", door.opens("editor", correcting.tell), methods=["POST"]),
        Route("/console/measures/{id}/correction", door.opens("editor", correcting.decide), methods=["POST"]),
        Route("/console/documents/{id}", door.opens("viewer", base.document)),
        Route("/console/figures", door.opens("viewer", reports.show)),
        Route("/console/figures/{table}.csv", door.opens("viewer", reports.export)),
    ]


def _queue(deps: WebDependencies, parts: ConsoleParts, pages: Pages, door: Door) -> list[Route]:
    queue, teaching = QueueRoutes(deps, parts, pages), TeachingRoutes(deps, parts, pages)
    question = "/console/questions/{number:int}"
    return [
        Route("/console/questions", door.opens("viewer", queue.show)),
        Route("/console/waiting", door.opens("viewer", queue.waiting)),
        Route(question, door.opens("viewer", queue.one)),
        Route(f"{question}/take", door.opens("editor", queue.take), methods=["POST"]),
        Route(f"{question}/let-go", door.opens("editor", queue.let_go), methods=["POST"]),
        Route(f"{question}/draft", door.opens("editor", queue.draft), methods=["POST"]),
        Route(f"{question}/answer", door.opens("editor", queue.answer), methods=["POST"]),
        Route(f"{question}/not-ours", door.opens("editor", queue.set_aside), methods=["POST"]),
        Route("/console/teach", door.opens("editor", teaching.preview), methods=["POST"]),
        Route("/console/teach/keep", door.opens("editor", teaching.keep), methods=["POST"]),
        Route("/console/taught", door.opens("viewer", teaching.show)),
        Route("/console/taught", door.opens("admin", teaching.withdraw), methods=["POST"]),
        Route("/console/taught.zip", door.opens("viewer", teaching.export)),
        Route("/console/taught/{path:path}", door.opens("viewer", teaching.export_one)),
    ]


async def _not_found(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise HTTPException(404)
