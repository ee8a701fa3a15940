"""Reads packs from their folders, lays them over each other and checks what refers to what."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from knowledge.catalogue import Catalogue, Pack
from knowledge.context import Context
from knowledge.errors import KnowledgeError, Problem
from knowledge.facts import Vocabulary
from knowledge.factsfile import parse_vocabulary
from knowledge.measurefile import parse_as, read_measure
from knowledge.measures import Document, Measure
from knowledge.parameters import parse_parameters
from knowledge.phrases import add_phrases
from knowledge.places import pack_files
from knowledge.records import dataclass
from knowledge.references import References, lacking_texts
from knowledge.regions import Region, Regions
from knowledge.rules import Judged, facts_behind
from knowledge.yamlfile import YamlFile, read_yaml

T = TypeVar("T")


@dataclass(slots=True)
class Reading:
    """What has been read so far, and every fault found."""

    problems: list[Problem] = field(default_factory=list)
    files: dict[str, YamlFile] = field(default_factory=dict)
    """The file of each measure, for faults that show only in context."""
    shared: dict[str, list[YamlFile]] = field(default_factory=dict)
    """The files of each name that packs share (documents.yml …), in the order of the packs."""

    def merged(self, places: Sequence[Path], name: str) -> tuple[dict[str, Any], list[YamlFile]]:
        """The mapping `name` of all packs, later ones over earlier ones."""
        out: dict[str, Any] = {}
        read_files = self.shared[name] = []
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

    def named(self, name: str) -> frozenset[str]:
        """Every id that a shared file gives, those of faulty entries included."""
        return frozenset(key for read in self.shared[name] for key in read.data)


def read_packs(places: Sequence[Path]) -> Catalogue:
    """The packs in one catalogue. Raises: KnowledgeError with every fault."""
    reading = Reading()
    pack = _pack(places, reading)
    documents = _typed(places, "documents.yml", Document, reading)
    topics = _typed(places, "topics.yml", dict[str, str], reading)
    regions = Regions(_typed(places, "regions.yml", Region, reading))
    vocabulary = _checked(places, "facts.yml", parse_vocabulary, reading) or Vocabulary({})
    parameters = _checked(places, "parameters.yml", parse_parameters, reading) or {}
    measures = _measures(places, vocabulary, reading)
    reading.problems += _context_faults(topics, regions, measures, reading)
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
        verified_on=max((measure.validity.verified_on for measure in measures.values()), default=date.min),
    )


def content_digest(folders: Iterable[Path]) -> str:
    """A digest of the names and bytes of every YAML file in the folders."""
    digest = hashlib.blake2b(digest_size=6)
    for folder in folders:
        for path in pack_files(folder):
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


def _context_faults(
    topics: Mapping[str, Mapping[str, str]], regions: Regions, measures: Mapping[str, Measure], reading: Reading
) -> Iterator[Problem]:
    """What is wrong between files: references that lead nowhere, and what is missing."""
    references = References(
        {
            "document": reading.named("documents.yml"),
            "topic": reading.named("topics.yml"),
            "region": reading.named("regions.yml"),
            "parameter": reading.named("parameters.yml"),
            "measure": reading.files.keys(),
        }
    )
    for read in reading.shared["topics.yml"]:
        for topic in read.data.keys() & topics.keys():
            yield from lacking_texts(read, (topic,), topics[topic])
    for read in reading.shared["regions.yml"]:
        yield from references.places(regions, read)
    for read in (*reading.shared["facts.yml"], *reading.shared["parameters.yml"]):
        yield from references.leading_nowhere(read)
    for name, measure in measures.items():
        yield from references.faults(measure, reading.files[name])


def _measures(places: Sequence[Path], vocabulary: Vocabulary, reading: Reading) -> dict[str, Measure]:
    out: dict[str, Measure] = {}
    for folder in places:
        here: dict[str, str] = {}
        for path in sorted((folder / "measures").rglob("*.yml")):
            measure, problems, read = read_measure(path, shown(path), vocabulary)
            reading.problems += problems
            other = here.setdefault(path.stem, read.name)
            if other != read.name:
                reading.problems.append(read.problem(("id",), f"'{path.stem}' stands in {other} too"))
            reading.files[path.stem] = read
            if measure is not None:
                out[path.stem] = measure
    for folder in places:
        reading.problems += add_phrases(folder, out)
    return out
