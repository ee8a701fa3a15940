"""An answer told by its place among the buttons of the open question: "1", "①", "第二个", "the first one"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.assistant import picking
from bot.assistant.actions import encode
from bot.assistant.answers import Turn
from bot.assistant.conversation import Conversation
from bot.assistant.part import Part
from bot.rendering.answers import Answer, Block, Choice
from intents.understanding import Understanding
from knowledge.facts import NUMERIC
from knowledge.records import dataclass, replace

Press = Callable[[str, Any, Conversation, date], Turn]
"""The reply to a fact and its value; None for "I don't know"."""


@dataclass(frozen=True, slots=True)
class ByPlace(Part):
    """Reads answers by their place, in one language."""

    def reply(self, understanding: Understanding, conversation: Conversation, day: date, press: Press) -> Turn | None:
        """The reply to the answer that stands there; None where nothing is asked, or the number may be meant itself."""
        fact, vocabulary = conversation.asked, self.viewer.catalogue.context.vocabulary
        place = picking.place_of(understanding.message) if fact is not None and fact in vocabulary else None
        if fact is None or place is None or (place.is_bare and vocabulary.fact_type(fact) in (*NUMERIC, "date")):
            return None
        chosen = self._at(place, self.turns.open_choices(conversation, day))
        if chosen is None:
            return None
        other = self._other_meaning(place, fact, conversation)
        if other is not None:
            return self._which(understanding, conversation, day, (chosen, other))
        value = self.turns.asking.value_of(chosen)
        turn = press(fact, value, conversation, day)
        return replace(turn, answer=_as_read(turn, fact, value, understanding))

    def _at(self, place: picking.Place, choices: tuple[Choice, ...]) -> Choice | None:
        """The button at that place; the last is the last answer, not "I don't know"."""
        *answers, _ = choices
        if place.at < 0:
            return answers[-1] if answers else None
        return choices[place.at] if place.at < len(choices) else None

    def _other_meaning(self, place: picking.Place, fact: str, conversation: Conversation) -> Choice | None:
        """What else is meant by it: a number of what the answers tell roughly, or the first of the measures listed."""
        vocabulary = self.viewer.catalogue.context.vocabulary
        if place.is_bare:
            counted = [name for name in self.viewer.links.sources_of(fact) if vocabulary.fact_type(name) == "count"]
            if not counted or place.at < 0:
                return None
            number = place.at + 1
            label = self.viewer.words.stated({counted[0]: number})[0]
            return Choice(label, encode("f", counted[0], str(number)))
        if not conversation.is_screening or not -1 <= place.at < len(conversation.shown):
            return None
        listed = conversation.shown[place.at]
        return Choice(self.viewer.name(listed), encode("m", listed))

    def _which(
        self, understanding: Understanding, conversation: Conversation, day: date, meant: tuple[Choice, Choice]
    ) -> Turn:
        """Asks which of the two is meant; the question stays open."""
        say = self.viewer.wording
        said = understanding.message.raw.strip()
        text = say("ask_which_place", said=said, first=meant[0].label, second=meant[1].label)
        state = replace(conversation, shown=())  # "the first", said again, is the first of these two
        turn = self.turns.simple([], state, day, understanding=understanding, outcome="clarify")
        return replace(turn, answer=replace(turn.answer, blocks=(Block("question", text),), choices=meant))


def _as_read(turn: Turn, fact: str, value: Any, understanding: Understanding) -> Answer:
    """The answer as one to the text that was typed: what it told is found in all of it."""
    text = understanding.message.raw
    told = {} if value is None else {fact: value}
    return replace(turn.answer, question=text, facts=told, fact_spans=dict.fromkeys(told, (0, len(text))))
