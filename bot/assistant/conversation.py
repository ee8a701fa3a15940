"""What is remembered of one chat between two messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from intents.understanding import Background


@dataclass(frozen=True, slots=True)
class Conversation:
    """State of one chat; immutable, each turn gives a new one. Stored as JSON by whoever holds it."""

    language: str | None = None
    """Reply language chosen by the user; None follows each message."""
    spoken: str = "zh"
    """Language of the last message, for replies to buttons and commands."""
    profile: Mapping[str, Any] = field(default_factory=dict)
    """Facts known about the enterprise, as JSON values (contract: values)."""
    measure: str | None = None
    """The measure under discussion."""
    shown: tuple[str, ...] = ()
    """Measures of the last answer, best first."""
    asked: str | None = None
    """The fact that the last reply asked for."""
    declined: tuple[str, ...] = ()
    """Facts answered with "I don't know": not asked again."""
    assumed: Mapping[str, Any] = field(default_factory=dict)
    """Facts that hold only while the measure is under discussion (a place that is part of its name)."""
    recent: tuple[str, ...] = ()
    """Facts stated in the last turns, newest first: what "change that" may mean."""
    past: tuple[Mapping[str, Any], ...] = ()
    """Earlier states that "back" returns to, newest last."""
    reasons: tuple[str, ...] = ()
    """Words of the last question that led to its answer, kept for "why"."""

    def background(self) -> Background:
        """What understanding the next message needs of this conversation."""
        return Background(
            asked=self.asked,
            profile=self.profile,
            recent=self.recent,
            measure=self.measure,
            language=self.language or self.spoken,
        )

    def to_json(self) -> str:
        """The state as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Conversation:
        """The state that `to_json` wrote; unknown keys of a newer version are ignored.

        Raises: ValueError where the text is not a JSON object.
        """
        raw = json.loads(text)
        if not isinstance(raw, dict):
            raise ValueError("a conversation is a JSON object")
        known = {f.name for f in fields(cls)}
        tuples = {"shown", "declined", "past", "reasons", "recent"}
        values: dict[str, Any] = {k: tuple(v) if k in tuples else v for k, v in raw.items() if k in known}
        return cls(**values)
