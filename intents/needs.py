"""The needs of a message that joins several: "房租和贷款都有吗" asks for two measures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from intents.features import Feature
from intents.ranking import Candidate
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Needs:
    """Concept key to the topic of the measures that serve it."""

    topics: Mapping[str, str]
    serving: Mapping[str, frozenset[str]]
    """The same for all needs, those that are never joined included."""
    narrower: Mapping[str, frozenset[str]]
    """Topic to the concepts that add no need of their own where it is named."""
    joints: re.Pattern[str]
    """What stands between two needs that one message joins."""

    def named(self, concepts: Sequence[Feature]) -> frozenset[str]:
        """Topics of all needs that the concepts name; of a need and a narrower one the narrower."""
        named = {key: self.serving[key] for key, _ in concepts if key in self.serving}
        found = frozenset().union(*named.values())
        idle = frozenset().union(*(self.narrower[topic] for topic in found if topic in self.narrower))
        return found if idle.isdisjoint(named) else frozenset().union(*(named[key] for key in named.keys() - idle))

    def main(self, concepts: Sequence[Feature]) -> frozenset[str]:
        """The topics of those needs alone that a message can join."""
        return frozenset(self.topics[key] for key, _ in concepts if key in self.topics)

    def joined(self, text: str, concepts: Sequence[Feature]) -> tuple[str, ...]:
        """Topics of the needs that the text names side by side, in order; none where it names one alone."""
        named = sorted((span, self.topics[key]) for key, span in concepts if key in self.topics)
        out: list[str] = []
        for (before, topic), (behind, other) in pairwise(named):
            if topic != other and self.joints.match(text[before[1] : behind[0]]):
                out += [topic, other]
        return tuple(dict.fromkeys(out))


def served(measures: Sequence[Candidate], topics: Sequence[str], bound: float) -> tuple[Candidate, ...]:
    """For each topic that the first measure does not serve, the best other one that scores so much and does.

    A measure serves its first topic above all: one that has the topic as its first is preferred to one that has it too.
    The first measure stands for the first of the needs that it serves, be it for another above all.
    """
    first = measures[0]
    found: list[Candidate] = []
    own = next(
        (topic for topic in (*first.entry.topics[:1], *topics) if topic in topics and topic in first.entry.topics), ""
    )
    for topic in topics:
        fitting = [one for one in measures[1:] if topic in one.entry.topics and one.score >= bound]
        mainly = [one for one in fitting if one.entry.topics[0] == topic and _as_near(one, first)]
        if topic == own or any(topic == one.entry.topics[0] for one in found):
            continue
        if mainly or not any(topic in one.entry.topics for one in (first, *found)):
            found += (mainly or fitting)[:1]
    return tuple(found)


def _as_near(one: Candidate, first: Candidate) -> bool:
    """Whether it is for the place that the message names, where the first measure is."""
    return all(bool(one.features.get(name)) >= bool(first.features.get(name)) for name in ("same_place", "near_place"))


def build_needs(data: Mapping[str, Any]) -> Needs:
    """From the rules file: topic to concepts, and the pattern of what joins them."""
    topics = {"c:" + name: topic for topic, names in data["topics"].items() for name in names}
    serving: dict[str, set[str]] = defaultdict(set)
    for topic, names in data["serving"].items():
        for name in names:
            serving["c:" + name].add(topic)
    frozen = {key: frozenset(found) for key, found in serving.items()}
    narrower = {topic: frozenset("c:" + name for name in names) for topic, names in data["narrower"].items()}
    return Needs(topics, frozen, narrower, re.compile(data["joints"]))
