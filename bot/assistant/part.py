"""What the parts of a dialogue have in common: each takes up one kind of message."""

from __future__ import annotations

from bot.assistant.speaker import Speaker
from bot.assistant.turns import Turns
from intents.understanding import Understander
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Part(Speaker):
    """Takes up one kind of message."""

    @property
    def turns(self) -> Turns:
        """What builds replies."""
        return Turns(self.viewer)


@dataclass(frozen=True, slots=True)
class RereadingPart(Part):
    """Takes up messages that have to be understood once more, joined with another or as if asked anew."""

    understander: Understander
