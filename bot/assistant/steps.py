"""Steps of a dialogue: what a message adds to what is known, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.assistant import keeping
from bot.assistant.conversation import FRESH, Conversation
from bot.assistant.views import Viewer
from intents.understanding import Understanding
from knowledge.records import replace
from knowledge.regions import Regions

REMEMBERED = 20
RECENT = 8
"""Facts that "change that" may mean."""
_NOTHING = (("layoffs", "none"),)
"""Answers that hold only while nothing speaks against them."""
_UNKNOWN = ("declined", "skipped", "contradicted")
_TOLD = ("profile", "measure", "is_screening", "declined", "contradicted")
_STEP = ("profile", "stated", "measure", "is_screening", "asked", *_UNKNOWN, "assumed", "shown", "unwanted")


def remember(conversation: Conversation) -> Conversation:
    """The state as it is now becomes one that "back" returns to."""
    parts = ((part, getattr(conversation, part)) for part in _STEP)
    step = {part: _plain(value) for part, value in parts if value != FRESH[part]}
    return replace(conversation, past=(*conversation.past, step)[-REMEMBERED:])


def go_back(conversation: Conversation) -> Conversation:
    """The state one step ago, with the fact asked that was answered since; the conversation has such a step."""
    *earlier, last = conversation.past
    while earlier and all(_plain(getattr(conversation, part)) == _part(last, part) for part in _TOLD):
        *earlier, last = earlier  # a question lay between, nothing was told in it
    kept = {part: _part(last, part) for part in _STEP}
    restored: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in kept.items()}
    state = replace(conversation, **restored, past=tuple(earlier))
    undone = (fact for fact, value in conversation.profile.items() if state.profile.get(fact) != value)
    asked = state.asked or next(undone, None)
    return replace(state, asked=asked, declined=tuple(fact for fact in state.declined if fact != asked))


def _part(step: Mapping[str, Any], part: str) -> Any:
    return step[part] if part in step else _plain(FRESH[part])


def decline(conversation: Conversation, fact: str, *, skipped: bool = False) -> Conversation:
    """The fact is not known, or passed over (`skipped`), and not asked again."""
    skips = (*conversation.skipped, fact) if skipped else conversation.skipped
    return replace(conversation, declined=(*conversation.declined, fact), skipped=skips, asked=None)


def learn(conversation: Conversation, understanding: Understanding, viewer: Viewer) -> Conversation:
    """The message's facts in the profile; a place that only names a measure is assumed, not saved."""
    is_certain = understanding.reading.correction or conversation.is_screening
    in_order = sorted(understanding.facts, key=lambda f: f.span)  # "make that 65%" means what was said last
    is_certain = is_certain or (conversation.measure is not None and _is_a_place_alone(understanding))
    said = {f.fact: f.value for f in in_order if (is_certain or not f.assumed) and not f.derived}
    own = {**_not_following(understanding, {**conversation.profile, **said}, viewer), **said}
    assumed = {f.fact: f.value for f in understanding.facts if f.assumed and not is_certain}
    own = own if is_certain else _without_known_place(conversation, own, viewer.catalogue.regions)
    settled = _without_old_places(conversation, own, viewer.catalogue.regions)
    told = _without_outdated(tell(settled, own, understanding.day), own, viewer, understanding.day)
    assumed = _without_place_left({**conversation.assumed, **assumed}, own, viewer.catalogue.regions)
    return _contradicting(replace(told, assumed=assumed), understanding)


def after(conversation: Conversation, understanding: Understanding, viewer: Viewer) -> Conversation:
    """The state after a message: the one before it can be gone back to, and what it tells is known."""
    return learn(remember(conversation), understanding, viewer)


def told_for_certain(understanding: Understanding) -> Understanding:
    """The message with a place that stands beside what is told of the enterprise as the enterprise's own."""
    facts = tuple(replace(fact, assumed=False) for fact in understanding.facts)
    return replace(understanding, facts=facts)


def _is_a_place_alone(understanding: Understanding) -> bool:
    """Whether the message is the name of a place and nothing else: told, not a part of what is asked."""
    length = len(understanding.message.raw.strip(" .。!！"))
    return any(f.fact == "region" and f.assumed and f.span[1] - f.span[0] >= length for f in understanding.facts)


def _contradicting(conversation: Conversation, understanding: Understanding) -> Conversation:
    """Without the facts of which the message says two things; what it says of them is kept for the question."""
    clashing = understanding.reading.contradictions
    for found in clashing:
        conversation = keeping.forget(conversation, found.fact)
    both = {found.fact: list(found.values) for found in clashing}
    return replace(conversation, contradicted={**conversation.contradicted, **both})


