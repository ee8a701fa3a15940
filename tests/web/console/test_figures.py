"""Figures, corrections and shared answers."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import BrowserContext, Page, expect

from bot.assembly import build_assistant
from bot.staffing import note_versions
from bot.store.link_reports import keep_links
from bot.store.measure_versions import MeasureVersions, Said
from bot.store.notes import notes_for
from bot.store.notices import tell_due
from bot.store.questions import Questions
from bot.subscriptions import Subscriptions
from knowledge.statements import statements
from tests.knowledge.small_pack import write_pack
from tests.store.test_questions import exchange
from tests.web.console.serving import Desk
from tests.web.serving import TODAY, Site

pytestmark = pytest.mark.asyncio(loop_scope="session")
MEASURE = "xian-unemployment-refund"
SECRET = "我们厂的秘密数字 4711"


TITLE = "西安高新区失业保险稳岗返还"
EXPORTED = {
    "totals": ["answer", "2"],
    "days": ["2026-11-22", "3", "2", "0", "1", "0", "0", "0", "0.1"],
    "channels": ["web", "3"],
    "measures": [MEASURE, TITLE, "2"],
    "regions": ["htz-xian", "西安高新区", "2"],
    "stale": [MEASURE, TITLE, "unconfirmed", "2026-11-22"],
    "links": ["https://gone.example/a", "status 404"],
    "coverage": ["htz-xian", "西安高新区", "6"],
}
"""A row of each table that can be exported."""


def noon() -> float:
    """Noon of the site's day."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=UTC).timestamp()


async def asked(console: Desk) -> None:
    """Two people were answered with the measure, one of them was not; a person has answered that one."""
    for who in ("web:a", "telegram:9:5"):
        line = exchange(who, None, SECRET, measures=f'["{MEASURE}"]')
        await console.store.remember(who, "{}", line)
    await console.store.remember("web:b", "{}", exchange("web:b", SECRET, SECRET))
    questions = Questions(console.store)
    (question,) = await questions.waiting()
    await questions.take([question.id], "mei", lambda _: "")
    await questions.settle([question.id], "mei", "answered", "text", lambda _: "")


async def test_figures_count_and_name_nobody(shown_console: Desk, window: Page, width: int) -> None:
    shown_console.store.clock = noon
    await asked(shown_console)
    await shown_console.enter(window)
    await window.goto(shown_console.url + "/figures?days=90")
    await expect(window.locator(".tiles div").nth(0)).to_contain_text("2")
    await expect(window.locator(".tiles div").nth(2)).to_contain_text("1")
    await expect(window.locator("section:has(#measures) .rows a").first).to_contain_text("西安高新区失业保险稳岗返还")
    await expect(window.locator("section:has(#regions)")).to_contain_text("西安高新区 · 2")
    assert SECRET not in await window.content()


async def test_the_time_until_a_person_answered_is_their_median(shown_console: Desk) -> None:
    store, questions = shown_console.store, Questions(shown_console.store)
    for who, minutes in (("web:a", 1.0), ("web:b", 2.5), ("web:c", 60.0)):
        store.clock = noon
        await store.remember(who, "{}", exchange(who, SECRET, SECRET))
        (question,) = await questions.waiting()
        store.clock = lambda minutes=minutes: noon() + minutes * 60
        await questions.take([question.id], "mei", lambda _: "")
        await questions.settle([question.id], "mei", "answered", "text", lambda _: "")
    await shown_console.person()
    cookies = {"huiqi_staff": await shown_console.staff.open_session("mei")}
    async with (
        aiohttp.ClientSession(cookies=cookies, headers={"Accept-Language": "zh"}) as client,
        client.get(shown_console.url + "/figures?days=7") as answer,
    ):
        assert "<dd>2.5 分钟</dd>" in await answer.text()


async def test_dead_links_are_shown_as_they_were_found(shown_console: Desk, window: Page) -> None:
    await shown_console.enter(window)
    await window.goto(shown_console.url + "/figures")
    await expect(window.locator("section:has(#links)")).to_contain_text("huiqi links --keep")
    await keep_links(shown_console.store, 12, {"https://gone.example/a?b=<i>": "status 404"})
    await window.reload()
    await expect(window.locator("#links")).to_contain_text("1 个")
    await expect(window.locator("section:has(#links) li")).to_contain_text("https://gone.example/a?b=<i>")


async def test_the_export_has_a_row_a_day_and_numbers_only(shown_console: Desk) -> None:
    shown_console.store.clock = noon
    await asked(shown_console)
    await shown_console.person()
    cookies = {"huiqi_staff": await shown_console.staff.open_session("mei")}
    address = shown_console.url + "/figures/days.csv?days=90"
    async with aiohttp.ClientSession(cookies=cookies) as client, client.get(address) as answer:
        text = await answer.text()
    heading, *rows = list(csv.reader(io.StringIO(text)))
    assert heading[:3] == ["day", "questions", "answer"]
    assert len(rows) == 90
    assert SECRET not in text
    assert rows[-1][:6] == ["2026-11-22", "3", "2", "0", "1", "0"]
    assert all(cell == "" or cell.replace(".", "", 1).isdigit() for row in rows for cell in row[1:])


