"""What is remembered of the user's enterprises, for them to see, correct, take along and delete."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.assistant import keeping
from bot.assistant.actions import encode
from bot.assistant.conversation import Conversation
from bot.assistant.speaker import Speaker
from bot.rendering import formats
from bot.rendering.answers import Block, Choice
from knowledge.records import dataclass

SWITCHES = 6
"""Enterprises for which a button is shown."""


@dataclass(frozen=True, slots=True)
class Profiles(Speaker):
    """Shows profiles in one language."""

    def name(self, name: str) -> str:
        """The enterprise's name, or what an unnamed one is called."""
        return name or self.say("your_enterprise")

    def show(self, conversation: Conversation, *, brief: bool = False) -> tuple[tuple[Block, ...], tuple[Choice, ...]]:
        """The facts of the enterprise under discussion with their days, and what can be done with them.

        `brief` leaves out how to do it in words: another enterprise was only switched to.
        """
        say, others = self.say, list(conversation.enterprises)
        lines = [self._title(conversation)]
        lines += self._lines(conversation)
        lines += [self._stale_line(fact, old) for fact, old in conversation.stale.items()]
        is_empty = len(lines) == 1
        blocks = [Block("list", "\n".join(lines))] if not is_empty else [Block("body", say("profile_empty"))]
        if others:
            names = say.join([self.name(name) for name in others])
            blocks.append(Block("body", say("profile_others", names=names)))
        if conversation.consent is not None and not brief:
            blocks.append(Block("body", self.consent(conversation.consent)))
        if not brief:
            blocks.append(Block("body", say("profile_how")))
        choices = [] if is_empty else [self._command("edit"), self._command("export"), self._command("screen")]
        choices += [
            Choice(say("button_switch", name=name), encode("e", "use", keeping.mark(name)))
            for name in others[:SWITCHES]
            if name
        ]
        return tuple(blocks), (*choices, self._command("forget"))

    def consent(self, day: str) -> str:
        """The line that says that facts are kept, and since when."""
        return self.say("consent", day=formats.loose_day(day, self.say.language))

    def editing(self, conversation: Conversation) -> tuple[tuple[Block, ...], tuple[Choice, ...]]:
        """A button for every fact, to answer it anew."""
        words = self.viewer.words
        known = {**conversation.profile, **{fact: old["value"] for fact, old in conversation.stale.items()}}
        choices = tuple(
            Choice(self.say("fact_used", label=words.label(f), value=words.shown(f, v)), encode("e", "edit", f))
            for f, v in known.items()
            if f in self.viewer.catalogue.context.vocabulary
        )
        return (Block("question", self.say("profile_which")),), choices

    def export(self, conversation: Conversation, day: date) -> tuple[Block, ...]:
        """Everything that is kept of the user's enterprises, as JSON to take along."""
        mine = {"profile": conversation.profile, "stated": conversation.stated, "stale": conversation.stale}
        every: Mapping[str, Mapping[str, Any]] = {conversation.enterprise: mine, **conversation.enterprises}
        data = {
            "exported_on": day.isoformat(),
            "kept_since": conversation.consent,
            "enterprises": [
                {"name": self.name(name), "facts": self._facts(known), "too_old": dict(known.get("stale") or {})}
                for name, known in every.items()
            ],
        }
        text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=False)
        return (Block("body", self.say("exported")), Block("data", text))

    def _facts(self, known: Mapping[str, Any]) -> dict[str, Any]:
        stated = known.get("stated") or {}
        return {
            fact: {"label": self.viewer.words.label(fact), "value": value, "stated": stated.get(fact)}
            for fact, value in (known.get("profile") or {}).items()
        }

    def _title(self, conversation: Conversation) -> str:
        """The enterprise's name, with the day where everything was said on one."""
        name, day = self.name(conversation.enterprise), self._one_day(conversation)
        if day is None:
            return self.say("profile_title", name=name)
        return self.say("profile_title_day", name=name, day=formats.loose_day(day, self.say.language))

    def _one_day(self, conversation: Conversation) -> str | None:
        days = {conversation.stated.get(fact) for fact in conversation.profile}
        return days.pop() if len(days) == 1 and not conversation.stale else None

    def _lines(self, conversation: Conversation) -> list[str]:
        """A line for each fact; with its day where they were not all said on one."""
        together = self._one_day(conversation)
        days = {fact: conversation.stated.get(fact) for fact in conversation.profile}
        return [
            self._line(fact, value, None if days[fact] == together else days[fact])
            for fact, value in conversation.profile.items()
        ]

    def _line(self, fact: str, value: Any, stated: str | None) -> str:
        text = self.viewer.words.stated({fact: value})[0]
        if stated is None:
            return text
        return self.say("profile_line", fact=text, day=formats.loose_day(stated, self.say.language))

    def _stale_line(self, fact: str, old: Mapping[str, Any]) -> str:
        text = self.viewer.words.stated({fact: old["value"]})[0]
        return self.say("profile_stale", fact=text, day=formats.loose_day(str(old["stated"]), self.say.language))

    def _command(self, name: str) -> Choice:
        return Choice(self.say("button_" + name), encode("c", name))
