"""What a message asks, tells and names by itself, whatever was said before it."""

from __future__ import annotations

import re

from intents.ranking import Candidate
from intents.reading.vocabulary.manners import spoken
from intents.rules import SIDES
from intents.understanding import Understanding

TOUCHED = 0.3
"""Score below which a message without facts asks for a side of a measure and names none."""
FOREIGN = 0.35
"""Score from which a message after an open question is about something foreign instead of about that question."""
NAMED = 0.5
"""Weight of keywords from which a message names a measure."""
MOSTLY = 0.5
"""Share of a message that the words of its facts make up where it only states them."""
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z0-9']+")
FEW_LEFT = 4
"""Words beside the facts up to which a message says no more than what the enterprise makes: 五金件."""
FEW = 8
"""Words (a Chinese character counts as one) up to which a question that names nothing belongs to the one before it."""
SAID_OF_MANY = frozenset({"region", "enterprise_size", "org_type"})
"""Facts that leave almost every measure open."""
_ASKING = re.compile(
    r"\?|[吗呢]|怎么|多少|如何|什么|哪|有没有|能不能|能否|咋|谁|\b(?:about|how|what|which)\b"
    r"|(?:^|[,;.!])\s*any\b(?!.*:)"  # "any layoffs: none" is a filled form
)


def told(understanding: Understanding) -> frozenset[str]:
    """The facts that the message tells of the enterprise; those that it is only taken to have are none."""
    return frozenset(fact.fact for fact in understanding.facts if not fact.assumed)


def word_count(understanding: Understanding) -> int:
    """How many words the message has; a Chinese character counts as one."""
    return len(_WORD.findall(understanding.message.text))


def words_beside_places(understanding: Understanding) -> int:
    """How many words the message has beside the places that it names."""
    return len(_WORD.findall(understanding.unplaced.lower()))


def tells_only_of_itself(understanding: Understanding) -> bool:
    """Whether hardly a word is left of the message beside what it tells of the enterprise and its question."""
    return words_left(understanding) <= FEW_LEFT


def words_left(understanding: Understanding) -> int:
    """How many words of the message neither tell of the enterprise nor ask, nor say little in any message."""
    message, intent = understanding.message, understanding.intent
    spans = [fact.span for fact in understanding.facts]
    spans += [message.span(*intent.span)] if intent is not None else []
    covered = {at for span in spans for at in range(*span)}
    left = "".join(" " if at in covered else letter for at, letter in enumerate(message.raw.lower()))
    return len(_WORD.findall(spoken("says_little").sub(" ", left)))


def asks(understanding: Understanding) -> bool:
    """Whether the message asks something, by a rule or by its wording."""
    return is_asking(understanding) or bool(_ASKING.search(understanding.message.text))


def is_asking(understanding: Understanding) -> bool:
    """Whether a rule finds a question in the message."""
    return understanding.intent is not None and understanding.intent.group == "asking"


def has_question(understanding: Understanding) -> bool:
    """Whether its wording makes a question of the message."""
    return bool(_ASKING.search(understanding.message.text))


def is_silent(understanding: Understanding) -> bool:
    """Whether neither a rule nor its wording makes a question of the message."""
    return _asks_nothing(understanding) and not _ASKING.search(understanding.message.text)


def _asks_nothing(understanding: Understanding) -> bool:
    """Whether no rule finds a question or a command: it names a subject, or takes back a fact."""
    return understanding.intent is None or understanding.intent.group == "telling"


def side_asked(understanding: Understanding) -> str:
    """The side of a measure that the message asks for, whichever is meant; empty where it asks for none."""
    intent = understanding.intent
    return intent.intent if intent is not None and intent.intent in SIDES else ""


def is_bare_side(understanding: Understanding) -> bool:
    """Whether the message asks for a side and names nothing that has one: "is there a fee?", "what's the deadline?"."""
    return bool(side_asked(understanding)) and understanding.intent is not None and understanding.intent.is_whole


def only_states(understanding: Understanding) -> bool:
    """Whether facts of the enterprise make up most of the message: its words are theirs, not a measure's."""
    text, facts = understanding.message.raw, understanding.facts
    if not facts or not is_silent(understanding):
        return False
    stated = {at for fact in facts if not fact.assumed for at in range(*fact.span)}
    return len(stated) >= MOSTLY * len(text.strip())


def only_tells(understanding: Understanding) -> bool:
    """Whether the message tells of the enterprise and neither asks anything nor names a need."""
    return is_silent(understanding) and not understanding.topics and bool(told(understanding))


def best_of(understanding: Understanding) -> Candidate | None:
    """The measure that fits the message best; None where none fits at all."""
    return understanding.decision.measures[0] if understanding.decision.measures else None


def has_keyword(candidate: Candidate | None) -> bool:
    """Whether the message names it by a word that owners call it by."""
    return candidate is not None and candidate.features.get("keyword", 0.0) >= NAMED


def has_subject(understanding: Understanding, meant: float = TOUCHED) -> bool:
    """Whether the message names a measure (scoring `meant`), a need or a foreign topic of its own."""
    decision, first = understanding.decision, best_of(understanding)
    if understanding.topics or decision.veto not in (None, "place"):
        return True
    if understanding.intent is not None and understanding.intent.intent == "screen":
        return True
    if decision.foreign is not None and decision.foreign.score >= FOREIGN:
        return True
    return has_keyword(first) or (first is not None and first.score >= meant)


def own_words(first: Candidate) -> float:
    """How much of the message's words are those of the measure."""
    return max(first.features.get(name, 0.0) for name in ("words", "concepts", "spelling"))
