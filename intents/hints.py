"""What a message shows beside its candidates: how it asks, and what it is surely not about."""

from __future__ import annotations

from intents.outside import NO_SIGNS, Signs
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """What the message shows beside its candidates."""

    is_open: bool = False
    """It asks for what there is, not for one measure."""
    is_bare: bool = False
    """It names a need or a place and nothing that tells one measure from another."""
    is_general: bool = False
    """It is bare and does not say what help is needed for either."""
    is_for: bool = False
    """It is bare, and says for which kind of organisation it asks instead of a need."""
    is_lone: bool = False
    """It is the name of one thing that measures are about, and nothing else."""
    is_today: bool = False
    """It is bare and asks for what there is on the day."""
    is_sided: bool = False
    """It asks for one side of a measure, such as its documents: the asker has one in mind."""
    is_comparing: bool = False
    """It puts measures side by side."""
    mass: float = 0.0
    """Information of its words, in the index's own units; 0 for a bare place."""
    is_placed: bool = False
    """It names a place."""
    are_placed: bool = False
    """It names several places."""
    lean: float = 0.0
    """Whether its words are those of measures (above zero) or of the world outside (below), as log-odds."""
    signs: Signs = NO_SIGNS
    """Where it shows that it is about another country, a private life or an errand."""


NO_HINTS = Hints()
