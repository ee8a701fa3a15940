"""Puts the entries in order for one message: channel scores, places and the day, weighed by fitted weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from intents.entries import Entry
from intents.index import Scores
from intents.matcher import Cut, Matcher
from knowledge.regions import Regions

CANDIDATES = 60
CHANNEL_FEATURES = ("words", "concepts", "sound", "spelling", "example", "keyword")
PLACE_FEATURES = ("same_place", "near_place", "elsewhere", "unnamed_place")
DAY_FEATURES = ("in_force",)
FEATURES = (*CHANNEL_FEATURES, *PLACE_FEATURES, *DAY_FEATURES)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that may be meant."""

    row: int
    entry: Entry
    score: float
    """Sum of the weighted features, clamped to 0..1."""
    features: Mapping[str, float]
    """Those that are not zero."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message brings beside its words."""

    places: Sequence[str]
    """Regions that the message names, for or against."""
    day: date
    in_force: frozenset[str]
    """Ids of the measures that can be used on the day."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How features weigh; the weights are fitted (scripts/fit_weights.py) and kept in rules/weights.yml."""

    weights: Mapping[str, float]

    def rank(self, matcher: Matcher, cut: Cut, setting: Setting, regions: Regions) -> list[Candidate]:
        """The best candidates, best first; measures announced after the day are left out."""
        scores = matcher.scores(cut)
        base = np.zeros(len(matcher.entries), dtype=np.float32)
        for name in CHANNEL_FEATURES:
            base += self.weights[name] * scores[name]
        found = [
            self._candidate(row, matcher.entries[row], float(base[row]), scores, setting, regions)
            for row in self._shortlist(base, matcher, setting.places, regions)
            if (day := matcher.entries[row].announced) is None or day <= setting.day
        ]
        return sorted(found, key=lambda c: (-c.score, c.entry.id))

    def _shortlist(self, base: Scores, matcher: Matcher, places: Sequence[str], regions: Regions) -> list[int]:
        """The rows with the best words, and all of the places named: a bare place has no words at all."""
        count = min(CANDIDATES, len(base))
        rows = dict.fromkeys(np.argpartition(-base, count - 1)[:count].tolist())
        for place in places:
            for area in regions.chain(place)[:2]:
                rows |= dict.fromkeys(matcher.by_place.get(area, ())[:CANDIDATES])
        return list(rows)

    def _candidate(
        self, row: int, entry: Entry, base: float, scores: Mapping[str, Scores], setting: Setting, regions: Regions
    ) -> Candidate:
        features = {name: float(scores[name][row]) for name in CHANNEL_FEATURES}
        if entry.foreign is None:
            place = place_feature(entry.places, setting.places, regions)
            if place is not None:
                features[place] = 1.0
                base += self.weights[place]
            if entry.id in setting.in_force:
                features["in_force"] = 1.0
                base += self.weights["in_force"]
        return Candidate(row, entry, min(1.0, max(0.0, base)), features)


def place_feature(own: Sequence[str], named: Sequence[str], regions: Regions) -> str | None:
    """How a measure's places agree with the places that a message names; None for a national measure."""
    if "CN" in own:
        return None
    if not named:
        return "unnamed_place"
    if any(mine == theirs for mine in own for theirs in named):
        return "same_place"
    if any(regions.within(mine, theirs) or regions.within(theirs, mine) for mine in own for theirs in named):
        return "near_place"
    return "elsewhere"
