"""Where the knowledge sends its readers."""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import urlsplit

from knowledge.catalogue import Catalogue


def addresses(catalogue: Catalogue, host: str | None = None) -> dict[str, list[str]]:
    """Every address that the knowledge shows, with where it stands; `host`: only those of it."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for name, document in catalogue.documents.items():
        if document.url:
            places[document.url].append(f"documents.yml: {name}")
    for name, measure in catalogue.measures.items():
        if measure.apply.url:
            places[measure.apply.url].append(f"{name}: apply.url")
    return {url: where for url, where in places.items() if host in (None, urlsplit(url).hostname)}
