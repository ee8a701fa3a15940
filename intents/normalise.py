"""One spelling for every message and every text of the catalogue, with the way back to the text as typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.resources import files

from intents.expressions import Expression
from intents.once import once
from knowledge.records import dataclass

_DROPPED = {"Cf", "Cc", "Cs", "Co", "Cn", "So", "Sk", "Mn", "Me"}
_QUOTES = frozenset('"\u201c\u201d\u201e\u201f\u300c\u300d\u300e\u300f')
"""They set off a word that is used as it stands: 算不算“突出贡献” asks what 算不算突出贡献 asks."""
_KEPT_SPACES = "\n\r\t\v\f\u0085"
HEAD, TAIL = 400, 200
"""Characters at the beginning and the end of a long message that are read: who pastes an article asks before or after
it, and the middle would drown the question. No message of a person's own words is that long."""
CHARACTERS_KEPT = 20_000
"""Different characters whose spelling is remembered: more than are in use."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in one spelling; `starts[i]` is where character i of `text` begins in `raw`."""

    raw: str
    text: str
    starts: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the piece text[start:end] stands in the text as typed."""
        if start >= end:
            return (self._at(start), self._at(start))
        return (self.starts[start], self.starts[end - 1] + 1)

    @property
    def is_read_in_part(self) -> bool:
        """Whether its middle was passed over."""
        return len(self.raw) > HEAD + TAIL

    def _at(self, position: int) -> int:
        return self.starts[position] if position < len(self.starts) else len(self.raw)


@once
def simplified() -> dict[str, str]:
    """Traditional character to Simplified character, from the committed table."""
    lines = files("intents").joinpath("tables/simplified.txt").read_text(encoding="utf-8").split()
    return {pair[0]: pair[1] for pair in lines}


class _Spellings(dict[int, str]):
    """Character to its one spelling, filled as characters are met: what `str.translate` takes."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()
        """Characters met so far that become none or several."""

    def __missing__(self, code: int) -> str:
        table = simplified()
        spelled = "".join([table.get(piece, piece) for piece in _spelling(chr(code))])
        if len(self) < CHARACTERS_KEPT:
            self[code] = spelled
            if len(spelled) != 1:
                self.uneven.add(chr(code))
        return spelled


_spellings = _Spellings()
_REPEATED = re.compile(r"([\W_])\1\1")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
"""A tag of a marked-up text, as comes with what is copied from a page: no word of the message."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Words that others stand for."""

    words: Mapping[str, str]
    any_of: Expression
    """Any of them, the longest that fits; put together once, for going through them takes longer than the search."""


def replaced_by(words: Mapping[str, str]) -> Replaced:
    """The words, ready to be looked for."""
    longest_first = sorted(words, key=len, reverse=True)
    return Replaced(words, Expression("|".join(map(re.escape, longest_first)) or r"(?!)"))


def normalise(raw: str, regional: Replaced | None = None) -> Normalised:
    """The text in one spelling: NFKC, lower case, Simplified characters, no emoji or control characters.

    `regional` replaces words of other Chinese-speaking places by mainland ones (軟體 by 软件).
    """
    read, offsets = _without_middle(raw)
    if "<" in read:
        read = _TAG.sub(lambda tag: " " * len(tag.group()), read)
    text = read.translate(_spellings)
    starts: Sequence[int] = offsets
    if len(_spellings) >= CHARACTERS_KEPT or not _spellings.uneven.isdisjoint(read) or _REPEATED.search(text):
        text, starts = _spell_out(read, offsets)
    if regional is not None:
        text, starts = _replace(text, starts, regional)
    return Normalised(raw, text, starts)


def _without_middle(raw: str) -> tuple[str, Sequence[int]]:
    """What is read of the text, and where each of its characters stands."""
    if len(raw) <= HEAD + TAIL:
        return raw, range(len(raw))
    at = len(raw) - TAIL
    return f"{raw[:HEAD]}。{raw[at:]}", (*range(HEAD + 1), *range(at, len(raw)))


def _spell_out(read: str, offsets: Sequence[int]) -> tuple[str, list[int]]:
    """The text in one spelling character by character, with where each came from."""
    letters: list[str] = []
    starts: list[int] = []
    for position, character in zip(offsets, read, strict=True):
        for piece in _spellings[ord(character)]:
            if len(letters) >= 2 and piece == letters[-1] == letters[-2] and not piece.isalnum():
                continue
            letters.append(piece)
            starts.append(position)
    return "".join(letters), starts


def _spelling(character: str) -> str:
    if "\u4e00" <= character <= "\u9fff" or ("a" <= character <= "z") or character == " ":
        return character
    if character in _KEPT_SPACES:
        return " "
    if character in _QUOTES:
        return ""
    if character in "\u2018\u2019\u02bc`´":
        return "'"
    out = []
    for piece in unicodedata.normalize("NFKC", character).lower():
        category = unicodedata.category(piece)
        if category == "Zs":
            out.append(" ")
        elif category not in _DROPPED:
            out.append(_without_accent(piece))
    return "".join(out)


def _without_accent(piece: str) -> str:
    base = unicodedata.normalize("NFD", piece)[0]
    return base if base.isascii() else piece


def _replace(text: str, starts: Sequence[int], regional: Replaced) -> tuple[str, Sequence[int]]:
    pattern = regional.any_of.pattern
    if not pattern.search(text):
        return text, starts
    out: list[str] = []
    where: list[int] = []
    at = 0
    for found in pattern.finditer(text):
        out.append(text[at : found.start()])
        where.extend(starts[at : found.start()])
        new = regional.words[found.group()]
        old = starts[found.start() : found.end()]
        out.append(new)
        where.extend(old[min(i, len(old) - 1)] for i in range(len(new)))
        at = found.end()
    out.append(text[at:])
    where.extend(starts[at:])
    return "".join(out), where


def bare(text: str) -> str:
    """The text without punctuation at its edges."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


_MARKS = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """The text's letters and digits alone, so that spaces and punctuation make no difference."""
    return _MARKS.sub("", text)
