"""The assistant: a message, a button or a command in, an answer and the next state out. Pure and synchronous."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.assistant.answers import Turn
from bot.assistant.commands import Commands
from bot.assistant.conversation import Conversation
from bot.assistant.dialogue import Dialogue
from bot.assistant.incoming import Attachment, Command, Incoming, Message, Press
from bot.assistant.views import Stranger, Viewer
from bot.rendering.answers import MeasureAnswer
from bot.rendering.wording import Wording
from intents.understanding import Understander
from knowledge.catalogue import Catalogue

SPOKEN_COMMANDS = frozenset({"topics", "language", "profile"})
"""Intents that do what the command of that name does."""


@dataclass(frozen=True, slots=True, repr=False)
class Assistant:
    """Answers for every channel; holds knowledge and rules, never a conversation."""

    catalogue: Catalogue
    understander: Understander
    wordings: Mapping[str, Wording]
    strangers: dict[Stranger, MeasureAnswer] = field(default_factory=dict)
    """See Viewer.strangers; kept over turns."""

    def respond(self, incoming: Incoming, conversation: Conversation, day: date) -> Turn:
        """What to say to what came in, and what to remember; never raises for anything a user can send."""
        conversation = conversation.on(self.catalogue.measures)
        match incoming:
            case Message(text):
                return self._message(text, conversation, day)
            case Press(action):
                return self._commands(conversation).press(action, conversation, day)
            case Command(name, argument):
                return self._commands(conversation).command(name, argument, conversation, day)
            case Attachment(kind, caption):
                if caption.strip():
                    return self._message(caption, conversation, day)
                return self._commands(conversation).attachment(kind, conversation, day)

    def _message(self, text: str, conversation: Conversation, day: date) -> Turn:
        understanding = self.understander.understand(text, day, conversation.background())
        dialogue = self._dialogue(conversation.language or understanding.language)
        intent = understanding.intent.intent if understanding.intent else ""
        if intent in SPOKEN_COMMANDS:
            turn = Commands(dialogue).command(intent, "", conversation, day)
        else:
            turn = dialogue.message(understanding, conversation, day)
        if text.strip():
            return replace(turn, conversation=replace(turn.conversation, spoken=understanding.language))
        return turn

    def _commands(self, conversation: Conversation) -> Commands:
        return Commands(self._dialogue(conversation.language or conversation.spoken))

    def _dialogue(self, language: str) -> Dialogue:
        return Dialogue(
            Viewer(self.catalogue, self.wordings[language], self.strangers), self.understander, self.wordings
        )
