"""Composes answers: one measure, a choice between several, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.assistant.actions import encode
from bot.assistant.conversation import Conversation
from bot.assistant.replies import JUDGING, Replies
from bot.assistant.views import Enquirer, Viewer
from bot.rendering import formats
from bot.rendering.answers import Answer, Block, Choice, EvidenceLine, MeasureAnswer
from bot.rendering.wording import Wording
from intents.decision import SHOWN, Decision
from intents.reading.model import Ambiguity
from intents.understanding import Understanding
from knowledge.conditions import leaves
from knowledge.facts import FactDefinition
from knowledge.validity import is_in_force


@dataclass(frozen=True, slots=True)
class Answering:
    """Composes answers in one language."""

    viewer: Viewer

    @property
    def say(self) -> Wording:
        """The language's sentences."""
        return self.viewer.wording

    def question(self, understanding: Understanding, state: Conversation, day: date) -> Answer:
        """The answer to a message that opens a subject."""
        decision = understanding.decision
        if decision.outcome == "no_answer":
            return self._refusal(understanding, day)
        if decision.outcome == "clarify":
            return self._clarify(understanding, state, day)
        intent = understanding.intent.intent if understanding.intent else None
        first = decision.measures[0].entry.id
        return self.measure(replace(state, measure=first), day, intent, understanding)

    def measure(
        self, state: Conversation, day: date, intent: str | None, understanding: Understanding | None = None
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
        comparing = intent == "compare" and len(others) > 0
        asks = None if comparing else self._asks(first, state, intent, enquirer)
        replies = Replies(self.viewer)
        blocks = [*replies.about(first, intent, enquirer), *self._assumption(state, first)]
        if comparing:
            lines = [self.say("compare_line", name=m.name, what=m.what) for m in (first, *others[:2])]
            blocks.insert(1, Block("list", "\n".join([self.say("compare_title"), *lines])))
        if asks is not None:
            blocks.append(Block("question", self.viewer.question(asks)))
        answer = empty_answer(self.viewer, day, understanding, tuple(blocks), intent=intent)
        return replace(
            answer,
            outcome="answer",
            measures=(first, *others),
            choices=(
                *self._today_choices(first, day),
                *(self._fact_choices(asks) if asks else self._side_choices(first)),
            ),
            asks=asks,
        )

    def enquirer(self, state: Conversation, day: date, understanding: Understanding | None) -> Enquirer:
        """What judging needs of the conversation."""
        return Enquirer(
            facts=self.viewer.facts({**state.assumed, **state.profile}),
            day=day,
            amount_of=understanding.amount_of if understanding else "benefit",
            declined=frozenset(state.declined),
            year=understanding.year if understanding else None,
        )

    def _others(self, first: MeasureAnswer, decision: Decision | None, day: date) -> list[str]:
        offered = self._instead(first, day)
        found = [c.entry.id for c in decision.measures] if decision is not None and decision.outcome == "answer" else []
        return list(dict.fromkeys(name for name in (*offered, *found) if name != first.id))[: SHOWN - 1]

    def _today_choices(self, first: MeasureAnswer, day: date) -> tuple[Choice, ...]:
        """Buttons to what serves the same need today, where the measure itself is over."""
        return tuple(Choice(self.viewer.name(name), encode("m", name)) for name in self._instead(first, day))

    def _instead(self, first: MeasureAnswer, day: date) -> list[str]:
        measures = self.viewer.catalogue.measures
        today = () if is_in_force(first.availability) else first.same_need_today
        return [name for name in today if measures[name].validity.announced <= day]

    def _assumption(self, state: Conversation, first: MeasureAnswer) -> list[Block]:
        """Says that a place was taken for granted because the message names it with the measure."""
        place = state.assumed.get("region")
        if not isinstance(place, str) or "region" in state.profile or place not in first.regions or not first.verdict:
            return []
        name = self.viewer.catalogue.regions.name(place, self.say.language)
        return [Block("note", self.say("assumed_place", place=name))]

    def _asks(self, first: MeasureAnswer, state: Conversation, intent: str | None, enquirer: Enquirer) -> str | None:
        wanted = intent in JUDGING or is_in_force(first.availability)
        if not wanted or first.verdict in (None, "not_eligible"):
            return None
        vocabulary = self.viewer.catalogue.context.vocabulary
        settled = first.verdict in ("eligible", "likely")
        said = set(state.profile) if settled else set()  # "about 200" is enough where only the sum hangs on it
        answered = {*state.declined, *said}
        return next((fact for fact in first.missing if fact not in answered and fact in vocabulary), None)

    def _fact_choices(self, fact: str) -> tuple[Choice, ...]:
        definition = self.viewer.catalogue.context.vocabulary[fact]
        options = [Choice(label, encode("f", fact, value)) for label, value in self._options(definition)]
        return (*options, Choice(self.say("button_skip"), encode("f", fact, "?")))

    def _options(self, definition: FactDefinition) -> list[tuple[str, str]]:
        if definition.type == "boolean":
            return [(self.say("button_yes"), "true"), (self.say("button_no"), "false")]
        return [(formats.in_language(o.label, self.say.language), o.id) for o in definition.options]

    def money_choices(self, ambiguity: Ambiguity, number: str) -> tuple[Choice, ...]:
        """Two buttons for a bare number where money was asked for."""
        keys = ("option_yuan", "option_wan")
        return tuple(
            Choice(self.say(key, number=number), encode("f", ambiguity.fact, str(value)))
            for key, value in zip(keys, ambiguity.options, strict=False)
        )

    def _side_choices(self, first: MeasureAnswer) -> tuple[Choice, ...]:
        sides = ["eligible"] if first.verdict is not None else []
        sides += ["apply", "deadline", "source"]
        return tuple(Choice(self.say("button_" + side), encode("a", side, first.id)) for side in sides)

    def _clarify(self, understanding: Understanding, state: Conversation, day: date) -> Answer:
        enquirer = self.enquirer(state, day, understanding)
        found = [self.viewer.view(c.entry.id, enquirer, c.score) for c in understanding.decision.measures]
        by_place = len({m.place for m in found}) > 1 and not understanding.named_places
        lines = [self.say("clarify_place" if by_place else "clarify_which")]
        for number, measure in enumerate(found, 1):
            status = self.say("short_" + measure.availability)
            lines.append(self.say("clarify_line", number=number, name=measure.name, place=measure.place, status=status))
        blocks = [Block("list", "\n".join(lines))]
        if not any(is_in_force(m.availability) for m in found):
            blocks.insert(0, Block("status", self.say("nothing_in_force")))
        answer = empty_answer(self.viewer, day, understanding, tuple(blocks))
        choices = tuple(Choice(f"{n}. {m.name}", encode("m", m.id)) for n, m in enumerate(found, 1))
        return replace(answer, outcome="clarify", measures=tuple(found), choices=choices)

    def _refusal(self, understanding: Understanding, day: date) -> Answer:
        decision, say = understanding.decision, self.say
        lines: list[str] = []
        if decision.foreign is not None and decision.foreign.entry.foreign is not None:
            topic = decision.foreign.entry.foreign
            lines.append(say("no_answer_foreign", topic=formats.in_language(topic["label"], say.language)))
            lines.append(say("refer_" + topic["refer"]))
        elif decision.elsewhere and understanding.named_places:
            place = self.viewer.catalogue.regions.name(understanding.named_places[0], say.language)
            names = [self.viewer.name(c.entry.id) for c in decision.elsewhere[:2]]
            lines += [say("no_answer_place", place=place, names=say.join(names))]
        else:
            lines += [say("no_answer"), say("refer_none")]
        near = [
            self.viewer.view(c.entry.id, self.enquirer(Conversation(), day, None), c.score)
            for c in decision.measures[:3]
        ]
        if near:
            lines.append(say("no_answer_near", names=say.join([m.name for m in near])))
        answer = empty_answer(self.viewer, day, understanding, tuple(Block("body", line) for line in lines))
        choices = tuple(Choice(m.name, encode("m", m.id)) for m in near)
        return replace(answer, outcome="no_answer", measures=tuple(near), choices=choices)

    def why_asked(self, state: Conversation, day: date) -> str:
        """Why the open question is asked: the conditions and sums that hang on it."""
        measure = self.viewer.catalogue.measure(state.measure or "")
        fact = state.asked or ""
        language = self.say.language
        texts = [
            formats.in_language(leaf.text, language)
            for leaf in (leaves(measure.rule) if measure.rule else ())
            if leaf.test is not None and fact in self.viewer.inputs(leaf.test.facts)
        ]
        texts = texts or [formats.in_language(gain.text, language) for gain in measure.gains]
        return self.say("why_asked", label=self.viewer.label(fact), conditions=self.say.join(texts))

    def facts_in_words(self, facts: Mapping[str, Any]) -> list[str]:
        """Label and value of each fact, for saying what was noted."""
        return [
            self.say("fact_used", label=self.viewer.label(f), value=self.viewer.shown(f, v)) for f, v in facts.items()
        ]


def empty_answer(
    viewer: Viewer,
    day: date,
    understanding: Understanding | None,
    blocks: tuple[Block, ...],
    *,
    intent: str | None = None,
    choices: tuple[Choice, ...] = (),
) -> Answer:
    """An answer with everything that does not depend on a measure."""
    known = understanding
    return Answer(
        question=known.message.raw if known else "",
        language=viewer.wording.language,
        message_language=known.language if known else viewer.wording.language,
        as_of=day,
        knowledge=viewer.catalogue.version,
        knowledge_age_days=max(0, (day - viewer.catalogue.verified_on).days),
        outcome="chat",
        intent=intent or (known.intent.intent if known and known.intent else None),
        confidence=known.decision.confidence if known else 1.0,
        facts=known.values if known else {},
        fact_spans={f.fact: f.span for f in known.facts} if known else {},
        evidence=tuple(EvidenceLine(e.span, e.text, e.matched, e.channel, e.weight, e.measure) for e in known.evidence)
        if known
        else (),
        blocks=blocks,
        choices=choices,
    )
