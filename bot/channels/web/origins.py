"""Whether a form was sent by our own page."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request


def is_foreign(request: Request) -> bool:
    """Whether the browser says that another site sent the request; programs that say nothing are let through.

    Source: Fetch Metadata (W3C) where the browser has it, else the Origin header against the Host header.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc != request.headers.get("host")


def is_own(request: Request) -> bool:
    """Whether the browser says that our own page sent the request; who says nothing is not let through."""
    said = request.headers.get("sec-fetch-site") or request.headers.get("origin")
    return said is not None and not is_foreign(request)
