"""What the bot asked of Telegram, in order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Call:
    """One request as it came in and how it was answered."""

    token: str
    method: str
    parameters: dict[str, Any]
    began: float
    """Monotonic seconds at which the request was read."""
    ended: float | None = None
    """Monotonic seconds at which the answer was handed to the connection; None while it is open."""
    status: int | None = None
    error: str | None = None
    """Telegram's description where the call was refused, also where a fault gave it another answer."""
    line: int = 0
    """The connection that carried it; they are numbered as they were made."""
    performed: bool = False
    """Whether it had its effect (a message was delivered), whatever the caller saw."""
    lost: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    """Set when the connection that carried it is gone and no later call was made over it."""
    unread: bool = False
    """Whether the connection was gone before the answer was read."""
    result: Any = field(default=None, repr=False)
