"""What the user does not want to see is left out of what is listed, and that is said: "不要贷款", "no loans please"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from bot.assistant import contents
from bot.assistant.answers import Turn
from bot.assistant.choosing import Choosing, screen_button
from bot.assistant.conversation import Conversation
from bot.assistant.part import RereadingPart
from bot.assistant.wants import left_out
from intents.understanding import Understanding
from intents.unwanted import is_unwanted
from knowledge.records import dataclass, replace

FEWEST = 2
"""Measures of which the user can choose one."""
SAYS_MORE = 4
"""Words beside those that rule something out from which a message is about more than that."""
Renew = Callable[[Understanding, Conversation, date], Turn]
"""The reply to a question as one that opens a subject."""


@dataclass(frozen=True, slots=True)
class Omitting(RereadingPart):
    """Takes up what is ruled out, in one language."""

    def reply(self, understanding: Understanding, conversation: Conversation, day: date, renew: Renew) -> Turn | None:
        """What was listed, without that; None where the message rules nothing out, or says more than that."""
        if not understanding.ruled_out or _says_more(understanding):
            return None
        if conversation.is_screening:
            return self.turns.screen(replace(conversation, shown=()), day)
        turn = self._of_those_listed(understanding, conversation, day) or self._anew(conversation, day, renew)
        turn = turn or self._from_now_on(conversation, day)
        answer = replace(turn.answer, question=understanding.message.raw, facts={}, fact_spans={}, evidence=())
        return replace(turn, answer=answer)

    def _of_those_listed(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """The rest of a list to choose from; None where too few are left of it."""
        left = self.wanted(conversation.shown, conversation)
        if conversation.measure is not None or len(left) < FEWEST:
            return None
        enquirer = self.turns.answering.enquirer(conversation, day)
        views = [self.viewer.view(name, enquirer) for name in left]
        answer = Choosing(self.viewer).ask_which(views, replace(understanding, intent=None), day)
        return self.turns.turn(self.turns.led(answer, (left_out(self.viewer, conversation.unwanted),)), conversation)

    def _anew(self, conversation: Conversation, day: date, renew: Renew) -> Turn | None:
        """The last question once more, where that is not what it was about."""
        question = conversation.open if conversation.measure is None else self._opened(conversation)
        if not question:
            return None
        again = self.understander.understand(question, day, conversation.background())
        state = conversation if conversation.measure is None else _without_measure(conversation)
        return renew(again, state, day) if again.unwanted.issuperset(conversation.unwanted) else None

    def _opened(self, conversation: Conversation) -> str:
        """The question that led to a measure which is ruled out now; empty where it stays under discussion."""
        is_ruled_out = not self.wanted((conversation.measure or "",), conversation)
        return conversation.why if is_ruled_out else ""

    def _from_now_on(self, conversation: Conversation, day: date) -> Turn:
        """That it is left out from now on; a measure that is ruled out is put aside."""
        say = self.viewer.wording
        lead = left_out(self.viewer, conversation.unwanted, "left_out_from_now")
        if conversation.measure is not None and self.wanted((conversation.measure,), conversation):
            return self.turns.again(conversation, day, (lead,))
        state = replace(_without_measure(conversation), is_offered=True)
        return self.turns.simple([lead, say("offer_screen")], state, day, choices=(screen_button(say),))

    def wanted(self, names: Iterable[str], conversation: Conversation) -> tuple[str, ...]:
        """The measures that are not left out."""
        unwanted, measure = frozenset(conversation.unwanted), self.viewer.catalogue.measure
        return tuple(name for name in names if not is_unwanted(measure(name).kind, measure(name).topics, unwanted))


def _without_measure(conversation: Conversation) -> Conversation:
    """Nothing under discussion; what is left out stays so."""
    return replace(conversation.without_subject(), unwanted=conversation.unwanted, why=conversation.why)


def _says_more(understanding: Understanding) -> bool:
    """Whether the message tells, names or asks something beside what it rules out."""
    tells = understanding.facts or understanding.named_places or understanding.topics
    return bool(tells) or contents.asks(understanding) or contents.word_count(understanding) >= SAYS_MORE
