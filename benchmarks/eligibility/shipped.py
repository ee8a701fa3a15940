"""The shipped catalogue and its worked cases, for measuring on what editors and owners really have."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.cases import Case, parse_cases
from knowledge.catalogue import Catalogue
from knowledge.loading import load_catalogue, shipped_pack
from knowledge.yamlfile import read_yaml


@dataclass(frozen=True, slots=True)
class Shipped:
    """What ships with the program."""

    catalogue: Catalogue
    cases: dict[str, tuple[Case, ...]]
    """Worked cases by measure."""


def load_shipped() -> Shipped:
    """The catalogue with its cases."""
    catalogue = load_catalogue()
    cases = {
        path.stem: parse_cases(path.stem, read_yaml(path)[0].data, catalogue.context.vocabulary, catalogue.regions)[0]
        for path in sorted((shipped_pack() / "cases").glob("*.yml"))
    }
    return Shipped(catalogue, cases)
