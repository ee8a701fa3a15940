"""Responses are read whole however their bytes are cut, and nothing that is none is taken for one."""

from __future__ import annotations

import json

import pytest

from bot.channels.telegram.requests import Reply, read_reply
from bot.channels.telegram.responses import NotHttp, Response, read_response

LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"
CHUNKS = b"HTTP/1.1 502 Bad Gateway\r\ntransfer-encoding: gzip, chunked\r\n\r\n3\r\nbod\r\n1;x=y\r\ny\r\n0\r\n\r\n"
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n" + LENGTH
TO_THE_END = b"HTTP/1.0 200 OK\r\nServer: x\r\n\r\nbody"


@pytest.mark.parametrize(
    ("data", "status"), [(LENGTH, 200), (CHUNKS, 502), (INTERIM, 200)], ids=["length", "chunks", "interim"]
)
def test_a_response_is_there_with_its_last_byte_and_not_before(data: bytes, status: int) -> None:
    """Cut at every place."""
    buffer = bytearray()
    for at, byte in enumerate(data):
        buffer.append(byte)
        response = read_response(buffer)
        assert (response is None) == (at < len(data) - 1)
    assert response == Response(status, b"body", reusable=True)


def test_a_response_without_a_length_ends_with_its_connection() -> None:
    """And the connection is not used again."""
    assert read_response(bytearray(TO_THE_END)) is None
    assert read_response(bytearray(TO_THE_END), ended=True) == Response(200, b"body", reusable=False)


def test_a_connection_that_is_to_be_closed_is_not_reused() -> None:
    """Whatever its letters' case."""
    response = read_response(bytearray(LENGTH.replace(b"\r\n\r\n", b"\r\nCONNECTION: close\r\n\r\n")))
    assert response == Response(200, b"body", reusable=False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1 20x OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        b"x" * 70_000,
    ],
    ids=["nothing", "half", "other_protocol", "no_status", "no_chunk", "too_large", "no_head"],
)
def test_what_is_no_response_is_refused(data: bytes) -> None:
    """It is never taken for an answer of Telegram."""
    with pytest.raises(NotHttp):
        read_response(bytearray(data), ended=True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"ok":true,"result":{"message_id":7,"text":"{}"}}', {"message_id": 7}),
        (b'{"ok": true, "result": {"message_id": 12}}', {"message_id": 12}),
        (b'{"ok":true,"result":{"id":7,"message_id":8}}', {"id": 7, "message_id": 8}),
        (b'{"ok":true,"result":[{"message_id":7}]}', [{"message_id": 7}]),
        (b'{"ok":true,"result":true}', True),
    ],
)
def test_a_message_that_was_sent_is_known_by_its_id(body: bytes, expected: object) -> None:
    assert read_reply(200, body) == Reply("ok", 200, expected)


def test_an_error_that_quotes_a_message_is_an_error() -> None:
    quoted = json.dumps('{"ok":true,"result":{"message_id":7}}')
    assert read_reply(400, f'{{"ok":false,"description":{quoted}}}'.encode()).kind == "refused"
