"""A lane while this process has it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.store.units import LaneWork, Waiting


@dataclass(slots=True)
class Held:
    """A lane while this process has it."""

    work: LaneWork
    settling: asyncio.Future[None] | None = None
    """The write that notes the last letter's end: begun as soon as Telegram has it, so that a kill repeats little."""
    inactive: bool = False
    emptied: bool = False
    """Whether all that waited when the lane was claimed has come to its end."""
    states: dict[str, str] = field(default_factory=dict)
    """Conversations as this turn has changed them: what was read with the claim is older."""

    def state_of(self, waiting: Waiting) -> str | None:
        """The newest state of the message's conversation; None where there is none yet."""
        return self.states.get(waiting.conversation, waiting.state)

    async def noted(self) -> None:
        """Returns once the end of the last letter is on disk, cancelled or not."""
        noting, self.settling = self.settling, None
        if noting is not None:
            await noting


def in_one_line(error: BaseException) -> str:
    """The error as it can be stored."""
    return f"{type(error).__name__}: {error}"[:500].replace("\0", "").encode("utf-8", "replace").decode()
