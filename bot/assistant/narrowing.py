"""More to a question that no single measure answered: one of those offered, what the enterprise is, another place."""

from __future__ import annotations

from datetime import date

from bot.assistant import contents, picking, redirecting, steps
from bot.assistant.answering import quantity_asked
from bot.assistant.answers import Turn
from bot.assistant.choosing import Choosing
from bot.assistant.conversation import Conversation
from bot.assistant.omitting import Omitting
from bot.assistant.opening import Opening
from bot.assistant.part import RereadingPart
from intents.understanding import Understanding
from knowledge.records import dataclass, replace
from knowledge.validity import is_in_force


@dataclass(frozen=True, slots=True)
class Narrowing(RereadingPart):
    """Narrows down what was asked, in one language."""

    @property
    def opening(self) -> Opening:
        """What opens a subject."""
        return Opening(self.viewer, self.understander)

    def choose(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What tells one of the measures offered last from the others: its number, its place, the kind of support."""
        if not conversation.is_free or len(conversation.shown) < 2:
            return None
        left = picking.chosen(understanding, conversation, self.viewer.catalogue)
        left = Omitting(self.viewer, self.understander).wanted(left, conversation)
        if len(left) > 1 and conversation.open not in ("", understanding.unplaced):
            left = redirecting.narrowed(left, redirecting.joined(understanding, conversation, self.understander))
        state = steps.after(conversation, understanding, self.viewer)
        state = replace(state, amount_of=quantity_asked(state, understanding))
        if len(left) == 1:
            return self.turns.about(left[0], state, day, self._side_of(left[0], understanding, conversation, day))
        if not left or left == conversation.shown:
            return None
        enquirer = self.turns.answering.enquirer(state, day, understanding)
        views = [self.viewer.view(name, enquirer) for name in left]
        return self.turns.turn(Choosing(self.viewer).ask_which(views, understanding, day), state)

    def _side_of(self, chosen: str, understanding: Understanding, conversation: Conversation, day: date) -> str:
        """What is told first of a measure that was chosen: what was asked; by its place whether it fits, if usable."""
        side = contents.side_asked(understanding) or conversation.side_wanted
        if side:
            return side
        measure = self.viewer.catalogue.measure(chosen)
        is_usable = is_in_force(self.viewer.availability(measure, self.turns.answering.enquirer(Conversation(), day)))
        return "eligible" if understanding.named_places and is_usable else "what"

    def look_for_all(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """The enterprise tells of itself after it asked what there is: "software, 40 people, Chengdu"."""
        told = contents.told(understanding) - contents.SAID_OF_MANY
        if not (conversation.is_free and conversation.open and told and contents.only_tells(understanding)):
            return None
        opened = self.understander.understand(conversation.open, day, conversation.background())
        asks_for_all = opened.intent is not None and opened.intent.intent == "screen"
        names_nothing = not (opened.topics or opened.named_places or opened.facts)
        if names_nothing and opened.decision.outcome == "clarify" and (asks_for_all or opened.is_bare):
            return self.opening.screen(understanding, conversation, day)
        return None

    def add(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """More to the last question, which no single measure answered: both together are asked."""
        if not _leans_on_the_last(understanding, conversation):
            return None
        both = redirecting.joined(understanding, conversation, self.understander)
        if both.decision.outcome == "no_answer" and not understanding.named_places:
            if understanding.facts:
                return None
            both = self.understander.understand(conversation.open, day, conversation.background())
        told = redirecting.told_now(both, conversation) - contents.SAID_OF_MANY
        meant = picking.testing(told, conversation.shown, self.viewer.catalogue)
        if meant is not None and not contents.asks(understanding):
            state = steps.after(conversation, both, self.viewer)
            return self.turns.about(meant, state, day, self._side_of(meant, both, conversation, day))
        turn = self.opening.new_question(both, conversation, day)
        left = "" if turn.answer.outcome == "answer" else redirecting.with_more(understanding, conversation)
        answer = redirecting.as_typed(turn.answer, understanding, conversation)
        return Turn(answer, replace(turn.conversation, open=left))


def _leans_on_the_last(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message only adds to the last question, which no single measure answered: "and in Wuhan?"."""
    if not (conversation.is_free and conversation.open) or contents.has_subject(understanding):
        return False
    if understanding.facts or understanding.named_places or understanding.is_bare:
        return True
    is_short = contents.word_count(understanding) <= contents.FEW
    reading = understanding.reading
    return is_short and (reading.is_loose or bool(reading.open_topics) or contents.asks(understanding))