async def test_every_table_of_the_page_has_its_export(shown_console: Desk, window: Page) -> None:
    shown_console.store.clock = noon
    await asked(shown_console)
    await keep_links(shown_console.store, 12, {"https://gone.example/a": "status 404"})
    await shown_console.enter(window)
    await window.goto(shown_console.url + "/figures?days=90")
    links = window.locator("a[href$='.csv?days=90']")
    assert await links.count() == await window.locator(".sheet > section").count() == len(EXPORTED)
    for table, row in EXPORTED.items():
        answer = await window.request.get(f"{shown_console.url}/figures/{table}.csv?days=90")
        heading, *rows = list(csv.reader(io.StringIO(await answer.text())))
        assert all(len(one) == len(heading) for one in rows), table
        assert row in rows, table
        assert SECRET not in await answer.text()
    assert (await window.request.get(f"{shown_console.url}/figures/staff.csv")).status == 404


async def test_a_correction_tells_those_who_were_answered_before_it_once(shown_console: Desk, window: Page) -> None:
    await asked(shown_console)
    store, catalogue = shown_console.store, shown_console.site.assistant.catalogue
    await MeasureVersions(store).note("0", {MEASURE: Said({"what": "something else"}, {})}, 0.0)
    assert await note_versions(store, catalogue) == [MEASURE]
    await store.remember("web:late", "{}", exchange("web:late", None, measures=f'["{MEASURE}"]'))
    await shown_console.enter(window)
    await window.goto(f"{shown_console.url}/measures/{MEASURE}")
    await expect(window.locator("section:has(#history) .rows").first).to_contain_text("有改动")
    await window.click("text=不要发")
    await expect(window.locator("section:has(> #correction)")).to_contain_text("mei 拦下了")
    await window.fill("#correction-zh", "返还比例是一半,不是三分之一。")
    await window.click("text=发送更正")
    await expect(window.locator("[role=status].tag")).to_contain_text("2 人")
    (note,) = await notes_for(store, "web:a")
    assert "更正" in note.text
    assert "返还比例是一半" in note.text
    assert await notes_for(store, "web:b") == []
    assert await notes_for(store, "web:late") == []
    await expect(window.locator("#correction-zh")).to_have_count(0)


async def test_staff_see_what_a_correction_will_say_and_the_page_shows_it_where_it_was_asked(
    shown_console: Desk, window: Page, width: int
) -> None:
    store, assistant = shown_console.store, shown_console.site.assistant
    store.clock = noon
    await MeasureVersions(store).note("0", {MEASURE: Said({"what": "else"}, {"condition": "else"})}, 0.0)
    visitor = await window.context.new_page()
    await visitor.goto(shown_console.site.url)
    await visitor.fill("#text", "西安高新区没裁员，失业保险能退吗")
    await visitor.press("#text", "Enter")
    await expect(visitor.locator(".exchange:not(.pending) .reply").first).to_contain_text("失业保险")
    store.clock = lambda: noon() + 60
    await note_versions(store, assistant.catalogue, hours=1)
    await shown_console.enter(window)
    await window.goto(f"{shown_console.url}/questions")
    await window.click("section:has(#corrections) a")
    card = window.locator("section:has(> #correction)")
    await expect(card).to_contain_text("告诉 1 人")
    await expect(card.locator("blockquote").first).to_contain_text("条件，现在是：企业在西安高新区")
    await window.click("text=现在就发")
    subscriptions = Subscriptions(store, lambda: assistant.catalogue)
    assert await subscriptions.correct() == 1
    await tell_due(store)
    await visitor.reload()
    await expect(visitor.locator(".exchange").last).to_contain_text("【更正】您之前查过的")
    await expect(visitor.locator(".exchange").last.locator(".asked")).to_have_count(0)
    await window.reload()
    await expect(card).to_contain_text("已经告诉了")


async def test_staff_see_that_a_measure_is_gone_and_hold_it_back(shown_console: Desk, window: Page) -> None:
    store, catalogue = shown_console.store, shown_console.site.assistant.catalogue
    title = {"title": "( ( 'en' \"Last year's grant\" ) ( 'zh' '去年的补助' ) )"}
    await MeasureVersions(store).note("0", {"last-years-grant": Said(title, {"condition": "x"})}, 0.0)
    assert await note_versions(store, catalogue) == ["last-years-grant"]
    await shown_console.enter(window)
    await window.goto(f"{shown_console.url}/questions")
    await window.click("section:has(#corrections) a")
    await expect(window.locator("h1")).to_have_text("去年的补助")
    card = window.locator("section:has(> #correction)")
    await expect(card.locator("blockquote").last).to_contain_text('"Last year\'s grant"')
    await window.click("text=不要发")
    await expect(card).to_contain_text("mei 拦下了")
    assert (await window.request.get(f"{shown_console.url}/measures/never-was")).status == 404


