"""Owners' errands on Telegram: the real application and the real assistant against the stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from statistics import median
from typing import Any

import pytest
import pytest_asyncio

from bot.assistant.assistant import Assistant
from bot.channels.telegram.drafting import Voice
from bot.rendering import brief, telegram
from bot.rendering.wording import wording
from tests.journeys.errands import VERDICT_IN, Errand, Shown, before_the_fold, errands, faults, is_decided, label_of
from tests.telegram.running import Bench, running
from tests.telegram_server.updates import ATTACHMENTS, person

ERRANDS = errands()
VOICE = Voice(html=telegram.render, brief=lambda answer: brief.render(answer.blocks), wording=wording)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    """One bot for all errands, each in a chat of its own."""
    async with running(tmp_path_factory.mktemp("errands"), assistant=assistant, voice=VOICE) as started:
        yield started


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("errand", ERRANDS, ids=lambda errand: f"{errand.name}-{errand.language}")
async def test_an_errand_is_done_on_telegram(bench: Bench, errand: Errand) -> None:
    """Each reply is one message, short before its fold, and answers in its first line."""
    chat = 1_000 + ERRANDS.index(errand)
    user = person(chat, "zh-hans" if errand.language == "zh" else "en")
    for number, turn in enumerate(errand.turns):
        await say(bench, chat, user, turn)
        await bench.server.until(lambda number=number: len(bench.server.sent(chat)) > number)
        assert faults(turn, shown(bench, chat)) == []
    await bench.settled()
    assert not errand.ends_in_verdict or is_decided(errand, shown(bench, chat))
    assert len(bench.server.sent(chat)) == len(errand.turns)


async def say(bench: Bench, chat: int, user: dict[str, Any], turn: dict[str, Any]) -> None:
    """What the owner does in this turn."""
    if "press" in turn:
        last = bench.server.account.sent[chat][-1]
        rows = last["reply_markup"]["inline_keyboard"]
        buttons = {b["text"]: b["callback_data"] for row in rows for b in row if "callback_data" in b}
        await bench.server.press(last, buttons[label_of(turn["press"], [*buttons])], user)
    elif "attach" in turn:
        await bench.server.post(chat, user=user, **{turn["attach"]: ATTACHMENTS[turn["attach"]]})
    else:
        text = "/" + turn["command"] if "command" in turn else turn["user"]
        await bench.server.write(chat, text, user=user)


def shown(bench: Bench, chat: int) -> Shown:
    """The last message to the chat as its reader sees it."""
    call = [call for call in bench.server.called("sendMessage") if int(call.parameters["chat_id"]) == chat][-1]
    text = before_the_fold(call.parameters["text"])
    rows = bench.server.account.sent[chat][-1].get("reply_markup", {}).get("inline_keyboard", [])
    return Shown(text.split("\n")[0], text, [button["text"] for row in rows for button in row])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_verdict_takes_three_messages_in_the_median(language: str) -> None:
    """From the question to the verdict, counted in what the owner types or presses, in each language."""
    own = [errand for errand in ERRANDS if errand.language == language]
    lengths = [len(errand.turns) for errand in own if errand.ends_in_verdict]
    assert len(own) >= 20
    assert len(lengths) >= 10
    assert median(lengths) <= VERDICT_IN
