"""A morning of support staff: thirty customers' messages answered by copying, five unknown words taught for good."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.assistant.assistant import Assistant
from bot.rendering.wording import wording
from bot.store.overlays import overlay_revision
from tests.web.console.office import Office, eventually_waiting, office
from tests.web.console.serving import Desk

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(900)]
QUESTIONS = Path(__file__).parents[2] / "questions" / "own.jsonl"


def messages() -> list[str]:
    """Thirty of the questions that have an answer, from all over the file."""
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    answered = [line["q"] for line in lines if line["outcome"] == "answer"]
    return answered[:: len(answered) // 30][:30]


COMPILED = 240_000
"""Milliseconds within which the knowledge is compiled, wherever this runs and whatever runs beside it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A word that the bot does not know, in a question, and what it means."""

    question: str
    word: str
    measure: str
    language: str = "zh"


LESSONS = (
    Lesson("鲸鱼计划还有名额吗", "鲸鱼计划", "百城百园行动"),
    Lesson("留工红包怎么领", "留工红包", "失业保险稳岗返还"),
    Lesson("小巨蛋还能报吗", "小巨蛋", "高新技术企业认定"),
    Lesson("春雨行动怎么报名", "春雨行动", "青岛高新区防疫物资技术改造资助"),
    Lesson("is the whale plan still open", "whale plan", "100 Cities, 100 Parks action", "en"),
)


@pytest.fixture
def width() -> int:
    """A desk: this is a whole morning's work."""
    return 1280


async def test_thirty_messages_are_pasted_and_their_answers_copied(shown_console: Desk, window: Page) -> None:
    """Each by three keys; what is on the clipboard is what the page shows, with the reference of that answer."""
    await shown_console.enter(window)
    await expect(window.locator("#q")).to_be_focused()
    seen: set[str] = set()
    for text in messages():
        await window.evaluate("text => navigator.clipboard.writeText(text)", text)
        async with window.expect_response(lambda answer: answer.url.endswith("/console/ask")):
            await window.keyboard.press("ControlOrMeta+v")
            await window.keyboard.press("Enter")
        await expect(window.locator(".marked")).to_have_text(text, use_inner_text=False)
        reference = await window.locator(".reference a").inner_text()
        shown = await window.locator("[data-reply]:visible .title").all_inner_texts()
        await window.keyboard.press("Alt+4")
        await expect(window.locator("#toast")).to_contain_text("已复制：微信短文")
        copied = str(await window.evaluate("navigator.clipboard.readText()"))
        assert reference in copied
        assert all(title in copied for title in shown[:1])
        seen.add(reference)
    assert len(seen) == len(messages()) == 30


async def test_five_words_are_taught_and_their_askers_are_answered(
    assistant: Assistant, browser: Browser, tmp_path: Path
) -> None:
    """Asked on Telegram, taught in the console, told to whoever asked, and answered there when asked again."""
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 860})
    page = await context.new_page()
    async with office(assistant, tmp_path) as running:
        for chat, lesson in enumerate(LESSONS, 5):
            await said(running, chat, lesson.question, wording(lesson.language, "person_will_look"))
        await eventually_waiting(running, len(LESSONS))
        await running.desk.enter(page)
        for chat, lesson in enumerate(LESSONS, 5):
            await teach(running, page, lesson)
            now_known = wording(lesson.language, "person_taught", question=lesson.question)
            await running.server.until(lambda chat=chat, known=now_known: known in running.server.sent(chat)[-1])
            await said(running, chat, lesson.question, lesson.measure)
        assert await overlay_revision(running.desk.store) == len(LESSONS)
        assert await running.waiting() == []
    await context.close()


async def said(running: Office, chat: int, text: str, reply: str) -> None:
    """The bot has replied so on Telegram."""
    before = len(running.server.sent(chat))
    await running.server.write(chat, text)
    await running.server.until(lambda: len(running.server.sent(chat)) > before)
    assert reply in running.server.sent(chat)[-1]


async def teach(running: Office, page: Page, lesson: Lesson) -> None:
    """The word is kept, after its effect has been seen."""
    await page.goto(f"{running.desk.url}/questions")
    await page.locator(".queue a", has_text=lesson.question).click()
    await page.fill("#phrase", lesson.word)
    await page.fill("#which", lesson.measure)
    await page.select_option("#kind", "keyword")
    await page.click("text=先看效果")
    changed = page.locator("tbody tr", has_text=lesson.question)
    await expect(changed).to_contain_text("答不了", timeout=COMPILED)
    await page.click("text=保存，所有机器人马上学会")
    await expect(page.locator("h1")).to_have_text("教过的内容", timeout=COMPILED)
