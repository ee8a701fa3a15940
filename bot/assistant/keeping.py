"""Facts of the user's enterprises over time: stated on a day, corrected, grown old, forgotten; several enterprises."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.assistant.conversation import Conversation
from knowledge.facts import Vocabulary
from knowledge.records import replace

KEPT_DAYS = 365
"""A fact counts so long after it was stated; then it is asked again."""
MOST_ENTERPRISES = 30
LONGEST_NAME = 40
LASTING = frozenset({"date"})
"""Types of facts that never grow old: a day in the past stays where it is."""
_ENTERPRISE = ("profile", "stated", "stale")


def state(conversation: Conversation, facts: Mapping[str, Any], day: date) -> Conversation:
    """The facts as stated on that day; what was said of them before is replaced."""
    if not facts:
        return conversation
    return replace(
        conversation,
        profile={**conversation.profile, **facts},
        stated={**conversation.stated, **dict.fromkeys(facts, day.isoformat())},
        stale={fact: old for fact, old in conversation.stale.items() if fact not in facts},
    )


def forget(conversation: Conversation, fact: str) -> Conversation:
    """Without that fact."""
    parts: dict[str, Any] = {
        part: {f: v for f, v in getattr(conversation, part).items() if f != fact} for part in _ENTERPRISE
    }
    return replace(conversation, **parts)


def age(conversation: Conversation, day: date, vocabulary: Vocabulary) -> Conversation:
    """The conversation on that day: facts that have grown too old to count are put aside."""
    old = {
        fact: {"value": value, "stated": conversation.stated[fact]}
        for fact, value in conversation.profile.items()
        if fact in conversation.stated and _is_old(fact, conversation.stated[fact], day, vocabulary)
    }
    if not old:
        return conversation
    rest = {fact: value for fact, value in conversation.profile.items() if fact not in old}
    dates = {fact: stated for fact, stated in conversation.stated.items() if fact not in old}
    return replace(conversation, profile=rest, stated=dates, stale={**conversation.stale, **old})


def _is_old(fact: str, stated: str, day: date, vocabulary: Vocabulary) -> bool:
    """Whether the year that the fact spoke of is another one by now, or the statement itself is too old."""
    try:
        then = date.fromisoformat(stated)
    except ValueError:
        return True
    definition = vocabulary.facts.get(fact)
    if definition is not None and definition.year is not None:
        return then.year < day.year
    is_lasting = definition is not None and definition.type in LASTING
    return not is_lasting and (day - then).days > KEPT_DAYS


def enterprise_names(conversation: Conversation) -> tuple[str, ...]:
    """All enterprises, the one under discussion first; an unnamed one as an empty name."""
    return (conversation.enterprise, *conversation.enterprises)


def mark(name: str) -> str:
    """What a button carries instead of the name."""
    return hashlib.blake2b(name.encode(), digest_size=6).hexdigest()


def find(conversation: Conversation, wanted: str) -> str | None:
    """The enterprise meant: by its whole name, its button's mark, or the only one whose name holds these words."""
    names = enterprise_names(conversation)
    for name in names:
        if name and wanted in (name, mark(name)):
            return name
    words = wanted.casefold().strip()
    holding = [name for name in names if name and words and (words in name.casefold() or name.casefold() in words)]
    return holding[0] if len(holding) == 1 else None


def select(conversation: Conversation, name: str, unnamed: str) -> Conversation:
    """The enterprise of that name under discussion, a new one where there is none yet.

    The one before is put aside under its name, `unnamed` where it has none and something is known of it. The measure
    under discussion stays, so that it is judged for the other one.
    """
    if name == conversation.enterprise:
        return conversation
    others = dict(conversation.enterprises)
    before = {part: dict(getattr(conversation, part)) for part in _ENTERPRISE}
    if conversation.enterprise or conversation.profile or conversation.stale:
        others[conversation.enterprise or _free(unnamed, {*others, name})] = before
    chosen = others.pop(name, {})
    known: dict[str, Any] = {part: dict(chosen.get(part) or {}) for part in _ENTERPRISE}
    fresh = replace(conversation, asked=None, wanted=(), declined=(), skipped=(), contradicted={}, assumed={})
    fresh = replace(fresh, recent=(), past=(), why="")
    return replace(fresh, enterprise=name, enterprises=others, **known)


def rename(conversation: Conversation, name: str) -> Conversation:
    """The enterprise under discussion by its new name."""
    return replace(conversation, enterprise=name)


def remove(conversation: Conversation, name: str) -> Conversation:
    """Without that enterprise; where it was under discussion the first of the others takes its place."""
    if name != conversation.enterprise:
        others = {other: known for other, known in conversation.enterprises.items() if other != name}
        return replace(conversation, enterprises=others)
    empty = replace(conversation.without_subject(), enterprise="", profile={}, stated={}, stale={})
    following = next(iter(conversation.enterprises), None)
    return select(empty, following, "") if following is not None else empty


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} {number}"
    return found
