"""The chat page in a real browser, on a phone and on a desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tests.web.memory import MemoryStore
from tests.web.serving import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEDUCTION = "研发费加计扣除"
EXCHANGE = ".exchange:not(.pending)"


async def ask(page: Page, text: str) -> None:
    """Types a message and sends it with the Enter key, and waits for its reply."""
    before = await page.locator(EXCHANGE).count()
    await page.fill("#text", text)
    await page.press("#text", "Enter")
    await expect(page.locator(EXCHANGE)).to_have_count(before + 1)


@pytest_asyncio.fixture(loop_scope="session")
async def plain_page(browser: Browser) -> AsyncIterator[Page]:
    """A window in which no script runs."""
    context = await browser.new_context(java_script_enabled=False, locale="zh-CN")
    yield await context.new_page()
    await context.close()


async def test_a_question_is_answered_with_status_and_source_without_a_reload(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await page.evaluate("window.stayed = true")
    await ask(page, DEDUCTION)
    card = page.locator(EXCHANGE).last.locator(".card").first
    await expect(card.locator(".title")).to_contain_text("加计扣除")
    await expect(card.locator(".status")).to_be_visible()
    link = card.locator(".source a").first
    assert await link.get_attribute("target") == "_blank"
    assert await link.get_attribute("rel") == "noopener"
    assert (await link.get_attribute("href") or "").startswith("http")
    assert await page.evaluate("window.stayed") is True


async def test_the_input_is_empty_and_keeps_the_focus_after_sending(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await ask(page, DEDUCTION)
    await expect(page.locator("#text")).to_be_focused()
    await expect(page.locator("#text")).to_have_value("")


async def test_the_conversation_is_there_after_a_reload(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await ask(page, DEDUCTION)
    answer = await page.locator(EXCHANGE).inner_text()
    await page.reload()
    await expect(page.locator(EXCHANGE)).to_have_count(1)
    assert await page.locator(EXCHANGE).inner_text() == answer
    await expect(page.locator("#welcome")).to_have_count(0)


async def test_a_new_conversation_forgets_the_old_one(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await ask(page, DEDUCTION)
    await page.click("text=新对话")
    await expect(page.locator("#welcome")).to_be_visible()
    await page.reload()
    await expect(page.locator(EXCHANGE)).to_have_count(0)


async def test_without_javascript_asking_pressing_and_reloading_work(shown: Site, plain_page: Page) -> None:
    await plain_page.goto(shown.url)
    await plain_page.fill("#text", DEDUCTION)
    await plain_page.click("#send")
    await expect(plain_page.locator(EXCHANGE)).to_have_count(1)
    button = plain_page.locator(".choices button").first
    label = (await button.inner_text()).strip()
    await button.click()
    await expect(plain_page.locator(EXCHANGE)).to_have_count(2)
    await expect(plain_page.locator(".asked p").last).to_have_text(label)
    await plain_page.reload()
    await expect(plain_page.locator(EXCHANGE)).to_have_count(2)


async def test_an_example_a_topic_and_a_quick_reply_are_buttons_that_answer(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await expect(page.locator(".examples button")).to_have_count(3)
    topic = page.locator(".topics button").first
    label = (await topic.inner_text()).strip()
    await topic.tap()
    await expect(page.locator(EXCHANGE)).to_have_count(1)
    await expect(page.locator(".asked p").first).to_have_text(label)
    await expect(page.locator("#welcome")).to_have_count(0)
    await page.locator(".choices button:visible").first.tap()
    await expect(page.locator(EXCHANGE)).to_have_count(2)
    await expect(page.locator(EXCHANGE).last.locator(".card, .ask").first).to_be_visible()


async def test_only_the_last_quick_replies_are_shown(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await ask(page, DEDUCTION)
    await ask(page, DEDUCTION)
    assert await page.locator(".choices:visible").count() == 1


async def test_the_language_switch_turns_the_page_and_the_replies(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await page.click("text=English")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("#send")).to_have_text("Send")
    await ask(page, DEDUCTION)
    await expect(page.locator(EXCHANGE).last.locator(".reply")).to_have_attribute("lang", "en")
    assert page.url == shown.url + "/"


async def test_the_browsers_language_chooses_the_first_page(shown: Site, browser: Browser) -> None:
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(shown.url)
    await expect(page.locator("#send")).to_have_text("Send")
    await context.close()


async def test_five_thousand_characters_are_answered(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await ask(page, "研发费加计扣除怎么办，" * 455)
    await expect(page.locator(EXCHANGE).last.locator(".reply")).not_to_be_empty()
    await expect(page.locator("#trouble")).to_be_empty()


async def test_an_empty_message_is_told_what_to_write(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await page.click("#send")
    await expect(page.locator(EXCHANGE)).to_have_count(1)
    await expect(page.locator(".reply").last).to_contain_text("没有收到文字")


@pytest.mark.parametrize(
    "text",
    ["<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>", "{{7*7}} ${7*7} <b>b</b>"],
    ids=["script", "image", "template"],
)
async def test_markup_in_a_message_is_shown_as_text(shown: Site, page: Page, text: str) -> None:
    await page.goto(shown.url)
    await ask(page, text)
    await expect(page.locator(".asked p").last).to_have_text(text)
    assert await page.evaluate("window.hacked") is None
    await page.reload()
    await expect(page.locator(".asked p").last).to_have_text(text)
    assert await page.evaluate("window.hacked") is None


async def test_a_broken_network_is_said_and_the_text_is_kept(shown: Site, context: BrowserContext, page: Page) -> None:
    await page.goto(shown.url)
    await context.set_offline(True)
    await page.fill("#text", DEDUCTION)
    await page.press("#text", "Enter")
    await expect(page.locator("#trouble")).to_contain_text("没有发出去")
    await expect(page.locator("#text")).to_have_value(DEDUCTION)
    await expect(page.locator(".exchange")).to_have_count(0)
    await context.set_offline(False)
    await page.press("#text", "Enter")
    await expect(page.locator(EXCHANGE)).to_have_count(1)
    await expect(page.locator("#trouble")).to_be_empty()


async def test_the_question_is_shown_while_its_answer_is_on_the_way(shown: Site, page: Page) -> None:
    released = asyncio.Event()

    async def hold(route: Route) -> None:
        await released.wait()
        await route.continue_()

    await page.goto(shown.url)
    await page.route("**/chat", hold)
    await page.fill("#text", DEDUCTION)
    await page.press("#text", "Enter")
    await expect(page.locator(".pending .asked p")).to_have_text(DEDUCTION)
    await expect(page.locator(".pending .waiting")).to_be_visible()
    await expect(page.locator("#send")).to_be_disabled()
    released.set()
    await expect(page.locator(".pending")).to_have_count(0)
    await expect(page.locator(EXCHANGE)).to_have_count(1)


async def test_enter_that_ends_a_composition_does_not_send(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await page.fill("#text", "yanfa")
    await page.evaluate(
        "document.getElementById('text').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    await expect(page.locator("#text")).to_have_value("yanfa")
    await expect(page.locator(".exchange")).to_have_count(0)


async def test_the_keyboard_alone_is_enough_to_ask(shown: Site, browser: Browser) -> None:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    await page.goto(shown.url)
    await expect(page.locator("#text")).to_be_focused()
    await page.locator(".skip").focus()
    await expect(page.locator(".skip")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await page.keyboard.type(DEDUCTION)
    await page.keyboard.press("Enter")
    await expect(page.locator(EXCHANGE)).to_have_count(1)
    await context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_is_wider_than_the_window(shown: Site, browser: Browser, width: int, scheme: str) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, locale="zh-CN", color_scheme="dark" if scheme == "dark" else "light"
    )
    page = await context.new_page()
    await page.goto(shown.url)
    await ask(page, "房租" + "x" * 400)
    await ask(page, DEDUCTION)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    small = await page.evaluate(
        "[...document.querySelectorAll('button, .quiet, .pill, textarea')].filter(e => e.offsetParent)"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []
    await context.close()


async def test_the_log_is_announced_and_every_field_has_a_name(shown: Site, page: Page) -> None:
    await page.goto(shown.url)
    await expect(page.get_by_role("log", name="对话")).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("textbox", name="写下您的问题")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize(("said", "helpful", "thanks"), [("答对了", True, "记下了"), ("不对", False, "换个说法")])
async def test_what_a_visitor_says_of_an_answer_is_counted_and_stays(
    shown: Site, page: Page, said: str, helpful: bool, thanks: str
) -> None:
    await page.goto(shown.url)
    await ask(page, DEDUCTION)
    await page.fill("#text", "还在写")
    await page.locator(EXCHANGE).last.get_by_role("button", name=said, exact=True).click()
    await expect(page.locator(".thanks")).to_contain_text(thanks)
    await expect(page.locator(EXCHANGE)).to_have_count(1)
    await expect(page.locator("#text")).to_have_value("还在写")
    assert [line.helpful for line in memory(shown).log] == [helpful]
    await page.reload()
    await expect(page.locator(".thanks")).to_contain_text(thanks)
    await expect(page.locator(".helpful button")).to_have_count(0)


async def test_an_answer_is_judged_without_javascript_and_by_nobody_else(
    shown: Site, plain_page: Page, page: Page
) -> None:
    await plain_page.goto(shown.url)
    await plain_page.fill("#text", DEDUCTION)
    await plain_page.click("#send")
    number = await plain_page.locator(".helpful [name=of]").input_value()
    await page.goto(shown.url)
    await ask(page, DEDUCTION)
    form = {"of": number, "said": "wrong"}
    refused = await page.request.post(shown.url + "/helpful", form=form, headers={"sec-fetch-site": "same-origin"})
    assert refused.status == 404
    await plain_page.locator(".helpful").get_by_text("答对了").click()
    await expect(plain_page.locator(".thanks")).to_contain_text("记下了")
    assert sorted(line.helpful is True for line in memory(shown).log) == [False, True]


def memory(site: Site) -> MemoryStore:
    """What the site has kept."""
    assert isinstance(site.store, MemoryStore)
    return site.store


DROP = """
() => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["x"], "policy.pdf", {type: "application/pdf"}));
  const given = {dataTransfer, bubbles: true, cancelable: true};
  const events = ["dragover", "drop"].map((name) => new DragEvent(name, given));
  events.forEach((event) => document.querySelector("main").dispatchEvent(event));
  return events.map((event) => event.defaultPrevented);
}
"""


async def test_a_dropped_file_does_not_take_the_pages_place_and_the_page_says_what_to_do(
    shown: Site, page: Page
) -> None:
    await page.goto(shown.url)
    assert await page.evaluate(DROP) == [True, True]
    await expect(page.locator("#trouble")).to_contain_text("打不开文件")
