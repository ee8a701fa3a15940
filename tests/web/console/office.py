"""A whole office: the chat page, the console, Telegram with a staff group, and what the clock does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from bot.assistant.assistant import Assistant
from bot.channels.telegram.drafting import Voice
from bot.channels.telegram.service import TelegramService
from bot.channels.telegram.staff_group import StaffGroup
from bot.rendering import plain, telegram
from bot.rendering.wording import wording
from bot.staffing import Attendance, Group
from bot.store.figures import last_days
from bot.store.questions import Question, Questions
from tests.telegram.running import options_for
from tests.telegram_server import TelegramServer
from tests.web.console.serving import Desk, desk
from tests.web.serving import TODAY

GROUP = -700
VOICE = Voice(html=telegram.render, brief=plain.render, wording=wording)


@dataclass(slots=True)
class Office:
    """Everything that runs."""

    desk: Desk
    server: TelegramServer
    attendance: Attendance
    questions: Questions

    async def waiting(self) -> list[Question]:
        """What waits for a person."""
        return await self.questions.waiting()

    async def look(self) -> None:
        """What the clock does, now."""
        await self.attendance.look(self.desk.store)


@asynccontextmanager
async def office(assistant: Assistant, folder: Path) -> AsyncIterator[Office]:
    """The office, open; a member of staff called mei can sign in."""
    server = TelegramServer()
    await server.start()
    server.account.chats.add(GROUP)
    async with desk(assistant, folder) as running:
        await running.person("mei")
        questions = Questions(running.store)
        options = options_for(server)
        service = TelegramService(options, running.site.assistant, VOICE, running.store, lambda: TODAY)
        group = StaffGroup(GROUP, questions, wording, lambda: last_days(running.store, 7, TODAY, UTC))
        attendance = Attendance(late_hours=24)
        attendance.group = Group(options.account, GROUP, group.card, group.knowledge)
        service.desk.staff, service.desk.attended = group, lambda: attendance.attended
        running.site.attended = lambda: attendance.attended
        await attendance.look(running.store)
        await service.start()
        try:
            yield Office(running, server, attendance, questions)
        finally:
            await service.stop(1.0)
            await server.stop()


async def eventually_waiting(office: Office, number: int = 1) -> list[Question]:
    """The questions that wait, once there are so many."""
    async with asyncio.timeout(10):
        while len(found := await office.waiting()) < number:
            await asyncio.sleep(0.01)
    return found
