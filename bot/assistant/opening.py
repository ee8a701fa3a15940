"""Questions that open a subject: a new one, one put in place of what was not meant, and what there is at all."""

from __future__ import annotations

from datetime import date

from bot.assistant import contents, redirecting, steps
from bot.assistant.answering import quantity_asked
from bot.assistant.answers import Turn
from bot.assistant.choosing import screen_button
from bot.assistant.conversation import Conversation
from bot.assistant.part import RereadingPart
from bot.assistant.wants import left_out
from intents.understanding import Understanding
from knowledge.records import dataclass, replace

LONGEST_KEPT = 1000
"""Characters of a question that are kept for "why"."""


@dataclass(frozen=True, slots=True)
class Opening(RereadingPart):
    """Opens subjects, in one language."""

    def new_question(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """The answer to a question asked for the first time, with what it tells of the enterprise."""
        state = steps.after(conversation, understanding, self.viewer)
        answer = self.turns.answering.question(understanding, state, day)
        left = "" if answer.outcome == "answer" else redirecting.still_open(understanding, conversation)
        side = contents.side_asked(understanding) if answer.outcome == "clarify" else ""
        state = replace(state, why=understanding.message.raw[:LONGEST_KEPT], open=left, side_wanted=side)
        if answer.outcome == "no_answer":
            kept = steps.with_places_of(state, conversation)
            if kept.measure is None and not kept.is_screening:
                kept = replace(kept, shown=())  # there is nothing left to choose from
            known = self.viewer.links.known({**kept.assumed, **kept.profile}, day)
            return self.turns.with_open_question(Turn(replace(answer, profile=known), kept))
        if answer.outcome == "clarify" and contents.only_tells(understanding):
            own = {fact.fact: fact.value for fact in understanding.facts if not fact.assumed}
            answer = self.turns.led(answer, (self.turns.noted(conversation, state, own, day),))
            answer = replace(answer, choices=(*answer.choices, screen_button(self.say)))
        if conversation.unwanted and (answer.outcome == "clarify" or understanding.ruled_out):
            answer = self.turns.led(answer, (left_out(self.viewer, conversation.unwanted),))
        if answer.outcome == "answer":
            first = answer.measures[0].id
            state = replace(self.turns.pausing(state, first), measure=first, is_screening=False)
        state = replace(state, amount_of=quantity_asked(state, understanding))
        return self.turns.turn(answer, state)

    def instead(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """The measure under discussion was not meant, and what was is said."""
        meant = redirecting.meant_instead(understanding, self.understander, day)
        if meant is None:
            return None
        turned_down = conversation.measure
        turn = self.new_question(redirecting.without(turned_down, meant), conversation.without_subject(), day)
        return replace(turn, answer=replace(turn.answer, question=understanding.message.raw))

    def screen(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """The enterprise held against every measure, with what the message tells of it."""
        state = steps.after(conversation, understanding, self.viewer)
        lead = self.turns.noted(conversation, state, understanding.values, day)
        lead = lead if conversation.is_screening else replace(lead, text="")
        return self.turns.screen(state, day, (lead,), understanding)
