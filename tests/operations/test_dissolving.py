"""What is no longer used goes in portions; what somebody else holds stays whole."""

from __future__ import annotations

import weakref
from dataclasses import dataclass

from bot.operations.dissolving import PORTION, dissolve


class Leaf:
    """Something whose end can be seen."""


@dataclass(frozen=True)
class Branch:
    """Holds others."""

    below: tuple[object, ...]
    named: dict[str, object]


def test_everything_that_only_the_list_held_goes() -> None:
    leaves = [Leaf() for _ in range(3)]
    seen = [weakref.ref(leaf) for leaf in leaves]
    shared = leaves[0]
    owned: list[object] = [Branch((leaves[0], leaves[1]), {"a": leaves[1], "b": [leaves[2]]})]
    del leaves
    dissolve(owned)
    assert owned == []
    assert [ref() is not None for ref in seen] == [True, False, False]
    assert shared is seen[0]()


def test_what_somebody_else_holds_keeps_its_parts() -> None:
    kept = Branch((Leaf(),), {"a": Leaf()})
    owned: list[object] = [Branch((kept,), {})]
    dissolve(owned)
    assert isinstance(kept.below[0], Leaf)
    assert isinstance(kept.named["a"], Leaf)


def test_it_pauses_between_portions_and_needs_no_deep_stack() -> None:
    pauses: list[None] = []
    chain: object = Leaf()
    end = weakref.ref(chain)
    for _ in range(3 * PORTION):
        chain = [chain]
    owned = [chain]
    del chain
    dissolve(owned, lambda: pauses.append(None))
    assert end() is None
    assert len(pauses) == 3
