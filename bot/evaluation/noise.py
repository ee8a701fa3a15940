"""The same question written otherwise, by rule: what a hurried hand, another script or another habit makes of it."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from intents.lexicon import read_mapping
from intents.normalise import simplified

Noise = Callable[[str, random.Random], str]
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{5,}")
_CLAUSES = re.compile(r"(?<=[，,。.?？;；])\s*")


def typo(text: str, draw: random.Random) -> str:
    """Two neighbouring letters of a longer word swapped, or a Chinese character left out."""
    words = list(_WORD.finditer(text))
    if words:
        at = draw.choice(words)
        i = draw.randrange(at.start() + 1, at.end() - 2)
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    places = [found.start() for found in _HAN.finditer(text)]
    if len(places) < 6:
        return text
    i = draw.choice(places[1:-1])
    return text[:i] + text[i + 1 :]


def homophone(text: str, draw: random.Random) -> str:
    """One Chinese character replaced by another that sounds alike."""
    syllables, characters = _sounds()
    places = [i for i, letter in enumerate(text) if len(characters.get(syllables.get(letter, ""), "")) > 1]
    if not places:
        return text
    i = draw.choice(places)
    others = characters[syllables[text[i]]].replace(text[i], "")[:8]
    return text[:i] + draw.choice(others) + text[i + 1 :]


def traditional(text: str, _draw: random.Random) -> str:
    """Every character in its first Traditional form."""
    table = _traditional()
    return "".join(table.get(letter, letter) for letter in text)


def pinyin(text: str, _draw: random.Random) -> str:
    """Every Chinese character as its syllable."""
    syllables, _ = _sounds()
    return re.sub(r"\s+", " ", "".join(f" {syllables.get(c, c)} " if _HAN.match(c) else c for c in text)).strip()


def filler(text: str, draw: random.Random) -> str:
    """Politeness before and behind."""
    language = "zh" if _HAN.search(text) else "en"
    said = _politeness()
    return draw.choice(said["openings"][language]) + text + draw.choice(said["closings"][language])


def reorder(text: str, _draw: random.Random) -> str:
    """The last clause first."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    return " ".join([clauses[-1], *clauses[:-1]]) if len(clauses) > 1 else text


NOISES: Mapping[str, Noise] = {
    "typo": typo,
    "homophone": homophone,
    "traditional": traditional,
    "pinyin": pinyin,
    "filler": filler,
    "reorder": reorder,
}


@lru_cache(maxsize=1)
def _politeness() -> dict[str, dict[str, list[str]]]:
    path = Path(str(files("bot.evaluation").joinpath("noise.yml")))
    found: dict[str, dict[str, list[str]]] = read_mapping(path, "bot/evaluation/noise.yml").data
    return found


@lru_cache(maxsize=1)
def _sounds() -> tuple[dict[str, str], dict[str, str]]:
    """Character to its first syllable, and syllable to its characters."""
    syllables: dict[str, str] = {}
    characters: dict[str, str] = defaultdict(str)
    for line in files("intents").joinpath("tables/syllables.txt").read_text(encoding="utf-8").splitlines():
        syllable, listed = line.split()
        for character in listed:
            if character not in syllables:
                syllables[character] = syllable
                characters[syllable] += character
    return syllables, dict(characters)


@lru_cache(maxsize=1)
def _traditional() -> dict[str, str]:
    out: dict[str, str] = {}
    for old, new in simplified().items():
        out.setdefault(new, old)
    return out
