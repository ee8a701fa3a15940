"""Turns: an answer with its place in the conversation; what every kind of reply has in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.assistant import steps
from bot.assistant.answering import Answering
from bot.assistant.answers import Turn
from bot.assistant.asking import Asking
from bot.assistant.changes import Changes
from bot.assistant.conversation import BENEFIT, Conversation
from bot.assistant.drafts import empty_answer
from bot.assistant.replies import Asked
from bot.assistant.screens import Screens
from bot.assistant.speaker import Speaker
from bot.rendering.answers import Answer, Block, Choice, Outcome
from intents.understanding import Understanding
from knowledge.consequences import Consequence
from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Turns(Speaker):
    """Builds turns in one language."""

    @property
    def answering(self) -> Answering:
        """What composes answers about measures."""
        return Answering(self.viewer)

    @property
    def asking(self) -> Asking:
        """What puts questions."""
        return Asking(self.viewer)

    @property
    def screens(self) -> Screens:
        """What holds the enterprise against everything."""
        return Screens(self.viewer)

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
        self,
        measure: str,
        conversation: Conversation,
        day: date,
        intent: str | None,
        lead: tuple[str | Block, ...] = (),
        *,
        brief: bool = False,
    ) -> Turn:
        """The measure under discussion with what is known by now; `lead` lines come first."""
        state = replace(self.pausing(conversation, measure), measure=measure, is_screening=False, side_wanted="")
        answer = self.answering.measure(state, day, Asked(intent, brief=brief))
        return self.turn(self.led(answer, lead), state)

    def again(self, conversation: Conversation, day: date, lead: tuple[str | Block, ...]) -> Turn:
        """What is under discussion, in short, and its open question."""
        if conversation.is_screening:
            answer, near = self.screens.answer(conversation, day, brief=True)
            return self.turn(self.led(answer, lead), conversation, near)
        if conversation.measure is None:
            return self.with_open_question(
                self.simple([line if isinstance(line, str) else line.text for line in lead], conversation, day)
            )
        return self.about(conversation.measure, conversation, day, conversation.side, lead, brief=True)

    def screen(
        self,
        conversation: Conversation,
        day: date,
        lead: tuple[str | Block, ...] = (),
        understanding: Understanding | None = None,
    ) -> Turn:
        """The enterprise against every measure."""
        paused = conversation.measure or conversation.paused
        state = replace(conversation, measure=None, is_screening=True, paused=paused, assumed={})
        brief = conversation.is_screening and len(conversation.shown) > 0
        answer, near = self.screens.answer(state, day, understanding, brief=brief)
        return self.turn(self.led(answer, lead), state, near)

    def turn(self, answer: Answer, state: Conversation, near: tuple[str, ...] = ()) -> Turn:
        """The answer with everything that is known, and what to remember of it; `near` is what screening waits for."""
        shown = tuple(m.id for m in answer.measures)
        missing = answer.measures[0].missing if shown and shown[0] == state.measure else ()
        missing = near or missing
        wanted = tuple(fact for fact in self.viewer.links.inputs(missing) if fact not in state.profile)
        return Turn(
            replace(answer, profile=self.viewer.links.known({**state.assumed, **state.profile}, answer.as_of)),
            replace(state, asked=self._put(answer.asks, state), shown=shown or state.shown, wanted=wanted),
        )

    def _put(self, fact: str | None, state: Conversation) -> str | None:
        """What the question for the fact puts: the fact, or the one sum that is missing to it."""
        return fact if fact is None else self.viewer.links.part_asked(fact, state.profile, state.declined)

    def whole_of(self, part: str, turn: Turn) -> str:
        """The missing fact of the measure that the part is asked for; the part itself where it is none of one."""
        missing = turn.answer.measures[0].missing if turn.answer.measures else ()
        return next((fact for fact in missing if self._put(fact, turn.conversation) == part), part)

    def led(self, answer: Answer, lead: tuple[str | Block, ...]) -> Answer:
        """The answer with lines before it; what was only noted stands behind its headline. Empty ones are left out."""
        blocks = [Block("lead", line) if isinstance(line, str) else line for line in lead]
        noted = [block for block in blocks if block.role == "noted" and block.text]
        first = [block for block in blocks if block.role != "noted" and block.text]
        at = next((n for n, block in enumerate(answer.blocks) if n and block.role != "today"), len(answer.blocks))
        at = at if answer.outcome == "answer" else 0
        return replace(answer, blocks=(*first, *answer.blocks[:at], *noted, *answer.blocks[at:]))

    def with_open_question(self, turn: Turn) -> Turn:
        """The reply with the question that was open before it, and its buttons."""
        state, fact = turn.conversation, turn.conversation.asked
        if fact is None or fact not in self.viewer.catalogue.context.vocabulary:
            return turn
        choices = (*self.open_choices(state, turn.answer.as_of), *turn.answer.choices)
        blocks = (*turn.answer.blocks, self.asking.question(fact, state))
        return Turn(replace(turn.answer, blocks=blocks, choices=choices, asks=fact), state)

    def open_choices(self, state: Conversation, day: date) -> tuple[Choice, ...]:
        """The buttons of the open question, in their order; none where nothing is asked."""
        if state.asked is None:
            return ()
        return self.asking.choices(state.asked, state, lambda: self._branches(state, day))

    def _branches(self, state: Conversation, day: date) -> tuple[Consequence, ...]:
        if state.measure is None or state.asked is None:
            return ()
        return self.asking.branches(state.measure, state.asked, self.answering.enquirer(state, day))

    def pausing(self, conversation: Conversation, measure: str) -> Conversation:
        """Another measure comes up: the one before can be returned to."""
        if conversation.measure in (None, measure):
            return conversation
        return replace(conversation, paused=conversation.measure, amount_of=BENEFIT, assumed={}, asked=None)

    def noted(self, before: Conversation, after: Conversation, facts: Mapping[str, Any], day: date) -> Block:
        """What was noted; where a fact was known otherwise, what that changes: said before everything."""
        changed = steps.corrected(before, after)
        shown = self.viewer.words.stated({**facts, **changed})
        if not shown:
            return Block("noted", "")
        if not changed:
            return Block("noted", self.say("noted", facts=self.say.join(shown)))
        text = self.say("corrected", facts=self.say.join(shown))
        if before.measure is None or before.measure != after.measure:
            return Block("lead", text)
        views = [self.viewer.view(before.measure, self.answering.enquirer(one, day)) for one in (before, after)]
        difference = Changes(self.asking).since(*views)
        return Block("lead", self.say("sentences", first=text, second=difference) if difference else text)
