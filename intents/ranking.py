"""Puts the entries in order for one message: channel scores, places and the day, weighed by fitted weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from intents.entries import Entry
from intents.index import Scores
from intents.matcher import Cut, Matcher
from knowledge.regions import Regions

CANDIDATES = 80
CHANNEL_FEATURES = ("words", "concepts", "sound", "spelling", "example", "keyword")
PLACE_FEATURES = ("same_place", "near_place", "elsewhere", "unnamed_place")
DAY_FEATURES = ("in_force",)
FEATURES = (*CHANNEL_FEATURES, *PLACE_FEATURES, *DAY_FEATURES)
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that may be meant."""

    row: int
    entry: Entry
    score: float
    """Sum of the weighted features, clamped to 0..1."""
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message brings beside its words."""

    places: Sequence[str]
    """Regions that the message names, for or against."""
    day: date
    is_in_force: Callable[[str], bool]
    """Whether a measure can be used on the day, by id."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How features weigh; the weights are fitted (scripts/fit_weights.py) and kept in rules/weights.yml."""

    weights: Mapping[str, float]

    def rank(self, matcher: Matcher, cut: Cut, setting: Setting, regions: Regions) -> list[Candidate]:
        """The best candidates, best first; measures announced after the day are left out."""
        scores = matcher.scores(cut)
        base = sum((self.weights[name] * scores[name] for name in CHANNEL_FEATURES), np.zeros(len(matcher.entries)))
        shortlist = self._shortlist(np.asarray(base, dtype=np.float32), matcher, setting.places)
        found = [self._candidate(row, matcher.entries[row], scores, setting, regions) for row in shortlist]
        kept = [c for c in found if c.entry.announced is None or c.entry.announced <= setting.day]
        return sorted(kept, key=lambda c: (-c.score, c.entry.id))

    def _shortlist(self, base: Scores, matcher: Matcher, places: Sequence[str]) -> list[int]:
        count = min(CANDIDATES, len(base))
        best = np.argpartition(-base, count - 1)[:count]
        return [int(row) for row in best]

    def _candidate(
        self, row: int, entry: Entry, scores: Mapping[str, Scores], setting: Setting, regions: Regions
    ) -> Candidate:
        features = {name: float(scores[name][row]) for name in CHANNEL_FEATURES}
        if entry.foreign is None:
            features |= place_features(entry.places, setting.places, regions)
            features["in_force"] = float(setting.is_in_force(entry.id))
        total = sum(self.weights[name] * value for name, value in features.items())
        return Candidate(row, entry, min(1.0, max(0.0, total)), features)


def place_features(own: Sequence[str], named: Sequence[str], regions: Regions) -> dict[str, float]:
    """How a measure's places agree with the places that a message names; the best pair counts."""
    if all(place == "CN" for place in own):
        return {}
    if not named:
        return {"unnamed_place": 1.0}
    pairs = [(mine, theirs) for mine in own for theirs in named]
    if any(mine == theirs for mine, theirs in pairs):
        return {"same_place": 1.0}
    if any(regions.within(mine, theirs) or regions.within(theirs, mine) for mine, theirs in pairs):
        return {"near_place": 1.0}
    return {"elsewhere": 1.0}
