"""Puts the entries in order for one message: channel scores, places and the day, weighed by fitted weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

import numpy as np

from intents import beside
from intents.beside import PLACE_FEATURES, Beside, Said, Setting
from intents.entries import Entry
from intents.index import Rows, Scores, Shares
from intents.matcher import FACTS, KEYWORD, SCORED, SOUND, Cut, Matcher
from knowledge.records import dataclass
from knowledge.regions import Regions

TOPICS = 12
"""How many foreign topics are looked at closely."""
NAMED = 1.0
"""What the keywords say for a measure that a message names outright."""
MANY = 3
"""From how many facts on what they say for other measures may hide it."""
CHANNEL_FEATURES = (*SCORED, "example")
FEATURES = (*CHANNEL_FEATURES, *beside.FEATURES)


class Candidate(NamedTuple):
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
    is_parted: bool = False
    """Whether the sentences of the message are ranked too."""


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
    shares: Shares | None
    """Where the breadth wants it: what each feature of the message says of each of them."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How features weigh; the weights are fitted (scripts/fit_weights.py) and kept in rules/weights.yml."""

    weights: Mapping[str, float]
    _scored: Scores = field(init=False, repr=False)
    """Weights of SCORED."""
    _against: Scores = field(init=False, repr=False)
    """The same, negated."""
    _places: Scores = field(init=False, repr=False)
    """Weights of having none of PLACE_FEATURES, and of each."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_scored", np.array([self.weights[name] for name in SCORED]))
        object.__setattr__(self, "_against", -self._scored)
        object.__setattr__(self, "_places", np.array([0.0, *(self.weights[name] for name in PLACE_FEATURES)]))

    def rank(self, matcher: Matcher, cut: Cut, setting: Setting, regions: Regions) -> list[Candidate]:
        """The best candidates, best first; measures announced after the day are left out."""
        breadth = BROAD if setting.is_bare else USUAL
        return self.order(matcher, cut, self.short_list(matcher, cut, setting, regions, breadth))

    def short_list(self, matcher: Matcher, cut: Cut, setting: Setting, regions: Regions, breadth: Breadth) -> ShortList:
        """The entries with the best words, and those of the places named."""
        covered = matcher.cover(cut)
        table = matcher.scored(cut, covered.table, cut.keyword_scores)
        rows = _shortlist(self._against @ table, matcher, setting, regions, breadth.measures)
        rows = rows[matcher.traits.announced[rows] <= setting.day.toordinal()]
        shares = matcher.index.shares(cut.numbers, rows) if breadth.is_parted else None
        exact = table.take(rows, axis=1)
        if covered.left:
            whole = shares.cover(cut.numbers) if shares is not None else matcher.index.completed(covered, rows)
            exact = matcher.scored(cut, whole, cut.keyword_scores[rows])
        if len(cut.keys["facts"]) >= MANY:
            _hold_facts_back(exact)
        kept = setting.always
        always = frozenset(at for at, row in enumerate(rows.tolist()) if row in kept) if kept else frozenset()
        measures = len(rows) - min(TOPICS, len(matcher.entries) - matcher.measures)
        around = Beside(matcher.traits, rows, measures, setting, regions)
        return ShortList(rows, exact, around, always, breadth, shares)

    def order(self, matcher: Matcher, cut: Cut, listed: ShortList) -> list[Candidate]:
        """The best of the list, best first."""
        around = listed.beside
        words = self._scored @ listed.table
        said = Said(around.trust(words), around.past(listed.table[KEYWORD]))
        total = words + around.weigh(self.weights, self._places, said)
        near = np.array(_closest(total, around.sorts(), listed))
        rows, channels = listed.rows[near], listed.table.take(near, axis=1)
        numbers = rows.tolist()
        likeness = matcher.likeness(cut, numbers, channels[SOUND])
        score = total[near] + self.weights["example"] * likeness
        against = -np.minimum(np.maximum(score, 0.0), 1.0)
        features = around.features(near, said)
        for name, column in zip(CHANNEL_FEATURES, (*channels.tolist(), likeness.tolist()), strict=True):
            for own, value in zip(features, column, strict=True):
                own[name] = value
        order = matcher.traits.order[rows].tolist()
        ordered = sorted(zip(against.tolist(), order, numbers, features, strict=True))
        return [Candidate(row, matcher.entries[row], -score, own) for score, _, row, own in ordered]

    def candidate(self, known: Candidate, features: Mapping[str, float]) -> Candidate:
        """The same entry with other features, and the score that they come to."""
        score = sum(self.weights[name] * value for name, value in features.items())
        return Candidate(known.row, known.entry, min(1.0, max(0.0, score)), features)


def _shortlist(against: Scores, matcher: Matcher, setting: Setting, regions: Regions, most: int) -> Rows:
    """The rows with the best words (measures and foreign topics each), those of the places named, and `always`.

    `against` are the scores, negated. The measures come first.
    """
    measures = matcher.measures
    areas = [area for place in setting.places for area in regions.chain(place)[:2]]
    near = [row for area in areas for row in matcher.by_place.get(area, [])[:most]] + list(setting.always)
    listed = np.zeros(len(against), dtype=np.bool_)
    listed[_least(against[:measures], most)] = True
    listed[measures + _least(against[measures:], TOPICS)] = True
    listed[near] = True
    return listed.nonzero()[0]


def _hold_facts_back(table: Scores) -> None:
    """Lets what the facts say for measures that are not named be no more than what they say for one named outright."""
    named = table[KEYWORD] >= NAMED
    if named.any():
        most = table[FACTS][named].max()
        np.minimum(table[FACTS], most, out=table[FACTS], where=table[KEYWORD] == 0)


def _least(values: Scores, count: int) -> Rows:
    """Rows of the lowest values, in no order."""
    return values.argpartition(count - 1)[:count] if len(values) > count else np.arange(len(values))


def _closest(total: Scores, sorts: Sequence[int], listed: ShortList) -> list[int]:
    """Numbers on the short list of the best of each sort so far, and of those always kept, best first."""
    left, always = [min(most, sorts.count(sort)) for sort, most in enumerate(listed.breadth.close)], listed.always
    wanted = sum(left)
    out: list[int] = []
    for at in (-total).argsort(kind="stable").tolist():
        sort = sorts[at]
        if left[sort]:
            left[sort] -= 1
            wanted -= 1
            out.append(at)
        elif at in always:
            out.append(at)
        if not wanted and not always:
            break
    return out
