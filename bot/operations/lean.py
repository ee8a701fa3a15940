"""Keeps out of a serving process what libraries load for what is not done here."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def import_structlog() -> None:
    """Imports structlog without rich, with which it would draw tracebacks: 6 MB and half of its import's time.

    To be called before anything else imports structlog; what imports rich itself afterwards gets it.
    """
    with _absent("rich"):
        importlib.import_module("structlog")


def import_telegram() -> None:
    """Imports python-telegram-bot without cryptography, with which it would decrypt passports: 7 MB where it is there.

    To be called before anything else imports telegram.
    """
    with _absent("cryptography"):
        importlib.import_module("telegram")


@contextmanager
def _absent(name: str) -> Iterator[None]:
    """As if a library that is not loaded yet were not installed."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
