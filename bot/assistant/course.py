"""Where a message in the middle of a dialogue leads: on with the subject, to another one, or nowhere."""

from __future__ import annotations

from bot.assistant.conversation import Conversation
from intents.ranking import Candidate
from intents.understanding import Understanding

NEW_SUBJECT = 0.6
"""Confidence from which a message changes the subject instead of going on."""
LIKE = 0.5
"""Score from which a question is about a measure other than the one under discussion, or about something foreign."""
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
    first = _first(understanding)
    if first is not None and first.entry.id == conversation.measure:
        return True
    if understanding.reading.correction or understanding.reading.answered:
        return True
    if _names_another(understanding):
        return False
    return _is_asking(understanding) or bool(understanding.facts)


def _names_another(understanding: Understanding) -> bool:
    """Whether the message is about a measure, or a foreign topic, of its own."""
    decision, first = understanding.decision, _first(understanding)
    if _is_asking(understanding):
        is_like_one = first is not None and first.score >= LIKE and decision.outcome != "no_answer"
        is_foreign = decision.foreign is not None and decision.foreign.score >= LIKE
        return is_like_one or is_foreign or _has_keyword(first)
    is_sure = decision.outcome == "answer" and decision.confidence >= NEW_SUBJECT
    away = decision.elsewhere[0] if decision.elsewhere else None
    return (_has_keyword(first) and is_sure) or _has_keyword(away)


def _is_asking(understanding: Understanding) -> bool:
    return understanding.intent is not None and understanding.intent.group == "asking"


def _first(understanding: Understanding) -> Candidate | None:
    return understanding.decision.measures[0] if understanding.decision.measures else None


def _has_keyword(candidate: Candidate | None) -> bool:
    return candidate is not None and candidate.features.get("keyword", 0.0) >= NAMED


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
    first = _first(understanding)
    return first is None or first.features.get("keyword", 0.0) < GENERAL


def goes_on_screening(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message only tells more about the enterprise while all measures are under discussion."""
    if not conversation.is_screening:
        return False
    if understanding.reading.answered or understanding.reading.correction:
        return True
    return bool(understanding.facts) and not _is_asking(understanding) and not _has_keyword(_first(understanding))
