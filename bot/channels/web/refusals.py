"""What is said where a request cannot be answered: a page, a line for the page's script, or one JSON object."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import field as default

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.channels.web.pages import Pages
from bot.channels.web.visitors import page_language
from bot.rendering.wording import wording

_KEYS = {
    400: "web_bad_request",
    401: "web_no_such_key",
    403: "web_foreign_form",
    404: "web_not_found",
    405: "web_wrong_method",
    413: "web_too_large",
    415: "web_wrong_type",
    429: "page_too_fast",
    503: "web_store_down",
}
_SHOWN_CHARACTERS = 60


class Refused(HTTPException):
    """The request cannot be answered as it stands."""

    def __init__(self, status_code: int, headers: dict[str, str] | None = None, *, sentence: str | None = None) -> None:
        super().__init__(status_code, headers=headers)
        self.sentence = sentence
        """Key of what is said, where the status alone does not tell it."""


@dataclass(frozen=True, slots=True)
class Misread:
    """One field of a request that cannot be used."""

    field: str
    """Path of the field, as in facts.staff."""
    read: str
    """What was there, shortened."""
    allowed: str
    """Key of the sentence that says what may be there."""
    values: dict[str, str] = default(default_factory=dict)
    """What the sentence is filled in with."""


def refuse_with(request: Request, error: HTTPException, pages: Pages) -> Response:
    """The refusal in the form that whoever asked can show, in the error's own words where it has some."""
    sentence = error.sentence if isinstance(error, Refused) else None
    return refuse(request, error.status_code, pages, dict(error.headers or {}), sentence)


def refuse(
    request: Request,
    status: int,
    pages: Pages,
    headers: dict[str, str] | None = None,
    sentence: str | None = None,
) -> Response:
    """The refusal in the form that whoever asked can show; `sentence`: key of what is said, else by the status."""
    key = sentence or sentence_key(status)
    if request.url.path.startswith("/api/"):
        language = page_language(request, default="en")
        error = {"message": wording(language, key)}
        return JSONResponse({"error": error}, status, headers)
    said = wording(page_language(request), key)
    if request.headers.get("hx-request") == "true":
        return PlainTextResponse(said, status, headers)
    return pages.error(request, status, said, headers)


def sentence_key(status: int) -> str:
    """Key of the sentence for a status."""
    return _KEYS.get(status, "trouble")


def misread_response(request: Request, misread: Misread, status: int = 422) -> Response:
    """One field as one line: what it is called, what was read, what is allowed."""
    language = page_language(request, default="en")
    allowed = wording(language, misread.allowed, **misread.values)
    message = wording(language, "api_misread", field=misread.field, read=misread.read, allowed=allowed)
    error = {"field": misread.field, "read": misread.read, "allowed": allowed, "message": message}
    return JSONResponse({"error": error}, status)


def shown(value: object) -> str:
    """A value as it came in, short enough for one line and always writable."""
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value, ensure_ascii=True)
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    return line if len(line) <= _SHOWN_CHARACTERS else line[:_SHOWN_CHARACTERS] + "…"
