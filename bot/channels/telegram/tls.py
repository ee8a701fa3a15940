"""TLS over bytes that are given and taken, for a connection whose bytes are looked at before they are read.

asyncio's own TLS reads from the socket by itself. Here whoever has the bytes hands them over, from wherever they come:
the standard library's `SSLObject` over two `MemoryBIO` (https://docs.python.org/3/library/ssl.html#memory-bio-support).
"""

from __future__ import annotations

import ssl

PIECE = 2**16


class TlsChannel:
    """The client's end of one encrypted connection to `host`, whose name the certificate must bear."""

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        self._received, self._to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._received, self._to_send, server_hostname=host)
        self.is_established = False
        """Whether both sides have agreed, so that calls may go over it."""
        self.is_ended = False
        """Whether the other side has said that nothing more comes."""

    def establish(self) -> bytes:
        """What is to be sent first. Raises: ssl.SSLError."""
        self._shake_hands()
        return self._to_send.read()

    def encrypt(self, data: bytes) -> bytes:
        """The bytes to send for these. Raises: ssl.SSLError."""
        self._object.write(data)
        return self._to_send.read()

    def decrypt(self, data: bytes) -> tuple[bytes, bytes]:
        """What the bytes say so far, and what is to be sent in turn. Raises: ssl.SSLError, of a certificate too."""
        self._received.write(data)
        if not self.is_established:
            self._shake_hands()
        said = bytearray()
        while self.is_established and not self.is_ended:
            try:
                piece = self._object.read(PIECE)
            except ssl.SSLWantReadError:
                break
            said += piece
            self.is_ended = not piece
        return bytes(said), self._to_send.read()

    def _shake_hands(self) -> None:
        try:
            self._object.do_handshake()
        except ssl.SSLWantReadError:
            return
        self.is_established = True
