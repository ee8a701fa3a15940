"""A question that a person answered becomes knowledge: tried out, kept, loaded, exported, taken back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect

from bot.channels.terminal.checking import check_knowledge
from bot.channels.web.console.lessons import Lesson, with_lesson
from bot.store.overlays import keep_documents, overlay_documents, overlay_revision
from knowledge.errors import KnowledgeError
from knowledge.loading import load_catalogue
from tests.store.test_questions import exchange
from tests.web.console.conftest import WIDTHS
from tests.web.console.keyboard import press, tab_to
from tests.web.console.serving import Desk
from tests.web.looking import faults_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
COMPILED = 240_000
"""Milliseconds within which the knowledge is compiled, wherever this runs and whatever runs beside it."""
UNKNOWN = "鲸鱼计划还有名额吗"
MEASURE = "cn-100-cities-100-parks"
LESSON = Lesson(MEASURE, "keyword", "zh", "鲸鱼计划")


async def taught(console: Desk, page: Page) -> None:
    """A member of staff has gone from the question to its preview, by keyboard alone."""
    await console.store.remember("web:a", "{}", exchange("web:a", UNKNOWN, UNKNOWN))
    await console.enter(page, "an", "admin")
    await page.goto(console.url + "/questions")
    await press(page, page.locator(".queue a"))
    await tab_to(page, page.locator("#phrase"))
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type(LESSON.text)
    await tab_to(page, page.locator("#which"))
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("百城百园行动")
    await tab_to(page, page.locator("#kind"))
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#kind")).to_have_value(LESSON.kind)
    await press(page, page.get_by_role("button", name="先看效果"))
    await expect(page.locator("pre")).to_be_visible(timeout=COMPILED)


@pytest.mark.timeout(600)
async def test_a_phrase_is_previewed_kept_for_every_replica_exported_and_withdrawn(
    shown_console: Desk, browser: Browser, tmp_path: Path
) -> None:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 860})
    page = await context.new_page()
    await taught(shown_console, page)
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.locator("tbody tr")).to_contain_text(UNKNOWN)
    await expect(page.locator("tbody tr")).to_contain_text("答不了")
    await expect(page.locator("tbody tr")).to_contain_text("百城百园行动")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 860})
        assert await faults_of(page, "teach") == []
    assert await overlay_documents(shown_console.store) == {}
    await press(page, page.get_by_role("button", name="保存，所有机器人马上学会"))
    await expect(page.locator("h1")).to_have_text("教过的内容", timeout=COMPILED)
    assert LESSON.text in shown_console.site.assistant.catalogue.measure(MEASURE).keywords.plain("zh")
    assert await overlay_revision(shown_console.store) == 1
    documents = await overlay_documents(shown_console.store)
    assert list(documents) == [f"phrases/{MEASURE}.yml"]
    exported = await exported_pack(shown_console, page, tmp_path)
    assert check_knowledge((exported,), shipped=True) == 0
    with_it = load_catalogue([exported])
    assert LESSON.text in with_it.measure(MEASURE).keywords.plain("zh")
    await press(page, page.get_by_role("button", name="收回"))
    await expect(page.locator("pre")).to_have_count(0, timeout=COMPILED)
    assert await overlay_documents(shown_console.store) == {}
    assert LESSON.text not in shown_console.site.assistant.catalogue.measure(MEASURE).keywords.plain("zh")
    await context.close()


async def test_what_cannot_be_taught_can_be_changed_where_it_is_said(shown_console: Desk, browser: Browser) -> None:
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    await shown_console.store.remember("web:a", "{}", exchange("web:a", UNKNOWN, UNKNOWN))
    await shown_console.enter(page)
    await page.goto(shown_console.url + "/questions")
    await page.locator(".queue a").click()
    await page.fill("#which", "没有这种东西")
    await page.click("text=先看效果")
    await expect(page.locator(".wrong")).to_contain_text("请选措施")
    await expect(page.locator("#phrase")).to_have_value(UNKNOWN)
    await expect(page.locator("#which")).to_have_value("没有这种东西")
    await context.close()


async def test_only_an_administrator_takes_back_what_was_taught(shown_console: Desk) -> None:
    await keep_documents(shown_console.store, {LESSON.path: with_lesson(None, LESSON)}, "mei")
    await shown_console.person("mei", "editor")
    cookies = {"huiqi_staff": await shown_console.staff.open_session("mei")}
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "zh"}
    async with (
        aiohttp.ClientSession(cookies=cookies, headers=headers) as client,
        client.post(shown_console.url + "/taught", data={"path": LESSON.path}) as refused,
    ):
        assert refused.status == 403
        assert "您的角色不能做这件事" in await refused.text()
    assert list(await overlay_documents(shown_console.store)) == [LESSON.path]


async def exported_pack(console: Desk, page: Page, folder: Path) -> Path:
    """The download, unpacked."""
    secret = next(c["value"] for c in await page.context.cookies() if c["name"] == "huiqi_staff")
    async with (
        aiohttp.ClientSession(cookies={"huiqi_staff": secret}) as client,
        client.get(console.url + "/taught.zip") as answer,
    ):
        packed = await answer.read()
    zipfile.ZipFile(io.BytesIO(packed)).extractall(folder / "exported")
    return folder / "exported"


@pytest.mark.parametrize(
    ("lesson", "words"),
    [
        (LESSON, ("keywords", "zh", "鲸鱼计划")),
        (Lesson(MEASURE, "example", "en", "no"), ("examples", "en", "no")),
        (Lesson(MEASURE, "keyword", "zh", "a: b # c"), ("keywords", "zh", "a: b # c")),
        (Lesson(MEASURE, "keyword", "en", "2020-01-01"), ("keywords", "en", "2020-01-01")),
    ],
    ids=["word", "no", "marks", "day"],
)
async def test_a_document_says_what_was_taught_whatever_its_letters(
    lesson: Lesson, words: tuple[str, str, str], tmp_path: Path
) -> None:
    part, language, text = words
    document = with_lesson(None, lesson)
    assert with_lesson(document, lesson) == document
    path = tmp_path / lesson.path
    path.parent.mkdir()
    path.write_text(document, encoding="utf-8")
    measure = load_catalogue([tmp_path]).measure(MEASURE)
    assert text in getattr(measure, part).plain(language)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("measure: cn-100-cities-100-park\n", "Did you mean 'cn-100-cities-100-parks'"),
        ("measure: cn-100-cities-100-parks\nwords: {}\n", "'words' is not a key here"),
        ("keywords: {zh: [x]}\n", "measure: is missing"),
    ],
    ids=["measure", "key", "missing"],
)
async def test_a_wrong_document_is_named_with_its_place(document: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases" / "wrong.yml").write_text(document, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_catalogue([tmp_path])
    assert any(said in str(problem) and "phrases/wrong.yml" in str(problem) for problem in caught.value.problems)
