"""Composes answers about one measure: the one under discussion, with what else fits behind it."""

from __future__ import annotations

from datetime import date

from bot.assistant.actions import encode
from bot.assistant.asking import Asking
from bot.assistant.changes import Changes
from bot.assistant.choosing import Choosing
from bot.assistant.contents import FEW, word_count
from bot.assistant.conversation import BENEFIT, Conversation
from bot.assistant.drafts import empty_answer
from bot.assistant.replies import Asked, Replies
from bot.assistant.speaker import Speaker
from bot.assistant.views import Enquirer
from bot.rendering.answers import Answer, Block, Choice, MeasureAnswer
from intents.choices import SHOWN
from intents.decision import Decision
from intents.rules import JOINING
from intents.understanding import Understanding
from knowledge.records import dataclass, replace
from knowledge.validity import is_in_force

COMPARED = 3


def quantity_asked(state: Conversation, understanding: Understanding | None) -> str:
    """The quantity that the message asks for; where it asks for none, the one asked for before."""
    if understanding is None:
        return state.amount_of
    asks_sum = understanding.intent is not None and understanding.intent.intent == "amount"
    return understanding.amount_of if asks_sum or understanding.amount_of != BENEFIT else state.amount_of


def _side_left(understanding: Understanding, state: Conversation) -> str | None:
    """The side that was asked for before the measure was named: "what's the deadline?", then "the refund one"."""
    is_named = state.is_free and not understanding.facts and word_count(understanding) <= FEW
    return (state.side_wanted or None) if is_named else None


