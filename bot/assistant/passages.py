"""Passages of somebody else's: an article or a notice that was pasted or forwarded, not the user's own question.

Its numbers say nothing about the user's enterprise: the reply names the measures that it touches and asks what for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.assistant.actions import encode
from bot.assistant.answers import Turn
from bot.assistant.conversation import Conversation
from bot.assistant.drafts import empty_answer
from bot.assistant.turns import Turns
from bot.assistant.views import Enquirer, Viewer
from bot.rendering.answers import Block, Choice, Outcome
from intents.background import Background
from intents.once import once
from intents.understanding import Understander
from knowledge.records import dataclass, replace
from knowledge.yamlfile import read_yaml

SENTENCES = 24
"""So many are looked at; what an article is about stands in its beginning."""
SHORTEST = 6
MOST = 5
LEAST = 0.25
"""Share of a sentence that a measure has to cover: a passing word is no subject."""


@dataclass(frozen=True, slots=True)
class Signs:
    """How a passage is told from a question."""

    own: re.Pattern[str]
    asks: re.Pattern[str]
    ends: re.Pattern[str]
    long: Mapping[str, int]
    forwarded: Mapping[str, int]


def is_passage(text: str, language: str, *, is_forwarded: bool = False) -> bool:
    """Whether the text is somebody else's: long, about nobody's own enterprise, and asking nothing."""
    signs = _signs()
    least = (signs.forwarded if is_forwarded else signs.long)[language]
    return len(text) >= least and not signs.own.search(text) and not signs.asks.search(text)


@dataclass(frozen=True, slots=True)
class Passages:
    """Replies to passages, in one language."""

    viewer: Viewer
    understander: Understander

    def reply(self, text: str, conversation: Conversation, day: date) -> Turn:
        """The measures that the passage touches, and the question what is wanted; nothing of it is remembered."""
        say = self.viewer.wording
        found = [self.viewer.view(name, Enquirer({}, day)) for name in self._touched(text, day)]
        lines = [
            say("clarify_line", number=n, name=m.name, place=m.place, status=say("short_" + m.availability))
            for n, m in enumerate(found, 1)
        ]
        blocks = [Block("lead", say("passage"))]
        if lines:
            blocks.append(Block("list", "\n".join([say("passage_touches"), *lines])))
        blocks.append(Block("question", say("passage_asks" if lines else "passage_touches_nothing")))
        choices = tuple(Choice(f"{n}. {m.name}", encode("m", m.id)) for n, m in enumerate(found, 1))
        answer = empty_answer(self.viewer, day, None, tuple(blocks), choices=choices)
        outcome: Outcome = "clarify" if found else "no_answer"
        answer = replace(answer, question=text, outcome=outcome, measures=tuple(found), referred=not found)
        paused = conversation.measure or conversation.paused
        state = replace(conversation, measure=None, asked=None, is_screening=False, paused=paused)
        return Turns(self.viewer).turn(answer, state)

    def _touched(self, text: str, day: date) -> list[str]:
        """Ids of the measures that its sentences are about, those that fit best first."""
        places = [place for place, _ in self.understander.reader.places(text) if place]
        profile: dict[str, Any] = {"region": places[0]} if places else {}
        background = Background(profile=profile, language=self.viewer.wording.language)
        found: dict[str, float] = {}
        for sentence in _signs().ends.split(text)[:SENTENCES]:
            if len(sentence.strip()) < SHORTEST:
                continue
            decision = self.understander.understand(sentence, day, background).decision
            for one in (*decision.measures[:1], *decision.also) if decision.outcome == "answer" else ():
                found[one.entry.id] = max(found.get(one.entry.id, LEAST), one.score)
        return sorted((name for name, score in found.items() if score > LEAST), key=lambda name: -found[name])[:MOST]


@once
def _signs() -> Signs:
    data = read_yaml(Path(str(files("bot.assistant").joinpath("passages.yml"))))[0].data
    patterns = {name: re.compile(data[name], re.IGNORECASE) for name in ("own", "asks", "ends")}
    return Signs(**patterns, long=data["long"], forwarded=data["forwarded"])
