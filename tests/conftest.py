"""What the tests of commands and of whole journeys share: the knowledge compiled once, and the installed command."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assembly import build_assistant
from tests.commands import Command


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's cache folder that holds the shipped knowledge in its compiled form."""
    folder = tmp_path_factory.mktemp("cache")
    build_assistant(cache=folder / "huiqi")
    return folder


@pytest.fixture
def huiqi(compiled: Path, tmp_path: Path) -> Command:
    """The installed command, run in an empty folder."""
    return Command(compiled, tmp_path)
