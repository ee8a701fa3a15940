from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from intents.lexicon import load_lexicon
from intents.reading import PlaceNames, Reading, ReadingContext, build_place_names, read
from knowledge.regions import Region, Regions

PACK = Path(str(files("knowledge").joinpath("packs/china")))


class Reader:
    """Reads messages as a user would type them."""

    def __init__(self, places: PlaceNames) -> None:
        self._places = places
        self._lexicon = load_lexicon()

    def __call__(self, message: str, as_of: str = "2026-11-22", **context: Any) -> Reading:
        day = date.fromisoformat(as_of)
        return read(self._lexicon.normalise(message), ReadingContext(day, self._places, **context))


@pytest.fixture(scope="session")
def places() -> PlaceNames:
    rows = yaml.load((PACK / "regions.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return build_place_names(
        Regions(
            {
                ident: Region(
                    row["parent"],
                    {language: tuple(names) for language, names in row["names"].items()},
                    tuple(row.get("districts", ())),
                )
                for ident, row in rows.items()
            }
        )
    )


@pytest.fixture(scope="session")
def reader(places: PlaceNames) -> Reader:
    return Reader(places)
