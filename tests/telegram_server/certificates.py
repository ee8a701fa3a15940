"""Certificates of an authority that lives as long as a test."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme

HOST = "127.0.0.1"


class Authority:
    """Signs for loopback; `trusted` is the file with its own certificate, for whoever is to trust it."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self.trusted = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(str(self.trusted))

    def server_context(self, name: str = HOST) -> ssl.SSLContext:
        """What a server needs that calls itself so."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name).configure_cert(context)
        return context
