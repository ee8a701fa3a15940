"""What somebody says of an answer, by its buttons."""

from __future__ import annotations

from bot.assistant.actions import decode
from bot.assistant.incoming import Press
from bot.channels.telegram.handlers import Reading
from bot.store.units import Feedback, Waiting

FEEDBACK = "h"
"""Verb of the buttons that ask whether an answer was right; they name the inbox row that it answered."""
WORDS = ("right", "wrong")
LONGEST_NUMBER = 18


def feedback_of(reading: Reading, waiting: Waiting) -> Feedback | None:
    """What a pressed button says of an answer; None where it says something else."""
    action = decode(reading.incoming.action) if isinstance(reading.incoming, Press) else None
    if action is None or action.verb != FEEDBACK or len(action.arguments) != 2:
        return None
    word, source = action.arguments
    if word not in WORDS or not source.isdecimal() or len(source) > LONGEST_NUMBER:
        return None
    return Feedback(int(source), waiting.conversation, word == WORDS[0])
