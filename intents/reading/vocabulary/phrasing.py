"""Phrases with choices, as word classes list them: "(hit|hurt) by (the|) (epidemic|virus)".

Most stand for a few phrases, which are listed; those with many choices stand for thousands and are kept as patterns.
"""

from __future__ import annotations

import math
import re

from intents.normalise import normalise

LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
"""Characters of words that end only where a Latin word ends."""
MANY = 8
"""Phrases from which a pattern takes less than the list."""
_CHOICE = re.compile(r"\(([^()]*)\)")
_HYPHEN = re.compile(r"(?<=[a-z])-|-(?=[a-z])")
_PART = re.compile(r"(?:\([^()]*\)|[^()\s])+")
"""What stands together without a space outside of choices."""
_LATIN_WORD = re.compile(r"[a-z]{4,}")
_PIECE = re.compile(r"\([^()]*\)|[^()\s]+|\s+")


def expand(phrase: str) -> list[str]:
    """Every phrase that a pattern with (a|b) choices stands for, single-spaced."""
    return [" ".join(made.split()) for made in _choices(phrase)]


def count(phrase: str) -> int:
    """How many phrases it stands for, without listing them."""
    return math.prod(len(choices.split("|")) for choices in _CHOICE.findall(phrase))


def latin_words(phrase: str) -> set[str]:
    """Every Latin word of four letters and more in what the phrase stands for."""
    parts = [part for part in _PART.findall(phrase) if _is_spaced(part)]
    return {word for part in parts for piece in _choices(part) for word in _LATIN_WORD.findall(_spelled(piece))}


def _choices(phrase: str) -> list[str]:
    found = _CHOICE.search(phrase)
    if found is None:
        return [phrase]
    head, tails = phrase[: found.start()], _choices(phrase[found.end() :])
    return [head + choice + tail for choice in found[1].split("|") for tail in tails]


def matchable(text: str) -> str:
    """The text as words are looked up in it: hyphens beside letters count as spaces."""
    return _HYPHEN.sub(" ", text) if "-" in text else text


def as_pattern(phrase: str) -> str:
    """The regular expression of all that the phrase stands for, the longest choice first."""
    slots: list[str] = [""]
    for piece in _PIECE.findall(phrase):
        if piece.isspace():
            slots.append("")
        else:
            slots[-1] += _alternatives(piece[1:-1].split("|")) if piece[0] == "(" else re.escape(_spelled(piece))
    return rf"(?<![a-z0-9])(?:{_joined(slots)})(?![a-z0-9])" if _is_spaced(phrase) else _joined(slots)


def _is_spaced(phrase: str) -> bool:
    return re.search(r"[a-z]", phrase) is not None


def _alternatives(choices: list[str]) -> str:
    spelled = sorted({_spelled(choice) for choice in choices}, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, spelled)) + ")"


def _spelled(text: str) -> str:
    return matchable(normalise(text).text)


def _joined(slots: list[str]) -> str:
    """Slots with a space between those that are not empty."""
    optional = [re.fullmatch(slot, "") is not None for slot in slots]
    first = optional.index(False)
    before = "".join(rf"(?:(?=\S){slot} )?" for slot in slots[:first])
    behind = zip(slots[first + 1 :], optional[first + 1 :], strict=True)
    after = "".join(rf"(?: (?=\S){slot})?" if may_lack else f" {slot}" for slot, may_lack in behind)
    return before + slots[first] + after
