"""Buttons, commands and attachments: everything that is not a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from bot.assistant import keeping, steps
from bot.assistant.actions import decode, encode
from bot.assistant.answers import Turn
from bot.assistant.asking import read_band
from bot.assistant.conversation import Conversation
from bot.assistant.dialogue import Dialogue
from bot.assistant.enterprises import Enterprises
from bot.assistant.sorting import KINDS
from bot.assistant.turns import Turns
from bot.assistant.views import Enquirer
from bot.rendering.answers import Choice
from bot.rendering.wording import LANGUAGES
from knowledge.records import dataclass, replace
from knowledge.validity import is_in_force

TOPIC_SHOWN = 8
REASONS = 6
"""Words of a question that are told for "why"."""
ATTACHMENTS = {"photo": "photo", "voice": "voice", "audio": "voice", "document": "document"}


@dataclass(frozen=True, slots=True)
class Commands:
    """What buttons and commands do, in one language."""

    dialogue: Dialogue
    kept_days: int | None = None
    """See Assistant.kept_days."""

    @property
    def turns(self) -> Turns:
        """What builds replies."""
        return self.dialogue.turns

    @property
    def enterprises(self) -> Enterprises:
        """What a user does with their enterprises."""
        return Enterprises(self.turns)

    def press(self, data: str, conversation: Conversation, day: date) -> Turn:
        """The reply to a pressed button; an unknown or outdated one gets a line of its own."""
        action = decode(data)
        handlers: Mapping[str, Callable[..., Turn | None]] = {
            "m": self._show,
            "w": self._there,
            "a": self._side,
            "f": self._fact,
            "t": self._topic,
            "l": self._language,
            "c": self._as_command,
            "b": self._band,
            "s": self._listing,
            "e": self._enterprise,
        }
        turn = None
        if action is not None and action.verb in handlers:
            try:
                turn = handlers[action.verb](conversation, day, *action.arguments)
            except TypeError:
                turn = None
        return turn or self._say("unknown_button", conversation, day)

    def command(self, name: str, argument: str, conversation: Conversation, day: date) -> Turn:
        """The reply to a command without its slash."""
        handlers: Mapping[str, Callable[[Conversation, date], Turn]] = {
            "help": lambda c, d: self.dialogue.chat("help", c, d),
            "topics": self._topics,
            "privacy": self._privacy,
            "subscribe": lambda c, d: self._subscribe(c, d, wanted=True),
            "unsubscribe": lambda c, d: self._subscribe(c, d, wanted=False),
            "forget": self._forget,
            "cancel": self.dialogue.steering.cancel,
            "why": self._why,
            "person": lambda c, d: self._say("person", c, d),
            "edit": self.enterprises.edit,
            "export": self.enterprises.export,
            "screen": self.turns.screen,
        }
        if name == "start":
            return self._start(argument, conversation, day)
        if name == "language":
            return self._language(conversation, day, argument.lower()) or self._languages(conversation, day)
        if name == "profile":
            return self.enterprises.show(argument, conversation, day)
        if name in handlers:
            return handlers[name](conversation, day)
        return self.turns.simple([self._wording("unknown_command", name=name)], conversation, day)

    def can(self, verb: str, argument: str, conversation: Conversation) -> bool:
        """Whether words that sound like a command can be meant as one: there is such an enterprise, such a fact."""
        if verb in ("use", "delete"):
            return not argument or keeping.find(conversation, argument) is not None
        return verb != "forget" or self.enterprises.known_fact(argument, conversation) is not None

    def attachment(self, kind: str, conversation: Conversation, day: date) -> Turn:
        """One helpful line for what cannot be read."""
        return self._say("attachment_" + ATTACHMENTS.get(kind, "other"), conversation, day)

    def _wording(self, key: str, **values: object) -> str:
        return self.dialogue.say(key, **values)

    def _say(self, key: str, conversation: Conversation, day: date) -> Turn:
        return self.turns.simple([self._wording(key)], conversation, day)

    def _start(self, argument: str, conversation: Conversation, day: date) -> Turn:
        measure = argument.removeprefix("m_").replace("_", "-")
        if argument.startswith("m_") and measure in self.dialogue.viewer.catalogue.measures:
            return self.turns.about(measure, conversation, day, "what")
        turn = self.dialogue.chat("greeting", conversation, day)
        choice = Choice(self._wording("topics_title"), encode("c", "topics"))
        return replace(turn, answer=replace(turn.answer, choices=(choice,)))

    def _show(self, conversation: Conversation, day: date, measure: str) -> Turn | None:
        if measure not in self.dialogue.viewer.catalogue.measures:
            return None
        return self.turns.about(measure, conversation, day, conversation.side_wanted or "what")

    def _there(self, conversation: Conversation, day: date, measure: str) -> Turn | None:
        """The measure for an enterprise that says it is where the measure holds."""
        held = self.dialogue.viewer.catalogue.measures.get(measure)
        if held is None:
            return None
        place = {"region": held.places[0]} if len(held.places) == 1 else {}
        state = steps.tell(steps.remember(conversation), place, day) if place else conversation
        return self.turns.about(measure, state, day, conversation.side_wanted or "eligible")

    def _side(self, conversation: Conversation, day: date, side: str, measure: str) -> Turn | None:
        if measure not in self.dialogue.viewer.catalogue.measures:
            return None
        return self.turns.about(measure, conversation, day, side)

    def _fact(self, conversation: Conversation, day: date, fact: str, value: str) -> Turn | None:
        viewer = self.dialogue.viewer
        if fact not in viewer.catalogue.context.vocabulary:
            return None
        return self.dialogue.answer_fact(
            fact, None if value == "?" else viewer.links.pressed(fact, value), conversation, day
        )

    def _band(self, conversation: Conversation, day: date, fact: str, low: str, high: str, is_open: str) -> Turn | None:
        kind = self.dialogue.viewer.catalogue.context.vocabulary.fact_type(fact)
        band = read_band(kind, low, high, is_open)
        return self.dialogue.answer_fact(fact, band, conversation, day) if kind and band else None

    def _listing(self, conversation: Conversation, day: date, kind: str) -> Turn | None:
        if kind not in KINDS:
            return None
        blocks = self.turns.screens.listing(kind, conversation, day)
        turn = self.turns.simple([], conversation, day)
        return self.turns.with_open_question(replace(turn, answer=replace(turn.answer, blocks=blocks)))

    def _enterprise(self, conversation: Conversation, day: date, verb: str, what: str) -> Turn | None:
        is_fact = what in self.dialogue.viewer.catalogue.context.vocabulary
        match verb:
            case "use":
                return self.enterprises.use(what, conversation, day)
            case "edit" if is_fact:
                return self.enterprises.edit_fact(what, conversation, day)
            case "drop" if is_fact:
                return self.enterprises.forget_fact(what, conversation, day)
        return None

    def _topics(self, conversation: Conversation, day: date) -> Turn:
        catalogue = self.dialogue.viewer.catalogue
        language = self.dialogue.say.language
        choices = tuple(Choice(text[language], encode("t", topic)) for topic, text in catalogue.topics.items())
        return self.turns.simple([self._wording("topics_title")], conversation, day, choices=choices)

    def _topic(self, conversation: Conversation, day: date, topic: str) -> Turn | None:
        catalogue, viewer = self.dialogue.viewer.catalogue, self.dialogue.viewer
        if topic not in catalogue.topics:
            return None
        enquirer = Enquirer({}, day)
        found = [m for m in catalogue.measures.values() if topic in m.topics and m.validity.announced <= day]
        found.sort(key=lambda m: not is_in_force(viewer.availability(m, enquirer)))
        lines = [
            self._wording("topic_title", topic=catalogue.topics[topic][self.dialogue.say.language], count=len(found))
        ]
        for measure in found[:TOPIC_SHOWN]:
            status = self._wording("short_" + viewer.availability(measure, enquirer))
            lines.append(self._wording("more_line", name=viewer.name(measure.id), status=status))
        choices = tuple(Choice(viewer.name(m.id), encode("m", m.id)) for m in found[:TOPIC_SHOWN])
        return self.turns.simple(["\n".join(lines)], conversation, day, choices=choices)

    def _languages(self, conversation: Conversation, day: date) -> Turn:
        choices = [Choice(self._wording("language_" + name), encode("l", name)) for name in LANGUAGES]
        choices.append(Choice(self._wording("language_auto"), encode("l", "auto")))
        return self.turns.simple([self._wording("language_ask")], conversation, day, choices=tuple(choices))

    def _language(self, conversation: Conversation, day: date, language: str) -> Turn | None:
        if language not in (*LANGUAGES, "auto"):
            return None
        chosen = None if language == "auto" else language
        state = replace(conversation, language=chosen, spoken=chosen or conversation.spoken)
        return self.dialogue.in_language(state.reply_language).turns.simple(
            [self.dialogue.wordings[state.reply_language]("language_set")], state, day
        )

    def _as_command(self, conversation: Conversation, day: date, name: str) -> Turn:
        return self.command(name, "", conversation, day)

    def _subscribe(self, conversation: Conversation, day: date, *, wanted: bool) -> Turn:
        """From now on the user is told, or no longer told, what changes for their enterprise."""
        key = "unsubscribed" if not wanted else "subscribed" if conversation.profile else "subscribed_without_facts"
        return self._say(key, replace(conversation, is_subscribed=wanted), day)

    def _privacy(self, conversation: Conversation, day: date) -> Turn:
        if self.kept_days is None:
            return self._say("privacy_own", conversation, day)
        return self.turns.simple([self._wording("privacy", days=self.kept_days)], conversation, day)

    def _forget(self, conversation: Conversation, day: date) -> Turn:
        fresh = Conversation(language=conversation.language, spoken=conversation.spoken)
        return self.turns.simple([self._wording("forgotten")], fresh, day)

    def _why(self, conversation: Conversation, day: date) -> Turn:
        if not conversation.why:
            return self._say("why_nothing", conversation, day)
        background = replace(conversation.background(), asked=None, wanted=())
        found = self.dialogue.understander.understand(conversation.why, day, background)
        words = self.dialogue.say.join(list(dict.fromkeys(e.text for e in found.evidence if e.text))[:REASONS])
        return self.turns.simple([self._wording("why_matched", words=words)], conversation, day)
