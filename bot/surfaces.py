"""The surfaces that `huiqi run` serves, put together from the settings: Telegram and the web."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.current import CurrentAssistant
from bot.operations.health import Health
from bot.operations.lean import import_uvicorn
from bot.operations.metrics import Metrics
from bot.operations.processors import processors
from bot.reloading import Reloader
from bot.settings.values import Secret, Settings
from bot.staffing import Attendance, Group
from bot.store.late import LateStore

if TYPE_CHECKING:
    from bot.channels.telegram.options import TelegramOptions
    from bot.channels.telegram.service import TelegramService
    from bot.channels.telegram.staff_group import StaffGroup
    from bot.channels.web.dependencies import WebDependencies, WebSettings
    from bot.store.store import Store

WITH_BOTH = 2
"""Processors, one for the process that delivers and one for the process that answers."""
STATS_DAYS = 7
"""What the staff group is told of when it asks how it goes."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What tells an operator how it goes."""

    health: Health
    metrics: Metrics
    attendance: Attendance
    """Whether staff look at what the bot cannot answer."""


class ServingError(Exception):
    """Serving cannot begin; the message is one line for the operator."""


def telegram_service(
    settings: Settings, assistant: CurrentAssistant, store: Store, watch: Watch
) -> TelegramService | None:
    """Telegram, not yet started; None where there is no token."""
    if settings.telegram_token is None:
        return None
    from bot.channels.telegram.drafting import Voice
    from bot.channels.telegram.service import TelegramService
    from bot.rendering import brief, telegram
    from bot.rendering.wording import wording

    options = _telegram_options(settings)
    voice = Voice(html=telegram.render, brief=lambda answer: brief.render(answer.blocks), wording=wording)
    service = TelegramService(options, assistant, voice, store, today_in(assistant), metrics=watch.metrics)
    if is_beside(settings):
        from bot.channels.telegram.drafting_beside import DraftingBeside

        drafting = service.desk.drafting = DraftingBeside(lambda: assistant.assistant, voice)
        watch.metrics.answering_memory.set_function(drafting.resident_bytes)
    service.desk.attended = lambda: watch.attendance.attended
    if settings.staff_chat is not None:
        group = service.desk.staff = _staff_group(settings.staff_chat, assistant, store)
        watch.attendance.group = Group(options.account, settings.staff_chat, group.card, group.knowledge)
    return service


def is_beside(settings: Settings) -> bool:
    """Whether a process of its own makes answers: as it is set, else where it has a processor of its own."""
    return settings.answering_process if settings.answering_process is not None else processors() >= WITH_BOTH


def _staff_group(chat: int, assistant: CurrentAssistant, store: Store) -> StaffGroup:
    from bot.channels.telegram.staff_group import StaffGroup
    from bot.rendering.wording import wording
    from bot.store.figures import last_days
    from bot.store.questions import Questions

    zone = ZoneInfo(assistant.catalogue.pack.time_zone)
    return StaffGroup(
        chat, Questions(store), wording, lambda: last_days(store, STATS_DAYS, today_in(assistant)(), zone)
    )


def _telegram_options(settings: Settings) -> TelegramOptions:
    from bot.channels.telegram.options import TelegramOptions

    return TelegramOptions(
        token=_revealed(settings.telegram_token) or "",
        api_url=settings.telegram_api_url,
        proxy=settings.telegram_proxy,
        mode=settings.telegram_mode,
        webhook_url=settings.webhook_url,
        webhook_secret=_revealed(settings.webhook_secret),
        webhook_previous_secret=_revealed(settings.webhook_previous_secret),
        take_over=settings.telegram_take_over,
        staff_chat=settings.staff_chat,
    )


def _revealed(secret: Secret | None) -> str | None:
    return secret.revealed if secret is not None else None


def today_in(assistant: CurrentAssistant) -> Callable[[], date]:
    """The day in the pack's time zone, asked anew each time."""
    return lambda: datetime.now(ZoneInfo(assistant.catalogue.pack.time_zone)).date()


async def start_web(
    settings: Settings,
    knowledge: Reloader,
    store: LateStore,
    telegram: TelegramService | None,
    watch: Watch,
    stack: AsyncExitStack,
) -> str:
    """The address on which the web is served from now on. Raises: ServingError where the port is taken."""
    import_uvicorn()
    from bot.channels.web.app import create_app
    from bot.channels.web.server import PortError, WebServer

    web = _web_settings(settings)
    server = WebServer(create_app(_web_dependencies(web, knowledge, store, telegram, watch)), web)
    try:
        address = await server.start()
    except PortError as error:
        raise ServingError(str(error)) from None
    stack.push_async_callback(server.stop)
    watch.health.pulse.start()
    stack.push_async_callback(watch.health.pulse.stop)
    return address


def _web_dependencies(
    web: WebSettings, knowledge: Reloader, store: LateStore, telegram: TelegramService | None, watch: Watch
) -> WebDependencies:
    from bot.channels.web.conversations import WebConversations
    from bot.channels.web.dependencies import ConsoleParts, WebDependencies

    assistant = knowledge.current
    return WebDependencies(
        settings=web,
        assistant=assistant,
        knowledge=lambda: assistant.catalogue,
        today=today_in(assistant),
        conversations=WebConversations(store),
        health=watch.health,
        metrics=watch.metrics,
        attended=lambda: watch.attendance.attended,
        console=ConsoleParts(
            store.opened,
            lambda: assistant.assistant,
            knowledge.try_out,
            knowledge.look_at_documents,
            lambda: knowledge.state.faults,
            watch.attendance.begin,
        ),
        further_routes=(telegram.route(),) if telegram is not None else (),
    )


def _web_settings(settings: Settings) -> WebSettings:
    from bot.channels.web.dependencies import WebSettings, read_networks

    return WebSettings(
        host=settings.http_host,
        port=settings.http_port,
        trusted_proxies=read_networks(settings.trusted_proxies),
        metrics_token=_revealed(settings.metrics_token),
        retention_days=settings.retention_days,
        staff_header=settings.staff_header,
    )
