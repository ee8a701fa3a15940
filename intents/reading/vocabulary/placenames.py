"""The names of all places, compiled for looking up in messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from operator import attrgetter
from typing import Any

import ahocorasick

from intents.familiar import Familiar
from intents.normalise import normalise
from intents.reading.vocabulary.phrasing import LATIN, matchable
from intents.reading.vocabulary.placemanners import Manners, load_manners
from intents.reading.vocabulary.spans import Spans
from knowledge.records import dataclass
from knowledge.regions import Regions

_NUMERALS = tuple("一二两三四五六七八九几")
_SHORTEST_TYPO = 5
_DISTRICT = (" district", " subdistrict")
_WORD = re.compile(rf"[a-z']{{{_SHORTEST_TYPO},}}")
_START = attrgetter("start")
_WORDS_KEPT = 10_000
_Near = tuple[str | None, str | None]
"""The place whose name is a letter away from a word; the second where a zone follows, which makes it surer."""
_FAR: _Near = (None, None)


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place that is named, or a bare "the high-tech zone" (region None)."""

    region: str | None
    start: int
    end: int
    weak: bool = False


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """A finder of places; made once from the tree."""

    regions: Regions
    zones: Mapping[str, str]
    """City -> the zone that "<city> high-tech zone" means."""
    manners: Manners
    automaton: Any
    typos: Mapping[str, str]
    """Latin spellings with one letter left out -> the name."""
    latin: Mapping[str, str]
    """Latin names of one word -> place."""
    starts: frozenset[str]
    """The first two letters of those names."""
    ends: frozenset[str]
    """The last two: a word a letter away keeps the first or the last."""
    met: dict[str, _Near] = field(default_factory=dict)
    """Latin words met so far."""
    far: Familiar = field(default_factory=Familiar)
    """Those that are near to no place."""

    def find(self, text: str) -> list[PlaceHit]:
        """Every place in the text (as `matchable` gives it), by place; a high-tech zone after a city's name is one."""
        hits = self._named(text)
        mistyped = self._mistyped(text)
        if mistyped:
            taken = Spans((h.start, h.end) for h in hits)
            hits += [h for h in mistyped if not taken.touch(h.start, h.end)]
        hits = [self._with_zone(text, h) for h in hits]
        bare = [PlaceHit(None, *m.span()) for m in self.manners.zone_bare.finditer(text)]
        if bare:
            taken = Spans((h.start, h.end) for h in hits)
            hits += [h for h in bare if not taken.touch(h.start, h.end)]
        return sorted(hits, key=_START) if mistyped or bare else hits

    def _named(self, text: str) -> list[PlaceHit]:
        found: list[PlaceHit] = []
        for last, (length, region, weak, latin) in self.automaton.iter(text):
            start, end = last + 1 - length, last + 1
            if latin and _is_part(text, start, end):
                continue
            if text[start] == "成" and text[max(0, start - 1) : start] in _NUMERALS:
                continue  # 销售的一成都投了研发
            if text.startswith("级", end) and text[end - 1] in "省市" and length > 2:
                end -= 1  # 河北省级高新区: Hebei, and zones of provincial level
            found.append(PlaceHit(region, start, end, weak))
        if len(found) < 2:
            return found
        found.sort(key=lambda h: (h.start, -h.end))
        out: list[PlaceHit] = []
        for hit in found:
            if not out or hit.start >= out[-1].end:
                out.append(hit)
        return out

    def _with_zone(self, text: str, hit: PlaceHit) -> PlaceHit:
        zone = self.zones.get(hit.region or "")
        after = self.manners.zone_after.match(text, hit.end)
        if after is None or not after.group().strip(" 's的市"):
            return hit
        if zone is None:
            inside = hit.region is not None and hit.region.startswith("htz-")
            return PlaceHit(hit.region, hit.start, after.end()) if inside else hit
        return PlaceHit(zone, hit.start, after.end())

    def _mistyped(self, text: str) -> list[PlaceHit]:
        out: list[PlaceHit] = []
        if self.far.hold(_WORD.findall(text)):
            return out
        for m in _WORD.finditer(text):
            word = m.group()
            near = self.met.get(word)
            if near is None:
                near = self._meet(word)
            if near is _FAR or text.startswith(_DISTRICT, m.end()):
                continue  # Jing'an District is no misspelled Jinan
            name = near[self.manners.zone_after.match(text, m.end()) is not None]
            if name is not None:
                out.append(PlaceHit(self.latin[name], m.start(), m.end()))
        return out

    def _meet(self, word: str) -> _Near:
        """What the word is near to, kept: the words of all messages are few."""
        if len(self.met) >= _WORDS_KEPT:
            self.met.clear()
        is_other = word[:2] not in self.starts and word[-2:] not in self.ends
        near = _FAR
        if not (is_other or word in self.latin or word in self.manners.not_typos):
            near = (self._nearest(word, sure=False), self._nearest(word, sure=True))
        self.met[word] = near if any(near) else _FAR
        if self.met[word] is _FAR:
            self.far.add(word)
        return self.met[word]

    def _nearest(self, word: str, *, sure: bool) -> str | None:
        """The one place whose name is a letter away; a wrong letter counts only where a zone follows (`sure`)."""
        variants = [word, *shorter_by_one(word)]
        names = {self.typos[v] for v in variants if v in self.typos} | {v for v in variants if v in self.latin}
        near = {n for n in names if is_one_edit(word, n)}
        moved = {n for n in near if len(n) != len(word) or sorted(n) == sorted(word)}
        best = moved or (near if sure else set())
        return next(iter(best)) if len(best) == 1 else None


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is part of a longer Latin word, other than one that goes on to name the zone."""
    if start and text[start - 1] in LATIN:
        return True
    return end < len(text) and text[end] in LATIN and not text.startswith(("gaoxin", "htz"), end)


def shorter_by_one(word: str) -> list[str]:
    """The word with each letter left out once."""
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def is_one_edit(first: str, second: str) -> bool:
    """Whether one letter is left out, added, changed, or two neighbours are swapped (optimal string alignment of 1)."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return first == second
    i = 0
    while i < min(len(first), len(second)) and first[i] == second[i]:
        i += 1
    a, b = first[i:], second[i:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def build_place_names(regions: Regions) -> PlaceNames:
    """The finder for a tree of places. Raises: RulesError where places.yml is broken."""
    manners = load_manners()
    owners: dict[str, str] = {}
    for ident, region in regions.by_id.items():
        if ident == "CN":
            continue
        names = [n for group in region.names.values() for n in group] + list(region.districts)
        for name in names:
            spelled = matchable(normalise(name).text).strip()
            for form in {spelled, spelled.replace("'", ""), spelled.replace("'", " ")}:
                if form not in owners or regions.within(ident, owners[form]):
                    owners[form] = ident
    zones = {
        region.parent: ident
        for ident, region in regions.by_id.items()
        if ident.startswith("htz-")
        and region.parent
        and _short(regions, region.parent) + "高新区" in region.names.get("zh", ())
    }
    latin = {
        n: i
        for n, i in owners.items()
        if n.isascii() and n.isalpha() and len(n) >= _SHORTEST_TYPO and n not in manners.weak
    }
    starts, ends = frozenset(name[:2] for name in latin), frozenset(name[-2:] for name in latin)
    return PlaceNames(regions, zones, manners, _automaton(owners, manners.weak), _typos(latin), latin, starts, ends)


def _short(regions: Regions, ident: str) -> str:
    return regions.by_id[ident].names["zh"][0].removesuffix("市")


def _typos(latin: Mapping[str, str]) -> dict[str, str]:
    return {variant: name for name in latin for variant in shorter_by_one(name)}


def _automaton(owners: Mapping[str, str], weak: frozenset[str]) -> Any:
    out = ahocorasick.Automaton()
    for name, ident in owners.items():
        if len(name) >= 2:
            out.add_word(name, (len(name), ident, name in weak, name.isascii()))
    out.make_automaton()
    return out
