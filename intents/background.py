"""What is known beside a message before it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from knowledge.records import dataclass

PLACE_FACTS = frozenset({"region", "region_not"})
"""The facts that say where the enterprise is, and where it is not."""


@dataclass(frozen=True, slots=True)
class Background:
    """What understanding needs of the conversation so far."""

    asked: str | None = None
    """The fact that the last reply asked for."""
    profile: Mapping[str, Any] = field(default_factory=dict)
    recent: tuple[str, ...] = ()
    """Facts stated in the last turns, newest first."""
    wanted: tuple[str, ...] = ()
    """Facts that the last reply still lacked: what a number with a unit of its own may answer."""
    measure: str | None = None
    """The measure under discussion."""
    place: str | None = None
    """Where the enterprise is taken to be while that measure is under discussion."""
    language: str | None = None
    """Language to assume where the message shows none; None: nothing was said before it."""

    unwanted: frozenset[str] = frozenset()
    """Kinds and topics of measures that were ruled out before."""

    @property
    def home(self) -> tuple[str, ...]:
        """Where the enterprise is known to be: a message that names no place asks about what there is there."""
        place = self.profile.get("region")
        return (place,) if isinstance(place, str) else ()
