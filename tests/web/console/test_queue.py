"""What the bot cannot answer: it reaches a person, and the person's answer reaches whoever asked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from bot.assistant.assistant import Assistant
from bot.channels.web.console.grouping import group
from bot.rendering.wording import wording
from bot.store.questions import Question
from tests.telegram_server.updates import person
from tests.web.console.keyboard import press
from tests.web.console.office import GROUP, Office, eventually_waiting, office

pytestmark = pytest.mark.asyncio(loop_scope="session")
UNKNOWN = "厂里的叉车坏了谁来管"
ALIKE = "请问厂里的叉车坏了谁来管啊"
ANSWER = "叉车维修不在扶持政策里,可以问设备厂家。"


@pytest_asyncio.fixture(loop_scope="session")
async def open_office(assistant: Assistant, tmp_path: Path) -> AsyncIterator[Office]:
    async with office(assistant, tmp_path) as running:
        yield running


async def ask(running: Office, chat: int, text: str) -> str:
    """The bot's reply on Telegram."""
    before = len(running.server.sent(chat))
    await running.server.write(chat, text)
    await running.server.until(lambda: len(running.server.sent(chat)) > before)
    return running.server.sent(chat)[-1]


async def test_a_queued_question_is_answered_by_keyboard_alone_and_arrives_in_the_askers_chat(
    open_office: Office, window: Page
) -> None:
    running = open_office
    assert wording("zh", "person_will_look") in await ask(running, 5, UNKNOWN)
    await ask(running, 6, ALIKE)
    await eventually_waiting(running, 2)
    await running.desk.enter(window)
    await expect(window.locator("nav .count")).to_have_text("2")
    await press(window, window.locator("nav a[href='/console/questions']"))
    await expect(window.locator(".queue li")).to_have_count(1)
    await expect(window.locator(".queue li")).to_contain_text("问了 2 次")
    await press(window, window.locator(".queue a"))
    await expect(window.get_by_role("button", name="我来答")).to_be_focused()
    await window.keyboard.press("Enter")
    for chat in (5, 6):
        await running.server.until(lambda chat=chat: "正在看您的问题" in running.server.sent(chat)[-1])
    await expect(window.locator("#answer-text")).to_be_focused()
    await window.keyboard.type(ANSWER)
    await press(window, window.get_by_role("button", name="发送答复"))
    await expect(window.locator(".done")).to_have_text("答复已发给 2 个提问。")
    await expect(window.locator(".queue li")).to_have_count(0)
    await expect(window.locator("nav .count")).to_have_text("")
    for chat in (5, 6):
        await running.server.until(lambda chat=chat: ANSWER in running.server.sent(chat)[-1])
        assert "人工答复" in running.server.sent(chat)[-1]


async def test_what_a_measure_says_is_a_draft(open_office: Office, window: Page) -> None:
    running = open_office
    await ask(running, 5, UNKNOWN)
    await eventually_waiting(running)
    await running.desk.enter(window)
    number = (await running.waiting())[0].id
    await window.goto(f"{running.desk.url}/questions/{number}")
    await window.click("text=我来答")
    for typed in ("没有这种东西", "西安 失业保险返还", "西安高新区失业保险稳岗返还"):
        await window.fill("#any", typed)
        await window.get_by_role("button", name="起草", exact=True).last.click()
        if typed.startswith("没有"):
            await expect(window.locator(".wrong")).to_have_text("没有找到这样的措施，换个说法试试。")
        else:
            await expect(window.locator("#answer-text")).to_have_value(re.compile("西安高新区失业保险稳岗返还"))


async def test_two_people_never_answer_the_same(open_office: Office) -> None:
    running = open_office
    await ask(running, 5, UNKNOWN)
    (question,) = await eventually_waiting(running)
    assert await running.questions.take([question.id], "mei", lambda _: "") == [question.id]
    assert await running.questions.take([question.id], "bo", lambda _: "") == []
    assert await running.questions.settle([question.id], "bo", "answered", "x", lambda _: "x") == []
    assert await running.questions.settle([question.id], "mei", "answered", "y", lambda _: "y") == [question.id]
    assert await running.questions.settle([question.id], "mei", "answered", "z", lambda _: "z") == []


async def test_the_staff_group_sees_a_card_and_a_reply_is_relayed(open_office: Office) -> None:
    running = open_office
    await ask(running, 5, UNKNOWN)
    await eventually_waiting(running)
    await running.look()
    await running.server.until(lambda: running.server.sent(GROUP))
    card = running.server.account.sent[GROUP][0]
    assert UNKNOWN in card["text"]
    labels = [button["text"] for button in card["reply_markup"]["inline_keyboard"][0]]
    assert labels == [wording("zh", "staff_take"), wording("zh", "staff_not_ours")]
    await running.look()
    mei = person(77, name="Mei")
    await running.server.press(card, card["reply_markup"]["inline_keyboard"][0][0]["callback_data"], mei)
    await running.server.until(lambda: "Mei 在处理" in running.server.sent(GROUP)[-1])
    await running.server.write(GROUP, "别人来答", user=person(78, name="Bo"), reply_to_message=card)
    await running.server.until(lambda: "正由 Mei" in running.server.sent(GROUP)[-1])
    await running.server.write(GROUP, ANSWER, user=mei, reply_to_message=card)
    await running.server.until(lambda: ANSWER in running.server.sent(5)[-1])
    assert "人工答复" in running.server.sent(5)[-1]
    await running.server.until(lambda: "已发给提问的人" in running.server.sent(GROUP)[-1])
    assert [text for text in running.server.sent(GROUP) if UNKNOWN in text] == [card["text"]]


