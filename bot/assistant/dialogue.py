"""One message of a conversation: continue, correct, go back, explain, or answer a new question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.assistant import contents, course, picking, redirecting, steps
from bot.assistant.actions import encode
from bot.assistant.answering import quantity_asked
from bot.assistant.answers import Turn
from bot.assistant.byplace import ByPlace
from bot.assistant.choosing import NEAR, Choosing
from bot.assistant.combining import Combining
from bot.assistant.conversation import BENEFIT, Conversation
from bot.assistant.omitting import Omitting
from bot.assistant.replies import Asked
from bot.assistant.steering import Steering
from bot.assistant.supposing import Supposing
from bot.assistant.turns import Turns
from bot.assistant.views import Viewer
from bot.assistant.wants import left_out
from bot.rendering.answers import Block, Choice
from bot.rendering.wording import Wording
from intents.reading.answers import is_skipped
from intents.reading.manners import spoken
from intents.reading.naming import facts_named
from intents.understanding import Understander, Understanding
from knowledge.records import dataclass, replace
from knowledge.validity import is_in_force

LONGEST_KEPT = 1000
"""Characters of a question that are kept for "why"."""
PARTING = ("thanks", "bye", "greeting")
"""After these the open question is not put again."""


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
    def turns(self) -> Turns:
        """What builds replies."""
        return Turns(self.viewer)

    @property
    def steering(self) -> Steering:
        """What moves within the conversation."""
        return Steering(self.viewer)

    def message(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """The reply to a text: the first of these that it can be."""
        if understanding.unwanted != frozenset(conversation.unwanted):
            conversation = replace(conversation, unwanted=tuple(sorted(understanding.unwanted)))
        if understanding.intent is not None and understanding.intent.intent == "instead":
            turn = self._instead(understanding, conversation, day)
            if turn is not None:
                return turn
            understanding = replace(understanding, intent=None)
        understanding = self._of_the_measure(understanding, conversation)
        replies = (
            self._omit,
            self._talk,
            self._about_the_dialogue,
            self._explain,
            self._return,
            self._what_now,
            Supposing(self.viewer).reply,
            Combining(self.viewer, self.understander).reply,
            self._by_its_place,
            self._choose,
            self._look_for_all,
            self._add,
            self._answer_in_doubt,
            self._go_on,
            self._lost,
        )
        for reply in replies:
            turn = reply(understanding, conversation, day)
            if turn is not None:
                return self._with_doubt(turn, understanding)
        return self._with_doubt(self._new_question(understanding, conversation, day), understanding)

    def _of_the_measure(self, understanding: Understanding, conversation: Conversation) -> Understanding:
        """The message with "how does it work?" asked of the measure under discussion, not of this chat."""
        hit = understanding.intent
        is_help = hit is not None and hit.intent == "help" and conversation.measure is not None
        if hit is None or not is_help or spoken("how_it_works").match(understanding.message.text) is None:
            return understanding
        return replace(understanding, intent=replace(hit, intent="what", group="asking"))

    def chat(
        self, intent: str, conversation: Conversation, day: date, understanding: Understanding | None = None
    ) -> Turn:
        """Greeting, thanks, help and the like; in the middle of a dialogue the open question follows."""
        texts = [self.say(intent)]
        if intent == "greeting":
            texts.append(self.say("greeting_examples"))
        choices = self._other_ways(conversation) if intent == "feedback" else ()
        turn = self.turns.simple(texts, conversation, day, understanding=understanding, intent=intent, choices=choices)
        return turn if intent in PARTING else self.turns.with_open_question(turn)

    def _other_ways(self, conversation: Conversation) -> tuple[Choice, ...]:
        """What else fitted the question that was answered wrongly, and where to go if it was none of that."""
        others = [name for name in conversation.shown if name != conversation.measure]
        near = tuple(Choice(self.viewer.name(name), encode("m", name)) for name in others[:NEAR])
        return (*near, *Choosing(self.viewer).ways_on())

    def answer_fact(self, fact: str, value: Any, conversation: Conversation, day: date) -> Turn:
        """The reply to a pressed option; a value of None means "I don't know"."""
        before = steps.remember(conversation)
        if value is None:
            return self.turns.again(steps.decline(before, fact), day, (self.say("unknown_noted"),))
        state = replace(steps.tell(before, {fact: value}, day), asked=None)
        return self.turns.again(state, day, (self.turns.noted(conversation, state, {fact: value}, day),))

    def _no_answer_to_it(self, understanding: Understanding, fact: str, conversation: Conversation, day: date) -> Turn:
        """The open question stays unanswered: not known, or passed over."""
        skipped = is_skipped(understanding.message.text)
        state = steps.decline(steps.remember(conversation), fact, skipped=skipped)
        return self.turns.again(state, day, (self.say("skipped_noted" if skipped else "unknown_noted"),))

    def in_language(self, language: str) -> Dialogue:
        """The same conversation in another language."""
        return Dialogue(replace(self.viewer, wording=self.wordings[language]), self.understander, self.wordings)

    @property
    def omitting(self) -> Omitting:
        """What is left out."""
        return Omitting(self.viewer, self.understander)

    def _omit(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """Something is not wanted: "no loans please"."""
        return self.omitting.reply(understanding, conversation, day, self._new_question)

    def _talk(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """Nothing at all, a greeting, thanks, a call for help."""
        if not understanding.message.text.strip():
            return self.turns.simple(
                [self.say("no_answer_empty")], conversation, day, understanding=understanding, outcome="no_answer"
            )
        intent = understanding.intent
        if intent is not None and intent.group == "chat" and not understanding.facts:
            return self.chat(intent.intent, conversation, day, understanding)
        return None

    def _about_the_dialogue(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """Back, cancel, go on, "I don't know" and why it is asked."""
        intent = understanding.intent
        match intent.intent if intent is not None and intent.group == "dialogue" else "":
            case "back":
                return self.steering.back(understanding, conversation, day)
            case "cancel":
                return self.steering.cancel(conversation, day, understanding)
            case "resume" | "earlier" as which:
                return self.steering.resume(which, conversation, day)
            case "dont_know" if conversation.asked is not None:
                return self._no_answer_to_it(
                    understanding, self._not_known(understanding, conversation), conversation, day
                )
            case "dont_know" if conversation.measure is not None:
                return self.steering.ask_again(conversation, day)
            case "why" if conversation.measure is not None:
                return self.turns.about(conversation.measure, conversation, day, "why")
            case "why_ask" | "why" as which if which == "why_ask" or conversation.asked is not None:
                return self.steering.why_asked(understanding, conversation, day)
        return None

    def _not_known(self, understanding: Understanding, conversation: Conversation) -> str:
        """What is not known: the one other missing fact that the message names (资产不清楚), else what was asked."""
        assert conversation.asked is not None
        named = facts_named(understanding.message.text).intersection(conversation.wanted)
        return next(iter(named)) if len(named) == 1 else conversation.asked

    def _explain(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What the open question means is asked in return: "what certificate do you mean?", 限制类是啥."""
        asked, text = conversation.asked, understanding.message.text
        if asked is None or understanding.decision.is_titled or contents.word_count(understanding) > 2 * course.FEW:
            return None
        is_named = asked in facts_named(text) and spoken("asks_what_it_is").fullmatch(text) is not None
        if is_named or spoken("asks_what_is_meant").fullmatch(text) is not None:
            return self.steering.why_asked(understanding, conversation, day)
        return None

    def _return(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """The measure that was left is named by its place alone: "back to the one in Shenzhen"."""
        measures, here, left = self.viewer.catalogue.measures, conversation.measure, conversation.paused
        if here is None or left is None or spoken("goes_back_to").match(understanding.message.text) is None:
            return None
        areas, within = understanding.named_places, self.viewer.catalogue.regions.within
        is_there, is_here = (
            any(within(place, area) for place in measures[name].places for area in areas) for name in (left, here)
        )
        return self.steering.resume("earlier", conversation, day) if is_there and not is_here else None

    def _what_now(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What there is today for the need of a measure that is over: "and now?", 那现在呢."""
        if conversation.measure is None or spoken("what_now").fullmatch(understanding.message.text) is None:
            return None
        first = self.viewer.view(conversation.measure, self.turns.answering.enquirer(conversation, day))
        today = self.turns.answering.instead(first, day)
        return self.turns.about(today[0], steps.remember(conversation), day, "eligible") if today else None

    def _by_its_place(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """An answer told by its place among the buttons: "the first one"."""
        return ByPlace(self.viewer).reply(understanding, conversation, day, self.answer_fact)

    def _choose(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What tells one of the measures offered last from the others: its number, its place, the kind of support."""
        is_open = conversation.measure is None and conversation.asked is None and not conversation.is_screening
        if not is_open or len(conversation.shown) < 2:
            return None
        left = picking.chosen(understanding, conversation, self.viewer.catalogue)
        left = self.omitting.wanted(left, conversation)
        if len(left) > 1 and conversation.open:
            left = redirecting.narrowed(left, redirecting.joined(understanding, conversation, self.understander))
        state = steps.learn(steps.remember(conversation), understanding, self.viewer)
        state = replace(state, amount_of=quantity_asked(state, understanding))
        if len(left) == 1:
            return self.turns.about(left[0], state, day, self._side_of(left[0], understanding, conversation, day))
        if not left or left == conversation.shown:
            return None
        enquirer = self.turns.answering.enquirer(state, day, understanding)
        views = [self.viewer.view(name, enquirer) for name in left]
        return self.turns.turn(Choosing(self.viewer).ask_which(views, understanding, day), state)

    def _side_of(self, chosen: str, understanding: Understanding, conversation: Conversation, day: date) -> str:
        """What is told first of a measure that was chosen: what was asked; by its place whether it fits, if usable."""
        side = contents.side_asked(understanding) or conversation.side_wanted
        if side:
            return side
        measure = self.viewer.catalogue.measure(chosen)
        is_usable = is_in_force(self.viewer.availability(measure, self.turns.answering.enquirer(Conversation(), day)))
        return "eligible" if understanding.named_places and is_usable else "what"

    def _look_for_all(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """The enterprise tells of itself after it asked what there is: "software, 40 people, Chengdu"."""
        is_open = conversation.measure is None and conversation.asked is None and not conversation.is_screening
        told = {fact.fact for fact in understanding.facts if not fact.assumed} - course.SAID_OF_MANY
        if not (is_open and conversation.open and told and contents.only_tells(understanding)):
            return None
        opened = self.understander.understand(conversation.open, day, conversation.background())
        asks_for_all = opened.intent is not None and opened.intent.intent == "screen"
        names_nothing = not (opened.topics or opened.named_places or opened.facts)
        if names_nothing and opened.decision.outcome == "clarify" and (asks_for_all or opened.is_bare):
            return self.screen(understanding, conversation, day)
        return None

    def _add(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """More to the last question, which no single measure answered: both together are asked."""
        if not course.leans_on_the_last(understanding, conversation):
            return None
        both = redirecting.joined(understanding, conversation, self.understander)
        if both.decision.outcome == "no_answer" and not understanding.named_places:
            if understanding.facts:
                return None
            both = self.understander.understand(conversation.open, day, conversation.background())
        told = redirecting.told_now(both, conversation) - course.SAID_OF_MANY
        meant = picking.testing(told, conversation.shown, self.viewer.catalogue)
        if meant is not None and not contents.asks(understanding):
            state = steps.learn(steps.remember(conversation), both, self.viewer)
            return self.turns.about(meant, state, day, self._side_of(meant, both, conversation, day))
        turn = self._new_question(both, conversation, day)
        left = "" if turn.answer.outcome == "answer" else redirecting.with_more(understanding, conversation)
        answer = redirecting.as_typed(turn.answer, understanding, conversation)
        return Turn(answer, replace(turn.conversation, open=left))

    def _instead(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """The measure under discussion was not meant, and what was is said."""
        meant = redirecting.meant_instead(understanding, self.understander, day)
        if meant is None:
            return None
        turned_down = conversation.measure
        turn = self._new_question(redirecting.without(turned_down, meant), conversation.without_subject(), day)
        return replace(turn, answer=replace(turn.answer, question=understanding.message.raw))

    def _answer_in_doubt(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """An answer that is none, or can be read in two ways."""
        if understanding.reading.declined and conversation.asked is not None:
            return self._no_answer_to_it(understanding, conversation.asked, conversation, day)
        doubts, is_told = understanding.reading.ambiguities, conversation.measure is not None or conversation.asked
        tells_more = bool(understanding.facts) or contents.asks(understanding)
        if doubts and (understanding.reading.answered or (is_told and not tells_more)):
            return self._which_money(understanding, conversation, day)
        return None

    def _go_on(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """More about the enterprise, or about the measure under discussion."""
        if course.is_about_everything(understanding, conversation) or course.goes_on_screening(
            understanding, conversation
        ):
            return self.screen(understanding, conversation, day)
        if course.goes_on(understanding, conversation) or self._asks_its_sum(understanding, conversation):
            return self._continue(understanding, conversation, day)
        if course.returns(understanding, conversation):
            return self.steering.resume("earlier", conversation, day)
        return None

    def _asks_its_sum(self, understanding: Understanding, conversation: Conversation) -> bool:
        """Whether a few words ask for a sum that the measure under discussion has: "what tax is due?"."""
        measure, wanted = conversation.measure, understanding.amount_of
        if measure is None or wanted == BENEFIT or contents.word_count(understanding) > course.FEW:
            return False
        is_free = not (understanding.decision.is_titled or understanding.named_places)
        return is_free and any(gain.of == wanted for gain in self.viewer.catalogue.measures[measure].gains)

    def _lost(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """Nothing that could be answered, though something was asked or told."""
        if understanding.reading.answered and conversation.measure is None and understanding.facts:
            return self._only_noted(understanding, replace(conversation, asked=None), day)
        if not course.is_lost(understanding, conversation):
            return None
        if conversation.asked is not None or conversation.measure is not None:
            return self.steering.ask_again(conversation, day)
        is_told = bool(understanding.facts) and not contents.asks(understanding)
        return self._only_noted(understanding, conversation, day) if is_told else None

    def _which_money(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """A bare number is never computed on; the measure stays under discussion."""
        if conversation.measure is None:
            turn = self.turns.simple([], conversation, day, understanding=understanding)
        else:
            turn = self.turns.again(conversation, day, ())
        return self._with_doubt(replace(turn, answer=replace(turn.answer, blocks=())), understanding)

    def _with_doubt(self, turn: Turn, understanding: Understanding) -> Turn:
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

    def screen(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """The enterprise held against every measure, with what the message tells of it."""
        before = steps.remember(conversation)
        state = steps.learn(before, understanding, self.viewer)
        lead = self.turns.noted(conversation, state, understanding.values, day)
        lead = lead if conversation.is_screening else replace(lead, text="")
        return self.turns.screen(state, day, (lead,), understanding)

    def _continue(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        state = steps.learn(steps.remember(conversation), understanding, self.viewer)
        assert state.measure is not None
        lead = self.turns.noted(conversation, state, understanding.values, day)
        hit = understanding.intent
        intent = hit.intent if hit is not None and hit.group != "telling" else None
        brief = state.measure in conversation.shown[:1] and intent != "what"
        state = replace(state, amount_of=quantity_asked(state, understanding))
        answer = self.turns.answering.measure(state, day, Asked(intent or state.side, brief=brief), understanding)
        return self.turns.turn(self.turns.led(answer, (lead,)), state)

    def _only_noted(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        """Facts without a question: noted, with the offer to look what there is."""
        state = steps.learn(steps.remember(conversation), understanding, self.viewer)
        texts = [self.turns.noted(conversation, state, understanding.values, day).text, self.say("offer_screen")]
        choices = (self._screen_button(),)
        state = replace(state, is_offered=True)
        return self.turns.simple(texts, state, day, understanding=understanding, choices=choices, outcome="no_answer")

    def _screen_button(self) -> Choice:
        return Choice(self.say("button_screen"), encode("c", "screen"))

    def _new_question(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn:
        state = steps.learn(steps.remember(conversation), understanding, self.viewer)
        answer = self.turns.answering.question(understanding, state, day)
        left = "" if answer.outcome == "answer" else redirecting.still_open(understanding, conversation)
        side = contents.side_asked(understanding) if answer.outcome == "clarify" else ""
        state = replace(state, why=understanding.message.raw[:LONGEST_KEPT], open=left, side_wanted=side)
        if answer.outcome == "no_answer":
            kept = steps.with_places_of(state, conversation)
            if kept.measure is None and not kept.is_screening:
                kept = replace(kept, shown=())  # there is nothing left to choose from
            known = self.viewer.links.known({**kept.assumed, **kept.profile}, day)
            return self.turns.with_open_question(Turn(replace(answer, profile=known), kept))
        if answer.outcome == "clarify" and contents.only_tells(understanding):
            own = {fact.fact: fact.value for fact in understanding.facts if not fact.assumed}
            answer = self.turns.led(answer, (self.turns.noted(conversation, state, own, day),))
            answer = replace(answer, choices=(*answer.choices, self._screen_button()))
        if conversation.unwanted and (answer.outcome == "clarify" or understanding.ruled_out):
            answer = self.turns.led(answer, (left_out(self.viewer, conversation.unwanted),))
        if answer.outcome == "answer":
            first = answer.measures[0].id
            state = replace(self.turns.pausing(state, first), measure=first, is_screening=False)
        state = replace(state, amount_of=quantity_asked(state, understanding))
        return self.turns.turn(answer, state)
