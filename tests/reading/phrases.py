"""Phrases of the word classes that stand for many."""

from __future__ import annotations

from importlib.resources import files

import yaml

from intents.reading.vocabulary.phrasing import MANY, expand
from knowledge.citations import LANGUAGES


def _listed(language: str) -> list[str]:
    text = files("intents").joinpath(f"lexicon/{language}/facts.yml").read_text(encoding="utf-8")
    return [str(phrase) for phrases in yaml.safe_load(text).values() for phrase in phrases or ()]


LISTED = [phrase for language in LANGUAGES for phrase in _listed(language)]
PHRASES = [phrase for phrase in LISTED if len(expand(phrase)) > MANY]