@dataclass(frozen=True, slots=True)
class Answering(Speaker):
    """Composes answers in one language."""

    @property
    def asking(self) -> Asking:
        """What puts the next question."""
        return Asking(self.viewer)

    def question(self, understanding: Understanding, state: Conversation, day: date) -> Answer:
        """The answer to a message that opens a subject."""
        decision, choosing = understanding.decision, Choosing(self.viewer)
        if decision.outcome == "no_answer":
            return choosing.refuse(understanding, day)
        if decision.outcome == "clarify":
            return choosing.clarify(understanding, self.enquirer(state, day, understanding))
        intent = understanding.intent.intent if understanding.intent else _side_left(understanding, state)
        first = decision.measures[0].entry.id
        return self.measure(replace(state, measure=first), day, Asked(intent), understanding)

    def measure(
        self, state: Conversation, day: date, asked: Asked, understanding: Understanding | None = None
    ) -> Answer:
        """The measure under discussion, with what else fits behind it."""
        assert state.measure is not None
        enquirer = self.enquirer(state, day, understanding)
        decision = understanding.decision if understanding is not None else None
        scores = {c.entry.id: c.score for c in decision.measures} if decision is not None else {}
        first = self.viewer.view(state.measure, enquirer, scores.get(state.measure, 1.0))
        others = [
            self.viewer.view(name, enquirer, scores.get(name, 0.0)) for name in self._others(first, decision, day)
        ]
        is_comparing = asked.intent in JOINING and len(others) > 0
        asks = None if is_comparing else self.asking.next_fact(first, state, asked.intent)
        blocks = self._blocks(first, asked, enquirer)
        if is_comparing:
            blocks.insert(1, self._side_by_side((first, *others)))
        near = understanding.reading.alike if understanding is not None else ()
        hints = [Block("assumption", self.say("alike_" + fact)) for fact in near if fact in first.missing]
        blocks[1:1] = [*hints, *self._assumption(state, first), *self._taken_for_granted(first, enquirer)]
        blocks += self._also(decision, others)
        choices = (*self._today_choices(first, day), *self._opened(first, asked, day))
        if asks is not None:
            blocks.append(self.asking.question(asks, state))
            answers = self.asking.choices(asks, state, lambda: self.asking.branches(first.id, asks, enquirer))
            choices = (*answers, *choices)  # "the first" is the first answer
        else:
            choices += self._side_choices(first, said=asked.is_judged(first))
        answer = empty_answer(self.viewer, day, understanding, tuple(blocks), intent=asked.intent)
        return replace(answer, outcome="answer", measures=(first, *others), choices=choices, asks=asks)

    def _blocks(self, first: MeasureAnswer, asked: Asked, enquirer: Enquirer) -> list[Block]:
        blocks = Replies(self.viewer).about(first, asked, enquirer)
        turning = Changes(self.asking).turning(first, enquirer) if asked.is_judged(first) else ""
        if turning:
            at = next((n for n, block in enumerate(blocks) if block.role == "conditions"), len(blocks))
            blocks.insert(at, Block("change", turning))
        return blocks

    def _also(self, decision: Decision | None, others: list[MeasureAnswer]) -> list[Block]:
        """A part for each further need that the message joins to the first."""
        wanted = {c.entry.id for c in decision.also} if decision is not None else set()
        return [Block("also", self._part(m)) for m in others if m.id in wanted]

    def _part(self, one: MeasureAnswer) -> str:
        status, source = self.say("short_" + one.availability), one.sources[0].title
        return self.say("also_asked", name=one.name, status=status, what=one.summary, source=source)

    def _side_by_side(self, measures: tuple[MeasureAnswer, ...]) -> Block:
        lines = [self.say("compare_line", name=m.name, what=m.what) for m in measures[:COMPARED]]
        return Block("list", "\n".join([self.say("compare_title"), *lines]))

    def enquirer(self, state: Conversation, day: date, understanding: Understanding | None = None) -> Enquirer:
        """What judging needs of the conversation."""
        return Enquirer(
            facts=self.viewer.links.read({**state.assumed, **state.profile}),
            day=day,
            amount_of=quantity_asked(state, understanding),
            unanswered=state.unanswered,
            year=understanding.year if understanding else None,
        )

    def _others(self, first: MeasureAnswer, decision: Decision | None, day: date) -> list[str]:
        offered = self.instead(first, day)
        found = [c.entry.id for c in decision.measures] if decision is not None and decision.outcome == "answer" else []
        return list(dict.fromkeys(name for name in (*offered, *found) if name != first.id))[: SHOWN - 1]

    def _today_choices(self, first: MeasureAnswer, day: date) -> tuple[Choice, ...]:
        """Buttons to what serves the same need today, where the measure itself is over."""
        return tuple(Choice(self.viewer.name(name), encode("m", name)) for name in self.instead(first, day))

    def _opened(self, first: MeasureAnswer, asked: Asked, day: date) -> tuple[Choice, ...]:
        """Buttons to the measures that have the sum which was asked of one that only opens them."""
        if asked.intent != "amount" or self.viewer.catalogue.measure(first.id).gains:
            return ()
        return tuple(Choice(self.viewer.name(n), encode("m", n)) for n in self.viewer.opened_by(first.id, day))

    def instead(self, first: MeasureAnswer, day: date) -> list[str]:
        """The measures that serve the same need today, where the measure is over."""
        measures = self.viewer.catalogue.measures
        today = () if is_in_force(first.availability) else first.same_need_today
        return [name for name in today if measures[name].validity.announced <= day]

    def _assumption(self, state: Conversation, first: MeasureAnswer) -> list[Block]:
        """Says that a place was taken for granted because the message names it with the measure."""
        place = state.assumed.get("region")
        if not isinstance(place, str) or "region" in state.profile or place not in first.regions or not first.verdict:
            return []
        name = self.viewer.catalogue.regions.name(place, self.say.language)
        return [Block("assumption", self.say("assumed_place", place=name))]

    def _taken_for_granted(self, first: MeasureAnswer, enquirer: Enquirer) -> list[Block]:
        """Says which facts follow only by a reading of ours, and from what."""
        words = self.viewer.words
        return [
            Block("assumption", self.say("assumed_fact", label=words.label(fact), reasons=self.say.join(reasons)))
            for fact in dict.fromkeys(fact for condition in first.conditions for fact in condition.facts)
            if (reasons := [words.label(name) for name in self.viewer.assumed_from(fact, enquirer)])
        ]

    def _side_choices(self, first: MeasureAnswer, *, said: bool) -> tuple[Choice, ...]:
        """A button for each side that can be asked for; the verdict only where it was not said."""
        sides = ["eligible"] if first.verdict is not None and not said else []
        sides += ["apply", "deadline", "source"]
        return tuple(Choice(self.say("button_" + side), encode("a", side, first.id)) for side in sides)