async def test_what_is_not_ours_is_said_to_the_asker(open_office: Office) -> None:
    running = open_office
    await ask(running, 5, UNKNOWN)
    await eventually_waiting(running)
    await running.look()
    await running.server.until(lambda: running.server.sent(GROUP))
    card = running.server.account.sent[GROUP][0]
    await running.server.press(card, card["reply_markup"]["inline_keyboard"][0][1]["callback_data"], person(77))
    await running.server.until(lambda: "12345" in running.server.sent(5)[-1])
    assert await running.waiting() == []


async def test_who_waits_too_long_is_told_once(open_office: Office) -> None:
    running = open_office
    await ask(running, 5, UNKNOWN)
    await eventually_waiting(running)
    running.attendance.late_hours = -1.0
    await running.look()
    await running.server.until(lambda: "还没有工作人员看到" in running.server.sent(5)[-1])
    before = len(running.server.sent(5))
    await running.look()
    await ask(running, 5, "你好")
    assert len(running.server.sent(5)) == before + 1


async def test_on_the_chat_page_a_persons_answer_appears_marked_and_stays(
    open_office: Office, context: BrowserContext
) -> None:
    running = open_office
    page = await context.new_page()
    await page.goto(running.desk.site.url)
    await page.fill("#text", UNKNOWN)
    await page.press("#text", "Enter")
    await expect(page.locator(".exchange:not(.pending) .reply")).to_contain_text("有人看到后会在这里回复您")
    (question,) = await eventually_waiting(running)
    await running.questions.take([question.id], "mei", lambda _: "")
    text = wording("zh", "person_answers", question=UNKNOWN, text=ANSWER)
    await running.questions.settle([question.id], "mei", "answered", ANSWER, lambda _: text)
    await page.fill("#text", "正在打字")
    await page.evaluate("htmx.trigger('#news', 'look')")
    card = page.locator(".card:has(.person)")
    await expect(card).to_contain_text(ANSWER)
    await expect(page.locator("#text")).to_have_value("正在打字")
    await page.reload()
    await expect(card).to_have_count(1)
    await expect(card).to_contain_text("人工答复")


async def test_personal_data_and_a_matter_of_others_do_not_reach_the_queue(open_office: Office) -> None:
    running = open_office
    await ask(running, 5, "屋顶光伏并网怎么弄")
    await ask(running, 5, UNKNOWN + ",我叫王小明,13812345678")
    (question,) = await eventually_waiting(running)
    assert "13812345678" not in question.question
    assert "王小明" not in question.question


async def test_forgetting_reaches_the_queue(open_office: Office) -> None:
    running = open_office
    await ask(running, 5, UNKNOWN)
    (question,) = await eventually_waiting(running)
    await ask(running, 5, "/forget")
    assert await running.waiting() == []
    assert await running.questions.find(question.id) is None


async def test_a_viewer_sees_the_queue_and_changes_nothing(open_office: Office) -> None:
    running = open_office
    await ask(running, 5, UNKNOWN)
    (question,) = await eventually_waiting(running)
    await running.desk.person("lin", "viewer")
    secret = await running.desk.staff.open_session("lin")
    cookies, headers = {"huiqi_staff": secret}, {"Sec-Fetch-Site": "same-origin"}
    async with aiohttp.ClientSession(cookies=cookies, headers=headers) as client:
        address = f"{running.desk.url}/questions/{question.id}"
        async with client.get(address) as page:
            assert page.status == 200
            assert "/take" not in await page.text()
        for change in ("take", "answer", "not-ours", "let-go"):
            async with client.post(f"{address}/{change}", data={"text": "x"}) as refused:
                assert refused.status == 403
        async with client.post(running.desk.url + "/teach", data={"text": "x"}) as refused:
            assert refused.status == 403


def question(number: int, text: str) -> Question:
    return Question(number, 0.0, "web:x", "web", "zh", text, "open", None, 0.0, None, None)


async def test_like_questions_stand_together_and_others_apart() -> None:
    texts = [UNKNOWN, "喷雾塔改造给不给钱", ALIKE, "鲸鱼计划还有名额吗", "喷雾塔的改造给不给钱呀"]
    groups = group([question(number, text) for number, text in enumerate(texts)])
    assert [one.numbers for one in groups] == [(0, 2), (1, 4), (3,)]
