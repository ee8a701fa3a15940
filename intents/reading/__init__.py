"""Reading of facts from free text: numbers, places, dates, yes and no, each with its place in the message."""

from intents.reading.model import Ambiguity, ReadFact, Reading, ReadingContext
from intents.reading.placenames import PlaceNames, build_place_names
from intents.reading.reader import read

__all__ = [
    "Ambiguity",
    "PlaceNames",
    "ReadFact",
    "Reading",
    "ReadingContext",
    "build_place_names",
    "read",
]
