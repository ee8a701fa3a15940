"""Whether a message is about all measures: what there is for the enterprise, and more about it while that is open."""

from __future__ import annotations

from bot.assistant.contents import (
    FOREIGN,
    SAID_OF_MANY,
    best_of,
    has_keyword,
    is_asking,
    tells_only_of_itself,
    told,
    words_left,
)
from bot.assistant.conversation import Conversation
from intents.background import PLACE_FACTS
from intents.understanding import Understanding

MEANT = 0.6
"""Score from which "is there a subsidy for that" means one measure instead of everything."""
MEANT_WITH_NEED = 0.5
"""The same where a need of that measure is among what is told."""
GENERAL = 0.35
"""Weight of keywords below which "what can we get" means everything."""
_SAID_OF_MANY = SAID_OF_MANY | PLACE_FACTS
TOLD_OF = 0.5
"""Share of the message's concepts from which a measure is about what is told."""


def is_about_everything(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message asks what there is for the enterprise, without naming a measure, a need or a place alone."""
    decision, first = understanding.decision, best_of(understanding)
    if understanding.intent is None or understanding.intent.intent != "screen":
        return False
    tells = any(fact.fact not in SAID_OF_MANY for fact in understanding.facts)
    is_barred = decision.veto is not None and (decision.veto != "place" or bool(understanding.named_places))
    is_placed = tells or ("region" in told(understanding) and not understanding.topics)
    if is_barred and not (is_placed and decision.veto == "place" and tells_only_of_itself(understanding)):
        return False
    if decision.outcome != "no_answer" and (understanding.wanted or _is_about_its_one_fact(understanding)):
        return False
    is_told = bool(conversation.profile) or tells or _is_hardly_foreign(understanding)
    if decision.outcome != "answer" and not (understanding.intent.is_whole or tells_only_of_itself(understanding)):
        return False
    is_foreign = decision.outcome == "no_answer" and decision.foreign is not None
    if not is_told and (decision.outcome == "clarify" or is_foreign):
        return False
    if first is None or decision.outcome != "answer":
        return True
    meant = MEANT_WITH_NEED if understanding.topics else MEANT
    return first.features.get("keyword", 0.0) < GENERAL and first.score < meant


def _is_hardly_foreign(understanding: Understanding) -> bool:
    """Whether who tells of itself, and says hardly more, touches a foreign topic by a word alone: "we export shoes"."""
    foreign = understanding.decision.foreign
    is_touched = understanding.decision.outcome == "no_answer" and foreign is not None and foreign.score < FOREIGN
    return is_touched and (bool(told(understanding)) or words_left(understanding) == 0)


def _is_about_its_one_fact(understanding: Understanding) -> bool:
    """Whether the one thing told of the enterprise is what the best measure is about: "what is there for R&D"."""
    spans = {fact.span for fact in understanding.facts if not fact.assumed and fact.fact not in _SAID_OF_MANY}
    widest = [one for one in spans if not any(one != s and s[0] <= one[0] and one[1] <= s[1] for s in spans)]
    first = best_of(understanding)
    return len(widest) == 1 and first is not None and first.features.get("concepts", 0.0) >= TOLD_OF


def goes_on_screening(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message only tells more about the enterprise while all measures are under discussion."""
    if not conversation.is_screening:
        return False
    if understanding.reading.answered or understanding.reading.correction:
        return True
    return bool(understanding.facts) and not is_asking(understanding) and not has_keyword(best_of(understanding))
