"""Who uses the console: by a session of their browser, or by the header of a proxy that is trusted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.dependencies import WebSettings
from bot.channels.web.origins import is_own
from bot.channels.web.refusals import Refused
from bot.channels.web.visitors import is_encrypted, is_trusted, peer
from bot.store.staff import SESSION_SECONDS, Member, Role, Staff

SESSION_COOKIE = "huiqi_staff"
HOME, SIGN_IN = "/console", "/console/sign-in"
OpenStaff = Callable[[], Awaitable[Staff]]
Handler = Callable[[Request, Member], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Door:
    """Lets in who may come in, and sends the others to sign in."""

    settings: WebSettings
    staff: OpenStaff

    async def whoever(self, request: Request) -> Member | None:
        """The person behind the request; None where nobody has signed in."""
        named = self._by_header(request)
        if named is not None:
            return await (await self.staff()).find(named) or Member(named, "viewer")
        secret = request.cookies.get(SESSION_COOKIE, "")
        return await (await self.staff()).session(secret) if secret else None

    def opens(self, role: Role, handler: Handler) -> Endpoint:
        """The handler for people of that role or a higher one; a change has to come from our own page.

        The endpoint raises: Refused (403).
        """

        async def guarded(request: Request) -> Response:
            check_origin(request)
            member = await self.whoever(request)
            if member is None:
                return _to_sign_in(request)
            if not member.may(role):
                raise Refused(403, sentence="console_not_allowed")
            response = await handler(request, member)
            response.headers.setdefault("cache-control", "no-store")
            return response

        return guarded

    def admit(self, request: Request, response: Response, secret: str) -> None:
        """Gives the browser its session."""
        response.set_cookie(
            SESSION_COOKIE,
            secret,
            max_age=int(SESSION_SECONDS),
            path=HOME,
            httponly=True,
            samesite="lax",
            secure=is_encrypted(request, self.settings),
        )

    def _by_header(self, request: Request) -> str | None:
        header = self.settings.staff_header
        if header is None or not is_trusted(peer(request), self.settings):
            return None
        return request.headers.get(header, "").strip()[:64] or None


def check_origin(request: Request) -> None:
    """Raises: Refused (403) where a change comes from another site, or from nobody who says where from."""
    if request.method not in ("GET", "HEAD") and not is_own(request):
        raise Refused(403)


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"hx-redirect": SIGN_IN})
    return RedirectResponse(SIGN_IN, 303, {"cache-control": "no-store"})
