"""Several enterprises of one user: add, switch, rename, delete, edit a fact; by command, button or in words."""

from __future__ import annotations

from datetime import date

from bot.assistant import keeping, steps
from bot.assistant.actions import encode
from bot.assistant.answers import Turn
from bot.assistant.conversation import Conversation
from bot.assistant.profiles import Profiles
from bot.assistant.turns import Turns
from bot.rendering.answers import Block, Choice
from knowledge.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Enterprises:
    """What a user does with their enterprises, in one language."""

    turns: Turns

    @property
    def profiles(self) -> Profiles:
        """What shows them."""
        return Profiles(self.turns.viewer)

    def show(self, argument: str, conversation: Conversation, day: date) -> Turn:
        """The profile; with words behind the command what they ask for ("new …", "use …", "export")."""
        verb, _, rest = argument.strip().partition(" ")
        name = " ".join(rest.split())[: keeping.LONGEST_NAME]
        match verb.lower():
            case "export":
                return self.export(conversation, day)
            case "edit":
                return self.edit(conversation, day)
            case "new" | "use" if name:
                return self.use(name, conversation, day, create=verb.lower() == "new")
            case "rename" if name:
                return self.rename(name, conversation, day)
            case "delete" if name:
                return self.remove(name, conversation, day)
            case "forget" if name:
                return self.forget_fact(name, conversation, day)
            case "new" | "use" | "rename" | "delete":
                return self._say("enterprise_which", conversation, day)
        blocks, choices = self.profiles.show(conversation)
        return self._reply(blocks, choices, conversation, day)

    def export(self, conversation: Conversation, day: date) -> Turn:
        """Everything that is kept, as JSON."""
        return self._reply(self.profiles.export(conversation, day), (), conversation, day)

    def edit(self, conversation: Conversation, day: date) -> Turn:
        """The choice of a fact to answer anew."""
        if not (conversation.profile or conversation.stale):
            return self._say("profile_empty", conversation, day)
        blocks, choices = self.profiles.editing(conversation)
        return self._reply(blocks, choices, conversation, day)

    def edit_fact(self, fact: str, conversation: Conversation, day: date) -> Turn:
        """The fact's question again, with what was said."""
        state = replace(steps.remember(conversation), asked=fact)
        turn = self.turns.with_open_question(self._reply((), (), state, day))
        drop = Choice(self.turns.say("button_drop"), encode("e", "drop", fact))
        return replace(turn, answer=replace(turn.answer, choices=(*turn.answer.choices[:-1], drop)))

    def use(self, name: str, conversation: Conversation, day: date, *, create: bool = False) -> Turn:
        """Another enterprise under discussion; the measure stays and is judged for it."""
        found = keeping.find(conversation, name)
        chosen = name if create and found != name else found
        if chosen is None:
            return self._say("enterprise_unknown", conversation, day, name=name)
        if create and len(conversation.enterprises) + 1 >= keeping.MOST_ENTERPRISES:
            return self._say("enterprise_too_many", conversation, day)
        state = keeping.select(conversation, chosen, self.turns.say("enterprise_unnamed"))
        lead = self._named("enterprise_added" if found != chosen else "enterprise_chosen", state)
        if conversation.measure is None and not conversation.is_screening:
            return self._reply_with_profile(lead, state, day)
        return self.turns.again(state, day, (lead,))

    def rename(self, name: str, conversation: Conversation, day: date) -> Turn:
        """The enterprise under discussion by another name."""
        if name in conversation.enterprises:
            return self._say("enterprise_taken", conversation, day, name=name)
        state = keeping.rename(conversation, name)
        return self.turns.simple([self._named("enterprise_renamed", state)], state, day)

    def remove(self, name: str, conversation: Conversation, day: date) -> Turn:
        """Without that enterprise and everything that was said of it."""
        found = keeping.find(conversation, name)
        if found is None:
            return self._say("enterprise_unknown", conversation, day, name=name)
        state = keeping.remove(conversation, found)
        text = self.turns.say("enterprise_removed", name=found)
        return self.turns.simple([text, self._named("enterprise_chosen", state)], state, day)

    def forget_fact(self, wanted: str, conversation: Conversation, day: date) -> Turn:
        """Without the fact of that id or name."""
        fact = self.known_fact(wanted, conversation)
        if fact is None:
            return self._say("fact_unknown", conversation, day, name=wanted)
        state = keeping.forget(steps.remember(conversation), fact)
        text = self.turns.say("fact_forgotten", label=self.turns.viewer.words.label(fact))
        return self.turns.again(state, day, (text,))

    def known_fact(self, wanted: str, conversation: Conversation) -> str | None:
        """The fact of that id or name among those that are remembered; None where there is none."""
        words = self.turns.viewer.words
        known = {fact: words.label(fact) for fact in (*conversation.profile, *conversation.stale)}
        exact = (fact for fact, label in known.items() if wanted in (fact, label))
        near = (fact for fact, label in known.items() if wanted and (wanted in label or label in wanted))
        return next(exact, None) or next(near, None)

    def _reply_with_profile(self, lead: str, state: Conversation, day: date) -> Turn:
        blocks, choices = self.profiles.show(state, brief=True)
        turn = self._reply(blocks, choices, state, day)
        return replace(turn, answer=self.turns.led(turn.answer, (lead,)))

    def _reply(self, blocks: tuple[Block, ...], choices: tuple[Choice, ...], state: Conversation, day: date) -> Turn:
        turn = self.turns.simple([], state, day, choices=choices)
        return replace(turn, answer=replace(turn.answer, blocks=blocks))

    def _named(self, key: str, state: Conversation) -> str:
        return self.turns.say(key, name=self.profiles.name(state.enterprise))

    def _say(self, key: str, conversation: Conversation, day: date, **values: object) -> Turn:
        return self.turns.simple([self.turns.say(key, **values)], conversation, day)
