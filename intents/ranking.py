"""Puts the entries in order for one message: channel scores, places and the day, weighed by fitted weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date

import numpy as np
import numpy.typing as npt

from intents.entries import Entry
from intents.index import Rows, Scores
from intents.matcher import KEYWORD, SCORED, SOUND, Cut, Matcher
from knowledge.records import dataclass
from knowledge.regions import Regions

MEASURES, TOPICS = 48, 12
"""How many measures and foreign topics are looked at closely."""
KEPT = {"measures": 12, "elsewhere": 5, "topics": 1}
"""How many of each are returned: more than is ever shown or compared."""
SORTS = ("measures", "elsewhere", "topics")
TOPIC = SORTS.index("topics")
CHANNEL_FEATURES = (*SCORED, "example")
PLACE_FEATURES = ("same_place", "near_place", "elsewhere", "unnamed_place")
ELSEWHERE, UNNAMED = (PLACE_FEATURES.index(name) + 1 for name in ("elsewhere", "unnamed_place"))
DAY_FEATURES = ("in_force", "named_past")
NAMED = 0.9
"""Weight of keywords from which a message names a measure."""
KIND_FEATURES = ("kind", "topic")
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
    topics: frozenset[str] = frozenset()
    """Topics of the needs that the message names."""
    is_bare: bool = False
    """The message names a place or a need and nothing more: the place speaks for all that it has."""
    always: tuple[int, ...] = ()
    """Rows of measures that are ranked and kept whatever their words: what a request for anything may mean."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How features weigh; the weights are fitted (scripts/fit_weights.py) and kept in rules/weights.yml."""

    weights: Mapping[str, float]
    _scored: Scores = field(init=False, repr=False)
    """Weights of SCORED."""
    _places: Scores = field(init=False, repr=False)
    """Weights of having none of PLACE_FEATURES, and of each."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_scored", np.array([self.weights[name] for name in SCORED]))
        object.__setattr__(self, "_places", np.array([0.0, *(self.weights[name] for name in PLACE_FEATURES)]))

    def rank(self, matcher: Matcher, cut: Cut, setting: Setting, regions: Regions) -> list[Candidate]:
        """The best candidates, best first; measures announced after the day are left out."""
        covered = matcher.cover(cut)
        table = matcher.scored(cut, covered.table, cut.keyword_scores)
        rows = _shortlist(self._scored @ table, matcher, setting, regions)
        rows = rows[matcher.traits.announced[rows] <= setting.day.toordinal()]
        channels = table[:, rows]
        if covered.left:
            channels = matcher.scored(cut, matcher.index.completed(covered, rows), cut.keyword_scores[rows])
        words = self._scored @ channels
        beside = Beside(matcher, rows, setting, regions, words)
        beside.see_named(channels[KEYWORD])
        total = words + beside.weigh(self.weights, self._places)
        near = _within_reach(total, beside.sorts, self.weights["example"])
        if setting.always:
            wanted = [at for at, row in enumerate(rows.tolist()) if row in setting.always]
            near = np.array(sorted({*near.tolist(), *wanted}), dtype=np.intp)
        likeness = matcher.likeness(cut, rows[near], channels[SOUND, near])
        score = np.clip(total[near] + self.weights["example"] * likeness, 0.0, 1.0)
        columns = np.vstack([channels[:, near], likeness]).T.tolist()
        order = matcher.traits.order[rows[near]].tolist()
        found = sorted(zip((-score).tolist(), order, near.tolist(), columns, strict=True))
        return self._kept(found, rows, matcher, beside, setting.always)

    def candidate(self, known: Candidate, features: Mapping[str, float]) -> Candidate:
        """The same entry with other features, and the score that they come to."""
        score = sum(self.weights[name] * value for name, value in features.items())
        return Candidate(known.row, known.entry, min(1.0, max(0.0, score)), features)

    def _kept(
        self, found: Sequence[Found], rows: Rows, matcher: Matcher, beside: Beside, always: Sequence[int]
    ) -> list[Candidate]:
        """The first measures, those of other places, and the first topics, in order, each with its features."""
        out: list[Candidate] = []
        counts = [0, 0, 0]
        for score, _, at, channels in found:
            sort = beside.sorts[at]
            counts[sort] += 1
            row = int(rows[at])
            if counts[sort] <= KEPT[SORTS[sort]] or row in always:
                features = dict(zip(CHANNEL_FEATURES, channels, strict=True)) | beside.features(at)
                out.append(Candidate(row, matcher.entries[row], -score, features))
        return out


Found = tuple[float, int, int, list[float]]
"""Score below zero, place among ids, number on the short list, and one number for each of CHANNEL_FEATURES."""


class Beside:
    """What the entries on a short list have beside their words: agreement of places, the day, the kind asked for."""

    __slots__ = ("_codes", "_fitting", "_past", "_serving", "_trust", "_usable", "sorts")

    def __init__(self, matcher: Matcher, rows: Rows, setting: Setting, regions: Regions, words: Scores) -> None:
        traits = matcher.traits
        foreign = rows >= matcher.measures
        place_sets = traits.place_set[rows].astype(np.intp)
        if setting.places:
            codes = PlaceAgreement(setting.places, regions, traits.place_sets).codes(place_sets)
        else:
            codes = np.where(traits.is_local[place_sets], UNNAMED, 0)
        self._codes = np.where(foreign, 0, codes)
        self._trust = _trust(words, foreign) if setting.places and not setting.is_bare else None
        self._usable = setting.in_force[rows]
        self._past: npt.NDArray[np.bool_] | None = None
        self._fitting = self._serving = None
        if setting.kinds:
            fitting = np.array([kind in setting.kinds for kind in traits.kinds])
            self._fitting = fitting[traits.kind[rows]] & ~foreign
        if setting.topics:
            serving = np.array([not topics.isdisjoint(setting.topics) for topics in traits.topic_sets])
            self._serving = serving[traits.topic_set[rows]]
        self.sorts = np.where(foreign, TOPIC, self._codes == ELSEWHERE)
        """What each is kept as: a number of SORTS."""

    def see_named(self, keywords: Scores) -> None:
        """Measures that the message names though they cannot be had on the day: they are meant all the same."""
        named = keywords >= NAMED
        if named.any():
            self._past = named & ~self._usable & (self.sorts != TOPIC)

    def weigh(self, weights: Mapping[str, float], places: Scores) -> Scores:
        """What it adds to each score; `places` are the weights by code of a place."""
        placed: Scores = places[self._codes] if self._trust is None else places[self._codes] * self._trust
        beside: Scores = placed + weights["in_force"] * self._usable
        if self._past is not None:
            beside += weights["named_past"] * self._past
        if self._fitting is not None:
            beside += weights["kind"] * self._fitting
        if self._serving is not None:
            beside += weights["topic"] * self._serving
        return beside

    def features(self, at: int) -> dict[str, float]:
        """By name, those that one entry has."""
        trust = 1.0 if self._trust is None or self._codes[at] == ELSEWHERE else float(self._trust[at])
        out = {PLACE_FEATURES[self._codes[at] - 1]: trust} if self._codes[at] else {}
        if self._usable[at]:
            out["in_force"] = 1.0
        if self._past is not None and self._past[at]:
            out["named_past"] = 1.0
        if self._fitting is not None and self._fitting[at]:
            out["kind"] = 1.0
        if self._serving is not None and self._serving[at]:
            out["topic"] = 1.0
        return out


TOLD, KNOWN = 0.06, 0.5
"""The score from words from which a message says what it is about; the share of the best from which a place counts."""


def _trust(words: Scores, foreign: npt.NDArray[np.bool_]) -> Scores:
    """How far the place named speaks for each entry: not for one that has little of what the message is about."""
    best = float(np.max(words, initial=0.0, where=~foreign))
    return np.ones(len(words)) if best < TOLD else np.clip(words / (KNOWN * best), 0.0, 1.0)


def _shortlist(base: Scores, matcher: Matcher, setting: Setting, regions: Regions) -> Rows:
    """The rows with the best words (measures and foreign topics each), those of the places named, and `always`."""
    measures = matcher.measures
    areas = [area for place in setting.places for area in regions.chain(place)[:2]]
    near = [row for area in areas for row in matcher.by_place.get(area, [])[:MEASURES]] + list(setting.always)
    best = np.concatenate([_best(base[:measures], MEASURES), measures + _best(base[measures:], TOPICS)])
    return np.array(sorted({*best.tolist(), *near})) if near else best


def _best(scores: Scores, count: int) -> Rows:
    """Rows of the highest scores, in no order."""
    return np.argpartition(-scores, count - 1)[:count] if len(scores) > count else np.arange(len(scores))


def _within_reach(total: Scores, sorts: Rows, most: float) -> Rows:
    """Those on the short list that can be among the kept of their sort if up to `most` is added to their score."""
    scores, listed = total.tolist(), sorts.tolist()
    reach: list[int] = []
    for sort, name in enumerate(SORTS):
        own = [at for at, one in enumerate(listed) if one == sort]
        if len(own) > KEPT[name]:
            last = sorted([scores[at] for at in own], reverse=True)[KEPT[name] - 1]
            own = [at for at in own if scores[at] >= min(last, 1.0) - most]
        reach += own
    return np.array(reach, dtype=np.intp)


class PlaceAgreement:
    """How the places of measures agree with those that one message names."""

    __slots__ = ("_named", "_place_sets", "_regions")

    def __init__(self, named: Sequence[str], regions: Regions, place_sets: Sequence[tuple[str, ...]]) -> None:
        self._named = named
        self._regions = regions
        self._place_sets = place_sets

    def codes(self, place_sets: Rows) -> Rows:
        """The feature of each set of places, given and returned by number; 0 for a national measure, which has none."""
        numbers = place_sets.tolist()
        code = {number: self._code(number) for number in set(numbers)}
        return np.array([code[number] for number in numbers], dtype=np.intp)

    def _code(self, place_set: int) -> int:
        feature = self._compare(self._place_sets[place_set])
        return PLACE_FEATURES.index(feature) + 1 if feature is not None else 0

    def _compare(self, own: tuple[str, ...]) -> str | None:
        if "CN" in own:
            return None
        within = self._regions.within
        if any(mine == theirs for mine in own for theirs in self._named):
            return "same_place"
        if any(within(mine, theirs) or within(theirs, mine) for mine in own for theirs in self._named):
            return "near_place"
        return "elsewhere"
