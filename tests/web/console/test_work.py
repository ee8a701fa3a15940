"""The page that staff work on all day, in a real browser, at two widths."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page, Route, expect

from bot.store.kept_answers import KeptAnswers
from tests.web.console.serving import PASSWORD, Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")
PASTED = "你好,我叫王小明,13812345678,我们在西安高新区,一个人没裁,失业保险能退吗?"
LATE_LIST = """() => {
  window.lateList = new Promise((done) => {
    const box = document.getElementById("q");
    box.addEventListener("htmx:afterRequest", () => done("came"));
  });
}"""
FORMS = {"plain": "纯文本", "markdown": "Markdown 格式", "html": "网页格式", "brief": "微信短文"}
MARKUP = ("<img src=x onerror=window.hacked=1>", "</textarea><script>window.hacked=1</script>")


UNSETTLED = ".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling"
"""What is being exchanged: its form does not listen yet."""


async def ask(window: Page, text: str) -> None:
    """The answer to a pasted message is there, and listens."""
    await window.fill("#q", text)
    await window.press("#q", "Enter")
    await expect(window.locator("#answer .copying")).to_be_visible()
    await settled(window)


async def settled(window: Page) -> None:
    """Nothing is being exchanged any more, so that what is there listens."""
    await expect(window.locator(UNSETTLED)).to_have_count(0)


async def clipboard(window: Page) -> str:
    """What was copied, as text."""
    return str(await window.evaluate("navigator.clipboard.readText()"))


async def test_signing_in_by_keyboard_leads_to_the_box(shown_console: Desk, window: Page) -> None:
    await shown_console.person("mei")
    await window.goto(shown_console.url)
    await expect(window.locator("#name")).to_be_focused()
    await window.keyboard.type("mei")
    await window.keyboard.press("Tab")
    await window.keyboard.type(PASSWORD)
    await window.keyboard.press("Enter")
    await expect(window.locator("#q")).to_be_visible()


async def test_what_fits_appears_while_typing_and_the_arrows_lead_to_its_answer(
    shown_console: Desk, window: Page
) -> None:
    await shown_console.enter(window)
    await window.locator("#q").press_sequentially("稳岗返还")
    await expect(window.locator("#found [data-hit]").first).to_contain_text("稳岗返还")
    await window.keyboard.press("ArrowDown")
    await expect(window.locator("#found [data-hit]").first).to_be_focused()
    chosen = await window.locator("#found [data-hit] .name").nth(1).inner_text()
    await window.keyboard.press("ArrowDown")
    await window.keyboard.press("Enter")
    await expect(window.locator("#answer .title").first).to_have_text(chosen)
    await window.keyboard.press("/")
    if await window.evaluate("document.activeElement.id") != "q":
        raise AssertionError("the slash leads back to the box")


async def test_what_was_asked_for_leaves_no_late_list_before_its_answer(shown_console: Desk, window: Page) -> None:
    """The list was asked for before the answer, and comes after it."""
    asked_for, released = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked_for.set()
        await released.wait()
        await route.continue_()

    await shown_console.enter(window)
    await window.route("**/console/find", hold)
    await window.fill("#q", PASTED)
    await asked_for.wait()
    await window.press("#q", "Enter")
    await expect(window.locator("#answer .copying")).to_be_visible()
    await window.evaluate(LATE_LIST)
    released.set()
    assert await window.evaluate("window.lateList") == "came"
    await expect(window.locator("#found [data-hit]")).to_have_count(0)
    await expect(window.locator("#answer .copying")).to_be_visible()


async def test_a_list_that_came_first_gives_way_to_the_answer(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await window.fill("#q", PASTED)
    await expect(window.locator("#found [data-hit]").first).to_be_visible()
    await window.press("#q", "Enter")
    await expect(window.locator("#answer .copying")).to_be_visible()
    await expect(window.locator("#found [data-hit]")).to_have_count(0)


async def test_a_document_is_found_by_its_number(shown_console: Desk, window: Page) -> None:
    numbers = {n: d.number for n, d in shown_console.site.assistant.catalogue.documents.items() if d.number}
    name, number = sorted(numbers.items())[0]
    await shown_console.enter(window)
    await window.fill("#q", number)
    await expect(window.locator(f"#found a[href='/console/documents/{name}']")).to_be_visible()


async def test_each_form_in_each_language_lands_on_the_clipboard_and_is_said_to(
    shown_console: Desk, window: Page
) -> None:
    await shown_console.enter(window)
    await ask(window, PASTED)
    reference = await window.locator(".reference a").inner_text()
    for language, spoken, name in (
        ("zh", "中文", "西安高新区失业保险稳岗返还"),
        ("en", "English", "unemployment-insurance refund"),
    ):
        await window.click(f"[data-language={language}]")
        await expect(window.locator(f"[data-reply={language}]")).to_be_visible()
        for form, called in FORMS.items():
            await window.click(f"[data-form={form}]")
            await expect(window.locator("#toast")).to_contain_text(f"已复制：{called} · {spoken}")
            copied = await clipboard(window)
            assert name in copied.replace("\\", "")
            assert "http" in copied
            assert reference in copied
            assert ("<p>" in copied) == (form == "html")
            assert ("**" in copied) == (form == "markdown")
            assert len(copied) < 600 or form != "brief"


async def test_a_key_copies_without_the_mouse(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await ask(window, PASTED)
    await window.keyboard.press("Alt+4")
    await expect(window.locator("#toast")).to_contain_text("微信短文")
    assert "西安高新区失业保险稳岗返还" in await clipboard(window)


async def test_what_names_a_person_is_neither_shown_nor_kept(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await ask(window, PASTED)
    (kept,) = await KeptAnswers(shown_console.store).latest("mei", 10)
    answer = await window.locator("#answer").inner_html()
    for personal in ("13812345678", "王小明"):
        assert personal not in str(kept.body)
        assert personal not in answer
    assert "没裁" in kept.body["question"]


async def test_a_changed_fact_is_judged_at_once_and_enters_nobodys_profile(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await ask(window, PASTED)
    verdict = window.locator("[data-reply=zh] .verdict")
    await expect(verdict).to_contain_text("还不能判断")
    await window.select_option("[name='fact.enterprise_size']", "large")
    await expect(verdict).to_contain_text("不符合")
    await settled(window)
    await window.select_option("[name='fact.enterprise_size']", "small")
    await settled(window)
    await window.fill("[name='fact.unemployment_insurance_paid_2019']", "12万")
    await window.keyboard.press("Tab")
    await expect(verdict).to_contain_text("60,000")
    await window.goto(shown_console.url)
    await ask(window, "失业保险能退吗,西安高新区")
    await expect(window.locator("[name='fact.enterprise_size']")).to_have_value("")
    assert await shown_console.store.conversation("mei") is None


async def test_a_fact_that_cannot_be_read_is_said(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await ask(window, PASTED)
    field = window.locator("[name='fact.unemployment_insurance_paid_2019']")
    await field.fill("a lot")
    await window.keyboard.press("Tab")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_value("a lot")


async def test_the_day_changes_what_is_in_force(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await window.fill("#day", "2020-03-01")
    await ask(window, PASTED)
    await expect(window.locator("[data-reply=zh] .card").first).to_have_attribute("data-availability", "open")
    await window.fill("#day", "2026-11-22")
    await window.click("#go")
    await expect(window.locator("[data-reply=zh] .card").first).to_have_attribute("data-availability", "unconfirmed")


async def test_the_reference_opens_what_was_said_that_day(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await window.fill("#day", "2020-03-01")
    await ask(window, PASTED)
    reference = await window.locator(".reference a").inner_text()
    said = await window.locator("[data-reply=zh]").inner_text()
    await window.goto(shown_console.url)
    await window.fill("#reference", reference.lower())
    await window.keyboard.press("Enter")
    await expect(window.locator("h1")).to_contain_text(reference)
    kept = await window.locator("[data-reply=zh]").inner_text()
    assert kept == said
    await expect(window.locator(".meta")).to_contain_text("2020-03-01")
    await expect(window.locator(".meta")).to_contain_text(shown_console.site.assistant.catalogue.version)


async def test_a_reference_that_there_is_not_can_be_put_right(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await ask(window, PASTED)
    reference = await window.locator(".reference a").inner_text()
    await window.goto(shown_console.url)
    await window.fill("#reference", "ZZZZ-ZZZZ")
    await window.keyboard.press("Enter")
    await expect(window.locator(".wrong")).to_contain_text("没有编号为 ZZZZ-ZZZZ 的答复")
    await expect(window.locator("#reference")).to_be_focused()
    assert (await window.request.get(shown_console.url + "/answers/ZZZZZZZZ")).status == 404
    await window.fill("#reference", reference)
    await window.keyboard.press("Enter")
    await expect(window.locator("h1")).to_contain_text(reference)


async def test_the_next_message_is_pasted_over_the_last_or_anywhere(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await window.locator("#q").focus()
    for text, name in ((PASTED, "西安高新区失业保险稳岗返还"), ("河北研发费增加了,能补多少", "河北")):
        await window.evaluate("text => navigator.clipboard.writeText(text)", text)
        await window.locator("#q").focus()
        await window.keyboard.press("ControlOrMeta+v")
        await window.keyboard.press("Enter")
        await expect(window.locator("#answer .title").first).to_contain_text(name)
    await window.evaluate("text => navigator.clipboard.writeText(text)", PASTED)
    await window.locator("body").evaluate("body => document.activeElement.blur()")
    await window.keyboard.press("ControlOrMeta+v")
    await expect(window.locator("#answer .title").first).to_contain_text("西安高新区失业保险稳岗返还")
    await expect(window.locator("#q")).to_have_value(PASTED)


async def test_why_it_was_found_is_marked_in_the_message(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await ask(window, PASTED)
    await window.click(".why summary")
    marked = await window.locator(".marked mark").all_inner_texts()
    assert any("西安高新区" in text for text in marked)
    assert any("失业" in text for text in marked)
    runner_up = window.locator(".scores button").nth(1)
    name = await runner_up.locator("span").first.inner_text()
    await runner_up.click()
    await expect(window.locator("[data-reply=zh] .title").first).to_have_text(name)


async def test_a_pasted_text_is_never_markup(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    for text in MARKUP:
        await ask(window, text + "失业保险")
        await window.goto(shown_console.url)
        await window.locator(".latest .rows a").first.click()
        await expect(window.locator(".customer")).to_contain_text(text)
        assert await window.evaluate("window.hacked") is None
        await window.goto(shown_console.url)


async def test_a_measure_has_its_page_with_conditions_sources_cases_and_history(
    shown_console: Desk, window: Page
) -> None:
    await shown_console.enter(window)
    await window.goto(shown_console.url + "/measures/xian-unemployment-refund")
    for heading in ("条件", "金额", "出处", "算例", "历史"):
        await expect(window.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    await window.locator("section:has(#sources) a").first.click()
    await expect(window.locator("a[href='/console/measures/xian-unemployment-refund']")).to_be_visible()


async def test_it_works_without_javascript(shown_console: Desk, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = await context.new_page()
    await shown_console.enter(page)
    await page.fill("#q", PASTED)
    await page.click("#go")
    await expect(page.locator("[data-reply=zh] .title").first).to_have_text("西安高新区失业保险稳岗返还")
    await page.select_option("[name='fact.enterprise_size']", "large")
    await page.click("#facts button")
    await expect(page.locator("[data-reply=zh] .verdict")).to_contain_text("不符合")
    await context.close()


async def test_every_target_is_large_enough_for_a_finger(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await ask(window, PASTED)
    small = await window.evaluate(
        "[...document.querySelectorAll('button, select, input, textarea')].filter(e => e.offsetParent)"
        ".filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)"
    )
    assert small == []


async def test_the_reply_comes_in_the_customers_language_first(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await ask(window, "Is there an unemployment insurance refund in Xi'an High-tech Zone?")
    await expect(window.locator("[data-reply=en]")).to_be_visible()
    await expect(window.locator("[data-reply=zh]")).to_be_hidden()
    await window.keyboard.press("Alt+4")
    await expect(window.locator("#toast")).to_contain_text("English")


async def test_a_question_back_and_a_refusal_are_copied_whole(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    for text, said in (("有补贴吗", "1. "), ("厂里的叉车坏了谁来管", "我只答企业支持措施")):
        await ask(window, text)
        await expect(window.locator("[data-text=zh-brief]")).to_contain_text(said)


async def test_english_staff_work_in_english(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await window.goto(shown_console.url + "?lang=en")
    await ask(window, PASTED)
    await expect(window.locator("[data-reply=zh]")).to_be_visible()
    await window.click("[data-language=en]")
    await expect(window.locator("[data-reply=en]")).to_be_visible()
    text = await window.locator(".facts-form, .console-bar").all_inner_texts()
    assert not re.search("[\u4e00-\u9fff]", " ".join(text).replace("mei", ""))
