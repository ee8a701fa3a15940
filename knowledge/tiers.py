"""Tables with limits: tax brackets and score steps, over a number or an interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from knowledge.intervals import INFINITY, ZERO, End, Number, add, between, ends, hull, multiply, overlap, subtract
from knowledge.records import dataclass


@dataclass(frozen=True, slots=True)
class Tier:
    """One bracket: everything up to and including `up_to` (None: no end) at `rate`."""

    up_to: Decimal | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a table: `value` from `at_least` on."""

    at_least: Decimal
    value: Decimal


def marginal(amount: Number, tiers: Sequence[Tier]) -> Number:
    """The sum of the slices, each at its own rate; below zero the first rate holds."""
    total, floor, parts = ZERO, ZERO, []
    for tier, part in _brackets(amount, tiers):
        if part is not None:
            parts.append(add(total, multiply(subtract(part, floor), tier.rate)))
        if tier.up_to is not None:
            total, floor = total + (tier.up_to - floor) * tier.rate, tier.up_to
    return hull(parts)


def slab(amount: Number, tiers: Sequence[Tier]) -> Number:
    """The whole amount at the rate of the tier that it falls into."""
    return hull([multiply(part, tier.rate) for tier, part in _brackets(amount, tiers) if part is not None])


def stepped(amount: Number, steps: Sequence[Step], below: Decimal) -> Number:
    """The value of the first step that is reached (highest first); `below` where none is."""
    (low, _), (high, high_open) = ends(amount)
    values: list[Decimal] = []
    ceiling = INFINITY
    for step in steps:
        is_reachable = high > step.at_least or (high == step.at_least and not high_open)
        if is_reachable and low < ceiling:
            values.append(step.value)
        ceiling = step.at_least
    if low < ceiling:
        values.append(below)
    return values[0] if len(values) == 1 else between((min(values), False), (max(values), False))


def _brackets(amount: Number, tiers: Sequence[Tier]) -> Iterator[tuple[Tier, Number | None]]:
    """Each tier with the part of `amount` that falls into it; None where nothing does."""
    floor: End = (-INFINITY, True)
    for tier in tiers:
        ceiling = (INFINITY, True) if tier.up_to is None else (tier.up_to, False)
        yield tier, overlap(amount, between(floor, ceiling))
        floor = (ceiling[0], True)
