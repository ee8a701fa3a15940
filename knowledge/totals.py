"""What can be had in all: sums that add up, of measures that exclude each other only the better choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from knowledge.amounts import KINDS, AmountKind, AmountResult
from knowledge.records import dataclass

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Total:
    """The most that can be had of several measures together."""

    amount: Decimal
    """Yuan; 0 where no sum is known."""
    kind: AmountKind
    """The loosest kind among what is counted."""
    counted: tuple[str, ...]
    """Ids of the measures that it consists of."""
    left_out: tuple[tuple[str, str], ...]
    """(id, id of the counted measure that excludes it)."""
    without_sum: tuple[str, ...]
    """Ids of measures that may bring something, of which no sum is known."""


def total(found: Mapping[str, AmountResult | None], excludes: Mapping[str, Sequence[str]]) -> Total:
    """The best choice among measures that the enterprise can use, with what had to be left out and why."""
    sums = {name: amount.value for name, amount in found.items() if amount is not None and amount.value}
    rivals = {name: _rivals(name, sums, excludes) for name in sums}
    counted = _best([name for name in sums if rivals[name]], sums, rivals)
    counted = tuple(name for name in sums if name in counted or not rivals[name])
    kinds = [amount.kind for name in counted if (amount := found[name]) is not None]
    left_out = tuple(
        (name, next(rival for rival in counted if rival in rivals[name])) for name in sums if name not in counted
    )
    open_sums = tuple(name for name, amount in found.items() if amount is not None and amount.value is None)
    worth = sum((sums[name] for name in counted), ZERO)
    return Total(worth, max(kinds, key=KINDS.index, default="exact"), counted, left_out, open_sums)


def _rivals(name: str, sums: Mapping[str, Decimal], excludes: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The measures that cannot be had together with this one, whichever of the two says so."""
    return frozenset(other for other in sums if other in excludes.get(name, ()) or name in excludes.get(other, ()))


def _best(names: Sequence[str], sums: Mapping[str, Decimal], rivals: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Of measures that exclude each other the choice worth most; of equals the one that keeps what comes first."""
    if not names:
        return ()
    first, rest = names[0], names[1:]
    taken = (first, *_best([name for name in rest if name not in rivals[first]], sums, rivals))
    left = _best(rest, sums, rivals)
    worth = [sum((sums[name] for name in choice), ZERO) for choice in (taken, left)]
    return taken if worth[0] >= worth[1] else left
