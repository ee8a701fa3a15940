"""Owners' errands on the chat page of a phone, in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.assistant.assistant import Assistant
from tests.journeys.errands import Errand, Shown, errands, faults, is_decided, label_of
from tests.web.serving import Site, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

EXCHANGE = ".exchange:not(.pending)"
FILES = {"photo": ("shot.png", "image/png"), "voice": ("voice.mp3", "audio/mpeg"), "document": ("policy.pdf", "")}
PASTE = """
([name, type]) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File(["x"], name, {type}));
  const pasted = new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true});
  document.querySelector("#text").dispatchEvent(pasted);
}
"""
SEEN = """
(exchange) => {
  const unseen = [...exchange.querySelectorAll(".unseen")];
  unseen.forEach((element) => { element.hidden = true; });
  const texts = (where) => [...exchange.querySelectorAll(where)].map((element) => element.innerText.trim());
  const first = exchange.querySelector(".card");
  const head = [...(first?.querySelectorAll(":scope > .lead, :scope > .head") ?? [])].map((e) => e.innerText.trim());
  const seen = {
    head, cards: texts(".card, .ask"), buttons: texts(".choices button"),
    fits: document.documentElement.scrollWidth <= innerWidth,
  };
  unseen.forEach((element) => { element.hidden = false; });
  return seen;
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def counter(assistant: Assistant) -> AsyncIterator[Site]:
    """One site for all errands."""
    async with serving(Site(assistant)) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def phones(browser: Browser) -> AsyncIterator[dict[str, Page]]:
    """A Chinese and an English phone."""
    opened = {}
    for language, locale in (("zh", "zh-CN"), ("en", "en-GB")):
        context = await browser.new_context(
            viewport={"width": 390, "height": 844}, locale=locale, is_mobile=True, has_touch=True
        )
        opened[language] = await context.new_page()
    yield opened
    for page in opened.values():
        await page.context.close()


@pytest.mark.parametrize("errand", errands(), ids=lambda errand: f"{errand.name}-{errand.language}")
async def test_an_errand_is_done_on_the_page(counter: Site, phones: dict[str, Page], errand: Errand) -> None:
    """Each reply is short before its fold, answers at its head, and is no wider than the phone."""
    page = phones[errand.language]
    await page.context.clear_cookies()
    await page.goto(counter.url)
    replies = 0
    for turn in errand.turns:
        if "attach" in turn:
            await page.evaluate(PASTE, FILES[turn["attach"]])
            line = await page.locator("#trouble").inner_text()
            reply = Shown(line, line, [])
        else:
            await say(page, turn)
            replies += 1
            await expect(page.locator(EXCHANGE)).to_have_count(replies)
            reply = await seen(page)
        assert faults(turn, reply) == []
    assert not errand.ends_in_verdict or is_decided(errand, reply)


async def say(page: Page, turn: dict[str, str]) -> None:
    """What the owner does in this turn."""
    if "press" in turn:
        choices = page.locator(EXCHANGE).last.locator(".choices")
        labels = await choices.locator("button").all_inner_texts()
        await choices.get_by_role("button", name=label_of(turn["press"], labels), exact=True).click()
    else:
        await page.fill("#text", "/" + turn["command"] if "command" in turn else turn["user"])
        await page.press("#text", "Enter")


async def seen(page: Page) -> Shown:
    """The last reply as its reader sees it."""
    found = await page.locator(EXCHANGE).last.evaluate(SEEN)
    assert found["fits"]
    top = " ".join(found["head"]) or found["cards"][0].split("\n")[0]
    return Shown(top, "\n".join(found["cards"]), found["buttons"])
