"""Where a message in the middle of a dialogue leads: on with the subject, to another one, or nowhere."""

from __future__ import annotations

import re

from bot.assistant.conversation import Conversation
from intents.ranking import Candidate
from intents.understanding import Understanding

NEW_SUBJECT = 0.6
"""Confidence from which a message changes the subject instead of going on."""
LEAD = 0.1
"""Score by which another measure must fit a message better than the one under discussion."""
TOUCHED = 0.3
"""Score below which a message without facts asks for a side of a measure and names none."""
LIKE = 0.5
"""Score from which a question is about a measure other than the one under discussion, or about something foreign."""
FOREIGN = 0.35
"""Score from which a message after an open question is about something foreign instead of about that question."""
FEW = 8
"""Words (a Chinese character counts as one) up to which a question that names nothing belongs to the one before it."""
SURELY_FOREIGN = 0.3
"""Score from which a message in the middle of a dialogue is about something else instead of not understood."""
NAMED = 0.5
"""Weight of keywords from which a message names a measure."""
PLACES = frozenset({"region", "region_not"})
SAID_OF_MANY = frozenset({"region", "enterprise_size", "org_type"})
"""Facts that leave almost every measure open."""
MEANT = 0.6
"""Score from which "is there a subsidy for that" means one measure instead of everything."""
SURELY_MEANT = 0.7
"""Score from which a message without a question is about a measure all the same."""
WORD_FOR_WORD = 0.999
"""Likeness to an example of a measure, or to its title, from which a message names that measure and states nothing."""
ALMOST_WORD_FOR_WORD = 0.8
"""The same with a few words around it."""
MOSTLY = 0.5
"""Share of a message that the words of its facts make up where it only states them, and where it is nothing else."""
ASKED_OF_ONE = frozenset({"eligible", "amount", "apply", "documents", "deadline", "source"})
"""Intents that ask for a side of one measure."""
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z0-9']+")
_ASKING = re.compile(r"\?|[吗呢]|怎么|多少|如何|什么|哪|有没有|能不能|能否|咋|谁|\b(?:about|how|what|which)\b")
_OF_US = re.compile(r"他们|我们|咱们?|对方|这个|那个|\b(?:they|them|we|us|our|it|that)\b")
WORDED = 0.3
"""Share of the message's words from which a place told with more about the enterprise still asks for a measure."""
TOLD_OF = 0.5
"""Share of the message's concepts from which a measure is about what is told."""
GENERAL = 0.35
"""Weight of keywords below which "what can we get" means everything."""


