"""Puts the entries in order for one message: channel scores, places and the day, weighed by fitted weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from intents.entries import Entry
from intents.index import Rows, Scores
from intents.matcher import SCORED, Cut, Matcher
from knowledge.records import dataclass
from knowledge.regions import Regions

MEASURES, TOPICS = 48, 12
"""How many measures and foreign topics are looked at closely."""
KEPT = {"measures": 12, "elsewhere": 5, "topics": 2}
"""How many of each are returned: more than is ever shown or compared."""
CHANNEL_FEATURES = (*SCORED, "example")
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
    in_force: npt.NDArray[np.bool_]
    """Which entries can be used on the day; never a foreign topic."""
    kinds: frozenset[str] = frozenset()
    """Kinds of measure that the message asks for."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How features weigh; the weights are fitted (scripts/fit_weights.py) and kept in rules/weights.yml."""

    weights: Mapping[str, float]

    def rank(self, matcher: Matcher, cut: Cut, setting: Setting, regions: Regions) -> list[Candidate]:
        """The best candidates, best first; measures announced after the day are left out."""
        scores = matcher.scores(cut)
        rows = _shortlist(self._weighed(SCORED) @ scores, matcher, setting.places, regions)
        rows = rows[matcher.traits.announced[rows] <= setting.day.toordinal()]
        if not len(rows):
            return []
        channels = np.vstack([scores[:, rows], matcher.likeness(cut, rows, scores)])
        beside = self._beside(matcher, rows, setting, regions)
        total = self._weighed((*SCORED, "example")) @ channels + [sum(map(self.weights.__getitem__, b)) for b in beside]
        total = np.clip(total, 0.0, 1.0)
        order = np.lexsort((matcher.traits.order[rows], -total)).tolist()
        found = list(zip(rows.tolist(), total.tolist(), channels.T.tolist(), beside, strict=True))
        return _kept([found[at] for at in order], matcher)

    def _weighed(self, names: Sequence[str]) -> Scores:
        return np.array([self.weights[name] for name in names])

    def _beside(self, matcher: Matcher, rows: Rows, setting: Setting, regions: Regions) -> list[tuple[str, ...]]:
        """What each of the rows has beside its words: agreement of places, the day, the kind asked for."""
        traits = matcher.traits
        places = PlaceAgreement(setting.places, regions, traits.place_sets)
        kinds = [kind in setting.kinds for kind in traits.kinds]
        columns = zip(
            rows.tolist(),
            traits.place_set[rows].tolist(),
            setting.in_force[rows].tolist(),
            traits.kind[rows].tolist(),
            strict=True,
        )
        return [
            (*places.features(place_set), *(("in_force",) if usable else ()), *(("kind",) if kinds[kind] else ()))
            if row < matcher.measures
            else ()
            for row, place_set, usable, kind in columns
        ]


def _shortlist(base: Scores, matcher: Matcher, places: Sequence[str], regions: Regions) -> Rows:
    """The rows with the best words, measures and foreign topics each, and all measures of the places named."""
    measures = matcher.measures
    near = [matcher.by_place.get(area, [])[:MEASURES] for place in places for area in regions.chain(place)[:2]]
    best = np.concatenate([_best(base[:measures], MEASURES), measures + _best(base[measures:], TOPICS)])
    return np.array(sorted({*best.tolist(), *(row for rows in near for row in rows)})) if near else best


def _best(scores: Scores, count: int) -> Rows:
    """Rows of the highest scores, in no order."""
    return np.argpartition(-scores, count - 1)[:count] if len(scores) > count else np.arange(len(scores))


Found = tuple[int, float, list[float], tuple[str, ...]]
"""Row, score, one number for each of SCORED and the example, and the features that are simply there."""


def _kept(found: Sequence[Found], matcher: Matcher) -> list[Candidate]:
    """The first measures, those of other places, and the first topics, in order, each with its features."""
    out: list[Candidate] = []
    counts = dict.fromkeys(KEPT, 0)
    for row, score, channels, beside in found:
        sort = "topics" if row >= matcher.measures else "elsewhere" if "elsewhere" in beside else "measures"
        counts[sort] += 1
        if counts[sort] <= KEPT[sort]:
            features = dict(zip((*SCORED, "example"), channels, strict=True)) | dict.fromkeys(beside, 1.0)
            out.append(Candidate(row, matcher.entries[row], score, features))
    return out


class PlaceAgreement:
    """How the places of measures agree with those that one message names; each set of places is looked at once."""

    __slots__ = ("_known", "_named", "_place_sets", "_regions")

    def __init__(self, named: Sequence[str], regions: Regions, place_sets: Sequence[tuple[str, ...]]) -> None:
        self._named = named
        self._regions = regions
        self._place_sets = place_sets
        self._known: dict[int, tuple[str, ...]] = {}

    def features(self, place_set: int) -> tuple[str, ...]:
        """The feature of a set of places, by its number; none for a national measure."""
        found = self._known.get(place_set)
        if found is None:
            feature = self._compare(self._place_sets[place_set])
            found = self._known[place_set] = (feature,) if feature is not None else ()
        return found

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
