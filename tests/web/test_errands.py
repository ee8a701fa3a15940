"""Owners' errands on the chat page of a phone, in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.journeys.errands import Errand, Shown, errands, faults, label_of
from tests.web.serving import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHINESE = ("rent", "research_deduction", "high_tech", "wrong_measure", "ended", "another_city", "rude", "nonsense")
ENGLISH = ("late_filing", "technology_transfer", "job_retention", "enterprises", "screening", "high_tech")
ON_THE_PAGE = [e for e in errands() if e.name in (CHINESE if e.language == "zh" else ENGLISH)]
EXCHANGE = ".exchange:not(.pending)"


@pytest.mark.parametrize("errand", ON_THE_PAGE, ids=lambda errand: f"{errand.name}-{errand.language}")
async def test_an_errand_is_done_on_the_page(shown: Site, page: Page, errand: Errand) -> None:
    """Each reply is short before its fold, answers at its head, and is no wider than the phone."""
    await page.goto(shown.url)
    for number, turn in enumerate(errand.turns, 1):
        if "press" in turn:
            choices = page.locator(EXCHANGE).last.locator(".choices")
            labels = await choices.locator("button").all_inner_texts()
            await choices.get_by_role("button", name=label_of(turn["press"], labels), exact=True).click()
        else:
            await page.fill("#text", turn["user"])
            await page.press("#text", "Enter")
        await expect(page.locator(EXCHANGE)).to_have_count(number)
        assert faults(turn, await reply(page)) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def reply(page: Page) -> Shown:
    """The last reply as its reader sees it."""
    last = page.locator(EXCHANGE).last
    cards = await last.locator(".card, .ask").all_inner_texts()
    head = last.locator(".card").first.locator(".lead, .head")
    top = " ".join(await head.all_inner_texts()) if await head.count() else cards[0].split("\n")[0]
    buttons = await last.locator(".choices button").all_inner_texts()
    return Shown(top, "\n".join(cards), buttons)
