"""Whether a message says nothing that could be followed, not even that it is about something else."""

from __future__ import annotations

from bot.assistant.contents import (
    SAID_OF_MANY,
    best_of,
    has_keyword,
    has_subject,
    is_silent,
    only_states,
    only_tells,
    own_words,
    tells_only_of_itself,
    told,
)
from bot.assistant.conversation import Conversation
from bot.assistant.course import LIKE, SURELY_FOREIGN
from intents.reading.vocabulary.manners import spoken
from intents.understanding import Understanding

NEARLY = 0.5
"""Confidence from which a refusal that names what is near says more than that a message is not understood."""
SURELY_MEANT = 0.7
"""Score from which a message without a question is about a measure all the same."""
WORDED = 0.3
"""Share of the message's words from which a place told with more about the enterprise still asks for a measure."""


def is_lost(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether nothing was understood, not even that the message is about something else."""
    if understanding.decision.veto == "errand":
        return False
    is_going = conversation.asked is not None or conversation.measure is not None
    if is_going and _is_statement(understanding, SURELY_MEANT if conversation.asked is not None else LIKE):
        return True
    if only_states(understanding) and understanding.decision.outcome == "no_answer":
        return True
    foreign = understanding.decision.foreign
    if _is_told(understanding) or _is_introduced(understanding):
        return True
    is_elsewhere = bool(understanding.decision.elsewhere and understanding.named_places)
    is_barred = understanding.decision.veto is not None
    is_unanswered = understanding.decision.outcome == "no_answer" and not is_elsewhere and not is_barred
    if understanding.decision.measures and understanding.decision.confidence >= NEARLY and not understanding.facts:
        return False
    return is_unanswered and (foreign is None or foreign.score < SURELY_FOREIGN)


def _is_told(understanding: Understanding) -> bool:
    """Whether the enterprise's place is told with more about it, and nothing is asked or named."""
    own = told(understanding)
    first = best_of(understanding)
    is_worded = first is not None and understanding.decision.outcome != "no_answer" and own_words(first) >= WORDED
    return (
        is_silent(understanding)
        and not is_worded
        and not has_subject(understanding, LIKE)
        and "region" in own
        and len(own - SAID_OF_MANY) > 0
    )


def _is_introduced(understanding: Understanding) -> bool:
    """Whether the enterprise introduces itself and hardly a word is left: "we are a company registered in Baoding".

    What is told has two places at least in the message: a single one may be what a measure is named after.
    """
    own = {fact.span for fact in understanding.facts if not (fact.assumed or fact.derived)}
    named = any(fact.assumed for fact in understanding.facts)
    begins = spoken("begins_with_us").match(understanding.message.text) is not None
    foreign, first = understanding.decision.foreign, best_of(understanding)
    is_foreign = foreign is not None and foreign.score >= SURELY_FOREIGN
    is_refused = understanding.decision.outcome == "no_answer"
    is_more = bool(told(understanding) - SAID_OF_MANY)
    return (
        len(own) + named + begins > 1
        and (is_refused or (is_more and begins and not named))
        and only_tells(understanding)
        and tells_only_of_itself(understanding)
        and not (understanding.decision.is_titled or is_foreign or has_keyword(first))
        and understanding.decision.veto in (None, "place")
    )


def _is_statement(understanding: Understanding, meant: float) -> bool:
    """Whether the message asks nothing and names no measure (scoring `meant`): an answer that could not be read."""
    tells_nothing = is_silent(understanding) and not understanding.facts
    first, foreign = best_of(understanding), understanding.decision.foreign
    is_foreign = foreign is not None and foreign.score >= SURELY_FOREIGN
    is_named = has_keyword(first) or (first is not None and first.score >= meant)
    is_named = is_named or (bool(understanding.topics) and understanding.decision.outcome != "no_answer")
    return tells_nothing and not is_foreign and not is_named
