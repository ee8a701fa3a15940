"""What is said about the dialogue itself: back, put aside, go on, why a question is put, the question once more."""

from __future__ import annotations

from datetime import date

from bot.assistant import contents, steps
from bot.assistant.actions import encode
from bot.assistant.answers import Turn
from bot.assistant.conversation import Conversation
from bot.assistant.doubts import Doubts
from bot.assistant.part import Part
from bot.rendering.answers import Block, Choice
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.naming import facts_named
from intents.understanding import Understanding
from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Steering(Part):
    """Moves within a conversation, in one language."""

    def reply(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """Back, cancel, go on, "I don't know" and why it is asked."""
        intent = understanding.intent
        match intent.intent if intent is not None and intent.group == "dialogue" else "":
            case "back":
                return self.back(understanding, conversation, day)
            case "cancel":
                return self.cancel(conversation, day, understanding)
            case "resume" | "earlier" as which:
                return self.resume(which, conversation, day)
            case "dont_know" if conversation.asked is not None:
                doubts = Doubts(self.viewer)
                return doubts.left_unanswered(
                    understanding, doubts.not_known(understanding, conversation), conversation, day
                )
            case "dont_know" if conversation.measure is not None:
                return self.ask_again(conversation, day)
            case "why" if conversation.measure is not None:
                return self.turns.about(conversation.measure, conversation, day, "why")
            case "why_ask" | "why" as which if which == "why_ask" or conversation.asked is not None:
                return self.why_asked(understanding, conversation, day)
        return None

    def explain(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What the open question means is asked in return: "what certificate do you mean?", 限制类是啥."""
        asked, text = conversation.asked, understanding.message.text
        if asked is None or understanding.decision.is_titled or contents.word_count(understanding) > 2 * contents.FEW:
            return None
        is_named = asked in facts_named(text) and spoken("asks_what_it_is").fullmatch(text) is not None
        if is_named or spoken("asks_what_is_meant").fullmatch(text) is not None:
            return self.why_asked(understanding, conversation, day)
        return None

    def go_back_to(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """The measure that was left is named by its place alone: "back to the one in Shenzhen"."""
        measures, here, left = self.viewer.catalogue.measures, conversation.measure, conversation.paused
        if here is None or left is None or spoken("goes_back_to").match(understanding.message.text) is None:
            return None
        areas, within = understanding.named_places, self.viewer.catalogue.regions.within
        is_there, is_here = (
            any(within(place, area) for place in measures[name].places for area in areas) for name in (left, here)
        )
        return self.resume("earlier", conversation, day) if is_there and not is_here else None

    def back(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """One step back, with the question that was open then."""
        if not conversation.past:
            return self.turns.simple([self.say("nothing_back")], conversation, day, understanding=understanding)
        state, lead = steps.go_back(conversation), (self.say("went_back"),)
        if state.measure is None:
            return self.turns.again(state, day, lead)
        turn = self.turns.again(state, day, lead)
        wanted = state.asked if state.asked in turn.answer.measures[0].missing else turn.answer.asks
        if wanted == turn.answer.asks:
            return turn
        blocks = tuple(block for block in turn.answer.blocks if block.role != "question")
        bare = replace(turn.answer, blocks=blocks, choices=())
        return self.turns.with_open_question(Turn(bare, replace(turn.conversation, asked=wanted)))

    def cancel(self, conversation: Conversation, day: date, understanding: Understanding | None = None) -> Turn:
        """The subject is put aside; what is known of the enterprise stays."""
        state = conversation.without_subject()
        choices = (self._go_on_choice(state.paused),) if state.paused else ()
        return self.turns.simple([self.say("cancelled")], state, day, understanding=understanding, choices=choices)

    def _go_on_choice(self, measure: str) -> Choice:
        return Choice(self.say("button_go_on", name=self.viewer.name(measure)), encode("m", measure))

    def resume(self, which: str, conversation: Conversation, day: date) -> Turn:
        """What is under discussion again, or what was put aside for it."""
        is_open = conversation.measure is not None or conversation.is_screening
        if is_open and (which == "resume" or conversation.paused is None):
            return self.turns.again(conversation, day, ())
        if conversation.paused is None:
            return self.turns.simple([self.say("nothing_paused")], conversation, day)
        return self.turns.about(conversation.paused, conversation, day, "eligible")

    def why_asked(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """The rules behind the open question; what is under discussion stays."""
        is_about_nothing = conversation.measure is None and not conversation.is_screening
        if is_about_nothing and conversation.asked is None:
            return self.turns.simple([self.say("why_nothing")], conversation, day, understanding=understanding)
        if conversation.asked is None:
            return self.turns.again(conversation, day, (self.say("why_nothing"),))
        turn = self.turns.again(conversation, day, ())
        if conversation.measure is None:
            return self._explained(turn, self.turns.screens.why(conversation, day))
        enquirer = self.turns.answering.enquirer(conversation, day)
        return self._explained(turn, self.turns.asking.why(conversation.measure, conversation.asked, enquirer))

    def ask_again(self, conversation: Conversation, day: date) -> Turn:
        """The question that was not answered, once more and nothing else; what can be asked where none was put."""
        turn = self.turns.again(conversation, day, ())
        if conversation.measure is None:
            lead = self.say("not_understood")
        else:
            key = "not_understood_about" if turn.answer.asks is not None else "not_followed"
            lead = self.say(key, name=self.viewer.name(conversation.measure))
        return self._explained(turn, [Block("lead", lead)], None)

    def _explained(self, turn: Turn, blocks: list[Block], intent: str | None = "why_ask") -> Turn:
        """The explanation and the question alone: what the measure says was said before."""
        question = tuple(block for block in turn.answer.blocks if block.role == "question")
        return replace(turn, answer=replace(turn.answer, blocks=(*blocks, *question), intent=intent))
