"""The pages that staff look things up on, without a mouse."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.web.console.keyboard import press, tab_to
from tests.web.console.serving import Desk
from tests.web.console.test_figures import MEASURE, TITLE, asked, noon

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_figures_are_walked_by_keyboard(shown_console: Desk, window: Page) -> None:
    """Another span, a table that is longer than its frame, a list that unfolds, a file, a measure."""
    shown_console.store.clock = noon
    await asked(shown_console)
    await shown_console.enter(window)
    await press(window, window.locator("nav a[href='/console/figures']"))
    await press(window, window.get_by_role("link", name="90 天"))
    await expect(window.locator("[aria-current=page]", has_text="90 天")).to_be_visible()
    days = window.locator("section:has(#days) .scroll")
    await tab_to(window, days)
    await window.keyboard.press("End")
    await expect(days.locator("tr").last).to_be_in_viewport()
    stale = window.locator("section:has(#stale) summary")
    await press(window, stale)
    await expect(window.locator("section:has(#stale) li").first).to_be_visible()
    await tab_to(window, window.locator("a[href='/console/figures/coverage.csv?days=90']"))
    async with window.expect_download() as download:
        await window.keyboard.press("Enter")
    assert (await download.value).suggested_filename.endswith(".csv")
    await window.reload()
    await press(window, window.locator("section:has(#measures) .rows a").first)
    await expect(window.locator("h1")).to_have_text(TITLE)


async def test_a_measure_is_found_read_and_answered_with_by_keyboard(shown_console: Desk, window: Page) -> None:
    """From the list by its filter to the measure, its document and back, and to the answer that is copied."""
    await shown_console.enter(window)
    await press(window, window.locator("nav a[href='/console/measures']"))
    await tab_to(window, window.locator("#filter"))
    await window.keyboard.type("西安高新区失业")
    await expect(window.locator(".base li:visible")).to_have_count(1)
    await press(window, window.locator(f".base a[href='/console/measures/{MEASURE}']"))
    await expect(window.locator("h1")).to_have_text(TITLE)
    await press(window, window.locator("section:has(> #sources) a").first)
    await expect(window.locator("#citing")).to_be_visible()
    await press(window, window.locator(f"a[href='/console/measures/{MEASURE}']"))
    await press(window, window.get_by_role("button", name="用这条答复"))
    await expect(window.locator("[data-reply=zh] .title").first).to_have_text(TITLE)
    await press(window, window.locator("[data-form=brief]"))
    await expect(window.locator("#toast")).to_contain_text("已复制")
    assert TITLE in str(await window.evaluate("navigator.clipboard.readText()"))
