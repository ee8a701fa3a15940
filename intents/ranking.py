"""Puts the entries in order for one message: channel scores, places and the day, weighed by fitted weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np

from intents import beside
from intents.beside import PLACE_FEATURES, Beside, Said, Setting
from intents.entries import Entry
from intents.index import Rows, Scores
from intents.matcher import KEYWORD, SCORED, SOUND, Cut, Matcher
from knowledge.records import dataclass
from knowledge.regions import Regions

TOPICS = 12
"""How many foreign topics are looked at closely."""
CHANNEL_FEATURES = (*SCORED, "example")
FEATURES = (*CHANNEL_FEATURES, *beside.FEATURES)


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
class Breadth:
    """How many entries are looked at."""

    measures: int
    """Measures on the short list."""
    close: tuple[int, ...]
    """How many of each of SORTS are compared with single sentences: that feature moves few entries by a few places."""


USUAL = Breadth(48, (8, 3, 2))
BROAD = Breadth(48, (16, 4, 2))
"""For a message that leaves the choice: what is shown is chosen from further down."""


@dataclass(frozen=True, slots=True)
class ShortList:
    """The entries that are looked at closely."""

    rows: Rows
    table: Scores
    """SCORED by rows: see `Matcher.scored`."""
    beside: Beside
    always: frozenset[int]
    """Numbers on the list of those that are kept whatever their words."""
    breadth: Breadth


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
        breadth = BROAD if setting.is_bare else USUAL
        return self.order(matcher, cut, self.short_list(matcher, cut, setting, regions, breadth))

    def short_list(self, matcher: Matcher, cut: Cut, setting: Setting, regions: Regions, breadth: Breadth) -> ShortList:
        """The entries with the best words, and those of the places named."""
        covered = matcher.cover(cut)
        table = matcher.scored(cut, covered.table, cut.keyword_scores)
        rows = _shortlist(self._scored @ table, matcher, setting, regions, breadth.measures)
        rows = rows[matcher.traits.announced[rows] <= setting.day.toordinal()]
        exact = table[:, rows]
        if covered.left:
            exact = matcher.scored(cut, matcher.index.completed(covered, rows), cut.keyword_scores[rows])
        always = frozenset(at for at, row in enumerate(rows.tolist()) if row in setting.always)
        around = Beside(matcher.traits, matcher.measures, rows, setting, regions)
        return ShortList(rows, exact, around, always, breadth)

    def order(self, matcher: Matcher, cut: Cut, listed: ShortList) -> list[Candidate]:
        """The best of the list, best first."""
        around = listed.beside
        words = self._scored @ listed.table
        said = Said(around.trust(words), around.past(listed.table[KEYWORD]))
        total = words + around.weigh(self.weights, self._places, said)
        near = _closest(total, around.sorts, listed)
        rows, channels = listed.rows[near], listed.table[:, near]
        likeness = matcher.likeness(cut, rows, channels[SOUND])
        score = (total[near] + self.weights["example"] * likeness).clip(0.0, 1.0)
        features = around.features(near, said)
        for own, values in zip(features, zip(*channels.tolist(), likeness.tolist(), strict=True), strict=True):
            own.update(zip(CHANNEL_FEATURES, values, strict=True))
        order = matcher.traits.order[rows].tolist()
        ordered = sorted(zip((-score).tolist(), order, rows.tolist(), features, strict=True))
        return [Candidate(row, matcher.entries[row], -score, own) for score, _, row, own in ordered]

    def candidate(self, known: Candidate, features: Mapping[str, float]) -> Candidate:
        """The same entry with other features, and the score that they come to."""
        score = sum(self.weights[name] * value for name, value in features.items())
        return Candidate(known.row, known.entry, min(1.0, max(0.0, score)), features)


def _shortlist(base: Scores, matcher: Matcher, setting: Setting, regions: Regions, most: int) -> Rows:
    """The rows with the best words (measures and foreign topics each), those of the places named, and `always`."""
    measures = matcher.measures
    areas = [area for place in setting.places for area in regions.chain(place)[:2]]
    near = [row for area in areas for row in matcher.by_place.get(area, [])[:most]] + list(setting.always)
    best = np.concatenate([_best(base[:measures], most), measures + _best(base[measures:], TOPICS)])
    return np.array(sorted({*best.tolist(), *near})) if near else best


def _best(scores: Scores, count: int) -> Rows:
    """Rows of the highest scores, in no order."""
    return (-scores).argpartition(count - 1)[:count] if len(scores) > count else np.arange(len(scores))


def _closest(total: Scores, sorts: Rows, listed: ShortList) -> list[int]:
    """Numbers on the short list of the best of each sort so far, and of those always kept, best first."""
    left, always = list(listed.breadth.close), listed.always
    out: list[int] = []
    best_first = (-total).argsort(kind="stable")
    for at, sort in zip(best_first.tolist(), sorts[best_first].tolist(), strict=True):
        left[sort] -= 1
        if left[sort] >= 0 or at in always:
            out.append(at)
    return out
