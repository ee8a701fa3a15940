"""Keeps out of a serving process what libraries load for what is not done here."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


def import_structlog() -> None:
    """Imports structlog without rich, with which it would draw tracebacks: 6 MB and half of its import's time.

    To be called before anything else imports structlog; what imports rich itself afterwards gets it.
    """
    with _absent("rich"):
        importlib.import_module("structlog")


def import_telegram() -> None:
    """Imports python-telegram-bot without what it has for tasks that are not done here.

    cryptography would decrypt passports: 7 MB where it is there. httpx is under a transport that is not used: 6 MB.
    To be called before anything else imports telegram; its own transport cannot be used afterwards.
    """
    with _absent("cryptography"), _hollow("httpx"):
        importlib.import_module("telegram.ext")


def import_uvicorn() -> None:
    """Imports uvicorn without its command line, which would bring click and multiprocessing: 2 MB.

    To be called before anything else imports uvicorn; `uvicorn.server` has the server, `uvicorn.config` its settings.
    """
    with _hollow("uvicorn.main"):
        importlib.import_module("uvicorn")


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


@contextmanager
def _hollow(name: str) -> Iterator[None]:
    """As if a library that is not loaded yet had nothing but types in it, for who names them in annotations."""
    if name in sys.modules:
        yield
        return
    hollow = sys.modules[name] = ModuleType(name, f"Stands for {name}, which is not loaded in this process.")
    hollow.__getattr__ = lambda _type: object  # type: ignore[method-assign]  # a module's own, by PEP 562
    try:
        yield
    finally:
        del sys.modules[name]
