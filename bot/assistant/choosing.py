"""Several measures that fit, or none: the short list to choose from, and the refusal that says what is near."""

from __future__ import annotations

from datetime import date

from bot.assistant.actions import encode
from bot.assistant.drafts import empty_answer
from bot.assistant.speaker import Speaker
from bot.assistant.telling import tell_apart
from bot.assistant.views import Enquirer
from bot.rendering import formats
from bot.rendering.answers import Answer, Block, Choice, MeasureAnswer
from bot.rendering.wording import Wording
from intents.understanding import Understanding
from knowledge.records import dataclass, replace
from knowledge.validity import is_in_force

NEAR = 3
"""Measures that a refusal names."""
WAYS_ON = ("topics", "screen", "person")
"""Commands that lead on where no measure is near."""
UNNAMED, ABROAD = "adversarial", "abroad"
"""Scopes of foreign topics: an insult or gibberish is not named back; a place of ours is not abroad."""
SURELY_NAMED = 0.45
"""Score from which the topic of an errand is named: below, its words say little beside the errand."""


@dataclass(frozen=True, slots=True)
class Choosing(Speaker):
    """Composes answers that leave the choice to the user."""

    def clarify(self, understanding: Understanding, enquirer: Enquirer) -> Answer:
        """The measures that fit equally, and the question that tells them apart."""
        found = [self.viewer.view(c.entry.id, enquirer, c.score) for c in understanding.decision.measures]
        asked = understanding.intent
        asks_all = asked is not None and asked.intent == "screen" and not understanding.topics
        fitting = [one for one in found if one.verdict != "not_eligible"] if asks_all else found
        return self.ask_which(fitting if len(fitting) > 1 else found, understanding, enquirer.day)

    def ask_which(
        self, found: list[MeasureAnswer], understanding: Understanding, day: date, question: str = ""
    ) -> Answer:
        """The short list with the question whose answers tell the measures apart; a button for each answer."""
        telling = tell_apart(found, self.viewer, placed=bool(understanding.places))
        lines = [question or self.say("clarify_" + telling.side)]
        for number, measure in enumerate(found, 1):
            status = self.say("short_" + measure.availability)
            lines.append(self.say("clarify_line", number=number, name=measure.name, place=measure.place, status=status))
        blocks = [Block("list", "\n".join(lines))]
        if not any(is_in_force(m.availability) for m in found):
            is_doubtful = any(m.availability == "unconfirmed" for m in found)
            blocks.insert(0, Block("status", self.say("nothing_confirmed" if is_doubtful else "nothing_in_force")))
            blocks.append(Block("today", self.say("ask_whom")))
        answer = empty_answer(self.viewer, day, understanding, tuple(blocks))
        pairs = zip(telling.labels, found, strict=True)
        verb = "w" if telling.side == "place" and all(m.region != "CN" for m in found) else "m"
        choices = tuple(Choice(f"{n}. {label}", encode(verb, m.id)) for n, (label, m) in enumerate(pairs, 1))
        if understanding.intent is not None and understanding.intent.intent == "screen":
            choices = (*choices, screen_button(self.say))
        return replace(answer, outcome="clarify", measures=tuple(found), choices=choices)

    def refuse(self, understanding: Understanding, day: date) -> Answer:
        """Why there is no answer, whom to ask, and what is near."""
        decision = understanding.decision
        enquirer = Enquirer({}, day)
        is_lone = understanding.intent is not None and understanding.intent.is_whole
        found = () if is_lone else decision.measures[:NEAR]
        near = [self.viewer.view(c.entry.id, enquirer, c.score) for c in found]
        # "how much?" about nothing: its one word makes no topic and is near to no measure
        lines = [self.say("no_subject")] if is_lone else self._reason(understanding, enquirer)
        named = self._everywhere(understanding, enquirer) if self._is_elsewhere(understanding) else ()
        further = [m.name for m in near if m.id not in named]
        if further:
            lines.append(self.say("no_answer_near", names=self.say.names(further)))
        answer = empty_answer(self.viewer, day, understanding, tuple(Block("body", line) for line in lines))
        offered = [self.viewer.view(name, enquirer) for name in named] + [m for m in near if m.id not in named]
        offered = offered if near else self._elsewhere(understanding, enquirer)
        choices = tuple(Choice(m.name, encode("m", m.id)) for m in offered)
        choices = choices or self.ways_on()
        referred = decision.foreign is not None
        return replace(answer, outcome="no_answer", measures=tuple(near), choices=choices, referred=referred)

    def ways_on(self) -> tuple[Choice, ...]:
        """Where to go from a reply that leads to no measure: the needs, everything, a person."""
        return tuple(Choice(self.say("button_" + name), encode("c", name)) for name in WAYS_ON)

    def _elsewhere(self, understanding: Understanding, enquirer: Enquirer) -> list[MeasureAnswer]:
        """Measures named by a refusal because of its place: what the place has, and what there is elsewhere."""
        if not self._is_elsewhere(understanding):
            return []
        here = self._of(understanding.places[0], enquirer.day)[:NEAR]
        there = [c.entry.id for c in understanding.decision.elsewhere[:2]]
        everywhere = self._everywhere(understanding, enquirer)
        return [self.viewer.view(name, enquirer) for name in dict.fromkeys((*everywhere, *here, *there))]

    def _is_elsewhere(self, understanding: Understanding) -> bool:
        decision = understanding.decision
        topic = decision.foreign.entry.foreign if decision.foreign is not None else None
        is_ours = topic is None or topic["scope"] == ABROAD
        return bool(is_ours and decision.veto in (None, "place") and decision.elsewhere and understanding.places)

    def _reason(self, understanding: Understanding, enquirer: Enquirer) -> list[str]:
        decision, say = understanding.decision, self.say
        if decision.veto == "abroad":
            return [say("refer_abroad")]
        lost = decision.foreign
        if decision.veto == "errand" and (lost is None or lost.score < SURELY_NAMED):
            return [say("no_answer"), say("refer_errand")]
        topic = lost.entry.foreign if lost is not None else None
        if decision.veto == "personal" and (topic is None or topic["scope"] != "personal"):
            return [say("no_answer"), say("refer_personal")]
        if topic is not None and topic["scope"] == UNNAMED:
            return [say("refer_" + topic["refer"])]
        if topic is not None and not (topic["scope"] == ABROAD and understanding.places):
            label = formats.in_language(topic["label"], say.language)
            return [say("no_answer_foreign", topic=label), say("refer_" + topic["refer"])]
        if decision.elsewhere and (understanding.named_places or (understanding.places and not decision.measures)):
            return self._other_places(understanding, enquirer)
        return [say("no_answer"), say("refer_none")]

    def _other_places(self, understanding: Understanding, enquirer: Enquirer) -> list[str]:
        """The place has none of that: what it has, and where there is what was asked for."""
        say, place = self.say, understanding.places[0]
        name = self.viewer.catalogue.regions.name(place, say.language)
        lines = [say("no_answer_place", place=name)]
        everywhere = self._everywhere(understanding, enquirer)
        if everywhere:
            lines.append(say("no_answer_everywhere", names=say.names([self.viewer.name(m) for m in everywhere])))
        here = [self.viewer.view(measure, enquirer) for measure in self._of(place, enquirer.day)]
        if here:
            lines.append(say("no_answer_here", place=name, names=say.names([m.name for m in here[:NEAR]])))
        there = [self.viewer.view(c.entry.id, enquirer) for c in understanding.decision.elsewhere[:2]]
        lines.append(say("no_answer_there", names=say.names([self._with_who(m) for m in there])))
        return lines

    def _everywhere(self, understanding: Understanding, enquirer: Enquirer) -> tuple[str, ...]:
        """What can be used on the day, wherever one is, for the need: what is near, what serves as those elsewhere."""
        held = self.viewer.catalogue.measures
        near = [c.entry.id for c in understanding.decision.measures[:NEAR] if understanding.topics & {*c.entry.topics}]
        there = (held[c.entry.id] for c in understanding.decision.elsewhere[:2])
        same = [name for measure in there for name in measure.relations.same_need_today]
        names = dict.fromkeys((*same, *near))
        return tuple(name for name in names if is_in_force(self.viewer.availability(held[name], enquirer)))

    def _of(self, place: str, day: date) -> list[str]:
        """Measures of that very place, or of places in it."""
        regions = self.viewer.catalogue.regions
        return [
            m.id
            for m in self.viewer.catalogue.measures.values()
            if m.validity.announced <= day and any(regions.within(region, place) for region in m.places)
        ]

    def _with_who(self, measure: MeasureAnswer) -> str:
        return self.say("with_who", name=measure.name, who=measure.who.rstrip(".。"))


def screen_button(say: Wording) -> Choice:
    """The button that holds the enterprise against every measure."""
    return Choice(say("button_screen"), encode("c", "screen"))
