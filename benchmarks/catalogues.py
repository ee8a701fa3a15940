"""Catalogues of any size: the real regional measures moved to other places, with changed figures.

A copy carries the names of its new place wherever the original names its own, and other numbers, so that words alone
cannot tell it from the original and only the place can. Conditions stay those of the original: what is measured with
these catalogues is understanding, not judging.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count, islice

from knowledge.catalogue import Catalogue
from knowledge.measures import Keyword, Measure, Text, Words
from knowledge.regions import Regions

LANGUAGES = ("zh", "en")
_FIGURE = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d(?!\d))\d{1,6}(?![\d.]|年)")
STEP = 0.07
"""By how much more the figures of each further copy differ."""


def enlarged(catalogue: Catalogue, size: int) -> Catalogue:
    """The catalogue with copies of its regional measures until it has `size` measures; itself where it is as large."""
    measures = dict(catalogue.measures)
    subjects, reads = dict(catalogue.subjects), dict(catalogue.reads)
    for origin, copy in islice(_copies(catalogue), max(0, size - len(measures))):
        measures[copy.id] = copy
        subjects[copy.id], reads[copy.id] = catalogue.subjects[origin], catalogue.reads[origin]
    return replace(catalogue, measures=measures, subjects=subjects, reads=reads)


def _copies(catalogue: Catalogue) -> Iterator[tuple[str, Measure]]:
    """Originals' ids with a copy each, place after place, and again with other figures when the places are used up."""
    regions = catalogue.regions
    regional = [m for m in catalogue.measures.values() if m.places != ("CN",) and len(m.places) == 1]
    for lap in count():
        for number, place in enumerate(sorted(set(regions.by_id) - {"CN"})):
            for measure in regional:
                if regions.disjoint(place, measure.places[0]) and not _share_city(regions, place, measure.places[0]):
                    yield measure.id, _moved(measure, place, regions, 1 + STEP * (1 + (number + 7 * lap) % 90), lap)


def _share_city(regions: Regions, one: str, other: str) -> bool:
    """Whether two places lie in one city or province."""
    return not (set(regions.chain(one)) & set(regions.chain(other))) <= {"CN"}


def _moved(measure: Measure, place: str, regions: Regions, factor: float, lap: int) -> Measure:
    change = _Change(measure.places[0], place, regions, factor)
    return replace(
        measure,
        id=f"{measure.id}-at-{place}" + (f"-{lap}" if lap else ""),
        region=place,
        regions=(),
        title=change.text(measure.title),
        summary=change.text(measure.summary),
        who=change.text(measure.who),
        what=change.text(measure.what),
        names=change.words(measure.names),
        keywords=change.words(measure.keywords),
        examples=change.words(measure.examples),
    )


class _Change:
    """Every name of one place to the name of another, and every figure to another figure."""

    def __init__(self, old: str, new: str, regions: Regions, factor: float) -> None:
        self._factor = factor
        self._names: dict[str, re.Pattern[str]] = {}
        self._new = {language: regions.name(new, language) for language in LANGUAGES}
        for language in LANGUAGES:
            names = {
                name
                for area in regions.chain(old)
                if area != "CN"
                for name in regions.by_id[area].names.get(language, ())
            }
            ordered = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
            self._names[language] = re.compile(ordered, re.IGNORECASE)

    def text(self, text: Text) -> Text:
        return {language: self.said(said, language) for language, said in text.items()}

    def words(self, words: Words) -> Words:
        return Words(zh=tuple(self._word(w, "zh") for w in words.zh), en=tuple(self._word(w, "en") for w in words.en))

    def _word(self, word: str | Keyword, language: str) -> str | Keyword:
        if isinstance(word, str):
            return self.said(word, language)
        return replace(word, text=self.said(word.text, language))

    def said(self, text: str, language: str) -> str:
        moved = self._names[language].sub(self._new[language], text)
        return _FIGURE.sub(lambda found: str(max(2, round(int(found.group()) * self._factor))), moved)


def originals(catalogue: Catalogue) -> Mapping[str, Measure]:
    """The measures that are no copies."""
    return {name: measure for name, measure in catalogue.measures.items() if "-at-" not in name}
