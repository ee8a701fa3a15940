"""Whether the user has asked to be forgotten: by command, by button or in words."""

from __future__ import annotations

from bot.assistant.actions import Action, decode
from bot.assistant.incoming import Command, Incoming, Press
from bot.rendering.answers import Answer


def forgets(incoming: Incoming, answer: Answer) -> bool:
    """Whether nothing of the conversation may be kept, its log included."""
    match incoming:
        case Command(name):
            return name == "forget"
        case Press(action):
            return decode(action) == Action("c", ("forget",))
        case _:
            return answer.intent == "forget"
