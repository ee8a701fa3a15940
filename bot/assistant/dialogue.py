"""One message of a conversation: continue, correct, go back, explain, or answer a new question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.assistant import steps
from bot.assistant.actions import encode
from bot.assistant.answers import Turn
from bot.assistant.byplace import ByPlace
from bot.assistant.choosing import NEAR, Choosing
from bot.assistant.combining import Combining
from bot.assistant.continuing import Continuing
from bot.assistant.conversation import Conversation
from bot.assistant.doubts import Doubts
from bot.assistant.narrowing import Narrowing
from bot.assistant.omitting import Omitting
from bot.assistant.opening import Opening
from bot.assistant.part import RereadingPart
from bot.assistant.picking import place_of
from bot.assistant.steering import Steering
from bot.assistant.supposing import Supposing
from bot.assistant.which import Which
from bot.rendering.answers import Choice
from bot.rendering.wording import Wording
from intents.reading.vocabulary.manners import spoken
from intents.understanding import Understanding
from knowledge.records import dataclass, replace
from knowledge.validity import is_in_force

PARTING = ("thanks", "bye", "greeting")
"""After these the open question is not put again."""
Reply = Callable[[Understanding, Conversation, date], Turn | None]
"""The reply to a message in a conversation on a day; None where it is no such message."""


@dataclass(frozen=True, slots=True)
class Dialogue(RereadingPart):
    """The conversation in one language."""

    wordings: Mapping[str, Wording]

    @property
    def steering(self) -> Steering:
        """What moves within the conversation."""
        return Steering(self.viewer)

    @property
    def opening(self) -> Opening:
        """What opens a subject."""
        return Opening(self.viewer, self.understander)

    def message(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """The reply to a text: the first of these that it can be."""
        if understanding.unwanted != frozenset(conversation.unwanted):
            conversation = replace(conversation, unwanted=tuple(sorted(understanding.unwanted)))
        if understanding.intent is not None and understanding.intent.intent == "instead":
            turn = self.opening.instead(understanding, conversation, day)
            if turn is not None:
                return turn
            understanding = replace(understanding, intent=None)
        understanding = self._of_the_list(self._of_the_measure(understanding, conversation), conversation)
        doubts = Doubts(self.viewer)
        for reply in self._replies():
            turn = reply(understanding, conversation, day)
            if turn is not None:
                return doubts.with_doubt(turn, understanding)
        return doubts.with_doubt(self.opening.new_question(understanding, conversation, day), understanding)

    def _replies(self) -> tuple[Reply, ...]:
        """What a message can be before it is a new question, in the order in which it is tried."""
        steering = self.steering
        narrowing = Narrowing(self.viewer, self.understander)
        continuing = Continuing(self.viewer, self.understander)
        which = Which(self.viewer, self.understander)
        return (
            self._omit,
            which.another,
            self._what_now,
            self._talk,
            steering.reply,
            steering.explain,
            steering.go_back_to,
            Supposing(self.viewer).reply,
            Combining(self.viewer, self.understander).reply,
            self._by_its_place,
            narrowing.choose,
            narrowing.look_for_all,
            which.of_these,
            narrowing.add,
            Doubts(self.viewer).reply,
            which.elsewhere,
            continuing.go_on,
            continuing.lost,
        )

    def _of_the_measure(self, understanding: Understanding, conversation: Conversation) -> Understanding:
        """The message with "how does it work?" asked of the measure under discussion, not of this chat."""
        hit = understanding.intent
        is_help = hit is not None and hit.intent == "help" and conversation.measure is not None
        if hit is None or not is_help or spoken("how_it_works").match(understanding.message.text) is None:
            return understanding
        return replace(understanding, intent=replace(hit, intent="what", group="asking"))

    def _of_the_list(self, understanding: Understanding, conversation: Conversation) -> Understanding:
        """The message with "the last one" said of the measures listed last, not of the step before."""
        is_listed = conversation.is_free and len(conversation.shown) > 1
        if not is_listed or understanding.intent is None or place_of(understanding.message) is None:
            return understanding
        return replace(understanding, intent=None)

    def chat(
        self, intent: str, conversation: Conversation, day: date, understanding: Understanding | None = None
    ) -> Turn:
        """Greeting, thanks, help and the like; in the middle of a dialogue the open question follows."""
        texts = [self.say(intent)]
        if intent == "greeting":
            texts.append(self.say("greeting_examples"))
        choices = self._other_ways(conversation) if intent == "feedback" else ()
        turn = self.turns.simple(texts, conversation, day, understanding=understanding, intent=intent, choices=choices)
        return turn if intent in PARTING else self.turns.with_open_question(turn)

    def _other_ways(self, conversation: Conversation) -> tuple[Choice, ...]:
        """What else fitted the question that was answered wrongly, and where to go if it was none of that."""
        others = [name for name in conversation.shown if name != conversation.measure]
        near = tuple(Choice(self.viewer.name(name), encode("m", name)) for name in others[:NEAR])
        return (*near, *Choosing(self.viewer).ways_on())

    def answer_fact(self, fact: str, value: Any, conversation: Conversation, day: date) -> Turn:
        """The reply to a pressed option; a value of None means "I don't know"."""
        before = steps.remember(conversation)
        if value is None:
            return self.turns.again(steps.decline(before, fact), day, (self.say("unknown_noted"),))
        state = replace(steps.tell(before, {fact: value}, day), asked=None)
        return self.turns.again(state, day, (self.turns.noted(conversation, state, {fact: value}, day),))

    def in_language(self, language: str) -> Dialogue:
        """The same conversation in another language."""
        return Dialogue(replace(self.viewer, wording=self.wordings[language]), self.understander, self.wordings)

    def _omit(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """Something is not wanted: "no loans please"."""
        return Omitting(self.viewer, self.understander).reply(
            understanding, conversation, day, self.opening.new_question
        )

    def _talk(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """Nothing at all, a greeting, thanks, a call for help."""
        if not understanding.message.text.strip():
            return self.turns.simple(
                [self.say("no_answer_empty")], conversation, day, understanding=understanding, outcome="no_answer"
            )
        intent = understanding.intent
        if intent is not None and intent.group == "chat" and not understanding.facts:
            return self.chat(intent.intent, conversation, day, understanding)
        return None

    def _what_now(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What there is today for the need of a measure that is over: "and now?", 那现在呢."""
        if conversation.measure is None or spoken("what_now").fullmatch(understanding.message.text) is None:
            return None
        first = self.viewer.view(conversation.measure, self.turns.answering.enquirer(conversation, day))
        today = self.turns.answering.instead(first, day)
        state = steps.remember(conversation)
        if today:
            return self.turns.about(today[0], state, day, "eligible")
        is_over = not is_in_force(first.availability)
        return self.turns.about(first.id, state, day, "deadline", brief=True) if is_over else None

    def _by_its_place(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """An answer told by its place among the buttons: "the first one"."""
        return ByPlace(self.viewer).reply(understanding, conversation, day, self.answer_fact)