def imagine(conversation: Conversation, facts: Mapping[str, Any], viewer: Viewer, day: date) -> Conversation:
    """The conversation as it would be if the facts were so; not to be kept."""
    settled = _without_old_places(conversation, facts, viewer.catalogue.regions)
    return _without_outdated(tell(settled, facts, day), facts, viewer, day)


def tell(conversation: Conversation, facts: Mapping[str, Any], day: date) -> Conversation:
    """The facts in the profile, and as what "change that" may mean."""
    return replace(
        keeping.state(conversation, facts, day),
        in_doubt="",
        declined=tuple(fact for fact in conversation.declined if fact not in facts),
        contradicted={fact: both for fact, both in conversation.contradicted.items() if fact not in facts},
        recent=tuple(dict.fromkeys((*reversed(list(facts)), *conversation.recent)))[:RECENT],
    )


def _without_outdated(conversation: Conversation, facts: Mapping[str, Any], viewer: Viewer, day: date) -> Conversation:
    """Without what was said before and what now follows otherwise: a rate of 0, and then 3 people laid off."""
    if facts.get("layoffs") == "none" and "people_laid_off" not in facts:
        conversation = keeping.forget(conversation, "people_laid_off")
    if facts.get("layoffs") in ("few", "many") and not conversation.profile.get("layoff_rate", True):
        conversation = keeping.forget(conversation, "layoff_rate")
    for fact, value in conversation.profile.items():
        if fact in facts or facts.keys().isdisjoint(viewer.links.sources_of(fact)):
            continue
        rest = keeping.forget(conversation, fact)
        follows = viewer.links.known(rest.profile, day).get(fact, None if (fact, value) in _NOTHING else value)
        if follows != value:
            conversation = rest
    return conversation


def _without_old_places(conversation: Conversation, facts: Mapping[str, Any], regions: Regions) -> Conversation:
    """Without what was said of places before, where the new facts contradict it."""
    place, outside = facts.get("region"), facts.get("region_not")
    old = conversation.profile.get("region")
    if place is not None:
        conversation = keeping.forget(conversation, "region_not")
    elif isinstance(outside, list) and isinstance(old, str) and any(regions.within(old, area) for area in outside):
        conversation = keeping.forget(conversation, "region")
    return conversation


def _without_place_left(assumed: dict[str, Any], told: Mapping[str, Any], regions: Regions) -> dict[str, Any]:
    """Without the place of a measure's name, where the enterprise is said not to be in it."""
    place, outside = assumed.get("region"), told.get("region_not")
    is_left = isinstance(place, str) and isinstance(outside, list) and any(regions.within(place, a) for a in outside)
    return {fact: value for fact, value in assumed.items() if fact != "region"} if is_left else assumed


def _without_known_place(conversation: Conversation, facts: dict[str, Any], regions: Regions) -> dict[str, Any]:
    """Without a place in which the enterprise is known to be more exactly: "in Jinan" after its high-tech zone."""
    old, new = conversation.profile.get("region"), facts.get("region")
    is_deeper = isinstance(old, str) and isinstance(new, str) and old != new and regions.within(old, new)
    if not is_deeper or "region_not" in facts:
        return facts
    return {fact: value for fact, value in facts.items() if fact != "region"}


def with_places_of(conversation: Conversation, before: Conversation) -> Conversation:
    """With the places as they were before: one that was only asked about is not the enterprise's own."""
    for fact in ("region", "region_not"):
        conversation = keeping.forget(conversation, fact)
        if fact in before.profile:
            stated = {fact: before.stated[fact]} if fact in before.stated else {}
            conversation = replace(
                conversation,
                profile={**conversation.profile, fact: before.profile[fact]},
                stated={**conversation.stated, **stated},
            )
    return replace(conversation, assumed=before.assumed)


def corrected(before: Conversation, after: Conversation) -> dict[str, Any]:
    """Facts that were known otherwise before, with what they are now."""
    return {
        fact: value for fact, value in after.profile.items() if fact in before.profile and before.profile[fact] != value
    }


def _not_following(understanding: Understanding, stated: Mapping[str, Any], viewer: Viewer) -> dict[str, Any]:
    """Facts that reading worked out and judging could not: the others would only grow stale in the profile.

    What followed before is not among what is known: a rate of 2 in 28 does not outlive the 2.
    """
    derived = {f.fact: f.value for f in understanding.facts if f.derived and not f.assumed}
    known = viewer.links.known(
        {fact: value for fact, value in stated.items() if fact not in derived}, understanding.day
    )
    return {fact: value for fact, value in derived.items() if fact not in known}


def _plain(part: Any) -> Any:
    if isinstance(part, Mapping):
        return dict(part)
    return list(part) if isinstance(part, tuple) else part
