"""The encrypted connection as bytes: cut anywhere, it says what the other side wrote, and when that has ended."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.tls import PIECE, TlsChannel
from tests.telegram_server.certificates import HOST, Authority

CUTS = st.lists(st.integers(1, 400), min_size=1, max_size=20)


class Server:
    """The other side, in memory."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.received, self.to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.end = context.wrap_bio(self.received, self.to_send, server_side=True)

    def take(self, data: bytes) -> bytes:
        """What it sends in turn, while both agree."""
        self.received.write(data)
        with contextlib.suppress(ssl.SSLWantReadError):
            self.end.do_handshake()
        return self.to_send.read()


Pair = Callable[[], tuple[TlsChannel, Server]]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Makes both ends of one more connection."""
    authority = Authority(tmp_path_factory.mktemp("authority"))
    ours, theirs = ssl.create_default_context(cafile=authority.trusted), authority.server_context()
    return lambda: (TlsChannel(ours, HOST), Server(theirs))


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    """The data cut at these lengths, in turn."""
    found, at, turn = [], 0, 0
    while at < len(data):
        size = cuts[turn % len(cuts)]
        found.append(data[at : at + size])
        at, turn = at + size, turn + 1
    return found


def establish(channel: TlsChannel, server: Server, cuts: list[int]) -> None:
    """Both agree, over pieces of these lengths."""
    to_server = channel.establish()
    while to_server or not channel.is_established:
        to_client, to_server = server.take(to_server), b""
        for piece in pieces(to_client, cuts):
            said, answer = channel.decrypt(piece)
            assert said == b""
            to_server += answer


@settings(max_examples=40, deadline=None)
@given(CUTS, st.binary(min_size=1, max_size=300), st.binary(max_size=3 * PIECE // 2))
def test_what_is_said_arrives_however_its_bytes_are_cut(pair: Pair, cuts: list[int], asked: bytes, told: bytes) -> None:
    channel, server = pair()
    establish(channel, server, cuts)
    server.received.write(channel.encrypt(asked))
    assert server.end.read(1000) == asked
    if told:
        server.end.write(told)
    with pytest.raises(ssl.SSLWantReadError):
        server.end.unwrap()  # says that nothing more comes, and waits for our word, which none waits for
    said = b""
    for piece in pieces(server.to_send.read(), cuts if len(told) < 2000 else [5000]):
        assert not channel.is_ended
        said += channel.decrypt(piece)[0]
    assert said == told
    assert channel.is_ended


def test_bytes_that_are_no_tls_are_refused(pair: Pair) -> None:
    channel, _ = pair()
    channel.establish()
    with pytest.raises(ssl.SSLError):
        channel.decrypt(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_a_stranger_is_refused(tmp_path: Path) -> None:
    theirs = Authority(tmp_path).server_context()
    channel, server = TlsChannel(ssl.create_default_context(), HOST), Server(theirs)
    with pytest.raises(ssl.SSLCertVerificationError):
        channel.decrypt(server.take(channel.establish()))
