"""Every page, at both widths, light and dark: axe-core finds nothing serious, nothing is wider than the window."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from bot.channels.web.console.lessons import Lesson, with_lesson
from bot.staffing import note_versions
from bot.store.link_reports import keep_links
from bot.store.measure_versions import MeasureVersions, Said
from bot.store.overlays import keep_documents
from bot.store.questions import Questions
from tests.store.test_questions import exchange
from tests.web.console.serving import HASH, Desk
from tests.web.looking import faults_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
MEASURE = "xian-unemployment-refund"
GONE = "a-measure-that-is-gone"
PASTED = "你好,我叫王小明,13812345678,我们在西安高新区,一个人没裁,失业保险能退吗?"
LESSON = Lesson(MEASURE, "keyword", "zh", "鲸鱼计划")


async def furnish(console: Desk) -> tuple[int, int]:
    """Something stands on every page; the numbers of a question that waits and of one that mei is on."""
    store, catalogue = console.store, console.site.assistant.catalogue
    for who, waits in (("web:a", None), ("web:b", "厂里的叉车坏了谁来管"), ("web:c", "鲸鱼计划还有名额吗")):
        await store.remember(who, "{}", exchange(who, waits, waits or "失业保险", measures=f'["{MEASURE}"]'))
    questions = Questions(store)
    held, open_ = [question.id for question in await questions.waiting()]
    await questions.take([held], "mei", lambda _: "")
    title = {"title": "( ( 'en' 'A measure that is gone' ) ( 'zh' '撤下的措施' ) )"}
    said = {MEASURE: Said({"what": "else"}, {"condition": "else"}), GONE: Said(title, {"condition": "else"})}
    await MeasureVersions(store).note("0", said, 0.0)
    await note_versions(store, catalogue, hours=1)
    await keep_links(store, 12, {"https://gone.example/a/very/long/address/that/does/not/break/anywhere": "status 404"})
    await keep_documents(store, {LESSON.path: with_lesson(None, LESSON)}, "mei")
    return open_, held


async def test_every_page_of_the_console_is_accessible_and_fits(shown_console: Desk, window: Page) -> None:
    open_, held = await furnish(shown_console)
    found = []
    secret = await shown_console.staff.make_link("")
    for name, path in (("sign-in", "/sign-in"), ("welcome", f"/welcome/{secret}")):
        await window.goto(shown_console.url + path)
        found += await faults_of(window, name)
    await shown_console.enter(window, "mei", "admin")
    await window.fill("#q", "稳岗")
    await expect(window.locator("#found [data-hit]").first).to_be_visible()
    found += await faults_of(window, "typing")
    await window.fill("#q", PASTED)
    await window.press("#q", "Enter")
    await expect(window.locator("#answer .copying")).to_be_visible()
    await window.click(".why summary")
    found += await faults_of(window, "answer")
    reference = (await window.locator(".reference a").inner_text()).replace("-", "")
    document = shown_console.site.assistant.catalogue.measure(MEASURE).sources[0].document
    pages = {
        "kept": f"/answers/{reference}",
        "measures": "/measures",
        "measure": f"/measures/{MEASURE}",
        "removed": f"/measures/{GONE}",
        "document": f"/documents/{document}",
        "questions": "/questions",
        "question-open": f"/questions/{open_}",
        "question-held": f"/questions/{held}",
        "taught": "/taught",
        "figures": "/figures",
        "account": "/account",
    }
    (session,) = [cookie["value"] for cookie in await window.context.cookies() if cookie["name"] == "huiqi_staff"]
    for name, path in pages.items():
        await window.goto(shown_console.url + path)
        found += await faults_of(window, name)
        shown = await window.content()
        found += [f"{name}: a secret" for one in (session, HASH, secret) if one in shown]
    assert found == []


async def test_every_page_of_the_owner_is_accessible_and_fits(shown_console: Desk, window: Page) -> None:
    url = shown_console.site.url
    await window.goto(url)
    found = await faults_of(window, "start")
    for text in ("西安高新区,没裁员,小型企业,2019年失业保险交了12万,能退多少", "有补贴吗"):
        before = await window.locator(".exchange:not(.pending)").count()
        await window.fill("#text", text)
        await window.press("#text", "Enter")
        await expect(window.locator(".exchange:not(.pending)")).to_have_count(before + 1)
    found += await faults_of(window, "chat")
    share = await window.locator(".share a").first.get_attribute("href")
    for name, path in (("shared", str(share)), ("interface", "/api/docs")):
        await window.goto(url + path)
        found += await faults_of(window, name)
    stray = await window.context.new_page()
    await stray.goto(url + "/nothing")
    found += await faults_of(stray, "nothing")
    await window.goto(url + str(share))
    await window.emulate_media(media="print")
    found += await faults_of(window, "print")
    assert found == []
