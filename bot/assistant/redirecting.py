"""Messages that mean something only with what was said before: "and in Wuhan?", "not that one, the rent"."""

from __future__ import annotations

from datetime import date

from bot.assistant import contents
from bot.assistant.conversation import Conversation
from bot.rendering.answers import Answer, Reasons
from intents.background import Background
from intents.understanding import Understander, Understanding
from knowledge.records import replace

LONGEST_OPEN = 200
"""Characters that are kept of a question that is still open."""
_AROUND = " \t\n，,。.;；:：!！、"


def joined(understanding: Understanding, conversation: Conversation, understander: Understander) -> Understanding:
    """The message together with the question that is still open."""
    text = _beginning(conversation) + understanding.message.raw
    return understander.understand(text, understanding.day, conversation.background())


def narrowed(left: tuple[str, ...], both: Understanding) -> tuple[str, ...]:
    """The one of the measures that the two messages together mean; all where they mean none of them."""
    first = both.decision.measures[0].entry.id if both.decision.outcome == "answer" else None
    return (first,) if first is not None and first in left else left


def told_now(both: Understanding, conversation: Conversation) -> frozenset[str]:
    """The facts that the message joined to the open question tells itself."""
    start = len(_beginning(conversation))
    return frozenset(f.fact for f in both.facts if f.span[0] >= start and not f.derived and not f.assumed)


def as_typed(answer: Answer, understanding: Understanding, conversation: Conversation) -> Answer:
    """The answer to a joined message as one to the message itself: its text, its facts, its places in it."""
    shift = len(_beginning(conversation))
    evidence = Reasons(
        lambda: (replace(e, span=_moved(e.span, shift) if e.span is not None else None) for e in answer.evidence)
    )
    spans = {fact.fact: fact.span for fact in understanding.facts}
    return replace(
        answer, question=understanding.message.raw, facts=understanding.values, fact_spans=spans, evidence=evidence
    )


def _beginning(conversation: Conversation) -> str:
    return conversation.open + (", " if conversation.open.isascii() else "，")


def _moved(span: tuple[int, int], shift: int) -> tuple[int, int] | None:
    return (span[0] - shift, span[1] - shift) if span[0] >= shift else None


def still_open(understanding: Understanding, conversation: Conversation) -> str:
    """The question to go on with where this one was not answered by a single measure."""
    decision = understanding.decision
    is_question = contents.has_subject(understanding) or decision.outcome == "clarify" or bool(decision.elsewhere)
    return understanding.unplaced[:LONGEST_OPEN] if is_question else conversation.open


def with_more(understanding: Understanding, conversation: Conversation) -> str:
    """The open question with what the message tells; another place, or another side of it, only takes its turn."""
    if understanding.named_places or not (understanding.facts or understanding.is_bare):
        return conversation.open
    return (_beginning(conversation) + understanding.unplaced)[:LONGEST_OPEN]


def meant_instead(understanding: Understanding, understander: Understander, day: date) -> Understanding | None:
    """What follows "not that one, I mean …"; None where nothing does that a question could be about."""
    message, intent = understanding.message, understanding.intent
    if intent is None or intent.intent != "instead" or intent.span[1] >= len(message.text):
        return None
    start, end = message.span(intent.span[1], len(message.text))
    rest = message.raw[start:end].strip(_AROUND)
    found = understander.understand(rest, day, Background(language=understanding.language))
    return found if contents.has_subject(found) else None


def without(measure: str | None, understanding: Understanding) -> Understanding:
    """The understanding without a measure that was turned down; what is left is for the user to choose from."""
    decision = understanding.decision
    left = tuple(one for one in decision.measures if one.entry.id != measure)
    if left == tuple(decision.measures) or not left or decision.outcome == "no_answer":
        return understanding
    outcome = "clarify" if len(left) > 1 and decision.measures[0] not in left else decision.outcome
    return replace(understanding, decision=replace(decision, measures=left, outcome=outcome))
