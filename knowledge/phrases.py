"""Words added to a measure from outside its own file: what staff learn from owners, laid over the shipped measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from knowledge.errors import Problem, nearest
from knowledge.measurefile import parse_as
from knowledge.measures import STRICT, Keyword, Measure, Words
from knowledge.records import dataclass, replace
from knowledge.yamlfile import read_yaml

FOLDER = "phrases"
TAUGHT = 2.0
"""Weight of a word that is taught: it names the measure by itself."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """One file of phrases/: more words for one measure."""

    __pydantic_config__ = STRICT
    measure: str
    keywords: Words = field(default_factory=Words)
    examples: Words = field(default_factory=Words)


def add_phrases(folder: Path, measures: dict[str, Measure]) -> Iterator[Problem]:
    """Adds the words of a pack's phrases/ to the measures in place; gives every fault."""
    for path in sorted((folder / FOLDER).glob("*.yml")):
        read, problems = read_yaml(path, f"{FOLDER}/{path.name}")
        phrases, faults = parse_as(Phrases, read) if not problems else (None, ())
        yield from (*problems, *faults)
        if phrases is None:
            continue
        measure = measures.get(phrases.measure)
        if measure is None:
            hint = nearest(phrases.measure, measures)
            yield read.problem(("measure",), f"'{phrases.measure}' is no measure.{hint}")
            continue
        measures[phrases.measure] = replace(
            measure,
            keywords=_joined(measure.keywords, _decisive(phrases.keywords)),
            examples=_joined(measure.examples, phrases.examples),
        )


def _decisive(words: Words) -> Words:
    """Whoever teaches a word says that it means this measure; one whose weight is given keeps it."""
    zh, en = ([Keyword(word, TAUGHT) if isinstance(word, str) else word for word in of] for of in (words.zh, words.en))
    return Words(tuple(zh), tuple(en))


def _joined(one: Words, more: Words) -> Words:
    return Words(zh=(*one.zh, *more.zh), en=(*one.en, *more.en))
