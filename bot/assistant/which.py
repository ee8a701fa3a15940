"""Asks which measure is meant, where a message takes it for granted: "what's the deadline?", "the other one", "yes"."""

from __future__ import annotations

from datetime import date

from bot.assistant import contents, picking, steps
from bot.assistant.answers import Turn
from bot.assistant.choosing import Choosing
from bot.assistant.conversation import Conversation
from bot.assistant.part import RereadingPart
from intents.background import PLACE_FACTS
from intents.understanding import Understanding
from knowledge.records import dataclass, replace

BESIDE = 3
"""Words beside a place up to which it is all that is asked for: "and in Jinan?"."""


@dataclass(frozen=True, slots=True)
class Which(RereadingPart):
    """Asks for the measure, in one language."""

    def another(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """Another of the list from which the measure under discussion was chosen; None where none is meant."""
        measure = conversation.measure
        if measure is None or not picking.is_another(understanding.message):
            return None
        left = tuple(name for name in _list_before(conversation) if name != measure)
        if not left:
            return None
        state = steps.remember(conversation)
        if len(left) == 1:
            return self.turns.about(left[0], state, day, conversation.side_wanted or "what")
        state = replace(state.without_subject(), past=state.past, unwanted=state.unwanted)
        return self._listed(left, understanding, state, day)

    def elsewhere(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What another place has for the need of the measure under discussion: "and in Jinan?"; None without such."""
        measure = conversation.measure
        told = contents.told(understanding) | {fact.fact for fact in understanding.facts}
        is_place = bool(understanding.named_places) and told <= PLACE_FACTS and not understanding.topics
        is_asked = contents.has_question(understanding) and contents.words_beside_places(understanding) <= BESIDE
        if measure is None or not is_place or not is_asked or "CN" in self.viewer.catalogue.measure(measure).places:
            return None
        left = picking.there(understanding, (measure,), self.viewer.catalogue)
        if not left or measure in left:
            return None
        state = steps.after(conversation, understanding, self.viewer)
        if len(left) == 1:
            return self.turns.about(left[0], state, day, "what")
        state = replace(state.without_subject(), past=state.past, unwanted=state.unwanted)
        return self._listed(left, understanding, state, day)

    def of_these(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What is said to a place on a list, a yes, a no or "the other one" while no measure is under discussion."""
        message = understanding.message
        is_pointing = picking.is_another(message) or picking.place_of(message) is not None
        if not conversation.is_free or not (is_pointing or picking.is_bare_reply(message)):
            return None
        return self.ask(understanding, conversation, day)

    def ask(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """The list once more from which one is to be chosen; without a list, that a name or a need is wanted."""
        if contents.is_bare_side(understanding):
            return self.of_side(understanding, conversation, day)
        if conversation.is_free and len(conversation.shown) > 1:
            return self._listed(conversation.shown, understanding, conversation, day)
        choices = Choosing(self.viewer).ways_on()
        texts = [self.say("no_subject")]
        return self.turns.simple(
            texts, conversation, day, understanding=understanding, choices=choices, outcome="no_answer"
        )

    def of_side(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """Whose side is asked for: one of those listed last, else of those that most enterprises can use."""
        is_listed = conversation.is_free and len(conversation.shown) > 1
        names = conversation.shown if is_listed else self.understander.policy.widest
        state = replace(conversation, side_wanted=contents.side_asked(understanding))
        return self._listed(names, understanding, state, day)

    def _listed(
        self, names: tuple[str, ...], understanding: Understanding, conversation: Conversation, day: date
    ) -> Turn:
        enquirer = self.turns.answering.enquirer(conversation, day)
        choosing = Choosing(self.viewer)
        views = [self.viewer.view(name, enquirer) for name in names]
        answer = choosing.ask_which(views, understanding, day, self.say("which_measure"))
        answer = replace(answer, choices=(*answer.choices, *choosing.ways_on()))
        return self.turns.turn(answer, conversation)


def _list_before(conversation: Conversation) -> tuple[str, ...]:
    """The measures from which the one under discussion was chosen; none where it was not chosen from a list."""
    for step in reversed(conversation.past):
        shown = tuple(step.get("shown") or ())
        if step.get("measure") is None:
            is_list = not step.get("is_screening") and conversation.measure in shown
            return shown if is_list else ()
        if step["measure"] != conversation.measure:
            return ()
    return ()
