"""Where the knowledge sends its readers."""

from __future__ import annotations

from collections import defaultdict

from knowledge.catalogue import Catalogue


def addresses(catalogue: Catalogue) -> dict[str, list[str]]:
    """Every address that the knowledge shows, with where it stands."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for name, document in catalogue.documents.items():
        if document.url:
            places[document.url].append(f"documents.yml: {name}")
    for name, measure in catalogue.measures.items():
        if measure.apply.url:
            places[measure.apply.url].append(f"{name}: apply.url")
    return dict(places)