async def test_an_answer_is_shared_without_anybodys_facts_and_printed(shown: Site, context: BrowserContext) -> None:
    page = await context.new_page()
    await page.goto(shown.url)
    await page.fill("#text", "西安高新区,没裁员,小型企业,2019年失业保险交了12万,能退多少")
    await page.press("#text", "Enter")
    await expect(page.locator(".exchange:not(.pending) .reply").first).to_contain_text("60,000")
    address = await page.locator(".share a").get_attribute("href")
    assert address == "/a/xian-unemployment-refund?day=2026-11-22&lang=zh"
    stranger = await context.browser.new_context()  # type: ignore[union-attr]
    other = await stranger.new_page()
    await other.goto(shown.url + address)
    await expect(other.locator(".title").first).to_have_text("西安高新区失业保险稳岗返还")
    text = await other.inner_text("main")
    assert "60,000" not in text
    for stated in ("不裁员或少裁员", "返还2019年实际缴纳失业保险费的50%", "科技日报"):
        assert stated in text
    assert "2026-11-22" in text
    await other.emulate_media(media="print")
    await expect(other.locator("[data-print]")).to_be_hidden()
    await expect(other.locator(".source").first).to_be_visible()
    await expect(other.locator(".bar")).to_be_hidden()
    await stranger.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [("?day=2020-03-01&lang=zh", "open"), ("?day=2026-11-22&lang=zh", "unconfirmed"), ("?day=nonsense", "unconfirmed")],
)
async def test_a_shared_answer_is_of_its_day(shown: Site, query: str, expected: str) -> None:
    async with aiohttp.ClientSession() as client, client.get(f"{shown.url}/a/{MEASURE}{query}") as answer:
        assert answer.status == 200
        assert f'data-availability="{expected}"' in await answer.text()


async def test_a_shared_answer_says_what_has_changed_since_its_day(shown_console: Desk) -> None:
    store, catalogue = shown_console.store, shown_console.site.assistant.catalogue
    store.clock = noon
    await MeasureVersions(store).note("0", {MEASURE: Said({"what": "else"}, {"condition": "else"})}, 0.0)
    await note_versions(store, catalogue)
    address = f"{shown_console.site.url}/a/{MEASURE}?lang=zh"
    async with aiohttp.ClientSession() as client:
        for day, changed in (("2026-11-21", True), ("2026-11-22", False)):
            async with client.get(f"{address}&day={day}") as answer:
                assert ("那天以后这条措施有变动（条件" in await answer.text()) == changed


async def test_a_reference_opens_what_was_said_with_the_knowledge_of_that_day(
    shown_console: Desk, window: Page, tmp_path: Path
) -> None:
    await shown_console.enter(window)
    await window.fill("#q", "西安高新区,没裁员,2019年失业保险交了12万,小型企业")
    await window.press("#q", "Enter")
    said = await window.locator("[data-reply=zh]").inner_text()
    copied = await window.locator("[data-text=zh-plain]").input_value()
    reference = (await window.locator(".reference a").inner_text()).replace("-", "")
    shown_console.site.assistant = build_assistant((write_pack(tmp_path / "other"),), shipped=False)
    await window.goto(f"{shown_console.url}/answers/{reference}")
    assert await window.locator("[data-reply=zh]").inner_text() == said
    assert await window.locator("[data-text=zh-plain]").input_value() == copied
    assert "60,000" in said
    await expect(window.locator(".meta")).to_contain_text("之后知识库有过更新")


async def test_the_link_to_a_measure_that_was_taken_out_says_so_and_what_to_do(
    shown_console: Desk, window: Page
) -> None:
    store, catalogue = shown_console.store, shown_console.site.assistant.catalogue
    store.clock = noon
    refund = dict(statements(catalogue.measure(MEASURE), catalogue.context.parameters))
    await MeasureVersions(store).note("0", {"old-refund": Said(refund, {"condition": "x"})}, 0.0)
    await note_versions(store, catalogue)
    answer = await window.request.get(shown_console.site.url + "/a/old-refund?day=2026-11-22&lang=zh")
    assert answer.status == 410
    await window.set_content(await answer.text())
    await expect(window.locator("h1")).to_have_text(f"“{TITLE}”已从知识库撤下")
    for said in ("2026-11-22 撤下", "12345", "退还50%"):
        await expect(window.locator("main")).to_contain_text(said)
    assert await window.locator("main form button").get_attribute("value") == TITLE


async def test_a_shared_answer_of_no_measure_is_not_found(shown: Site) -> None:
    async with aiohttp.ClientSession() as client, client.get(f"{shown.url}/a/no-such-measure") as answer:
        assert answer.status == 404