def goes_on(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message goes on with the measure under discussion instead of opening a subject."""
    if conversation.measure is None:
        return False
    first = _first(understanding)
    if first is not None and first.entry.id == conversation.measure:
        return True
    if (not understanding.decision.is_titled and _answers(understanding, conversation)) or _is_a_side(understanding):
        return True
    if understanding.decision.is_titled or _quotes(understanding):
        return False
    if not _is_asking(understanding) and any(fact.fact in conversation.wanted for fact in understanding.facts):
        return True  # what the measure still lacks, in whatever words
    if _only_states(understanding, MOSTLY):
        return True
    if is_about_another(understanding, conversation):
        return False
    return _is_asking(understanding) or bool(understanding.facts) or _is_about_it(understanding)


def _is_about_it(understanding: Understanding) -> bool:
    """Whether a short question of us and them names nothing else: "do they have to cut it for us?"."""
    decision, text = understanding.decision, understanding.message.text
    scores = [one.score for one in (*decision.measures[:1], *decision.elsewhere[:1])]
    is_foreign = decision.foreign is not None and decision.foreign.score >= SURELY_FOREIGN
    is_short = len(_WORD.findall(text)) <= 2 * FEW
    names_nothing = not (understanding.named_places or understanding.topics or is_foreign)
    is_free = decision.veto in (None, "place") and max(scores, default=0.0) < TOUCHED
    return is_short and names_nothing and is_free and asks(understanding) and bool(_OF_US.search(text))


def _is_a_side(understanding: Understanding) -> bool:
    """Whether the message asks for a side and names no subject: "is there a fee?"."""
    return bool(side_asked(understanding)) and understanding.intent is not None and understanding.intent.is_whole


def _quotes(understanding: Understanding) -> bool:
    """Whether the message is an example of a measure word for word, and not just facts."""
    first = _first(understanding)
    is_alike = first is not None and first.features.get("example", 0.0) >= WORD_FOR_WORD
    return is_alike and not _only_states(understanding, MOSTLY)


def _answers(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message answers the open question, or puts the last answer right, in whatever words."""
    if understanding.reading.correction or understanding.reading.answered:
        return True
    at_hand = {conversation.asked, *conversation.recent[:1]}.intersection(fact.fact for fact in understanding.facts)
    first = _first(understanding)
    is_like = first is not None and first.features.get("example", 0.0) >= ALMOST_WORD_FOR_WORD
    may_name = is_like or at_hand <= PLACES  # a measure's name holds its place
    is_named = may_name and is_about_another(understanding, conversation)
    return bool(at_hand) and not is_named and not _is_asking(understanding)


def returns(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether a message that would be refused names the measure that was left for the one under discussion."""
    first, foreign = _first(understanding), understanding.decision.foreign
    if first is None or conversation.paused is None or first.entry.id != conversation.paused:
        return False
    is_foreign = foreign is not None and foreign.score >= first.score
    return understanding.decision.outcome == "no_answer" and not is_foreign and first.score >= LIKE


def supposed_about(understanding: Understanding, conversation: Conversation) -> str | None:
    """The measure for which the message asks what would be if: its own, else the one under discussion."""
    first, decision = _first(understanding), understanding.decision
    if conversation.measure is not None and not is_about_another(understanding, conversation):
        return conversation.measure
    return first.entry.id if first is not None and decision.outcome == "answer" else conversation.measure


def _only_states(understanding: Understanding, share: float) -> bool:
    """Whether facts of the enterprise make up such a share of the message: its words are theirs, not a measure's."""
    text, facts = understanding.message.raw, understanding.facts
    if not facts or not _is_silent(understanding):
        return False
    stated = {at for fact in facts if not fact.assumed for at in range(*fact.span)}
    return len(stated) >= share * len(text.strip())


def is_about_another(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message is about a measure, or a foreign topic, of its own."""
    decision, first = understanding.decision, _first(understanding)
    own = next((c.score for c in decision.measures if c.entry.id == conversation.measure), 0.0)
    leads = first is not None and first.score - own >= LEAD
    if leads and first is not None and _is_meant(understanding, first):
        return True
    is_foreign = decision.foreign is not None and decision.foreign.score >= LIKE
    away = decision.elsewhere[0] if decision.elsewhere else None
    return (is_foreign and _is_asking(understanding)) or _has_keyword(away)


def _is_meant(understanding: Understanding, first: Candidate) -> bool:
    """Whether the best measure is what the message is about, not just the best of those that it hardly touches."""
    decision = understanding.decision
    if decision.outcome == "answer" and decision.confidence >= NEW_SUBJECT:
        return first.score >= TOUCHED or bool(understanding.facts)
    return decision.outcome != "no_answer" and first.score >= LIKE


def asks(understanding: Understanding) -> bool:
    """Whether the message asks something, by a rule or by its wording."""
    return _is_asking(understanding) or bool(_ASKING.search(understanding.message.text))


def _is_asking(understanding: Understanding) -> bool:
    return understanding.intent is not None and understanding.intent.group == "asking"


def _asks_nothing(understanding: Understanding) -> bool:
    """Whether no rule finds a question or a command: it names a subject, or takes back a fact."""
    return understanding.intent is None or understanding.intent.group == "telling"


def _is_silent(understanding: Understanding) -> bool:
    """Whether neither a rule nor its wording makes a question of the message."""
    return _asks_nothing(understanding) and not _ASKING.search(understanding.message.text)


def _first(understanding: Understanding) -> Candidate | None:
    return understanding.decision.measures[0] if understanding.decision.measures else None


def _has_keyword(candidate: Candidate | None) -> bool:
    return candidate is not None and candidate.features.get("keyword", 0.0) >= NAMED


NEARLY = 0.5
"""Confidence from which a refusal that names what is near says more than that a message is not understood."""


def is_lost(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether nothing was understood, not even that the message is about something else."""
    if understanding.decision.veto == "errand":
        return False
    has_subject = conversation.asked is not None or conversation.measure is not None
    if has_subject and _is_statement(understanding, SURELY_MEANT if conversation.asked is not None else LIKE):
        return True
    if _only_states(understanding, MOSTLY) and understanding.decision.outcome == "no_answer":
        return True
    foreign = understanding.decision.foreign
    if _is_told(understanding):
        return True
    is_elsewhere = bool(understanding.decision.elsewhere and understanding.named_places)
    is_barred = understanding.decision.veto is not None
    is_unanswered = understanding.decision.outcome == "no_answer" and not is_elsewhere and not is_barred
    if understanding.decision.measures and understanding.decision.confidence >= NEARLY and not understanding.facts:
        return False
    return is_unanswered and (foreign is None or foreign.score < SURELY_FOREIGN)


def side_asked(understanding: Understanding) -> str:
    """The side of a measure that the message asks for, whichever is meant; empty where it asks for none."""
    intent = understanding.intent
    return intent.intent if intent is not None and intent.intent in ASKED_OF_ONE else ""


def _is_told(understanding: Understanding) -> bool:
    """Whether the enterprise's place is told with more about it, and nothing is asked or named."""
    own = {fact.fact for fact in understanding.facts if not fact.assumed}
    first = _first(understanding)
    is_worded = first is not None and understanding.decision.outcome != "no_answer" and _own_words(first) >= WORDED
    return (
        _is_silent(understanding)
        and not is_worded
        and not has_subject(understanding, LIKE)
        and "region" in own
        and len(own - SAID_OF_MANY) > 0
    )


def _own_words(first: Candidate) -> float:
    """How much of the message's words are those of the measure."""
    return max(first.features.get(name, 0.0) for name in ("words", "concepts", "spelling"))


def only_tells(understanding: Understanding) -> bool:
    """Whether the message tells of the enterprise and neither asks anything nor names a need."""
    return (
        _is_silent(understanding) and not understanding.topics and any(not fact.assumed for fact in understanding.facts)
    )


def leans_on_the_last(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message only adds to the last question, which no single measure answered: "and in Wuhan?"."""
    is_open = conversation.measure is None and conversation.asked is None and not conversation.is_screening
    if not (is_open and conversation.open) or has_subject(understanding):
        return False
    if understanding.facts or understanding.named_places or understanding.is_bare:
        return True
    is_short = len(_WORD.findall(understanding.message.text)) <= FEW
    return is_short and (understanding.reading.is_loose or asks(understanding))


def has_subject(understanding: Understanding, meant: float = TOUCHED) -> bool:
    """Whether the message names a measure (scoring `meant`), a need or a foreign topic of its own."""
    decision, first = understanding.decision, _first(understanding)
    if understanding.topics or decision.veto not in (None, "place"):
        return True
    if understanding.intent is not None and understanding.intent.intent == "screen":
        return True
    if decision.foreign is not None and decision.foreign.score >= FOREIGN:
        return True
    return _has_keyword(first) or (first is not None and first.score >= meant)


def _is_statement(understanding: Understanding, meant: float) -> bool:
    """Whether the message asks nothing and names no measure (scoring `meant`): an answer that could not be read."""
    tells_nothing = _is_silent(understanding) and not understanding.facts
    first, foreign = _first(understanding), understanding.decision.foreign
    is_foreign = foreign is not None and foreign.score >= SURELY_FOREIGN
    is_named = _has_keyword(first) or (first is not None and first.score >= meant)
    is_named = is_named or (bool(understanding.topics) and understanding.decision.outcome != "no_answer")
    return tells_nothing and not is_foreign and not is_named


def is_about_everything(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message asks what there is for the enterprise, without naming a measure, a need or a place alone."""
    decision, first = understanding.decision, _first(understanding)
    is_barred = decision.veto is not None and (decision.veto != "place" or bool(understanding.named_places))
    if understanding.intent is None or understanding.intent.intent != "screen" or is_barred:
        return False
    if decision.outcome != "no_answer" and (understanding.wanted or _is_about_its_one_fact(understanding)):
        return False
    is_told = bool(conversation.profile) or any(fact.fact not in SAID_OF_MANY for fact in understanding.facts)
    is_foreign = decision.outcome == "no_answer" and decision.foreign is not None
    if not is_told and (decision.outcome == "clarify" or is_foreign):
        return False
    if first is None or decision.outcome != "answer":
        return True
    return first.features.get("keyword", 0.0) < GENERAL and first.score < MEANT


def _is_about_its_one_fact(understanding: Understanding) -> bool:
    """Whether the one thing told of the enterprise is what the best measure is about: "what is there for R&D"."""
    told = {fact.span for fact in understanding.facts if not fact.assumed and fact.fact not in SAID_OF_MANY}
    first = _first(understanding)
    return len(told) == 1 and first is not None and first.features.get("concepts", 0.0) >= TOLD_OF


def goes_on_screening(understanding: Understanding, conversation: Conversation) -> bool:
    """Whether the message only tells more about the enterprise while all measures are under discussion."""
    if not conversation.is_screening:
        return False
    if understanding.reading.answered or understanding.reading.correction:
        return True
    return bool(understanding.facts) and not _is_asking(understanding) and not _has_keyword(_first(understanding))
