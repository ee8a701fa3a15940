"""Reads HTTP/1.1 responses from bytes as they come (RFC 9112), as far as the Bot API and proxies write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

LARGEST_HEAD = 2**16
LARGEST_BODY = 2**24
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked", re.IGNORECASE)
CLOSING = re.compile(rb"\r\nconnection:[ \t]*close", re.IGNORECASE)


class NotHttp(Exception):
    """What came is no HTTP response, or larger than any of the Bot API."""


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response."""

    status: int
    body: bytes
    reusable: bool
    """Whether the connection can carry another call."""


def read_response(data: bytearray, *, ended: bool = False) -> Response | None:
    """The response; None while more of it is to come. `ended`: the other side has said that nothing more comes.

    Raises: NotHttp.
    """
    end = data.find(b"\r\n\r\n")
    if end < 0:
        if ended or len(data) > LARGEST_HEAD:
            raise NotHttp("no head")
        return None
    head = bytes(data[: end + 2])
    status = _status(head)
    if status < 200:  # an interim response, before the one that counts
        del data[: end + 4]
        return read_response(data, ended=ended)
    body = _body(head, data, end + 4, ended)
    if body is None:
        return None
    framed = LENGTH.search(head) or CHUNKED.search(head)
    return Response(status, body, reusable=not ended and framed is not None and CLOSING.search(head) is None)


def _status(head: bytes) -> int:
    if not head.startswith(b"HTTP/1.") or not head[9:12].isdigit():
        raise NotHttp("no status line")
    return int(head[9:12])


def _body(head: bytes, data: bytearray, start: int, ended: bool) -> bytes | None:
    if CHUNKED.search(head):
        body = _join_chunks(data, start)
    elif (length := LENGTH.search(head)) is not None:
        size = int(length[1])
        if size > LARGEST_BODY:
            raise NotHttp("too large")
        body = bytes(data[start : start + size]) if len(data) >= start + size else None
    else:
        body = bytes(data[start:]) if ended else None
    if body is None and (ended or len(data) > LARGEST_BODY + LARGEST_HEAD):
        raise NotHttp("half a response")
    return body


def _join_chunks(data: bytearray, start: int) -> bytes | None:
    """The chunks joined; None while the last has not come. Trailers are passed over."""
    body = bytearray()
    while True:
        line = data.find(b"\r\n", start)
        if line < 0:
            return None
        try:
            size = int(bytes(data[start:line]).partition(b";")[0], 16)
        except ValueError:
            raise NotHttp("no chunk size") from None
        if size == 0:
            return bytes(body) if data.find(b"\r\n\r\n", line) >= 0 or data[line + 2 :] == b"\r\n" else None
        if len(data) < line + 4 + size:
            return None
        body += data[line + 2 : line + 2 + size]
        start = line + 4 + size
