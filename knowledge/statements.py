"""What a measure states, part by part, as plain text: what its history compares. Words to find it by are no part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from knowledge.measures import Measure

NOT_STATED = frozenset({"id", "names", "keywords", "examples", "topics", "validity"})
"""Parts that say nothing about what an enterprise gets; the window is taken without the day of verification."""


def statements(measure: Measure) -> Mapping[str, str]:
    """Part of the measure to what it says."""
    out = {f.name: _text(getattr(measure, f.name)) for f in fields(measure) if f.name not in NOT_STATED}
    window = asdict(measure.validity)
    del window["verified_on"]
    return {**out, "validity": _text(window)}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)
