"""Signing in and out, choosing a password by a link that works once, and the person's own sessions."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.bodies import read_form
from bot.channels.web.console.members import HOME, SESSION_COOKIE, SIGN_IN, Door, check_origin
from bot.channels.web.console.passwords import hash_password, is_good, is_right
from bot.channels.web.dependencies import ConsoleParts, WebSettings
from bot.channels.web.pages import Pages
from bot.channels.web.refusals import Refused
from bot.channels.web.visitors import caller, page_language
from bot.store.attempts import Attempts
from bot.store.staff import Member, digest_of

FIRST = ""
"""The name in a link for the very first account: whoever uses it chooses one."""
_NAME = re.compile(r"[\w.@ -]{1,64}")


class SigningIn:
    """The handlers of everything that needs no session yet, and of the account page."""

    def __init__(self, settings: WebSettings, parts: ConsoleParts, pages: Pages, door: Door) -> None:
        self._settings = settings
        self._pages = pages
        self._door = door
        self._parts = parts

    async def show(self, request: Request) -> Response:
        """GET /console/sign-in."""
        if await self._door.whoever(request) is not None:
            return _go(HOME)
        return self._form(request)

    async def submit(self, request: Request) -> Response:
        """POST /console/sign-in: name and password. Raises: Refused (403, 429)."""
        check_origin(request)
        form = await read_form(request)
        name, password = form.get("name", "").strip()[:64], form.get("password", "")
        wait = await self._wait(request, f"name {name}")
        if wait > 0:
            page = self._form(request, "console_too_many_attempts", name, 429)
            page.headers["retry-after"] = str(int(wait) + 1)
            return page
        staff = await self._door.staff()
        member = await staff.find(name)
        if not await is_right(member.password if member else None, password) or member is None:
            return self._form(request, "console_wrong_password", name, 401)
        return await self._admitted(request, member.name)

    async def sign_out(self, request: Request) -> Response:
        """POST /console/sign-out. Raises: Refused (403)."""
        check_origin(request)
        secret = request.cookies.get(SESSION_COOKIE, "")
        member = await self._door.whoever(request)
        if member is not None and secret:
            await (await self._door.staff()).end_session(member.name, digest_of(secret))
        response = _go(SIGN_IN)
        response.delete_cookie(SESSION_COOKIE, path=HOME)
        return response

    async def show_welcome(self, request: Request) -> Response:
        """GET /console/welcome/{secret}: the form that a link leads to. Raises: Refused (404)."""
        return self._welcome(request, await self._named(request))

    async def submit_welcome(self, request: Request) -> Response:
        """POST /console/welcome/{secret}: the chosen password; the link is used up. Raises: Refused (403, 404)."""
        check_origin(request)
        named = await self._named(request)
        form = await read_form(request)
        name = named or form.get("name", "").strip()
        if not _NAME.fullmatch(name):
            return self._welcome(request, named, "console_bad_name", name)
        if not is_good(form.get("password", "")):
            return self._welcome(request, named, "console_weak_password", name)
        staff = await self._door.staff()
        password = await hash_password(form["password"])
        if not await staff.use_link(request.path_params["secret"]):
            raise Refused(404)
        if named == FIRST:
            await staff.add(name, "admin")
        await staff.set_password(name, password)
        self._parts.joined()
        return await self._admitted(request, name)

    async def account(self, request: Request, member: Member) -> Response:
        """GET /console/account: the person's sessions."""
        sessions = await (await self._door.staff()).sessions(member.name)
        own = digest_of(request.cookies.get(SESSION_COOKIE, ""))
        return self._pages.page(
            "console/account.html", page_language(request), member=member, sessions=sessions, own=own
        )

    async def end_session(self, request: Request, member: Member) -> Response:
        """POST /console/account: ends one of the person's sessions."""
        form = await read_form(request)
        await (await self._door.staff()).end_session(member.name, form.get("session", ""))
        return _go("/console/account")

    async def _wait(self, request: Request, *names: str) -> float:
        rate = self._settings.staff_attempts
        attempts = Attempts(await self._parts.store(), rate.per_minute, rate.burst)
        return await attempts.wait_seconds(f"address {caller(request, self._settings)}", *names)

    async def _named(self, request: Request) -> str:
        """The name that the link is for. Raises: Refused (404, 429)."""
        if await self._wait(request) > 0:
            raise Refused(429)
        name = await (await self._door.staff()).link(request.path_params["secret"])
        if name is None:
            raise Refused(404)
        return name

    async def _admitted(self, request: Request, name: str) -> Response:
        response = _go(HOME)
        self._door.admit(request, response, await (await self._door.staff()).open_session(name))
        return response

    def _form(self, request: Request, wrong: str | None = None, name: str = "", status: int = 200) -> Response:
        page = self._pages.page("console/sign_in.html", page_language(request), wrong=wrong, name=name)
        page.status_code = status
        return page

    def _welcome(self, request: Request, named: str, wrong: str | None = None, name: str = "") -> Response:
        page = self._pages.page(
            "console/welcome.html", page_language(request), named=named, wrong=wrong, name=name, action=request.url.path
        )
        page.status_code = 422 if wrong else 200
        page.headers["referrer-policy"] = "no-referrer"
        return page


def _go(where: str) -> RedirectResponse:
    return RedirectResponse(where, 303, {"cache-control": "no-store"})
