"""What tests of several parts share: the shipped knowledge, compiled once a run, the installed command, examples."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import tests.examples  # noqa: F401 - registers how many examples a property gets
from bot.assembly import build_assistant
from bot.assistant.assistant import Assistant
from tests.commands import Command


def pytest_sessionfinish() -> None:
    """Writes what a worker has measured before the session tells that it has ended: a slow worker is killed then."""
    measuring = sys.modules.get("coverage")
    current = measuring.Coverage.current() if measuring is not None else None
    if current is not None:
        current.stop()
        current.save()


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assistant, Path]:
    folder = tmp_path_factory.mktemp("cache")
    return build_assistant(cache=folder / "huiqi"), folder


@pytest.fixture(scope="session")
def assistant(_built: tuple[Assistant, Path]) -> Assistant:
    """The real assistant over the shipped knowledge."""
    return _built[0]


@pytest.fixture(scope="session")
def compiled(_built: tuple[Assistant, Path]) -> Path:
    """A user's cache folder that holds the shipped knowledge in its compiled form."""
    return _built[1]


@pytest.fixture
def huiqi(compiled: Path, tmp_path: Path) -> Command:
    """The installed command, run in an empty folder."""
    return Command(compiled, tmp_path)
