"""What can go wrong on the way to Telegram, on request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Fault:
    """One kind of failure, given to the next `times` calls that fit."""

    method: str | None = None
    """Only calls of this method; None fits all."""
    chat_id: int | None = None
    """Only calls for this chat; None fits all."""
    status: int | None = None
    """HTTP status to answer with, instead of doing the call."""
    text: str = ""
    """Telegram's description in the answer."""
    retry_after: int | None = None
    """Seconds for a 429."""
    body: bytes | None = None
    """A body that is sent as it is."""
    reset: bool = False
    """The connection is cut without an answer."""
    after: bool = False
    """The call is carried out first, only its answer is lost: with `reset` or `hang`."""
    hang: bool = False
    """No answer ever, until the caller leaves."""
    times: int = 1
    """How often; a negative number: always."""

    def fits(self, method: str, parameters: dict[str, Any]) -> bool:
        """Whether this call is one to fail."""
        if self.times == 0 or self.method not in (None, method):
            return False
        return self.chat_id is None or str(self.chat_id) == str(parameters.get("chat_id"))

    def use(self) -> None:
        """Counts one use."""
        if self.times > 0:
            self.times -= 1
