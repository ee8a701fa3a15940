"""What the chat feels like with the real knowledge, as Telegram is given it."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.assistant import Assistant
from bot.channels.telegram.drafting import Voice
from bot.channels.telegram.introduction import GROUP, PRIVATE
from bot.current import CurrentAssistant
from bot.rendering import plain, telegram
from bot.rendering.wording import wording
from tests.telegram.running import Bench, running
from tests.telegram_server.updates import person

pytestmark = pytest.mark.asyncio
VOICE = Voice(telegram.render, plain.render, wording)
MEASURE = "xian-unemployment-refund"
QUESTION = "西安高新区失业保险返还"


@asynccontextmanager
async def bot(folder: Path, assistant: Assistant | CurrentAssistant) -> AsyncIterator[Bench]:
    """The bot with the real knowledge."""
    async with running(folder, assistant=assistant, voice=VOICE) as bench:
        yield bench


def buttons(bench: Bench, chat: int, at: int) -> list[dict[str, Any]]:
    """The buttons under the chat's message at this place."""
    shown = bench.server.account.sent[chat][at]
    return [button for row in shown["reply_markup"]["inline_keyboard"] for button in row]


async def test_verdict_first_then_the_basis_to_be_unfolded_with_links_and_no_preview(
    tmp_path: Path, assistant: Assistant
) -> None:
    """As HTML, in one message."""
    async with bot(tmp_path, assistant) as bench:
        await bench.ask(5, QUESTION)
        (call,) = bench.server.called("sendMessage")
        text = call.parameters["text"]
        head, quote, basis = text.partition("<blockquote expandable>")
        assert (call.parameters["parse_mode"], bool(quote)) == ("HTML", True)
        assert call.parameters["link_preview_options"] == {"is_disabled": True}
        measure = assistant.catalogue.measures[MEASURE]
        assert head.startswith(f"<b>{measure.title['zh']}")
        assert re.search(r'<a href="https://[^"]+">', basis)
        assert basis.rstrip().endswith("</blockquote>")


async def test_buttons_carry_versioned_ids_and_an_old_one_still_answers(tmp_path: Path, assistant: Assistant) -> None:
    """However much was said in between, and after the conversation was forgotten."""
    async with bot(tmp_path, assistant) as bench:
        await bench.ask(5, QUESTION)
        carried = [button["callback_data"] for button in buttons(bench, 5, 0) if "callback_data" in button]
        assert carried
        assert all(re.fullmatch(r"1:[a-z]:[a-zA-Z0-9:_.-]+", data) and len(data.encode()) <= 64 for data in carried)
        old = next(data for data in carried if data.endswith(f"deadline:{MEASURE}"))
        for text in ("研发费加计扣除能省多少税", "谢谢", "/forget"):
            await bench.ask(5, text)
        await bench.server.press(bench.server.account.sent[5][0], old)
        await bench.server.until(lambda: len(bench.server.sent(5)) == 5)
        assert assistant.catalogue.measures[MEASURE].title["zh"] in bench.server.sent(5)[-1]


async def test_a_deep_link_opens_its_measure_in_the_language_of_telegram(tmp_path: Path, assistant: Assistant) -> None:
    """t.me/<bot>?start=m_<measure id> arrives as /start with that word."""
    async with bot(tmp_path, assistant) as bench:
        title = assistant.catalogue.measures[MEASURE].title
        await bench.ask(5, f"/start m_{MEASURE}", user=person(5, "zh-hans"))
        await bench.ask(6, f"/start m_{MEASURE}", user=person(6, "en"))
        assert title["zh"] in bench.server.sent(5)[0]
        assert title["en"] in bench.server.sent(6)[0]
        await bench.ask(7, "/start m_no-such-measure", user=person(7, "zh-hans"))
        assert bench.server.sent(7)


async def test_each_scope_has_its_commands_with_descriptions_in_each_language(
    tmp_path: Path, assistant: Assistant
) -> None:
    """Private chats and groups, in Chinese, in English, and in Chinese for every other language; each is answered."""
    async with bot(tmp_path, assistant) as bench:
        await bench.ask(5, "/start")
        commands = bench.server.account.commands
        for kind, names in (("default", PRIVATE), ("all_private_chats", PRIVATE), ("all_group_chats", GROUP)):
            for code, spoken in (("", "zh"), ("zh", "zh"), ("en", "en")):
                listed = commands[json.dumps([{"type": kind}, code], sort_keys=True)]
                assert [(one["command"], one["description"]) for one in listed] == [
                    (name, wording(spoken, f"command_{name}")) for name in names
                ]
        unknown = (await bench.ask(5, "/nonsense"))[-1]
        for name in PRIVATE:
            assert (await bench.ask(5, f"/{name}"))[-1] != unknown


@pytest.mark.parametrize(("words", "command"), [("帮助", "help"), ("我的企业", "profile"), ("语言", "language")])
async def test_chinese_words_for_commands_work_as_text(
    tmp_path: Path, assistant: Assistant, words: str, command: str
) -> None:
    """Owners write them where they do not know of slashes."""
    async with bot(tmp_path, assistant) as bench:
        await bench.ask(5, words)
        await bench.ask(5, f"/{command}")
        said, answered = bench.server.sent(5)
        assert said == answered


async def test_privacy_says_what_is_kept_and_forget_removes_it(tmp_path: Path, assistant: Assistant) -> None:
    """The facts told are gone from the profile, and the bot says so."""
    async with bot(tmp_path, assistant) as bench:
        assert "/forget" in (await bench.ask(5, "/privacy"))[-1]
        await bench.ask(5, "我们在合肥，有37人")
        assert "37" in (await bench.ask(5, "/profile"))[-1]
        await bench.ask(5, "/forget")
        await bench.settled()
        assert "37" not in (await bench.ask(5, "/profile"))[-1]


async def test_privacy_says_after_how_many_days_this_bot_deletes(tmp_path: Path, assistant: Assistant) -> None:
    """As its operator has set it; knowledge that is exchanged changes nothing in that."""
    current = CurrentAssistant(assistant, kept_days=7)
    async with bot(tmp_path, current) as bench:
        assert "7 天" in (await bench.ask(5, "/privacy"))[-1]
        current.exchange(assistant)
        assert ": 7;" in (await bench.ask(6, "/privacy", user=person(6, "en")))[-1]


async def test_an_edited_question_changes_its_answer_in_place(tmp_path: Path, assistant: Assistant) -> None:
    """The message stays, with the other answer and its buttons."""
    async with bot(tmp_path, assistant) as bench:
        question = await bench.server.write(5, QUESTION)
        await bench.server.until(lambda: bench.server.sent(5))
        await bench.settled()
        await bench.server.edit(question, "研发费加计扣除能省多少税")
        await bench.server.until(lambda: bench.server.called("editMessageText"))
        await bench.server.until(bench.server.is_idle)
        assert len(bench.server.sent(5)) == 1
        assert "加计扣除" in bench.server.sent(5)[0].splitlines()[0]
        assert buttons(bench, 5, 0)
