"""What everything that words replies has in common."""

from __future__ import annotations

from bot.assistant.views import Viewer
from bot.rendering.wording import Wording
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Speaker:
    """Words something, in the viewer's language."""

    viewer: Viewer

    @property
    def say(self) -> Wording:
        """The language's sentences."""
        return self.viewer.wording
