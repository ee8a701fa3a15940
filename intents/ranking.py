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

MEASURES, TOPICS = 48, 12
"""How many measures and foreign topics are looked at closely."""
KEPT = {"measures": 12, "elsewhere": 5, "topics": 2}
"""How many of each are returned: more than is ever shown or compared."""
Scored = tuple[float, Entry, int, tuple[str, ...]]
"""Score, entry, row, and the features that are simply there."""
CHANNEL_FEATURES = ("words", "concepts", "sound", "spelling", "example", "keyword", "facts")
PLACE_FEATURES = ("same_place", "near_place", "elsewhere", "unnamed_place")
DAY_FEATURES = ("in_force",)
KIND_FEATURES = ("kind",)
FEATURES = (*CHANNEL_FEATURES, *PLACE_FEATURES, *DAY_FEATURES, *KIND_FEATURES)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that may be meant."""

    row: int
    entry: Entry
    score: float
    """Sum of the weighted features, clamped to 0..1."""
    features: Mapping[str, float]
    """By name; a feature that is not there is zero."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message brings beside its words."""

    places: Sequence[str]
    """Regions that the message names, for or against."""
    day: date
    in_force: frozenset[str]
    """Ids of the measures that can be used on the day."""
    kinds: frozenset[str] = frozenset()
    """Kinds of measure that the message asks for."""


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
        places = PlaceAgreement(setting.places, regions)
        found = [
            self._scored(row, float(base[row]), matcher.entries[row], setting, places)
            for row in self._shortlist(base, matcher, setting.places, regions)
            if (day := matcher.entries[row].announced) is None or day <= setting.day
        ]
        found.sort(key=lambda one: (-one[0], one[1].id))
        return _kept(found, scores)

    def _shortlist(self, base: Scores, matcher: Matcher, places: Sequence[str], regions: Regions) -> list[int]:
        """The rows with the best words, measures and foreign topics each, and all measures of the places named."""
        measures = matcher.measures
        rows = dict.fromkeys(_best(base[:measures], MEASURES))
        rows |= dict.fromkeys(row + measures for row in _best(base[measures:], TOPICS))
        for place in places:
            for area in regions.chain(place)[:2]:
                rows |= dict.fromkeys(matcher.by_place.get(area, ())[:MEASURES])
        return list(rows)

    def _scored(self, row: int, base: float, entry: Entry, setting: Setting, places: PlaceAgreement) -> Scored:
        """One entry's score."""
        extra: tuple[str, ...] = ()
        if entry.foreign is None:
            place = places.feature(entry.places)
            usable = "in_force" if entry.id in setting.in_force else None
            fitting = "kind" if entry.kind in setting.kinds else None
            extra = tuple(name for name in (place, usable, fitting) if name)
            base += sum(self.weights[name] for name in extra)
        return min(1.0, max(0.0, base)), entry, row, extra


def _best(scores: Scores, count: int) -> list[int]:
    """Rows of the highest scores, in no order."""
    if len(scores) <= count:
        return list(range(len(scores)))
    rows: list[int] = np.argpartition(-scores, count - 1)[:count].tolist()
    return rows


def _kept(found: Sequence[Scored], scores: Mapping[str, Scores]) -> list[Candidate]:
    """The first measures, those of other places, and the first topics, in order, each with its features."""
    out: list[Candidate] = []
    counts = dict.fromkeys(KEPT, 0)
    for score, entry, row, extra in found:
        sort = "topics" if entry.foreign is not None else "elsewhere" if "elsewhere" in extra else "measures"
        counts[sort] += 1
        if counts[sort] <= KEPT[sort]:
            channels = {name: float(scores[name][row]) for name in CHANNEL_FEATURES}
            out.append(Candidate(row, entry, score, channels | dict.fromkeys(extra, 1.0)))
    return out


class PlaceAgreement:
    """How the places of measures agree with those that one message names; each pair is looked at once."""

    __slots__ = ("_known", "_named", "_regions")

    def __init__(self, named: Sequence[str], regions: Regions) -> None:
        self._named = named
        self._regions = regions
        self._known: dict[tuple[str, ...], str | None] = {}

    def feature(self, own: tuple[str, ...]) -> str | None:
        """The feature of a measure's places; None for a national measure."""
        if own not in self._known:
            self._known[own] = self._compare(own)
        return self._known[own]

    def _compare(self, own: tuple[str, ...]) -> str | None:
        if "CN" in own:
            return None
        if not self._named:
            return "unnamed_place"
        within = self._regions.within
        if any(mine == theirs for mine in own for theirs in self._named):
            return "same_place"
        if any(within(mine, theirs) or within(theirs, mine) for mine in own for theirs in self._named):
            return "near_place"
        return "elsewhere"
