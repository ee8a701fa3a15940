"""A phrase with many choices matches, as a pattern, exactly what it stands for."""

from __future__ import annotations

import re

import pytest

from intents.normalise import normalise
from intents.reading.answering.answers import WRITTEN
from intents.reading.vocabulary.grammar import load_grammar
from intents.reading.vocabulary.phrasing import as_pattern, expand, matchable
from tests.reading.phrases import LISTED, PHRASES


@pytest.mark.parametrize("phrase", PHRASES)
def test_pattern_matches_all_that_the_phrase_stands_for(phrase: str) -> None:
    pattern = re.compile(as_pattern(phrase))
    for made in expand(phrase):
        assert pattern.fullmatch(matchable(normalise(made).text)), made


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("(hit|hurt) by (the|) (epidemic|virus)", "hit by  virus"),
        ("(hit|hurt) by (the|) (epidemic|virus)", "hit by the"),
        ("(受|遭)(了|)疫情(影响|)", "受影响"),
    ],
)
def test_pattern_matches_nothing_else(phrase: str, text: str) -> None:
    assert re.fullmatch(as_pattern(phrase), text) is None


def test_latin_pattern_ends_where_words_end() -> None:
    pattern = re.compile(as_pattern("(sold|sell) (a|our|) (patent|patents)"))
    assert pattern.search("we resold patents") is None
    found = pattern.search("we sold our patents")
    assert found is not None
    assert found.group() == "sold our patents"


def test_numbers_are_read_in_every_unit_that_can_be_asked_for() -> None:
    assert set(load_grammar().units.values()) <= set(WRITTEN)


def test_every_choice_of_the_lexicon_is_one() -> None:
    """Choices within choices would be looked for as they are written."""
    assert [phrase for phrase in LISTED if any(set(made) & set("()|") for made in expand(phrase))] == []
