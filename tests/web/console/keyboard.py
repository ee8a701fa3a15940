"""A person who has no mouse."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

MOST = 120
"""Presses of the Tab key after which a page counts as one that the keyboard cannot walk."""


async def tab_to(page: Page, wanted: Locator) -> None:
    """The focus is where it should be, by the Tab key alone, and can be seen there."""
    await wanted.wait_for()
    for _ in range(MOST):
        if await wanted.evaluate("found => found === document.activeElement"):
            await expect(wanted).to_be_in_viewport()
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {wanted}")


async def press(page: Page, wanted: Locator) -> None:
    """What is wanted has been reached and pressed."""
    await tab_to(page, wanted)
    await page.keyboard.press("Enter")
