"""Whether a message asks for what there is rather than for one measure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from intents.features import Feature, Span, blanked
from intents.lexicon import Marked
from intents.matcher import Cut
from intents.normalise import normalise
from intents.patterns import Labels, build_labels
from intents.phrases import Hit, Phrases, build_phrases
from knowledge.records import dataclass

_FEW = 16
"""Spans up to which looking at each is quicker than sorting them."""
ASKING, ASKER, TODAY, HERE, NATION, TRADE = range(6)
_LISTS = ("asking", "asker", "today", "here", "nation")
_NUMBER = re.compile(r"\d(?<!\d\d)(?!(?<=2)0[12]\d(?!\d))")
"""A figure that is not a year: it tells one measure from another."""

_YEAR = re.compile(r"n:20[12]\d\Z")


@dataclass(frozen=True, slots=True)
class Openness:
    """What such messages say (intents/rules/open.yml)."""

    patterns: Labels
    asking: Phrases
    """Words that ask for help of any kind, for who asks, for the day, for where the enterprise is, for the country.

    Owners are ASKING, ASKER, TODAY, HERE and NATION.
    """
    needs: frozenset[str]
    """Keys of concepts that several measures serve."""
    askers: frozenset[str]
    """Keys of concepts that say who asks."""
    audiences: frozenset[str]
    """Keys of concepts that say for which kind of organisation somebody asks."""
    general: frozenset[str]
    """Keys of concepts that say no more than that help is wanted."""
    anything: frozenset[str] = frozenset()
    """Words that mean support of any kind in a question for all that there is."""

    def is_open(self, text: str) -> bool:
        """Whether the message is worded as a question for all that there is."""
        return any(self.patterns.find(text))

    def is_bare(self, cut: Cut, hits: Sequence[Hit], *, is_placed: bool, is_open: bool = False) -> bool:
        """Whether the message names a need or a place and nothing that tells one measure from another.

        `hits` are those of `asking` in it, and where it tells a trade that no measure is for: this tells as little
        beside a need. Where it `is_open`, or wants no more than help, a kind of organisation will do for a need.
        """
        trades = [hit.span for hit in hits if hit.owner == TRADE]
        if _NUMBER.search(blanked(cut.text, trades) if trades else cut.text):
            return False
        asking = [hit.span for hit in hits if hit.owner == ASKING]
        concepts = _without_parts(cut.features["concepts"], [*asking, *trades])
        needs = [found for found in concepts if found[0] in self.needs]
        if (is_open or needs) and all(key in self.general for key, _ in needs):
            needs += [found for found in concepts if found[0] in self.audiences]
        named = [span for _, span in needs]
        if trades and not named:
            asked = self.needs - self.general  # the asking may name a need: "any tax breaks"
            named = [span for key, span in cut.features["concepts"] if key in asked]
            if is_placed or not named:
                return False
        concepts = _without_parts(concepts, named)
        if any(key not in self.askers for key, _ in concepts):
            return False
        is_asking = bool(named or asking)
        if not (is_asking or (is_placed and not (concepts or named))):
            return False
        marked = Marked([*named, *(span for _, span in concepts), *(hit.span for hit in hits)], len(cut.text))
        return all(marked.holds(span) or _YEAR.match(key) for key, span in cut.features["words"])

    def is_for(self, cut: Cut) -> bool:
        """Whether it names a kind of organisation, and no need but that help is wanted."""
        keys = {key for key, _ in cut.features["concepts"]} - self.general
        return self.needs.isdisjoint(keys) and not self.audiences.isdisjoint(keys)

    def is_lone(self, cut: Cut) -> bool:
        """Whether the message is the name of one thing that measures are about, and nothing else: "property tax"."""
        spans = [span for _, span in cut.features["concepts"]]
        if not spans:
            return False
        longest = max(spans, key=lambda span: span[1] - span[0])
        return all(_is_part_of_any(span, [longest]) for _, span in cut.features["words"])

    def is_general(self, cut: Cut) -> bool:
        """Whether no word of the message says what the help is needed for."""
        return all(key in self.askers or key in self.general for key, _ in cut.features["concepts"])


def _without_parts(features: list[Feature], others: Sequence[Span]) -> list[Feature]:
    """The features that are no piece of one of the others; as long lists of both as a long message has take a sort."""
    if len(others) <= _FEW:
        return [feature for feature in features if not _is_part_of_any(feature[1], others)]
    ordered = sorted(others)
    starts = [start for start, _ in ordered]
    reach = list(accumulate((end for _, end in ordered), max))
    return [f for f in features if not (at := bisect_right(starts, f[1][0])) or reach[at - 1] < f[1][1]]


def _is_part_of_any(span: Span, others: Sequence[Span]) -> bool:
    """Whether it is a piece of one of them, or the same: "payroll" in "make payroll" names nothing beside it."""
    for start, end in others:  # noqa: SIM110 - in every message for every word, and any() takes three times as long
        if start <= span[0] and span[1] <= end:
            return True
    return False


def build_openness(data: Mapping[str, Any]) -> Openness:
    """From the rules file: patterns, words of asking, of who asks and of the day by language, concepts of either."""
    listed = ((word, owner) for owner, name in enumerate(_LISTS) for words in data[name].values() for word in words)
    return Openness(
        patterns=build_labels({"open": data["patterns"]}),
        asking=build_phrases((normalise(word).text, owner) for word, owner in listed),
        needs=frozenset("c:" + name for name in data["needs"]),
        askers=frozenset("c:" + name for name in data["askers"]),
        audiences=frozenset("c:" + name for name in data["audiences"]),
        general=frozenset("c:" + name for name in data["general"]),
        anything=frozenset(data["anything"]),
    )
