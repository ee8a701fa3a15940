"""Reads what was sent, up to a limit."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.channels.web.refusals import Refused

FORM_BYTES = 262_144
"""5,000 Chinese characters take 45,000 bytes in a form."""
JSON_BYTES = 65_536
FIELDS = 8


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """The whole body. Raises: Refused (413) where it is longer, without reading further."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit_bytes:
        raise Refused(413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            raise Refused(413)
    return bytes(body)


async def read_form(request: Request, fields: int = FIELDS) -> dict[str, str]:
    """The fields of a form, the first of each name.

    Raises: Refused: 413 too long, 415 another type of content, 400 what is no form.
    """
    if _content_type(request) != "application/x-www-form-urlencoded":
        raise Refused(415)
    body = await read_body(request, FORM_BYTES)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="replace", max_num_fields=fields)
    except ValueError:
        raise Refused(400) from None
    return dict(reversed(pairs))


async def read_json_bytes(request: Request) -> bytes:
    """The body of a JSON request. Raises: Refused: 413 too long, 415 another type of content."""
    if _content_type(request) != "application/json":
        raise Refused(415)
    return await read_body(request, JSON_BYTES)


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()
