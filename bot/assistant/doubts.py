"""Answers that are none: not known, passed over, or a number that can be read in two ways."""

from __future__ import annotations

from datetime import date

from bot.assistant import contents, steps
from bot.assistant.answers import Turn
from bot.assistant.conversation import Conversation
from bot.assistant.part import Part
from bot.rendering.answers import Block
from intents.reading.answering.answers import is_skipped
from intents.reading.vocabulary.naming import facts_named
from intents.understanding import Understanding
from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Doubts(Part):
    """Takes up what does not answer the open question, in one language."""

    def reply(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """An answer that is none, or can be read in two ways."""
        if understanding.reading.declined and conversation.asked is not None:
            return self.left_unanswered(understanding, conversation.asked, conversation, day)
        doubts, is_told = understanding.reading.ambiguities, conversation.measure is not None or conversation.asked
        tells_more = bool(understanding.facts) or contents.asks(understanding)
        if doubts and (understanding.reading.answered or (is_told and not tells_more)):
            return self._which_money(understanding, conversation, day)
        return None

    def _which_money(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """A bare number is never computed on; the measure stays under discussion."""
        if conversation.measure is None:
            turn = self.turns.simple([], conversation, day, understanding=understanding)
        else:
            turn = self.turns.again(conversation, day, ())
        return self.with_doubt(replace(turn, answer=replace(turn.answer, blocks=())), understanding)

    def with_doubt(self, turn: Turn, understanding: Understanding) -> Turn:
        """The reply with the question how a sum is meant that was told without its unit, in place of its own."""
        doubts = understanding.reading.ambiguities
        if not doubts or turn.conversation.in_doubt or turn.answer.outcome == "clarify":
            return turn
        number = understanding.message.raw[slice(*doubts[0].span)]
        block = Block("question", self.say("ask_ambiguous_money", number=number))
        blocks = (*(b for b in turn.answer.blocks if b.role != "question"), block)
        choices = self.turns.asking.money(doubts[0], number)
        asks = self.turns.whole_of(doubts[0].fact, turn)
        answer = replace(turn.answer, blocks=blocks, choices=choices, asks=asks)
        return Turn(answer, replace(turn.conversation, asked=doubts[0].fact, in_doubt=number))

    def left_unanswered(self, understanding: Understanding, fact: str, conversation: Conversation, day: date) -> Turn:
        """The open question stays unanswered: not known, or passed over."""
        skipped = is_skipped(understanding.message.text)
        state = steps.decline(steps.remember(conversation), fact, skipped=skipped)
        return self.turns.again(state, day, (self.say("skipped_noted" if skipped else "unknown_noted"),))

    def not_known(self, understanding: Understanding, conversation: Conversation) -> str:
        """What is not known: the one other missing fact that the message names (资产不清楚), else what was asked."""
        assert conversation.asked is not None
        named = facts_named(understanding.message.text).intersection(conversation.wanted)
        return next(iter(named)) if len(named) == 1 else conversation.asked
