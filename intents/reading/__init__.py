"""Reading of facts from free text: numbers, places, dates, yes and no, each with its place in the message."""

from intents.reading.model import Ambiguity, ReadFact, Reading, ReadingContext
from intents.reading.reader import read
from intents.reading.vocabulary.placenames import PlaceNames, build_place_names

__all__ = [
    "Ambiguity",
    "PlaceNames",
    "ReadFact",
    "Reading",
    "ReadingContext",
    "build_place_names",
    "read",
]
