"""What the web channel is given from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.assistant.answers import Turn
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Incoming
from bot.channels.web.conversations import WebConversations
from bot.operations.health import Health
from bot.operations.metrics import Metrics

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from bot.assistant.assistant import Assistant
    from bot.store.store import Store
    from knowledge.catalogue import Catalogue

Network = IPv4Network | IPv6Network


class Responder(Protocol):
    """Whoever turns a message into an answer: pure, and quick enough to be called on the event loop."""

    def respond(self, incoming: Incoming, conversation: Conversation, day: date, /) -> Turn:
        """The answer and what to remember."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often one caller may ask."""

    per_minute: float
    burst: int
    """How many may come at once after a pause."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What an operator can set of the web channel."""

    host: str = "127.0.0.1"
    port: int = 8080
    """0 takes a free one."""
    trusted_proxies: tuple[Network, ...] = ()
    """Addresses whose X-Forwarded-For and X-Forwarded-Proto count."""
    metrics_token: str | None = None
    """Bearer token of /metrics; None leaves it open."""
    retention_days: int = 90
    """How long a browser is recognised."""
    page_rate: Rate = Rate(per_minute=60, burst=20)
    api_rate: Rate = Rate(per_minute=30, burst=30)
    staff_attempts: Rate = Rate(per_minute=2, burst=8)
    """How often one address, and one name, may try to sign in."""
    staff_header: str | None = None
    """Header in which a trusted proxy names who has signed in there; None: nobody is believed."""


@dataclass(frozen=True, slots=True)
class ConsoleParts:
    """What the console of support staff is given beside what the page has."""

    store: Callable[[], Awaitable[Store]]
    """The store, once it is open."""
    assistant: Callable[[], Assistant]
    """The assistant in use: search looks into it."""
    try_out: Callable[[Mapping[str, str]], Awaitable[tuple[Path | None, tuple[str, ...]]]]
    """(the compiled form with these documents of staff in place of those in use, its faults)."""
    take_up: Callable[[], Awaitable[None]]
    """Returns once what was kept serves here, or is refused."""
    faults: Callable[[], tuple[str, ...]] = tuple
    """Why the newest knowledge is refused, one line a fault; none where it is in use."""
    joined: Callable[[], None] = lambda: None
    """Called once somebody has chosen a password: from then on a person can answer."""


@dataclass(frozen=True, slots=True)
class WebDependencies:
    """The parts that the web channel talks to."""

    settings: WebSettings
    assistant: Responder
    knowledge: Callable[[], Catalogue]
    """The knowledge in use; asked anew at each request, because it can be exchanged while serving."""
    today: Callable[[], date]
    """The day in the pack's time zone."""
    conversations: WebConversations
    health: Health
    metrics: Metrics
    attended: Callable[[], bool] = lambda: False
    """Whether a person will see what the bot cannot answer."""
    console: ConsoleParts | None = None
    """None: there is no console."""
    further_routes: tuple[BaseRoute, ...] = field(default=())
    """Routes of other parts on the same port: the webhook, the console."""


def read_networks(text: str) -> tuple[Network, ...]:
    """The networks of a list with commas ("10.0.0.1, 192.168.0.0/16").

    Raises: ValueError naming the part that is no network.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    networks = []
    for part in parts:
        try:
            networks.append(ip_network(part, strict=False))
        except ValueError:
            raise ValueError(f"'{part}' is not an address or a network such as 10.0.0.0/8") from None
    return tuple(networks)
