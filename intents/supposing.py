"""What a message supposes, as the statement that it would be: "and if it were 80 people?"."""

from __future__ import annotations

import re

from intents.reading.vocabulary.manners import spoken
from knowledge.records import dataclass

_SENTENCE = re.compile(r"[?？!！。]|\.(?=\s|$)")
_INSTEAD = {True: "change it to ", False: "改成"}


@dataclass(frozen=True, slots=True)
class Supposition:
    """A supposition in a text."""

    start: int
    """Where it begins; what stands before is said in earnest."""
    end: int
    """Where its sentence ends; what stands behind is said in earnest again."""
    stated: str
    """The same as a change of what was said before."""


def supposition(text: str) -> Supposition | None:
    """What a text in one spelling supposes; None where it supposes nothing."""
    found = next((found for found in spoken("supposing").finditer(text) if not _is_asked(text, found.start())), None)
    if found is None:
        return None
    ends = _SENTENCE.search(text, found.end())
    end = ends.start() if ends else len(text)
    rest = spoken("supposing_tail").sub("", text[found.end() : end]).strip()
    is_english = (found.group() or text).isascii()
    return Supposition(found.start(), end, _INSTEAD[is_english] + rest) if rest else None


def _is_asked(text: str, start: int) -> bool:
    """Whether somebody is asked instead: "I still have to ask our driver if it was shared"."""
    return spoken("asked_if_before").search(text, 0, start) is not None
