"""What entries have beside their words: agreement of places, the day, the kind and the need asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from intents.index import Rows, Scores
from intents.traits import PlaceCodes, Traits
from knowledge.records import dataclass
from knowledge.regions import Regions

SORTS = ("measures", "elsewhere", "topics")
TOPIC = SORTS.index("topics")
PLACE_FEATURES = ("same_place", "near_place", "elsewhere", "unnamed_place", "not_national")
SAME, NEAR, ELSEWHERE, UNNAMED, NOT_NATIONAL = range(1, len(PLACE_FEATURES) + 1)
"""Codes of the features of places; that of having none is 0."""
FEATURES = (*PLACE_FEATURES, "in_force", "named_past", "kind", "topic")
ASIDE = 0.9
"""How far a measure serves a need that it is for among others."""
SERVED = 0.8
"""How far a place speaks at least for what serves the need named."""
NAMED = 0.9
"""Weight of keywords from which a message names a measure."""
NEEDS_KEPT = 512
"""Sets of needs whose services are remembered: few messages name more than two needs."""
TOLD, KNOWN, WORDED = 0.06, 0.5, 0.06
"""The score from words from which a message says what it is about; the share of the best, and the score, from which a
place counts in full."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a message brings beside its words."""

    places: Sequence[str]
    """Regions that the message names, for or against; else where the enterprise is."""
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
    is_national: bool = False
    """It names no place and speaks of the country or a ministry: what one place alone has is less likely meant."""
    is_home: bool = False
    """The message names no place: what holds elsewhere is left out, what holds there is no likelier meant."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the words of one message mean for what the entries of a list have beside them."""

    trust: Scores | None
    """How far the place named speaks for each, 0..1; None: wholly for all."""
    past: npt.NDArray[np.bool_] | None
    """Those that it names though they cannot be had on the day: they are meant all the same. None: none."""


class Beside:
    """Agreement of places, the day, the kind asked for: of the entries on one short list."""

    __slots__ = ("_codes", "_fitting", "_is_trusted", "_measures", "_serving", "_usable")

    def __init__(self, traits: Traits, rows: Rows, measures: int, setting: Setting, regions: Regions) -> None:
        """Of the entries in `rows` the first `measures` are measures, the rest foreign topics, which have no place."""
        codes = place_codes(traits, setting.places, regions)[traits.place_set[rows]]
        codes[measures:] = 0
        if setting.is_national:
            codes[codes == UNNAMED] = NOT_NATIONAL
        if setting.is_home:
            codes[codes != ELSEWHERE] = 0
        self._codes = codes
        self._measures = measures
        self._is_trusted = setting.is_bare or setting.is_home or not setting.places
        self._usable = setting.in_force[rows]
        self._fitting = self._serving = None
        if setting.kinds:
            self._fitting = np.array([kind in setting.kinds for kind in traits.kinds])[traits.kind[rows]]
            self._fitting[measures:] = False
        if setting.topics:
            self._serving = services(traits, setting.topics)[traits.topic_set[rows]]

    def sorts(self) -> list[int]:
        """What each is listed as: a number of SORTS."""
        found: list[int] = (self._codes == ELSEWHERE).tolist()
        found[self._measures :] = [TOPIC] * (len(found) - self._measures)
        return found

    def trust(self, words: Scores) -> Scores | None:
        """How far the place named speaks for each entry, 0..1, given its score from words; None: wholly for all.

        It speaks less for one that has little of what the message is about, but more for one that serves its need.
        """
        if self._is_trusted:
            return None
        own = words[: self._measures]
        best = float(own[own.argmax()]) if len(own) else 0.0
        if best < TOLD:
            return None
        trust: Scores = words / max(KNOWN * best, WORDED)
        np.minimum(trust, 1.0, out=trust)
        np.maximum(trust, 0.0, out=trust)
        if self._serving is not None:
            np.maximum(trust, SERVED * self._serving, out=trust)
        trust[self._codes == ELSEWHERE] = 1.0
        return trust

    def past(self, keywords: Scores) -> npt.NDArray[np.bool_] | None:
        """See `Said`; `keywords` are the weights of the keywords found."""
        own = keywords[: self._measures]
        if not len(own) or own[own.argmax()] < NAMED:
            return None
        named = keywords >= NAMED
        named[self._measures :] = False
        return named & ~self._usable

    def weigh(self, weights: Mapping[str, float], places: Scores, said: Said) -> Scores:
        """What it adds to each score; `places` are the weights by code of a place."""
        beside: Scores = places[self._codes]
        if said.trust is not None:
            beside *= said.trust
        beside += weights["in_force"] * self._usable
        for name, column in (("named_past", said.past), ("kind", self._fitting), ("topic", self._serving)):
            if column is not None:
                beside += weights[name] * column
        return beside

    def features(self, near: Rows, said: Said) -> list[dict[str, float]]:
        """By name, those that each of the given has, which are numbers on the short list."""
        codes = self._codes[near].tolist()
        parts = [1.0] * len(codes) if said.trust is None else said.trust[near].tolist()
        out = [{PLACE_FEATURES[code - 1]: part} if code else {} for code, part in zip(codes, parts, strict=True)]
        columns = (self._usable, said.past, self._fitting, self._serving)
        for name, column in zip(FEATURES[len(PLACE_FEATURES) :], columns, strict=True):
            if column is None:
                continue
            for own, value in zip(out, column[near].tolist(), strict=True):
                if value:
                    own[name] = float(value)
        return out


def services(traits: Traits, needs: frozenset[str]) -> Scores:
    """How far each list of topics serves the needs; worked out when they are first named together."""
    found = traits.services.get(needs)
    if found is None:
        if len(traits.services) >= NEEDS_KEPT:
            traits.services.clear()
        found = traits.services[needs] = np.array([_service(topics, needs) for topics in traits.topic_sets])
    return found


def _service(topics: Sequence[str], needs: frozenset[str]) -> float:
    """How far an entry of these topics serves the needs: wholly where one of them is what it is for above all."""
    if not topics or needs.isdisjoint(topics):
        return 0.0
    return 1.0 if topics[0] in needs else ASIDE


def place_codes(traits: Traits, named: Sequence[str], regions: Regions) -> PlaceCodes:
    """How each set of places agrees with those that a message names: a number of PLACE_FEATURES plus 1, 0 for none.

    A national measure has none. Of several places the one that agrees best counts.
    """
    if not named:
        return _agreement(traits, "", regions)
    best = _agreement(traits, named[0], regions)
    for place in named[1:]:
        best = np.minimum(best, _agreement(traits, place, regions))
    return best


def _agreement(traits: Traits, named: str, regions: Regions) -> PlaceCodes:
    """The codes for one place, or for none, worked out when it is first named."""
    found = traits.agreements.get(named)
    if found is None and not named:
        found = traits.agreements[named] = np.where(traits.is_local, np.int8(UNNAMED), np.int8(0))
    elif found is None:
        codes = [_code(own, named, regions.within) for own in traits.place_sets]
        found = traits.agreements[named] = np.array(codes, dtype=np.int8)
    return found


def _code(own: tuple[str, ...], named: str, within: Callable[[str, str], bool]) -> int:
    if "CN" in own:
        return 0
    if named in own:
        return SAME
    return NEAR if any(within(mine, named) or within(named, mine) for mine in own) else ELSEWHERE
