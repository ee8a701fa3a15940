"""Going on with what is under discussion: more facts, another side of it, or nothing that can be followed."""

from __future__ import annotations

from datetime import date

from bot.assistant import contents, course, picking, steps
from bot.assistant.answering import quantity_asked
from bot.assistant.answers import Turn
from bot.assistant.choosing import screen_button
from bot.assistant.conversation import BENEFIT, Conversation
from bot.assistant.everything import goes_on_screening, is_about_everything
from bot.assistant.losing import is_lost
from bot.assistant.opening import Opening
from bot.assistant.part import RereadingPart
from bot.assistant.replies import Asked
from bot.assistant.steering import Steering
from bot.assistant.which import Which
from intents.understanding import Understanding
from knowledge.records import dataclass, replace

FEW_SAID = 4
"""Words up to which what says nothing by itself is taken to be said of some measure: "no cert"."""


@dataclass(frozen=True, slots=True)
class Continuing(RereadingPart):
    """Goes on, in one language."""

    def go_on(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """More about the enterprise, or about the measure under discussion."""
        if is_about_everything(understanding, conversation) or goes_on_screening(understanding, conversation):
            return Opening(self.viewer, self.understander).screen(understanding, conversation, day)
        if course.goes_on(understanding, conversation) or self._asks_its_sum(understanding, conversation):
            return self._continue(understanding, conversation, day)
        if course.returns(understanding, conversation):
            return Steering(self.viewer).resume("earlier", conversation, day)
        return None

    def _asks_its_sum(self, understanding: Understanding, conversation: Conversation) -> bool:
        """Whether a few words ask for a sum that the measure under discussion has: "what tax is due?"."""
        measure, wanted = conversation.measure, understanding.amount_of
        if measure is None or wanted == BENEFIT or contents.word_count(understanding) > contents.FEW:
            return False
        is_free = not (understanding.decision.is_titled or understanding.named_places)
        return is_free and any(gain.of == wanted for gain in self.viewer.catalogue.measures[measure].gains)

    def _continue(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        state = steps.after(conversation, understanding, self.viewer)
        assert state.measure is not None
        lead = self.turns.noted(conversation, state, understanding.values, day)
        hit = understanding.intent
        intent = hit.intent if hit is not None and hit.group != "telling" else None
        brief = state.measure in conversation.shown[:1] and intent != "what"
        state = replace(state, amount_of=quantity_asked(state, understanding))
        answer = self.turns.answering.measure(state, day, Asked(intent or state.side, brief=brief), understanding)
        return self.turns.turn(self.turns.led(answer, (lead,)), state)

    def lost(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """Nothing that could be answered, though something was asked or told."""
        if understanding.reading.answered and conversation.measure is None and understanding.facts:
            return self._only_noted(understanding, replace(conversation, asked=None), day)
        if not is_lost(understanding, conversation):
            return None
        if conversation.asked is not None or conversation.measure is not None:
            return Steering(self.viewer).ask_again(conversation, day)
        if understanding.facts and not contents.asks(understanding):
            return self._only_noted(understanding, conversation, day)
        names_none = not (understanding.facts or understanding.decision.measures)
        is_short = names_none and contents.word_count(understanding) <= FEW_SAID
        is_of_a_list = len(conversation.shown) > 1 or picking.is_denial(understanding.message)
        is_said_of_one = contents.is_bare_side(understanding) or (is_short and is_of_a_list)
        return Which(self.viewer, self.understander).ask(understanding, conversation, day) if is_said_of_one else None

    def _only_noted(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """Facts without a question: noted, with the offer to look what there is."""
        state = steps.after(conversation, steps.told_for_certain(understanding), self.viewer)
        texts = [self.turns.noted(conversation, state, understanding.values, day).text, self.say("offer_screen")]
        choices = (screen_button(self.say),)
        state = replace(state, is_offered=True)
        return self.turns.simple(texts, state, day, understanding=understanding, choices=choices, outcome="no_answer")
