"""The lists of the lexicon and of the rules of intents hold nothing twice: who takes a word out, takes it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

INTENTS = Path(__file__).resolve().parents[2] / "intents"
FILES = sorted(
    path
    for path in (*INTENTS.glob("lexicon/**/*.yml"), *INTENTS.glob("rules/**/*.yml"))
    if not path.name.startswith("foreign")  # there a word said twice weighs more
)


def lists(node: Any) -> Iterator[list[Any]]:
    """Every list in the file."""
    if isinstance(node, list):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from lists(child)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(INTENTS).as_posix())
def test_no_list_says_a_word_twice(path: Path) -> None:
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)
    assert [
        word
        for own in lists(data)
        for word, count in Counter(word for word in own if isinstance(word, str)).items()
        if count > 1
    ] == []
