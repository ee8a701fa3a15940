"""The language of the field: concepts with their words, regional words, and the words that say nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from intents.errors import RulesError
from intents.features import BLANK, Feature, Span
from intents.normalise import Normalised, Replaced, normalise, replaced_by
from intents.phrases import Phrases, Words, build_phrases
from knowledge.errors import Problem
from knowledge.records import dataclass
from knowledge.yamlfile import YamlFile, read_yaml

FILLER = -1
"""The owner of the words that say nothing, which no concept has."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the lexicon knows of a text."""

    concepts: list[Feature]
    """Concepts that it names, each with the words that name it."""
    fillers: list[Span]
    """Where it says nothing: politeness, question words, particles."""
    borders: Container[int]
    """Where one known word ends and another one begins."""

    def shown(self, shown: str) -> list[Feature]:
        """The concepts that stand where the text is not masked; `shown` is the text, blanked where it is."""
        return [found for found in self.concepts if BLANK not in shown[slice(*found[1])]]

    def splits(self, span: Span) -> bool:
        """Whether the two characters of the span belong to two words: no 贴现 stands in 补贴现在."""
        return _is_split(span, self.borders)


def _is_inside(span: Span, longer: Sequence[Span], starts: Sequence[int]) -> bool:
    """Whether one of the spans, which come by place and hold none of each other, holds more than this one."""
    at = bisect_right(starts, span[0]) - 1
    return at >= 0 and longer[at] != span and span[1] <= longer[at][1]


def _is_split(span: Span, borders: Container[int]) -> bool:
    return span[1] - span[0] == 2 and span[0] + 1 in borders


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that is known of words without knowing any measure."""

    concepts: tuple[str, ...]
    finder: Phrases
    """Owners are the numbers of the concepts, and FILLER."""
    regional: Replaced
    words: tuple[str, ...]
    """Every phrase of concepts and fillers, as listed."""

    def normalise(self, raw: str) -> Normalised:
        """The text in one spelling, regional words replaced."""
        return normalise(raw, self.regional)

    def read(self, text: str, words: Words) -> Known:
        """What is known of the text's words."""
        hits = self.finder.find(text, words)
        fillers = [span for owner, span, _ in hits if owner == FILLER]
        spans = [span for _, span, _ in hits if span[1] - span[0] > 1]
        borders = {end for _, end in spans}.intersection([start for start, _ in spans])
        starts = [start for start, _ in fillers]
        concepts = [
            ("c:" + self.concepts[owner], span)
            for owner, span, _ in hits
            if owner != FILLER
            and not (borders and _is_split(span, borders))
            and not (fillers and _is_inside(span, fillers, starts))
        ]
        return Known(concepts, fillers, borders)


class Marked:
    """Which characters of a text the spans cover: one look however many spans there are."""

    __slots__ = ("_marks",)

    def __init__(self, spans: Iterable[Span], length: int) -> None:
        self._marks = bytearray(length)
        for start, end in spans:
            self._marks[start:end] = b"\1" * (end - start)

    def __contains__(self, span: Span) -> bool:
        """Whether the span shares a character with one of the spans."""
        return self._marks.find(1, span[0], span[1]) >= 0

    def holds(self, span: Span) -> bool:
        """Whether the spans hold all of it."""
        return self._marks.find(0, span[0], span[1]) < 0


def load_lexicon() -> Lexicon:
    """The lexicon that ships with the program. Raises: RulesError with every fault."""
    concepts = read_shipped("lexicon/concepts.yml")
    fillers = read_shipped("lexicon/fillers.yml")
    regional = replaced_by({normalise(k).text: str(v) for k, v in read_shipped("lexicon/regional.yml").items()})
    names = tuple(concepts)
    words = [(normalise(w, regional).text, n) for n, name in enumerate(names) for w in _words(concepts[name])]
    return Lexicon(
        concepts=names,
        finder=build_phrases((*words, *((normalise(w, regional).text, FILLER) for w in _words(fillers)))),
        regional=regional,
        words=tuple(word for word, _ in words) + tuple(_words(fillers)),
    )


def read_mapping(path: Path, name: str) -> YamlFile:
    """The file whose top is a mapping. Raises: RulesError."""
    read, problems = read_yaml(path, name)
    if not problems and not isinstance(read.data, dict):
        problems = (Problem(name, 0, 0, "must be a mapping of names"),)
    if problems:
        raise RulesError(problems)
    return read


def read_shipped(name: str) -> dict[str, Any]:
    """The mapping in a file that ships with this package, by its path there. Raises: RulesError."""
    path = Path(str(files("intents").joinpath(name)))
    data: dict[str, Any] = read_mapping(path, f"intents/{name}").data
    return data


def _words(entry: Mapping[str, Sequence[str]]) -> list[str]:
    return [str(word) for words in entry.values() for word in words]
