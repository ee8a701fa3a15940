"""Looks at a page as it stands in the window: what axe-core finds in both schemes, whether it is wider than the window.

With `HUIQI_SCREENSHOTS=FOLDER` each page that is looked at is drawn there as well.
"""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

SERIOUS = """
async (only) => (await axe.run(document, {resultTypes: ["violations"], ...(only ? {runOnly: only} : {})})).violations
  .filter((fault) => ["serious", "critical"].includes(fault.impact))
  .map((fault) => `${fault.id}: ${fault.nodes[0].html}`)
"""


async def faults_of(page: Page, name: str) -> list[str]:
    """Everything serious: of all rules in light, of the contrast in dark, where nothing else differs."""
    await page.emulate_media(color_scheme="light")
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found = await page.evaluate(SERIOUS, None)
    await _draw(page, f"{name}-light")
    await page.emulate_media(color_scheme="dark")
    found += await page.evaluate(SERIOUS, ["color-contrast"])
    await _draw(page, f"{name}-dark")
    wide, window = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{name}: {fault}" for fault in found] + ([f"{name}: {wide} px wide"] if wide > window else [])


async def _draw(page: Page, name: str) -> None:
    folder = os.environ.get("HUIQI_SCREENSHOTS")
    if folder:
        width = (page.viewport_size or {"width": 0})["width"]
        await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
