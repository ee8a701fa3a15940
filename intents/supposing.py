"""What a message supposes, as the statement that it would be: "and if it were 80 people?"."""

from __future__ import annotations

from intents.reading.manners import spoken
from knowledge.records import dataclass

_INSTEAD = {True: "change it to ", False: "改成"}


@dataclass(frozen=True, slots=True)
class Supposition:
    """A supposition in a text."""

    start: int
    """Where it begins; what stands before is said in earnest."""
    stated: str
    """The same as a change of what was said before."""


def supposition(text: str) -> Supposition | None:
    """What a text in one spelling supposes; None where it supposes nothing."""
    found = spoken("supposing").search(text)
    if found is None:
        return None
    rest = spoken("supposing_tail").sub("", text[found.end() :])
    return Supposition(found.start(), _INSTEAD[found.group().isascii()] + rest.strip()) if rest.strip() else None
