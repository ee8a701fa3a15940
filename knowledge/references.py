"""What the files of a pack say of each other: references that lead nowhere, and what every measure must have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from knowledge.citations import LANGUAGES
from knowledge.errors import Problem, nearest
from knowledge.findings import Path
from knowledge.measures import Measure, Validity, Year
from knowledge.records import dataclass
from knowledge.regions import Regions
from knowledge.yamlfile import YamlFile

TEXTS = ("title", "summary", "who", "what")
_RELATIONS = ("same_need_today", "requires", "excludes", "supersedes")

Mention = tuple[Path, str, str]
"""Where something is named, its name, and what kind of thing that must be."""


@dataclass(frozen=True, slots=True)
class References:
    """Everything that a file may refer to, by kind ("document", "topic", "region", "measure", "parameter")."""

    known: Mapping[str, Collection[str]]

    def leading_nowhere(self, read: YamlFile) -> Iterator[Problem]:
        """Documents, parameters and regions that a file names anywhere in it and that do not exist."""
        return self._missing(read, _mentions(read.data, ()))

    def faults(self, measure: Measure, read: YamlFile) -> Iterator[Problem]:
        """References of a measure that lead nowhere, and what it lacks."""
        yield from self.leading_nowhere(read)
        yield from self._missing(read, _named_by(measure))
        yield from _turned_windows(measure, read)
        if not measure.places:
            yield read.problem((), "names no region; give 'region' or 'regions'")
        if not measure.sources:
            yield read.problem(("sources",), "names no source")
        for language in LANGUAGES:
            if not measure.examples.plain(language):
                yield read.problem(("examples",), f"has no example message in '{language}'")
        for key in TEXTS:
            yield from lacking_texts(read, (key,), getattr(measure, key))

    def places(self, regions: Regions, read: YamlFile) -> Iterator[Problem]:
        """Places of this file that have no name, or lie in a place that does not exist or in themselves."""
        for name in sorted(regions.by_id.keys() & read.data.keys()):
            region = regions.by_id[name]
            if not any(region.names.values()):
                yield read.problem((name, "names"), "has no name")
            if region.parent is not None:
                yield from self._missing(read, iter([((name, "parent"), region.parent, "region")]))
                if name in regions.chain(region.parent):
                    yield read.problem((name, "parent"), f"'{name}' lies in itself")

    def _missing(self, read: YamlFile, mentions: Iterator[Mention]) -> Iterator[Problem]:
        for path, name, kind in mentions:
            if name not in self.known[kind]:
                yield read.problem(path, f"'{name}' is not a {kind}.{nearest(name, self.known[kind])}")


def _mentions(data: Any, path: Path) -> Iterator[Mention]:
    """What plain data refers to by a key of its own, wherever that stands."""
    if isinstance(data, list):
        for number, part in enumerate(data):
            yield from _mentions(part, (*path, number))
    elif isinstance(data, dict):
        for key, part in data.items():
            if key in ("document", "param") and isinstance(part, str):
                yield (*path, key), part, "document" if key == "document" else "parameter"
            elif key == "value" and data.get("op") == "within" and isinstance(part, str):
                yield (*path, key), part, "region"
            else:
                yield from _mentions(part, (*path, key))


def _named_by(measure: Measure) -> Iterator[Mention]:
    for number, topic in enumerate(measure.topics):
        yield ("topics", number), topic, "topic"
    for number, place in enumerate(measure.places):
        yield ("regions", number) if measure.regions else ("region",), place, "region"
    for relation in _RELATIONS:
        for number, other in enumerate(getattr(measure.relations, relation)):
            yield ("relations", relation, number), other, "measure"


def _turned_windows(measure: Measure, read: YamlFile) -> Iterator[Problem]:
    windows: list[tuple[Path, Validity | Year]] = [(("validity",), measure.validity)]
    windows += [(("validity", "years", number), year) for number, year in enumerate(measure.validity.years)]
    for path, window in windows:
        if window.first_day and window.last_day and window.last_day < window.first_day:
            yield read.problem((*path, "through"), "is before 'from'")


def lacking_texts(read: YamlFile, path: Path, text: Mapping[str, str]) -> Iterator[Problem]:
    """A fault for each language that a text is not in."""
    return (read.problem(path, f"has no text in '{lang}'") for lang in LANGUAGES if not text.get(lang, "").strip())
