"""The staff group has commands of its own, and asks there how the last days went."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path

import pytest

from bot.channels.telegram.introduction import GROUP, STAFF
from bot.channels.telegram.staff_group import StaffGroup
from bot.rendering.wording import wording
from bot.store.figures import last_days
from bot.store.questions import Questions
from bot.store.units import Exchange
from tests.telegram.answering import DAY
from tests.telegram.running import Bench, running

pytestmark = pytest.mark.asyncio

CHAT = -77


def attend(bench: Bench) -> None:
    """The group as serving sets it up, over the last seven days."""
    bench.service.desk.staff = StaffGroup(
        CHAT, Questions(bench.store), wording, lambda: last_days(bench.store, 7, DAY, UTC)
    )


async def test_the_staff_group_has_commands_of_its_own_in_each_language(tmp_path: Path) -> None:
    """Telegram shows them in that chat only; every other group keeps the common ones."""
    async with running(tmp_path, staff_chat=CHAT) as bench:
        await bench.ask(5, "hi")
        names = {
            scope: tuple(command["command"] for command in listed)
            for scope, listed in bench.server.account.commands.items()
        }
        for language in ("", "zh", "en"):
            own = json.dumps([{"type": "chat", "chat_id": CHAT}, language], sort_keys=True)
            others = json.dumps([{"type": "all_group_chats"}, language], sort_keys=True)
            assert (names[own], names[others]) == (STAFF, GROUP)


async def test_staff_see_the_figures_of_the_week_and_nobody_else_does(tmp_path: Path) -> None:
    """In the staff group the command is answered with counts; elsewhere it is a command like any other."""
    async with running(tmp_path, staff_chat=CHAT) as bench:
        attend(bench)
        bench.store.clock = lambda: 1_795_305_600.0  # noon of DAY
        line = Exchange("web:a", "web", "zh", "房租", "no_answer", None, 0.2, "[]", "k", DAY.isoformat(), 0.01)
        await bench.store.remember("web:a", "{}", line)
        answer = await bench.ask(CHAT, "/stats@huiqi_test_bot")
        figures = {"days": 7, "asked": 1, "answer": 0, "clarify": 0, "no_answer": 1, "helpful": 0, "unhelpful": 0}
        assert answer == [wording("zh", "staff_stats", waiting=0, **figures)]
        command = {"entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
        assert await bench.ask(5, "/stats", **command) == ["1: /stats"]
