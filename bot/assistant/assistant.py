"""The assistant: a message, a button or a command in, an answer and the next state out. Pure and synchronous."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date

from bot.assistant import keeping
from bot.assistant.answers import Turn
from bot.assistant.commands import Commands
from bot.assistant.contents import has_subject
from bot.assistant.conversation import Conversation
from bot.assistant.course import LIKE
from bot.assistant.dialogue import Dialogue
from bot.assistant.incoming import Attachment, Command, Incoming, Message, Press
from bot.assistant.naming import NAMING, name_before, other_before
from bot.assistant.offers import Offering, Offers
from bot.assistant.passages import Passages, is_passage
from bot.assistant.picking import place_of
from bot.assistant.profiles import Profiles
from bot.assistant.views import Stranger, Viewer
from bot.rendering.answers import Block, MeasureAnswer
from bot.rendering.wording import Wording
from intents.language import language_named, message_language
from intents.normalise import HEAD, TAIL
from intents.reading.answering.answers import is_accepted, with_unit
from intents.understanding import Understander, Understanding
from knowledge.catalogue import Catalogue
from knowledge.records import dataclass, replace

SPOKEN_COMMANDS: Mapping[str, str] = {
    **{name: name for name in ("topics", "language", "profile", "forget", "export", "privacy")},
    "enterprise_new": "profile new",
    "enterprise_use": "profile use",
    "enterprise_rename": "profile rename",
    "enterprise_delete": "profile delete",
    "fact_delete": "profile forget",
}
"""Intents that do what a command does; what follows the words that told is the command's argument."""


SHORTEST_PASSAGE = 60
"""Nothing shorter is looked at as somebody else's."""
UNITS: Mapping[str, tuple[str, str]] = {"zh": ("元", "万元"), "en": ("yuan", "wan")}
"""What a bare sum may be in, in the order of the buttons."""
_PLAINLY = re.compile(r"切换|删|移除|去掉|忘|\b(?:switch|delete|remove|forget|erase)\b")
"""Said of an enterprise or a fact of that name, whether there is such a one or not."""
_VERB_BEHIND = re.compile(r"(?:删除|删掉|删了|忘掉|忘了|清除|清掉|移除|去掉)(?:吧|了)?$")
_AROUND_NAMES = " \t\n：:。.!！“”\"'「」"


