"""The whole knowledge base: read from its folders, checked for what cannot stand, ready to be asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from knowledge.context import Context
from knowledge.errors import KnowledgeError, Problem
from knowledge.measures import Document, Measure, Text
from knowledge.regions import Region, Regions


@dataclass(frozen=True, slots=True)
class Pack:
    """What holds for a whole pack."""

    __pydantic_config__ = {"extra": "forbid"}
    name: Text
    version: str
    languages: tuple[str, ...]
    time_zone: str
    unconfirmed_after_days: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that is known, by id."""

    version: str
    """Changes whenever a file changes: the pack's version and a digest of all content."""
    pack: Pack
    measures: Mapping[str, Measure]
    documents: Mapping[str, Document]
    topics: Mapping[str, Text]
    regions: Regions
    context: Context
    """What judging needs beside a measure: facts, parameters, regions."""

    def measure(self, name: str) -> Measure:
        """The measure with that id. Raises: KeyError."""
        return self.measures[name]


def shipped_pack() -> Path:
    """The folder of the pack that ships with the program."""
    return Path(str(files("knowledge").joinpath("packs/china")))


def load_catalogue(folders: Sequence[Path] = (), *, shipped: bool = True) -> Catalogue:
    """The shipped pack with the given folders laid over it, in order: later ones add and override by id.

    Raises: KnowledgeError with every fault of every file.
    """
    from knowledge.packfiles import read_packs  # noqa: PLC0415 - the parser is not needed from the compiled cache

    places = [*([shipped_pack()] if shipped else []), *folders]
    missing = [Problem(str(p), 0, 0, "is not a folder") for p in places if not p.is_dir()]
    if missing or not places:
        raise KnowledgeError(missing or [Problem("knowledge", 0, 0, "no folder to read from")])
    return read_packs(places)


def content_digest(folders: Iterable[Path]) -> str:
    """A digest of the names and bytes of every YAML file in the folders."""
    digest = hashlib.blake2b(digest_size=6)
    for folder in folders:
        for path in sorted(folder.rglob("*.yml")):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def region_tree(data: Mapping[str, Any]) -> Regions:
    """The tree of places from the data of regions.yml."""
    return Regions(
        {
            name: Region(
                parent=entry.get("parent"),
                names={lang: tuple(names) for lang, names in entry["names"].items()},
                districts=tuple(entry.get("districts") or ()),
            )
            for name, entry in data.items()
        }
    )
