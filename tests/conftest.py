"""What tests of several parts share: the shipped knowledge, compiled once a run."""

from __future__ import annotations

import pytest

from bot.assembly import build_assistant
from bot.assistant.assistant import Assistant


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The real assistant over the shipped knowledge."""
    return build_assistant()
