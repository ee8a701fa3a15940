"""A tiny assistant in place of the real one: it repeats what it understood, so that tests see what reached it."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.assistant.answers import Answer, Choice, Turn
from bot.assistant.conversation import Conversation
from bot.assistant.incoming import Attachment, Command, Incoming, Message, Press
from bot.assistant.offers import Offers
from bot.channels.telegram.drafting import Voice
from bot.rendering.wording import wording

DAY = date(2026, 11, 22)


class Repeater:
    """Answers "n: what came"; n counts the messages of the conversation. Some texts make it misbehave."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.languages: list[str | None] = []
        self.misbehave: Callable[[str], None] = lambda text: None

    def respond(self, incoming: Incoming, conversation: Conversation, day: date) -> Turn:
        """The turn."""
        self.heard.append(incoming)
        self.languages.append(conversation.spoken)
        said = self._said(incoming)
        self.misbehave(said)
        count = int(conversation.profile.get("count", 0)) + 1
        if said == "/forget":
            count = 0
        choices = (Choice("Next", f"1:next:{count}"), Choice("Too long", "x" * 65)) if said.endswith("?") else ()
        answer = Answer(
            question=said,
            language=conversation.language or "zh",
            message_language="zh",
            as_of=day,
            knowledge="test",
            outcome="answer" if said.startswith("policy") else "chat",
            intent=None,
            confidence=1.0,
            choices=choices,
            evidence=(),
            profile={"text": f"{count}: {said}"},
        )
        return Turn(answer, replace(conversation, profile={"count": count}))

    def offers(self, typed: str, day: date, language: str, start: int = 0, count: int = 50) -> Offers:
        """None: offers are tested with the real assistant."""
        return Offers(language, (), None)

    def _said(self, incoming: Incoming) -> str:
        match incoming:
            case Message(text):
                return text
            case Press(action):
                return f"[{action}]"
            case Command(name, argument):
                return f"/{name} {argument}".strip()
            case Attachment(kind, caption):
                return f"<{kind}> {caption}".strip()


def html_of(answer: Answer) -> str:
    """The answer as HTML; a text that asks for broken markup gets a tag that Telegram does not know."""
    text = str(answer.profile["text"])
    return text.replace("broken", "<h1>broken") if "broken" in text else html.escape(text, quote=False)


def plain_of(answer: Answer) -> str:
    """The answer as plain text."""
    return str(answer.profile["text"])


VOICE = Voice(html=html_of, brief=plain_of, wording=wording)