@dataclass(frozen=True, slots=True, repr=False)
class Assistant:
    """Answers for every channel; holds knowledge and rules, never a conversation."""

    catalogue: Catalogue
    understander: Understander
    wordings: Mapping[str, Wording]
    strangers: dict[Stranger, MeasureAnswer] = field(default_factory=dict)
    """See Viewer.strangers; kept over turns."""
    kept_days: int | None = None
    """Days after which what was said is deleted; None where only who asks keeps it, as in a terminal."""

    def respond(self, incoming: Incoming, conversation: Conversation, day: date) -> Turn:
        """What to say to what came in, and what to remember; never raises for anything a user can send."""
        vocabulary = self.catalogue.context.vocabulary
        state = keeping.age(conversation.on(self.catalogue.measures), day, vocabulary)
        offered, state = state.is_offered, replace(state, is_offered=False) if state.is_offered else state
        turn = self._taken_up(incoming.text, state, day) if offered and isinstance(incoming, Message) else None
        return self._telling_what_is_kept(turn or self._reply(incoming, state, day), day)

    def offers(self, typed: str, day: date, language: str, start: int = 0, count: int = 50) -> Offers:
        """A page of complete answers that fit a few typed words; see Offering.offers."""
        return Offering(self.understander, self.wordings, self.strangers).offers(typed, day, language, start, count)

    def _reply(self, incoming: Incoming, conversation: Conversation, day: date) -> Turn:
        match incoming:
            case Message(text, is_forwarded):
                passage = self._passage(text, conversation, day, is_forwarded=is_forwarded)
                return passage or self._message(text, conversation, day)
            case Press(action):
                return self._commands(conversation).press(action, conversation, day)
            case Command(name, argument):
                return self._commands(conversation).command(name, argument, conversation, day)
            case Attachment(kind, caption):
                if caption.strip():
                    return self._message(caption, conversation, day)
                return self._commands(conversation).attachment(kind, conversation, day)

    def _telling_what_is_kept(self, turn: Turn, day: date) -> Turn:
        """The first reply after something was learnt says that it is kept, since when, and how to end it."""
        state = turn.conversation
        if state.consent is not None or not state.is_kept or not state.profile:
            return turn
        state = replace(state, consent=day.isoformat())
        viewer = Viewer(self.catalogue, self.wordings[turn.answer.language])
        block = Block("consent", Profiles(viewer).consent(day.isoformat()))
        at = next((n for n, b in enumerate(turn.answer.blocks) if b.role == "question"), len(turn.answer.blocks))
        blocks = (*turn.answer.blocks[:at], block, *turn.answer.blocks[at:])
        return replace(turn, answer=replace(turn.answer, blocks=blocks), conversation=state)

    def _passage(self, text: str, conversation: Conversation, day: date, *, is_forwarded: bool) -> Turn | None:
        """The reply to an article or a notice of somebody else's; None for what the user says."""
        if len(text) < SHORTEST_PASSAGE:
            return None
        spoken = message_language(text, self.understander.matcher.index, conversation.reply_language)
        if not is_passage(text, spoken, is_forwarded=is_forwarded):
            return None
        viewer = self._viewer(conversation.language or spoken)
        turn = Passages(viewer, self.understander).reply(text, conversation, day)
        return replace(turn, conversation=replace(turn.conversation, spoken=spoken))

    def _taken_up(self, text: str, conversation: Conversation, day: date) -> Turn | None:
        """The reply to a message that takes up the last reply's offer; None where it does not."""
        message = self.understander.lexicon.normalise(text)
        place = place_of(message)
        if not is_accepted(message.text) and (place is None or place.at != 0):
            return None
        understanding = self.understander.understand(text, day, conversation.background())
        turn = self._dialogue(conversation.language or understanding.language).opening.screen(
            understanding, conversation, day
        )
        return replace(turn, conversation=replace(turn.conversation, spoken=understanding.language))

    def _message(self, text: str, conversation: Conversation, day: date) -> Turn:
        pieces = name_before(text)
        turn = self._named(text, *pieces, conversation, day) if pieces is not None else None
        turn = turn or self._of_the_other(text, conversation, day)
        return turn or self._said(text, conversation, day)

    def _of_the_other(self, text: str, conversation: Conversation, day: date) -> Turn | None:
        """The reply about the user's other enterprise, which is known apart; None where none is spoken of."""
        rest = other_before(text) if conversation.profile else None
        if rest is None:
            return None
        spoken = message_language(text, self.understander.matcher.index, conversation.reply_language)
        state = replace(conversation, spoken=spoken)
        name = self.wordings[state.reply_language]("enterprise_other")
        if name == conversation.enterprise:
            return None
        named = self._commands(state).command("profile", f"new {name}", state, day)
        if not any(letter.isalnum() for letter in rest):
            return replace(named, answer=replace(named.answer, question=text))
        turn = self._said(rest, named.conversation, day)
        blocks = (*named.answer.blocks[:1], *turn.answer.blocks)
        return replace(turn, answer=replace(turn.answer, question=text, blocks=blocks))

    def _named(self, text: str, piece: str, rest: str, conversation: Conversation, day: date) -> Turn | None:
        """The reply to an enterprise's name and what is told of it; None where the first piece is no name."""
        meant = self.understander.rules.find(self.understander.lexicon.normalise(piece).text)
        if meant is None or meant.intent not in NAMING:
            return None
        if not self.understander.understand(rest, day, conversation.background()).facts:
            return None
        named = self._said(piece, conversation, day)
        if named.answer.intent not in NAMING:
            return None
        turn = self._said(rest, named.conversation, day)
        blocks = (*named.answer.blocks[:1], *turn.answer.blocks)
        return replace(turn, answer=replace(turn.answer, question=text, blocks=blocks))

    def _said(self, text: str, conversation: Conversation, day: date) -> Turn:
        if conversation.in_doubt:
            whole = with_unit(self._unit_pointed_at(text, conversation), conversation.in_doubt)
            conversation = replace(conversation, in_doubt="")
            if whole is not None:
                return _as_typed(self._said(whole, conversation, day), text)
        understanding = self.understander.understand(text, day, conversation.background())
        dialogue = self._dialogue(conversation.language or understanding.language)
        turn = self._spoken_command(understanding, dialogue, conversation, day)
        if turn is None:
            turn = dialogue.message(understanding, conversation, day)
        if understanding.message.is_read_in_part:
            note = Block("noted", dialogue.say("read_in_part", head=HEAD, tail=TAIL))
            turn = replace(turn, answer=dialogue.turns.led(turn.answer, (note,)))
        if text.strip():
            return replace(turn, conversation=replace(turn.conversation, spoken=understanding.language))
        return turn

    def _unit_pointed_at(self, text: str, conversation: Conversation) -> str:
        """The unit where the text only points at one of the two that were offered; else the text as it is."""
        place = place_of(self.understander.lexicon.normalise(text))
        if place is None or place.is_bare or place.at not in (0, 1, -1):
            return text
        return UNITS[conversation.reply_language][place.at]

    def _spoken_command(
        self, understanding: Understanding, dialogue: Dialogue, conversation: Conversation, day: date
    ) -> Turn | None:
        """What a command does, asked for in words; None where it is not meant."""
        intent = understanding.intent
        if intent is None or intent.intent not in SPOKEN_COMMANDS:
            return None
        message, commands = understanding.message, Commands(dialogue, self.kept_days)
        start, end = message.span(intent.span[1], len(message.text)) if intent.span[1] < len(message.text) else (0, 0)
        name, _, verb = SPOKEN_COMMANDS[intent.intent].partition(" ")
        argument = _VERB_BEHIND.sub("", message.raw[start:end].strip(_AROUND_NAMES))
        if name == "language":
            argument = language_named(message.text)
        is_named = bool(_PLAINLY.search(message.text)) and not has_subject(understanding, LIKE)
        if not is_named and not commands.can(verb, argument, conversation):
            return None
        turn = commands.command(name, f"{verb} {argument}".strip(), conversation, day)
        return replace(turn, answer=replace(turn.answer, question=message.raw, intent=intent.intent))

    def _commands(self, conversation: Conversation) -> Commands:
        return Commands(self._dialogue(conversation.reply_language), self.kept_days)

    def _dialogue(self, language: str) -> Dialogue:
        return Dialogue(self._viewer(language), self.understander, self.wordings)

    def _viewer(self, language: str) -> Viewer:
        return Viewer(self.catalogue, self.wordings[language], self.strangers, self.understander.policy.widest)


def _as_typed(turn: Turn, text: str) -> Turn:
    """The turn with what it read found in the message as typed: a unit alone says all of it."""
    spans = {fact: (0, len(text)) for fact in turn.answer.fact_spans}
    return replace(turn, answer=replace(turn.answer, question=text, fact_spans=spans, evidence=()))
