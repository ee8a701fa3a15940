"""What can be known about one fact of an enterprise, and how it is written as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

from knowledge.records import dataclass


class Outcome(Enum):
    """What a condition comes to for one enterprise."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    MANUAL = "manual"
    """No program decides it; a stated fact may still rule it out."""


WhyUnknown = Literal["not_asked", "not_known", "declined", "only_partly", "contradicted"]
"""Why a fact does not decide: never answered; answered with "I don't know"; the user would not say; only a range, an
area or a choice not yet narrowed was given; two things were said of it that cannot both be so."""


@dataclass(frozen=True, slots=True)
class Band:
    """A number or date known only to lie between two ends (both inclusive unless said open)."""

    min: Decimal | date | None = None
    """None: no lower end."""
    max: Decimal | date | None = None
    """None: no upper end."""
    min_open: bool = False
    """True: the lower end itself is excluded."""
    max_open: bool = False
    """True: the upper end itself is excluded."""


@dataclass(frozen=True, slots=True)
class Options:
    """A choice not yet narrowed: exactly one of these holds."""

    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Members:
    """Several that hold at once: places excluded, or all that apply of a list."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A place about which nothing deeper is left to learn (used to try out answers)."""

    place: str | None
    """None: outside every place that is asked about."""


FactValue = bool | str | Decimal | date | Band | Options | Members | Settled
"""What is known of one fact; a fact that is absent from a profile is unknown."""


def to_json(value: FactValue | None) -> Any:
    """The value as the contract writes it: scalars, {"min", "max", …} for a band, a list for the rest."""
    match value:
        case bool() | str() | None:
            return value
        case Decimal():
            return number_to_json(value)
        case date():
            return value.isoformat()
        case Band():
            return _band_to_json(value)
        case Options():
            return list(value.choices)
        case Members():
            return list(value.ids)
        case Settled():
            return value.place


def number_to_json(value: Decimal) -> int | float:
    """A whole number as int, anything else as float."""
    return int(value) if value == value.to_integral_value() else float(value)


def _band_to_json(band: Band) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for name, end, is_open in (("min", band.min, band.min_open), ("max", band.max, band.max_open)):
        if end is not None:
            written[name] = to_json(end)
            if is_open:
                written[f"{name}_open"] = True
    return written
