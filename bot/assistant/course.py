"""Where a message in the middle of a dialogue leads: on with the subject, to another one, or nowhere."""

from __future__ import annotations

import re

from bot.assistant.contents import (
    FEW,
    TOUCHED,
    asks,
    best_of,
    has_keyword,
    has_question,
    is_asking,
    is_bare_side,
    is_silent,
    only_states,
    word_count,
)
from bot.assistant.conversation import Conversation
from intents.background import PLACE_FACTS
from intents.ranking import Candidate
from intents.understanding import Understanding

NEW_SUBJECT = 0.6
"""Confidence from which a message changes the subject instead of going on."""
LEAD = 0.1
"""Score by which another measure must fit a message better than the one under discussion."""
LIKE = 0.5
"""Score from which a question is about a measure other than the one under discussion, or about something foreign."""
SURELY_FOREIGN = 0.3
"""Score from which a message in the middle of a dialogue is about something else instead of not understood."""
WORD_FOR_WORD = 0.999
"""Likeness to an example of a measure, or to its title, from which a message names that measure and states nothing."""
ALMOST_WORD_FOR_WORD = 0.8
"""The same with a few words around it."""
_OF_US = re.compile(r"他们|我们|咱们?|对方|这个|那个|\b(?:they|them|we|us|our|it|that)\b")


def goes_on(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message goes on with the measure under discussion instead of opening a subject."""
    if conversation.measure is None:
        return False
    first = best_of(understanding)
    if first is not None and first.entry.id == conversation.measure:
        return True
    if (not understanding.decision.is_titled and _answers(understanding, conversation)) or is_bare_side(understanding):
        return True
    if understanding.decision.is_titled or _quotes(understanding):
        return False
    if not is_asking(understanding) and any(fact.fact in conversation.wanted for fact in understanding.facts):
        return True  # what the measure still lacks, in whatever words
    if only_states(understanding):
        return True
    if is_about_another(understanding, conversation):
        return False
    return is_asking(understanding) or bool(understanding.facts) or _is_about_it(understanding)


def _is_about_it(understanding: Understanding) -> bool:
    """Whether a short question of us and them names nothing else: "do they have to cut it for us?"."""
    decision = understanding.decision
    scores = [one.score for one in (*decision.measures[:1], *decision.elsewhere[:1])]
    is_foreign = decision.foreign is not None and decision.foreign.score >= SURELY_FOREIGN
    is_short = word_count(understanding) <= 2 * FEW
    names_nothing = not (understanding.named_places or understanding.topics or is_foreign)
    is_free = decision.veto in (None, "place") and max(scores, default=0.0) < TOUCHED
    return (
        is_short
        and names_nothing
        and is_free
        and asks(understanding)
        and _OF_US.search(understanding.message.text) is not None
    )


def _quotes(understanding: Understanding) -> bool:
    """Whether the message is an example of a measure word for word, and not just facts."""
    first = best_of(understanding)
    is_alike = first is not None and first.features.get("example", 0.0) >= WORD_FOR_WORD
    return is_alike and not only_states(understanding)


def _answers(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message answers the open question, or puts the last answer right, in whatever words."""
    if understanding.reading.correction or understanding.reading.answered:
        return True
    if _is_back_there(understanding, conversation) or _is_moved(understanding, conversation):
        return True
    at_hand = {conversation.asked, *conversation.recent[:1]}.intersection(fact.fact for fact in understanding.facts)
    first = best_of(understanding)
    is_like = first is not None and first.features.get("example", 0.0) >= ALMOST_WORD_FOR_WORD
    may_name = is_like or at_hand <= PLACE_FACTS  # a measure's name holds its place
    is_named = may_name and is_about_another(understanding, conversation)
    is_restated = is_asking(understanding) and _puts_right(understanding, conversation)
    return bool(at_hand) and not is_named and (is_restated or not is_asking(understanding))


def _puts_right(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether what was told last is told otherwise, without a question: 其实重新认定过了，证在有效期内."""
    told, last = understanding.values, conversation.recent[:1]
    is_otherwise = any(fact in told and conversation.profile.get(fact) != told[fact] for fact in last)
    return is_otherwise and not has_question(understanding)


def _is_back_there(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether nothing but the place is told of which it was just said that the enterprise is not there."""
    told, left = understanding.values, conversation.profile.get("region_not")
    is_last = "region_not" in conversation.recent[:2] and isinstance(left, list)
    return is_last and is_silent(understanding) and told.keys() <= PLACE_FACTS and told.get("region") in (left or ())


def _is_moved(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether nothing but another place is told in place of the one told before: "our location is Tianjin, not …"."""
    told, left = understanding.values, understanding.values.get("region_not")
    is_place = is_silent(understanding) and told.keys() <= PLACE_FACTS and "region" in told
    first = best_of(understanding)
    names_none = not understanding.topics and (first is None or first.score < LIKE)
    return is_place and names_none and isinstance(left, list) and conversation.profile.get("region") in left


def returns(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether a message that would be refused names the measure that was left for the one under discussion."""
    first, foreign = best_of(understanding), understanding.decision.foreign
    if first is None or conversation.paused is None or first.entry.id != conversation.paused:
        return False
    is_foreign = foreign is not None and foreign.score >= first.score
    return understanding.decision.outcome == "no_answer" and not is_foreign and first.score >= LIKE


def supposed_about(understanding: Understanding, conversation: Conversation) -> str | None:
    """The measure for which the message asks what would be if: its own, else the one under discussion."""
    first, decision = best_of(understanding), understanding.decision
    if conversation.measure is not None and not is_about_another(understanding, conversation):
        return conversation.measure
    return first.entry.id if first is not None and decision.outcome == "answer" else conversation.measure


def is_about_another(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message is about a measure, or a foreign topic, of its own."""
    decision, first = understanding.decision, best_of(understanding)
    own = next((c.score for c in decision.measures if c.entry.id == conversation.measure), 0.0)
    leads = first is not None and first.score - own >= LEAD
    if leads and first is not None and _is_meant(understanding, first):
        return True
    is_foreign = decision.foreign is not None and decision.foreign.score >= LIKE
    away = decision.elsewhere[0] if decision.elsewhere else None
    return (is_foreign and is_asking(understanding)) or has_keyword(away)


def _is_meant(understanding: Understanding, first: Candidate) -> bool:
    """Whether the best measure is what the message is about, not just the best of those that it hardly touches."""
    decision = understanding.decision
    if decision.outcome == "answer" and decision.confidence >= NEW_SUBJECT:
        return first.score >= TOUCHED or bool(understanding.facts)
    return decision.outcome != "no_answer" and first.score >= LIKE
