"""A console with its own database for each test; two widths of window."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from bot.assistant.assistant import Assistant
from tests.web.console.serving import Desk, desk

WIDTHS = [390, 1280]


@pytest_asyncio.fixture
async def console(assistant: Assistant, tmp_path: Path) -> AsyncIterator[Desk]:
    """A running console."""
    async with desk(assistant, tmp_path) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def shown_console(assistant: Assistant, tmp_path: Path) -> AsyncIterator[Desk]:
    """A running console on the browser's loop."""
    async with desk(assistant, tmp_path) as running:
        yield running


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    """A phone's width and a desk's."""
    return int(request.param)


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser, width: int) -> AsyncIterator[Page]:
    """A window of that width in which every complaint of the browser is a failure, and whose clipboard can be read."""
    context = await browser.new_context(
        viewport={"width": width, "height": 860},
        locale="zh-CN",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    yield page
    await context.close()
    assert complaints == []
