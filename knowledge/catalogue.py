"""The whole knowledge base: read from its folders, checked for what cannot stand, ready to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from knowledge.context import Context
from knowledge.measures import Document, Measure, Text
from knowledge.records import dataclass
from knowledge.regions import Regions
from knowledge.rules import Judged

ADVICE = "service"
"""The kind of measure that brings no money."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What holds for a whole pack."""

    __pydantic_config__ = {"extra": "forbid"}
    name: Text
    version: str
    languages: tuple[str, ...]
    time_zone: str
    unconfirmed_after_days: int


@dataclass(frozen=True, slots=True, repr=False)
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
    subjects: Mapping[str, Judged]
    """What is judged of each measure, prepared once."""
    reads: Mapping[str, frozenset[str]]
    """Facts that each measure's verdict and amounts can depend on, those that they follow from included."""

    verified_on: date
    """The newest day on which a measure was compared with its sources: how old the base is."""

    def measure(self, name: str) -> Measure:
        """The measure with that id. Raises: KeyError."""
        return self.measures[name]

    def nearest_first(self) -> list[Measure]:
        """Every measure: what is for one zone or city before what is for all, and of these money before advice.

        Of measures that mean the same for an enterprise it looks at these first.
        """
        return sorted(self.measures.values(), key=lambda m: (-len(self.regions.chain(m.main_region)), m.kind == ADVICE))
