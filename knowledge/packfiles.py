"""Reads packs from their folders, lays them over each other and checks what refers to what."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from knowledge.catalogue import Catalogue, Pack, region_tree
from knowledge.citations import Citation
from knowledge.conditions import Condition, Group, Node
from knowledge.context import Context
from knowledge.errors import KnowledgeError, Problem, nearest
from knowledge.facts import Vocabulary
from knowledge.factsfile import parse_vocabulary
from knowledge.measurefile import parse_as, read_measure
from knowledge.measures import Document, Measure
from knowledge.parameters import parse_parameters
from knowledge.regions import Regions
from knowledge.rules import Judged, facts_behind
from knowledge.yamlfile import YamlFile, read_yaml

T = TypeVar("T")


@dataclass(slots=True)
class Reading:
    """What has been read so far, and every fault found."""

    problems: list[Problem] = field(default_factory=list)
    files: dict[str, YamlFile] = field(default_factory=dict)
    """The file of each measure, for faults that show only in context."""

    def merged(self, places: Sequence[Path], name: str) -> tuple[dict[str, Any], list[YamlFile]]:
        """The mapping `name` of all packs, later ones over earlier ones."""
        out: dict[str, Any] = {}
        read_files: list[YamlFile] = []
        for folder in places:
            if not (folder / name).exists():
                continue
            read, problems = read_yaml(folder / name, shown(folder / name))
            self.problems += problems
            if isinstance(read.data, dict):
                out |= read.data
                read_files.append(read)
            elif not problems and read.data is not None:
                self.problems.append(read.problem((), "must be a mapping of names"))
        return out, read_files


def read_packs(places: Sequence[Path]) -> Catalogue:
    """The packs in one catalogue. Raises: KnowledgeError with every fault."""
    reading = Reading()
    pack = _pack(places, reading)
    documents = _typed(places, "documents.yml", Document, reading)
    topics, _ = reading.merged(places, "topics.yml")
    regions_data, _ = reading.merged(places, "regions.yml")
    vocabulary = _checked(places, "facts.yml", parse_vocabulary, reading) or Vocabulary({})
    parameters = _checked(places, "parameters.yml", parse_parameters, reading) or {}
    regions = region_tree(regions_data)
    measures = _measures(places, vocabulary, reading)
    names = References(frozenset(documents), frozenset(topics), regions, frozenset(measures))
    for measure in measures.values():
        reading.problems += names.faults(measure, reading.files[measure.id])
    if reading.problems or pack is None:
        raise KnowledgeError(reading.problems)
    subjects = {name: Judged(measure.rule, measure.gains) for name, measure in measures.items()}
    return Catalogue(
        version=f"{pack.version}+{content_digest(places)}",
        pack=pack,
        measures=measures,
        documents=documents,
        topics=topics,
        regions=regions,
        context=Context(vocabulary, regions, parameters),
        subjects=subjects,
        reads={name: facts_behind(subject, vocabulary) for name, subject in subjects.items()},
    )


def content_digest(folders: Iterable[Path]) -> str:
    """A digest of the names and bytes of every YAML file in the folders."""
    digest = hashlib.blake2b(digest_size=6)
    for folder in folders:
        for path in sorted(folder.rglob("*.yml")):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def shown(path: Path) -> str:
    """How messages call a file: from the pack's folder on."""
    parts = path.parts
    at = parts.index("measures") if "measures" in parts else len(parts) - 1
    return "/".join(parts[at:])


def _pack(places: Sequence[Path], reading: Reading) -> Pack | None:
    for folder in places:
        if (folder / "pack.yml").exists():
            read, problems = read_yaml(folder / "pack.yml", "pack.yml")
            pack, faults = parse_as(Pack, read) if not problems else (None, ())
            reading.problems += [*problems, *faults]
            return pack
    reading.problems.append(Problem(str(places[0]), 0, 0, "has no pack.yml"))
    return None


def _typed(places: Sequence[Path], name: str, kind: type[T], reading: Reading) -> dict[str, T]:
    _, read_files = reading.merged(places, name)
    out: dict[str, T] = {}
    for read in read_files:
        for key in read.data:
            value, faults = parse_as(kind, read, (key,))
            reading.problems += faults
            if value is not None:
                out[key] = value
    return out


def _checked(
    places: Sequence[Path], name: str, parse: Callable[[Any], tuple[T, Sequence[Any]]], reading: Reading
) -> T | None:
    data, read_files = reading.merged(places, name)
    if not read_files:
        return None
    value, findings = parse(data)
    for path, message in findings:
        owner = next((r for r in reversed(read_files) if not path or path[0] in r.data), read_files[-1])
        reading.problems.append(owner.problem(path, message))
    return value


def _measures(places: Sequence[Path], vocabulary: Vocabulary, reading: Reading) -> dict[str, Measure]:
    out: dict[str, Measure] = {}
    for folder in places:
        for path in sorted((folder / "measures").rglob("*.yml")):
            measure, problems, read = read_measure(path, shown(path), vocabulary)
            reading.problems += problems
            if measure is not None:
                out[measure.id] = measure
                reading.files[measure.id] = read
    return out


@dataclass(frozen=True, slots=True)
class References:
    """Everything that a measure may refer to."""

    documents: frozenset[str]
    topics: frozenset[str]
    regions: Regions
    measures: frozenset[str]

    def faults(self, measure: Measure, read: YamlFile) -> list[Problem]:
        """References that lead nowhere, and what every measure must have."""
        out = [
            read.problem(path, f"'{name}' is not {kind}.{nearest(name, known)}")
            for path, name, kind, known in self._references(measure)
            if name not in known
        ]
        if not measure.places:
            out.append(read.problem((), "names no region; give 'region' or 'regions'"))
        if not measure.sources:
            out.append(read.problem(("sources",), "names no source"))
        for language in ("zh", "en"):
            if not measure.examples.plain(language):
                out.append(read.problem(("examples",), f"has no example message in '{language}'"))
            out += [
                read.problem((key,), f"has no text in '{language}'")
                for key in ("title", "summary", "who", "what")
                if not getattr(measure, key).get(language)
            ]
        return out

    def _references(self, measure: Measure) -> Iterator[tuple[tuple[str | int, ...], str, str, Any]]:
        for number, source in enumerate(measure.sources):
            yield ("sources", number, "document"), source.document, "a document", self.documents
        for citation in _citations(measure.rule):
            yield ("eligibility",), citation.document, "a document", self.documents
        for number, topic in enumerate(measure.topics):
            yield ("topics", number), topic, "a topic", self.topics
        for place in measure.places:
            yield ("region",), place, "a region", self.regions.by_id
        for other in measure.relations.mentioned():
            yield ("relations",), other, "a measure", self.measures
        for number, note in enumerate(measure.notes):
            if note.source is not None:
                yield ("notes", number, "source", "document"), note.source.document, "a document", self.documents


def _citations(node: Node | None) -> Iterator[Citation]:
    if isinstance(node, Condition):
        yield node.source
    elif isinstance(node, Group):
        if node.source is not None:
            yield node.source
        for part in node.nodes:
            yield from _citations(part)
