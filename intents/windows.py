"""Long messages: the need of a story stands in one of its sentences, and the rest of the story speaks against it.

The sentences of such a message are ranked one by one beside the whole, and each entry keeps the mean of its features
in the whole and in its best sentence: the idea of passage retrieval (Callan 1994), on messages instead of documents.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from intents.beside import Setting
from intents.features import Feature, Span
from intents.index import Scores
from intents.language import has_han
from intents.matcher import Cut, Matcher
from intents.ranking import CHANNEL_FEATURES, Breadth, Candidate, Ranking, ShortList
from knowledge.records import dataclass, replace
from knowledge.regions import Regions

LONG_HAN, LONG_LATIN = 45, 170
"""Characters from which a message is a story."""
LONGEST = 1500
"""Characters from which it is an article, of which no sentence is the writer's own need."""
SHORT_HAN, SHORT_LATIN = 12, 40
"""A sentence shorter than that is read with the one before it."""
MOST = 5
"""Sentences that are ranked: those whose words say most."""
WIDE = Breadth(96, (12, 4, 2), is_parted=True)
"""How many entries are looked at: more than for a message of one sentence."""
SHARE = 0.5
"""What an entry's best sentence counts against the whole message."""
_SENTENCE = re.compile(r"[^。!?;\n.]+(?:\.(?=\w)[^。!?;\n.]*)*[。!?;\n.]*")
_CLAUSE = re.compile(r"[^,。!?;\n]+(?:,(?=\d)[^,。!?;\n]*)*[,。!?;\n]*")


@dataclass(frozen=True, slots=True)
class Windows:
    """Ranks long messages by their sentences."""

    matcher: Matcher
    ranking: Ranking
    regions: Regions

    def ranked(self, cut: Cut, setting: Setting) -> list[Candidate]:
        """The candidates for the message, best first."""
        spans = sentences(cut.text)
        if len(spans) < 2:
            return self.ranking.rank(self.matcher, cut, setting, self.regions)
        listed = self.ranking.short_list(self.matcher, cut, setting, self.regions, WIDE)
        whole = self.ranking.order(self.matcher, cut, listed)
        best: dict[int, Candidate] = {}
        for part, table in self._parts(cut, spans, listed):
            for found in self.ranking.order(self.matcher, part, replace(listed, table=table)):
                if found.row not in best or found.score > best[found.row].score:
                    best[found.row] = found
        mixed = [self._mixed(one, best.get(one.row)) for one in whole]
        known = {one.row for one in whole}
        mixed += [self._mixed(None, one) for row, one in best.items() if row not in known]
        return sorted(mixed, key=lambda one: (-one.score, one.entry.id))

    def _parts(self, cut: Cut, spans: Sequence[Span], listed: ShortList) -> Iterator[tuple[Cut, Scores]]:
        """The sentences whose words and concepts say most, as messages of their own, and what they say of each entry.

        An entry that the whole does not bring on the short list is none that a sentence of it means.
        """
        starts = [start for start, _ in spans]
        held: list[dict[str, list[Feature]]] = [{channel: [] for channel in cut.features} for _ in spans]
        for channel, found in cut.features.items():
            for feature in found:
                held[bisect_right(starts, feature[1][0]) - 1][channel].append(feature)
        matcher = self.matcher
        masses = [matcher.index.mass([key for key, _ in (*own["concepts"], *own["words"])]) for own in held]
        most = sorted(sorted(range(len(spans)), key=lambda n: (-masses[n], n))[:MOST])
        shares = listed.shares
        assert shares is not None  # WIDE asks for them
        for number in most:
            if masses[number]:
                part = matcher.part(cut, spans[number], held[number])
                yield part, matcher.scored(part, shares.cover(part.numbers), part.keyword_scores[listed.rows])

    def _mixed(self, whole: Candidate | None, part: Candidate | None) -> Candidate:
        """One entry with the mean of what the whole and its best sentence say."""
        known = whole or part
        assert known is not None
        features = dict(known.features)
        for name in CHANNEL_FEATURES:
            features[name] = (1 - SHARE) * whole.features[name] if whole is not None else 0.0
            features[name] += SHARE * part.features[name] if part is not None else 0.0
        return self.ranking.candidate(known, features)


def sentences(text: str) -> list[Span]:
    """The sentences of a long message, its clauses where it is one sentence; empty for a short one."""
    is_han = has_han(text)
    if not (LONG_HAN if is_han else LONG_LATIN) <= len(text) <= LONGEST:
        return []
    least = SHORT_HAN if is_han else SHORT_LATIN
    spans = _joined([found.span() for found in _SENTENCE.finditer(text)], least)
    return spans if len(spans) > 1 else _joined([found.span() for found in _CLAUSE.finditer(text)], least)


def _joined(spans: Sequence[Span], least: int) -> list[Span]:
    """The spans, those that are too short joined to the one before them."""
    out: list[Span] = []
    for start, end in spans:
        if out and (out[-1][1] - out[-1][0] < least or end - start < least):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
