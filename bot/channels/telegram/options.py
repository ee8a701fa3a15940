"""What the channel needs to know; plain values, so that it reads no environment itself."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from knowledge.citations import LANGUAGES

TOKEN = re.compile(r"([0-9]{1,19}):[A-Za-z0-9_-]{3,}")


class TokenError(ValueError):
    """The token has not the shape of a Telegram token: one clear line, without the token."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one chat is answered: limits delay, they never drop."""

    private_seconds: float = 1.0
    """Between two answers in a private chat, once the burst is used up."""
    private_burst: int = 5
    group_seconds: float = 3.0
    """Between two answers in a group: 20 a minute."""
    group_burst: int = 20


@dataclass(frozen=True, slots=True)
class Timing:
    """Waits in seconds; tests make them short."""

    poll: int = 30
    """A long poll lasts so long without updates."""
    answer: float = 10.0
    """The API has so long to answer a call."""
    connect: float = 5.0
    first_pause: float = 1.0
    """First pause after a failure; it doubles up to `longest_pause`."""
    longest_pause: float = 30.0
    idle: float = 1.0
    """How often the dispatcher looks for work that nobody told it of."""
    lease: float = 10.0
    """How long a lane stays with a replica that has died."""


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """Settings of the channel."""

    token: str = field(repr=False)
    api_url: str = "https://api.telegram.org"
    proxy: str | None = field(default=None, repr=False)
    """http://, socks5:// …, with user and password where needed."""
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    """None derives one from the token."""
    webhook_previous_secret: str | None = field(default=None, repr=False)
    """Still accepted while a new one takes over."""
    take_over: bool = False
    """Whether polling may remove a webhook that somebody has set."""
    lanes: int = 64
    """Chats worked on at once."""
    tries: int = 5
    high_water: int = 20_000
    """So many waiting updates stop the intake (a flooding chat counts as 100)."""
    languages: tuple[str, ...] = LANGUAGES
    staff_chat: int | None = None
    """The group whose members answer for the bot and have commands of their own; None where there is none."""
    pace: Pace = Pace()
    timing: Timing = Timing()

    @property
    def account(self) -> int:
        """The bot's id, as its token says.

        Raises: TokenError where the token has the wrong shape.
        """
        shape = TOKEN.fullmatch(self.token)
        if shape is None:
            raise TokenError("the Telegram token must look like 123456789:AA…, as @BotFather gives it")
        return int(shape[1])

    @property
    def is_encrypted(self) -> bool:
        """Whether the Bot API is reached over TLS."""
        return urlsplit(self.api_url).scheme == "https"

    @property
    def secret(self) -> str:
        """What Telegram must send in the secret header of the webhook."""
        return self.webhook_secret or hashlib.sha256(f"huiqi webhook {self.token}".encode()).hexdigest()
