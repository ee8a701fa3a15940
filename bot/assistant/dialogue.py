"""One message of a conversation: continue, correct, go back, explain, or answer a new question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.assistant.answering import Answering, empty_answer
from bot.assistant.answers import Turn
from bot.assistant.conversation import Conversation
from bot.assistant.views import Viewer
from bot.rendering.answers import Answer, Block, Choice, Outcome
from bot.rendering.wording import Wording
from intents.understanding import Understander, Understanding

REMEMBERED_STEPS = 20
RECENT = 8
"""Facts that "change that" may mean."""
REASONS = 6
"""Words that are kept for "why"."""
NEW_SUBJECT = 0.6
"""Confidence from which a message that states facts changes the subject instead of going on."""
SURELY_FOREIGN = 0.3
"""Score from which a message in the middle of a dialogue is about something else instead of not understood."""
NAMED = 0.5
"""Weight of keywords from which a message names a measure."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The conversation in one language."""

    viewer: Viewer
    understander: Understander
    wordings: Mapping[str, Wording]

    @property
    def say(self) -> Wording:
        """The language's sentences."""
        return self.viewer.wording

    @property
    def answering(self) -> Answering:
        """What composes answers."""
        return Answering(self.viewer)

    def message(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """The reply to a text."""
        if not understanding.message.text.strip():
            return self._silent(understanding, conversation, day)
        intent = understanding.intent
        if intent is not None and intent.group == "chat" and not understanding.facts:
            return self.chat(intent.intent, conversation, day, understanding)
        if intent is not None and intent.group == "dialogue":
            turn = self._about_the_dialogue(intent.intent, understanding, conversation, day)
            if turn is not None:
                return turn
        if understanding.reading.ambiguities:
            return self._which_money(understanding, conversation, day)
        if self._goes_on(understanding, conversation):
            return self._continue(understanding, conversation, day)
        foreign = understanding.decision.foreign
        lost = understanding.decision.outcome == "no_answer" and (foreign is None or foreign.score < SURELY_FOREIGN)
        if lost and conversation.asked is not None and conversation.measure is not None:
            return self.about(conversation.measure, conversation, day, None, (self.say("not_understood"),))
        return self._new_question(understanding, conversation, day)

    def chat(
        self, intent: str, conversation: Conversation, day: date, understanding: Understanding | None = None
    ) -> Turn:
        """Greeting, thanks, help and the like."""
        texts = [self.say(intent)]
        if intent == "greeting":
            texts.append(self.say("greeting_examples"))
        return self.simple(texts, conversation, day, understanding=understanding, intent=intent)

    def simple(  # noqa: PLR0913 - one place builds every reply without a measure
        self,
        texts: list[str],
        conversation: Conversation,
        day: date,
        *,
        understanding: Understanding | None = None,
        intent: str | None = None,
        choices: tuple[Choice, ...] = (),
        outcome: Outcome = "chat",
    ) -> Turn:
        """A reply that names no measure."""
        blocks = tuple(Block("body", text) for text in texts)
        answer = empty_answer(self.viewer, day, understanding, blocks, intent=intent, choices=choices)
        answer = replace(answer, outcome=outcome, profile=dict(conversation.profile), asks=conversation.asked)
        return Turn(answer, conversation)

    def about(
        self, measure: str, conversation: Conversation, day: date, intent: str | None, lead: tuple[str, ...] = ()
    ) -> Turn:
        """The measure under discussion again, with what is known by now; `lead` lines come first."""
        state = replace(conversation, measure=measure)
        answer = self.answering.measure(state, day, intent or "eligible")
        return self._turn(self._led(answer, lead), state)

    def answer_fact(self, fact: str, value: Any, conversation: Conversation, day: date) -> Turn:
        """The reply to a pressed option; a value of None means "I don't know"."""
        state = self._remember(conversation)
        if value is None:
            state, lead = replace(state, declined=(*state.declined, fact)), self.say("unknown_noted")
        else:
            state = replace(state, profile={**state.profile, fact: value})
            lead = self.say("noted", facts=self.say.join(self.answering.facts_in_words({fact: value})))
        if state.measure is None:
            return self.simple([lead], state, day)
        return self.about(state.measure, state, day, None, (lead,))

    def in_language(self, language: str) -> Dialogue:
        """The same conversation in another language."""
        return Dialogue(replace(self.viewer, wording=self.wordings[language]), self.understander, self.wordings)

    def _led(self, answer: Answer, lead: tuple[str, ...]) -> Answer:
        return replace(answer, blocks=(*(Block("lead", line) for line in lead if line), *answer.blocks))

    def _turn(self, answer: Answer, state: Conversation) -> Turn:
        shown = tuple(m.id for m in answer.measures)
        return Turn(
            replace(answer, profile=self.viewer.known({**state.assumed, **state.profile}, answer.as_of)),
            replace(state, asked=answer.asks, shown=shown or state.shown),
        )

    def _silent(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        return self.simple(
            [self.say("no_answer_empty")], conversation, day, understanding=understanding, outcome="no_answer"
        )

    def _about_the_dialogue(
        self, intent: str, understanding: Understanding, conversation: Conversation, day: date
    ) -> Turn | None:
        """Back, cancel, "I don't know" and the two kinds of why; None where it cannot be meant."""
        if intent == "back":
            return self._back(understanding, conversation, day)
        if intent == "cancel":
            state = Conversation(conversation.language, conversation.spoken, conversation.profile)
            return self.simple([self.say("cancelled")], state, day, understanding=understanding)
        if conversation.measure is None:
            return self.simple([self.say("why_nothing")], conversation, day) if intent == "why_ask" else None
        if intent == "dont_know" and conversation.asked is not None:
            state = replace(
                self._remember(conversation), declined=(*conversation.declined, conversation.asked), asked=None
            )
            return self.about(conversation.measure, state, day, None, (self.say("unknown_noted"),))
        if intent == "why_ask" and conversation.asked is not None:
            lead = self.answering.why_asked(conversation, day)
            return self.about(conversation.measure, conversation, day, None, (lead,))
        return None

    def _back(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        if not conversation.past:
            return self.simple([self.say("nothing_back")], conversation, day, understanding=understanding)
        *earlier, last = conversation.past
        restored: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in last.items()}
        state = replace(conversation, **restored, past=tuple(earlier))
        undone = (fact for fact, value in conversation.profile.items() if state.profile.get(fact) != value)
        asked = state.asked or next(undone, None)
        state = replace(state, asked=asked, declined=tuple(fact for fact in state.declined if fact != asked))
        if state.measure is None:
            return self.simple([self.say("went_back")], state, day, understanding=understanding)
        turn = self.about(state.measure, state, day, None, (self.say("went_back"),))
        asked = state.asked if state.asked in turn.answer.measures[0].missing else turn.answer.asks
        return Turn(replace(turn.answer, asks=asked), replace(turn.conversation, asked=asked))

    def _which_money(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        ambiguity = understanding.reading.ambiguities[0]
        number = understanding.message.raw[slice(*ambiguity.span)]
        choices = self.answering.money_choices(ambiguity, number)
        text = self.say("ask_ambiguous_money", number=number)
        if conversation.measure is None:
            return self.simple([text], conversation, day, understanding=understanding, choices=choices)
        turn = self.about(conversation.measure, conversation, day, None, (text,))
        answer = replace(turn.answer, choices=choices, asks=ambiguity.fact)
        return Turn(answer, replace(turn.conversation, asked=ambiguity.fact))

    def _goes_on(self, understanding: Understanding, conversation: Conversation) -> bool:
        """Whether the message goes on with the measure under discussion instead of opening a subject."""
        if conversation.measure is None:
            return False
        decision = understanding.decision
        first = decision.measures[0] if decision.measures else None
        if first is not None and first.entry.id == conversation.measure:
            return True
        if understanding.reading.correction or understanding.reading.answered:
            return True
        asking = understanding.intent is not None and understanding.intent.group == "asking"
        names_another = first is not None and first.features.get("keyword", 0.0) >= NAMED
        sure = decision.outcome == "answer" and decision.confidence >= NEW_SUBJECT
        if understanding.facts and not asking:
            return not (names_another and sure)
        return asking and decision.outcome == "no_answer" and decision.foreign is None

    def _continue(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        state = self._learn(self._remember(conversation), understanding)
        assert state.measure is not None
        lead = self._noted(understanding)
        intent = understanding.intent.intent if understanding.intent else None
        answer = self.answering.measure(state, day, intent or "eligible", understanding)
        return self._turn(self._led(answer, (lead,)), state)

    def _noted(self, understanding: Understanding) -> str:
        shown = self.answering.facts_in_words(understanding.values)
        if not shown:
            return ""
        return self.say("corrected" if understanding.reading.correction else "noted", facts=self.say.join(shown))

    def _new_question(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        state = self._learn(self._remember(conversation), understanding)
        answer = self.answering.question(understanding, state, day)
        if answer.outcome == "answer":
            reasons = tuple(dict.fromkeys(e.text for e in understanding.evidence if e.text))
            state = replace(state, measure=answer.measures[0].id, reasons=reasons[:REASONS])
        return self._turn(answer, state)

    def _not_following(self, understanding: Understanding, stated: Mapping[str, Any]) -> dict[str, Any]:
        """Facts that reading worked out and judging could not: the others would only grow stale in the profile."""
        known = self.viewer.known(stated, understanding.day)
        return {f.fact: f.value for f in understanding.facts if f.derived and not f.assumed and f.fact not in known}

    def _remember(self, conversation: Conversation) -> Conversation:
        step: dict[str, Any] = {
            "profile": dict(conversation.profile),
            "measure": conversation.measure,
            "asked": conversation.asked,
            "declined": list(conversation.declined),
            "assumed": dict(conversation.assumed),
            "shown": list(conversation.shown),
        }
        return replace(conversation, past=(*conversation.past, step)[-REMEMBERED_STEPS:])

    def _learn(self, conversation: Conversation, understanding: Understanding) -> Conversation:
        """The message's facts in the profile; a place that only names a measure is assumed, not saved."""
        stated = {f.fact: f.value for f in understanding.facts if not f.assumed and not f.derived}
        own = {**self._not_following(understanding, {**conversation.profile, **stated}), **stated}
        assumed = {f.fact: f.value for f in understanding.facts if f.assumed}
        declined = tuple(fact for fact in conversation.declined if fact not in own)
        profile = {**conversation.profile, **own}
        recent = tuple(dict.fromkeys((*reversed(own), *conversation.recent)))[:RECENT]
        return replace(
            conversation,
            profile=profile,
            assumed={**conversation.assumed, **assumed},
            declined=declined,
            recent=recent,
        )
