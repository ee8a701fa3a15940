"""What support staff wait for: an answer to copy, results inline, a lesson that every replica knows.

usage: python -m benchmarks.staff [--write docs/reference/benchmarks/staff.md]

Two `huiqi run` on one PostgreSQL, the console in Chromium. The person's own time is not in it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from playwright.async_api import Page, async_playwright

from benchmarks.inline import body_ms
from benchmarks.pages import machine, publish
from bot.assembly import build_assistant
from bot.channels.telegram.drafting import Voice
from bot.channels.telegram.inline import Inline
from bot.rendering import plain, telegram
from bot.rendering.wording import wording
from tests.commands import HUIQI, Command
from tests.journeys.serving import OWN, Served, first_account, serving
from tests.store.databases import database_url
from tests.web.conftest import ARGUMENTS, CHROMIUM
from tests.web.console.test_morning import LESSONS, messages
from tests.web.serving import TODAY

PAGE = Path(__file__).with_suffix(".md")
WATCH = """
const moments = {};
window.moments = moments;
document.addEventListener("paste", () => {
  for (const name of Object.keys(moments)) delete moments[name];
  moments.pasted = performance.now();
}, true);
document.addEventListener("DOMContentLoaded", () => {
  for (const [id, name] of [["answer", "shown"], ["toast", "copied"]]) {
    new MutationObserver(() => { moments[name] ??= performance.now(); })
      .observe(document.getElementById(id), {childList: true, subtree: true, characterData: true});
  }
});
"""
"""Notes when a message was pasted, its answer shown, its text copied."""
NOTED = """
async (name) => {
  while (moments[name] === undefined) await new Promise((done) => setTimeout(done, 1));
  return moments;
}
"""
"""All that was noted, once that was."""


@dataclass(slots=True)
class Waits:
    """Milliseconds, one for each thing done."""

    load: float
    """Of the machine in the minute before."""
    shown: list[float] = field(default_factory=list)
    copied: list[float] = field(default_factory=list)
    inline: list[float] = field(default_factory=list)
    previewed: list[float] = field(default_factory=list)
    ahead: list[float] = field(default_factory=list)
    """From the preview until the other replica has compiled it as well; 0 where it was first."""
    kept: list[float] = field(default_factory=list)
    elsewhere: list[float] = field(default_factory=list)


async def copy_answers(page: Page, address: str, waits: Waits) -> None:
    """Thirty messages: pasted, answered, copied."""
    await page.goto(address + "/console")
    for text in messages():
        await page.evaluate("text => navigator.clipboard.writeText(text)", text)
        async with page.expect_response(lambda answer: answer.url.endswith("/console/ask")):
            await page.keyboard.press("ControlOrMeta+v")
            await page.keyboard.press("Enter")
        await page.evaluate(NOTED, "shown")
        await page.keyboard.press("Alt+4")
        noted = await page.evaluate(NOTED, "copied")
        waits.shown.append(noted["shown"] - noted["pasted"])
        waits.copied.append(noted["copied"] - noted["pasted"])


def answer_inline(waits: Waits) -> None:
    """The same messages as inline queries, each new to an assistant in process."""
    assistant = build_assistant()
    inline = Inline(assistant, Voice(telegram.render, plain.render, wording), None, None, lambda: TODAY)  # type: ignore[arg-type]
    inline.username = "huiqi_bot"
    body_ms(assistant, inline, "")
    waits.inline += [body_ms(assistant, inline, text[:256])[0] for text in messages()]


async def teach(client: aiohttp.ClientSession, first: Served, second: Served, waits: Waits) -> None:
    """Five lessons at one replica, each proven at the other."""
    for lesson in LESSONS:
        form = {"measure": lesson.measure, "kind": "keyword", "language": lesson.language, "text": lesson.word}
        ahead = asyncio.create_task(moment(second, "knowledge.ready_ahead"))
        began = time.perf_counter()
        async with client.post(first.address + "/console/teach", data=form) as preview:
            assert lesson.word in await preview.text()
        seen = time.perf_counter()
        waits.previewed.append((seen - began) * 1e3)
        waits.ahead.append(max(0.0, await ahead - seen) * 1e3)
        exchanged = asyncio.create_task(moment(second, "was_ahead=True"))
        began = time.perf_counter()
        async with client.post(first.address + "/console/teach/keep", data=form) as kept:
            assert kept.url.path == "/console/taught"
        waits.kept.append((time.perf_counter() - began) * 1e3)
        waits.elsewhere.append((await exchanged - began) * 1e3)
        async with client.post(second.address + "/api/ask", json={"q": lesson.question}) as answer:
            found = await answer.json()
            assert found["measures"][0]["name"] == lesson.measure


async def moment(served: Served, said: str) -> float:
    """When the process said so."""
    await served.until(said)
    return time.perf_counter()


async def measure(folder: Path) -> Waits:
    """Everything once."""
    waits = Waits(load=os.getloadavg()[0])
    answer_inline(waits)
    build_assistant(cache=folder / "cache" / "huiqi")
    huiqi, url = Command(folder / "cache", folder), database_url("postgresql", folder)
    async with (
        serving(huiqi, HUIQI, "run", folder=folder, HUIQI_DATABASE_URL=url) as first,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), headers=OWN) as client,
        async_playwright() as playwright,
    ):
        await first_account(first, client)
        async with serving(huiqi, HUIQI, "run", folder=folder, HUIQI_DATABASE_URL=url) as second:
            await second.until("knowledge.listening")
            browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
            may = ["clipboard-read", "clipboard-write"]
            context = await browser.new_context(locale="zh-CN", permissions=may)
            secret = next(cookie.value for cookie in client.cookie_jar if cookie.key == "huiqi_staff")
            await context.add_cookies([{"name": "huiqi_staff", "value": secret, "url": first.address + "/console"}])
            await context.add_init_script(WATCH)
            await copy_answers(await context.new_page(), first.address, waits)
            await browser.close()
            await teach(client, first, second, waits)
    return waits


def row(name: str, taken: Sequence[float]) -> str:
    """A line of the table."""
    ordered = sorted(taken)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"| {name} | {len(ordered)} | {statistics.median(ordered):,.0f} | {late:,.0f} | {ordered[-1]:,.0f} |"


def page(waits: Waits) -> str:
    """The page of the docs."""
    names = {
        "from a pasted message to its answer on the page": waits.shown,
        "from a pasted message to its short text on the clipboard": waits.copied,
        "the same message inline: first page of results, in process": waits.inline,
        "from a phrase to its effect on the old questions": waits.previewed,
        "from then until the other replica has compiled it too": waits.ahead,
        "from keeping it to the page that says so; this replica answers with it": waits.kept,
        "from keeping it until the other replica answers with it": waits.elsewhere,
    }
    rows = "\n".join(row(name, taken) for name, taken in names.items())
    return PAGE.read_text(encoding="utf-8").format(machine=machine(), load=waits.load, rows=rows)


def main() -> None:
    """Measures, and writes the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.staff")
    parser.add_argument("--write", type=Path, help="file for the page")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        publish(page(asyncio.run(measure(Path(folder)))), arguments.write)


if __name__ == "__main__":
    main()
