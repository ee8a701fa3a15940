"""Where a message in the middle of a dialogue leads: on with the subject, to another one, or nowhere."""

from __future__ import annotations

from bot.assistant.conversation import Conversation
from intents.understanding import Understanding

NEW_SUBJECT = 0.6
"""Confidence from which a message that states facts changes the subject instead of going on."""
SURELY_FOREIGN = 0.3
"""Score from which a message in the middle of a dialogue is about something else instead of not understood."""
NAMED = 0.5
"""Weight of keywords from which a message names a measure."""
GENERAL = 0.35
"""Weight of keywords below which "what can we get" means everything."""


def goes_on(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message goes on with the measure under discussion instead of opening a subject."""
    if conversation.measure is None:
        return False
    decision = understanding.decision
    first = decision.measures[0] if decision.measures else None
    if first is not None and first.entry.id == conversation.measure:
        return True
    if understanding.reading.correction or understanding.reading.answered:
        return True
    is_asking = understanding.intent is not None and understanding.intent.group == "asking"
    names_another = first is not None and first.features.get("keyword", 0.0) >= NAMED
    is_sure = decision.outcome == "answer" and decision.confidence >= NEW_SUBJECT
    if understanding.facts and not is_asking:
        return not (names_another and is_sure)
    return is_asking and decision.foreign is None and not names_another


def is_lost(understanding: Understanding) -> bool:
    """Whether nothing was understood, not even that the message is about something else."""
    foreign = understanding.decision.foreign
    is_elsewhere = bool(understanding.decision.elsewhere and understanding.named_places)
    is_unanswered = understanding.decision.outcome == "no_answer" and not is_elsewhere
    return is_unanswered and (foreign is None or foreign.score < SURELY_FOREIGN)


def is_about_everything(understanding: Understanding) -> bool:
    """Whether the message asks what there is for the enterprise, without naming a measure."""
    if understanding.intent is None or understanding.intent.intent != "screen":
        return False
    first = understanding.decision.measures[0] if understanding.decision.measures else None
    return first is None or first.features.get("keyword", 0.0) < GENERAL


def goes_on_screening(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message only tells more about the enterprise while all measures are under discussion."""
    if not conversation.is_screening:
        return False
    reading, intent = understanding.reading, understanding.intent
    if reading.answered or reading.correction:
        return True
    first = understanding.decision.measures[0] if understanding.decision.measures else None
    names_one = first is not None and first.features.get("keyword", 0.0) >= NAMED
    is_asking = intent is not None and intent.group == "asking"
    return bool(understanding.facts) and not is_asking and not names_one
