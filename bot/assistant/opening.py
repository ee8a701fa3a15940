"""Questions that open a subject: a new one, one put in place of what was not meant, and what there is at all."""

from __future__ import annotations

from datetime import date

from bot.assistant import contents, redirecting, steps
from bot.assistant.answering import quantity_asked
from bot.assistant.answers import Turn
from bot.assistant.choosing import NEAR, screen_button
from bot.assistant.conversation import Conversation
from bot.assistant.part import RereadingPart
from bot.assistant.wants import left_out
from bot.assistant.which import Which
from bot.rendering.answers import Answer, Block
from intents.background import PLACE_FACTS
from intents.understanding import Understanding
from knowledge.records import dataclass, replace
from knowledge.validity import is_in_force

LONGEST_KEPT = 1000
"""Characters of a question that are kept for "why"."""


@dataclass(frozen=True, slots=True)
class Opening(RereadingPart):
    """Opens subjects, in one language."""

    def new_question(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """The answer to a question asked for the first time, with what it tells of the enterprise."""
        if contents.is_bare_side(understanding) and understanding.decision.outcome != "clarify":
            return Which(self.viewer, self.understander).of_side(understanding, conversation, day)
        state = steps.after(conversation, understanding, self.viewer)
        answer = self.turns.answering.question(understanding, state, day)
        if "region" not in conversation.profile:  # whoever has told it asks what the place has beside what it was told
            answer = self._with_everywhere(answer, understanding, day)
        left = "" if answer.outcome == "answer" else redirecting.still_open(understanding, conversation)
        side = contents.side_asked(understanding) or conversation.side_wanted if answer.outcome == "clarify" else ""
        state = replace(state, why=understanding.message.raw[:LONGEST_KEPT], open=left, side_wanted=side)
        if answer.outcome == "no_answer":
            return self._refused(answer, state, conversation, understanding)
        if answer.outcome == "clarify" and contents.only_tells(understanding):
            own = {fact.fact: fact.value for fact in understanding.facts if not fact.assumed}
            answer = self.turns.led(answer, (self.turns.noted(conversation, state, own, day),))
            answer = self._with_screening(answer)
        if conversation.unwanted and (answer.outcome == "clarify" or understanding.ruled_out):
            answer = self.turns.led(answer, (left_out(self.viewer, conversation.unwanted),))
        if answer.outcome == "answer":
            first = answer.measures[0].id
            state = replace(self.turns.pausing(state, first), measure=first, is_screening=False)
        state = replace(state, amount_of=quantity_asked(state, understanding))
        return self.turns.turn(answer, state)

    def _refused(self, answer: Answer, state: Conversation, before: Conversation, understanding: Understanding) -> Turn:
        """The refusal; a place that was only asked about is not kept, one told with more about the enterprise is."""
        told = contents.told(understanding)
        is_told = not told.isdisjoint(PLACE_FACTS) and not told <= PLACE_FACTS
        kept = state if is_told else steps.with_places_of(state, before)
        if kept.measure is None and not kept.is_screening:
            kept = replace(kept, shown=())  # there is nothing left to choose from
        known = self.viewer.links.known({**kept.assumed, **kept.profile}, answer.as_of)
        return self.turns.with_open_question(Turn(replace(answer, profile=known), kept))

    def _with_everywhere(self, answer: Answer, understanding: Understanding, day: date) -> Answer:
        """The reply with what can be used everywhere that day, where nothing of the place that it names can be."""
        is_refused = answer.outcome == "no_answer" and not _asks_anything_of_a_place(understanding)
        is_served = answer.outcome == "answer" or any(is_in_force(one.availability) for one in answer.measures)
        if is_refused or is_served or not understanding.named_places:
            return answer
        measures, enquirer = self.viewer.catalogue.measures, self.turns.answering.enquirer(Conversation(), day)
        same = [name for one in answer.measures for name in measures[one.id].relations.same_need_today]
        names = same if understanding.topics else self.understander.policy.widest
        usable = [n for n in dict.fromkeys(names) if is_in_force(self.viewer.availability(measures[n], enquirer))]
        said = "".join(block.text for block in answer.blocks)
        listed = [name for name in map(self.viewer.name, usable) if name not in said][:NEAR]
        if not listed:
            return answer
        line = Block("body", self.say("open_everywhere", names=self.say.names(listed)))
        at = 1 if answer.outcome == "no_answer" else len(answer.blocks) - 1
        blocks = (*answer.blocks[:at], line, *answer.blocks[at:])
        return self._with_screening(replace(answer, blocks=blocks))

    def _with_screening(self, answer: Answer) -> Answer:
        """The reply with the button that holds the enterprise against every measure."""
        button = screen_button(self.say)
        return answer if button in answer.choices else replace(answer, choices=(*answer.choices, button))

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
        state = steps.after(conversation, steps.told_for_certain(understanding), self.viewer)
        lead = self.turns.noted(conversation, state, understanding.values, day)
        lead = lead if conversation.is_screening else replace(lead, text="")
        return self.turns.screen(state, day, (lead,), understanding)


def _asks_anything_of_a_place(understanding: Understanding) -> bool:
    """Whether who tells of the enterprise names a place that has no such measure, and no need or foreign topic."""
    decision = understanding.decision
    if contents.told(understanding) <= contents.SAID_OF_MANY:
        return False
    is_ours = decision.foreign is None and decision.veto in (None, "place") and not understanding.topics
    return is_ours and bool(decision.elsewhere)
