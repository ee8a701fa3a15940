"""Whether two measures can be had together: what their rules exclude, need, or leave unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.assistant import steps
from bot.assistant.actions import encode
from bot.assistant.answers import Turn
from bot.assistant.conversation import Conversation
from bot.assistant.course import LIKE
from bot.assistant.drafts import empty_answer
from bot.assistant.part import RereadingPart
from bot.assistant.sourcing import Basis
from bot.rendering.answers import Block, Choice, MeasureAnswer
from intents.background import Background
from intents.understanding import Understanding
from knowledge.records import dataclass, replace

COMBINE = "combine"
PIECES = 2
_JOINT = re.compile(
    r"和|与|跟|同时|同|及|还有|加上|还(?:能|可以)|就?不能再?|[、,，/+&]"
    r"|\b(?:and|with|plus|on top of|on|alongside|or|excludes?|rules? out|bars? us from|can we|may we)\b"
)
"""What stands between two measures that one message names."""


@dataclass(frozen=True, slots=True)
class Combining(RereadingPart):
    """Answers whether measures go together, in one language."""

    def reply(self, understanding: Understanding, conversation: Conversation, day: date) -> Turn | None:
        """What holds for the two named, or for the two last discussed; None where it is about neither."""
        if understanding.intent is None or understanding.intent.intent != COMBINE:
            return None
        meant = tuple(dict.fromkeys(self._meant(understanding, conversation, day)))[:PIECES]
        if len(meant) < PIECES and (conversation.measure is None or meant != (conversation.measure,)):
            return None
        state = steps.after(conversation, understanding, self.viewer)
        if len(meant) < PIECES:
            return self._with_what(meant[0], understanding, state, day)
        return self._together(meant, understanding, state, day)

    def _meant(self, understanding: Understanding, conversation: Conversation, day: date) -> Iterator[str]:
        """The measures that it may be about, the likeliest first: those named, then those discussed last."""
        if not (understanding.intent is not None and understanding.intent.is_whole):
            yield from self._named(understanding, day)
        if conversation.measure is not None:
            yield conversation.measure
        elif not conversation.is_screening:
            yield from conversation.shown[:PIECES] if len(conversation.shown) == PIECES else ()
        if conversation.paused is not None:
            yield conversation.paused

    def _named(self, understanding: Understanding, day: date) -> Iterator[str]:
        """The measures that the pieces around a joint name; where there are no pieces the one that all of it names."""
        found = [name for piece in self._pieces(understanding) if (name := self._one(piece, understanding, day))]
        if len(set(found)) >= PIECES:
            yield from found
            return
        decision = understanding.decision
        if decision.outcome != "no_answer":
            yield from (one.entry.id for one in decision.measures[:PIECES] if one.score >= LIKE)
        yield from found

    def _pieces(self, understanding: Understanding) -> list[str]:
        """What stands before and behind the joint, without the words that ask."""
        text = understanding.message.text
        start, end = understanding.intent.span if understanding.intent is not None else (0, 0)
        is_all = end - start > len(text) // 2  # an English pattern spans what it is about
        rest = text if is_all else text[:start] + " , " + text[end:]
        return [piece.strip() for piece in _JOINT.split(rest) if len(piece.strip()) > 1]

    def _one(self, piece: str, understanding: Understanding, day: date) -> str:
        """The measure that a piece names; empty where it names none."""
        places = " ".join(self.viewer.region(place) for place in understanding.named_places[:1])
        background = Background(language=understanding.language)
        decision = self.understander.understand(f"{places} {piece}".strip(), day, background).decision
        is_named = decision.outcome == "answer" or (
            decision.outcome == "clarify" and decision.measures[0].score >= LIKE
        )
        return decision.measures[0].entry.id if is_named else ""

    def _with_what(self, one: str, understanding: Understanding, state: Conversation, day: date) -> Turn:
        """Asks for the other measure; what is under discussion stays."""
        text = self.viewer.wording("combine_with_what", name=self.viewer.name(one))
        turn = self.turns.simple([text], state, day, understanding=understanding, outcome="clarify", intent=COMBINE)
        return self.turns.with_open_question(turn)

    def _together(self, meant: tuple[str, ...], understanding: Understanding, state: Conversation, day: date) -> Turn:
        say = self.viewer.wording
        enquirer = self.turns.answering.enquirer(state, day, understanding)
        views = [self.viewer.view(name, enquirer) for name in meant]
        lines = [self._line(view) for view in views]
        blocks = (
            Block("verdict", self.said(*meant)),
            Block("list", "\n".join(lines)),
            Basis.of(say, [view.sources[0] for view in views]).block(),
        )
        choices = tuple(Choice(view.name, encode("m", view.id)) for view in views)
        answer = empty_answer(self.viewer, day, understanding, blocks, intent=COMBINE, choices=choices)
        answer = replace(answer, outcome="answer", measures=tuple(views))
        first, second = meant if state.measure != meant[1] else (meant[1], meant[0])
        kept = replace(state, measure=first, paused=second, is_screening=False)
        asked = state.asked if state.measure == first else None
        turn = self.turns.turn(answer, replace(kept, asked=asked))
        return self.turns.with_open_question(replace(turn, conversation=replace(turn.conversation, asked=asked)))

    def said(self, one: str, other: str) -> str:
        """The sentence: they exclude each other, one needs the other, or nothing is stated."""
        relations = {name: self.viewer.catalogue.measure(name).relations for name in (one, other)}
        names = {"first": self.viewer.name(one), "second": self.viewer.name(other)}
        if other in relations[one].excludes or one in relations[other].excludes:
            return self.viewer.wording("combine_excluded", **names)
        if other in relations[one].requires:
            return self.viewer.wording("combine_needed", **names)
        if one in relations[other].requires:
            return self.viewer.wording("combine_needed", first=names["second"], second=names["first"])
        return self.viewer.wording("combine_not_stated", **names)

    def _line(self, view: MeasureAnswer) -> str:
        status = self.viewer.wording("short_" + view.availability)
        return self.viewer.wording("combine_line", name=view.name, status=status, what=view.what)
