"""What would be if: the answer for facts that are only supposed, of which nothing is noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.assistant import course, steps
from bot.assistant.answers import Turn
from bot.assistant.conversation import Conversation
from bot.assistant.everything import is_about_everything
from bot.assistant.part import Part
from bot.assistant.replies import JUDGING, Asked
from intents.understanding import Understanding
from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Supposing(Part):
    """Answers to suppositions, in one language."""

    def reply(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What would be if; None where nothing is supposed, or no measure is there that it could be about."""
        if not understanding.supposed or is_about_everything(understanding, conversation):
            return None
        measure = course.supposed_about(understanding, conversation)
        if measure is None:
            return None
        reads = self.viewer.catalogue.reads[measure]
        facts = {fact.fact: fact.value for fact in understanding.supposed if fact.fact in reads}
        if not facts:
            return self._no_matter(understanding, conversation, day)
        state = steps.learn(steps.remember(conversation), understanding, self.viewer)
        state = replace(self.turns.pausing(state, measure), measure=measure, is_screening=False)
        return self._imagined(measure, understanding, state, facts)

    def _no_matter(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """That it changes nothing; None where no measure is under discussion, or the message says more than that."""
        start, end = understanding.supposed[0].span
        if conversation.measure is None or 2 * (end - start) < len(understanding.message.raw):
            return None
        say = self.viewer.wording
        labels = [self.viewer.words.label(fact.fact) for fact in understanding.supposed if not fact.derived]
        said = say("supposed_no_matter", labels=say.join(list(dict.fromkeys(labels))))
        return self.turns.again(conversation, day, (said,))

    def _imagined(
        self, measure: str, understanding: Understanding, state: Conversation, facts: Mapping[str, Any]
    ) -> Turn:
        """The measure as it would be if the facts were so; the state is as if nothing was said."""
        turns, say, day = self.turns, self.viewer.wording, understanding.day
        imagined = steps.imagine(state, facts, self.viewer, day)
        intent = understanding.intent.intent if understanding.intent else None
        asked = Asked(intent if intent in JUDGING else "eligible", brief=measure in state.shown[:1])
        answer = turns.answering.measure(imagined, day, asked, understanding)
        lead = say("supposed", facts=say.join(self.viewer.words.stated(facts)))
        spans = {fact.fact: fact.span for fact in understanding.supposed if fact.fact in facts}
        bare = replace(
            answer,
            blocks=tuple(block for block in answer.blocks if block.role != "question"),
            choices=(),
            asks=state.asked,
            facts={**answer.facts, **facts},
            fact_spans={**answer.fact_spans, **spans},
        )
        turn = turns.turn(turns.led(bare, (lead,)), state)
        recent = tuple(dict.fromkeys((*facts, *turn.conversation.recent)))  # "let's take 6 then"
        kept = replace(turn.conversation, wanted=state.wanted, recent=recent[: steps.RECENT])
        return turns.with_open_question(Turn(turn.answer, kept))
