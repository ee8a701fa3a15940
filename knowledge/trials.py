"""Tries out the values of facts that stand in several places of a rule, case by case (branch and prune)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.conditions import MET, UNMET, Condition, Node, State
from knowledge.context import View
from knowledge.rules import Judged
from knowledge.thresholds import cells
from knowledge.values import FactValue

PATIENCE = 600
"""How many combinations are tried for one fact before it is kept as possibly relevant."""


def open_in(subtree: tuple[Node, bool], state: State, view: View, window: tuple[int, int]) -> Iterator[Condition]:
    """The open conditions of a subtree (a node, and whether it is turned round) that is in that state.

    `window`: the worst and the best that the rest of the rule leaves possible.
    """
    (node, negated), (low, _, high), (floor, ceiling) = subtree, state, window
    if min(max(low, floor), ceiling) == max(min(high, ceiling), floor):
        return
    if isinstance(node, Condition):
        yield node
        return
    flipped = negated != (node.kind == "none")
    states = [part.state(view, negated=flipped) for part in node.nodes]
    takes_best = node.takes_best(negated=negated)
    for index, part in enumerate(node.nodes):
        others = states[:index] + states[index + 1 :]
        if takes_best:
            inner = (max([floor, *(state[0] for state in others)]), ceiling)
        else:
            inner = (floor, min([ceiling, *(state[2] for state in others)]))
        if inner[0] < inner[1]:
            yield from open_in((part, flipped), states[index], view, inner)


class Trial:
    """Tries out values of facts on one part of a rule; `ceiling`: the best that the other parts leave possible."""

    __slots__ = ("_ceiling", "_left", "_node", "_subject")

    def __init__(self, node: Node, subject: Judged, ceiling: int) -> None:
        self._node = node
        self._subject = subject
        self._ceiling = ceiling
        self._left = PATIENCE

    def cells(self, fact: str, view: View) -> Sequence[FactValue]:
        """The answers to the fact that the rule tells apart."""
        return cells(fact, self._subject.tests[fact], view)

    def state(self, view: View) -> tuple[int, int]:
        """The worst and the best that the part leaves possible; one trial less is left."""
        self._left -= 1
        low, _, high = self._node.state(view)
        return min(low, self._ceiling), min(high, self._ceiling)

    def varies(self, fact: str, view: View, rest: Sequence[str]) -> bool:
        """Whether some values of the other facts leave it to this one."""
        states = {self.state(view.assuming(fact, cell)) for cell in self.cells(fact, view)}
        is_decided = all(low == high for low, high in states)
        if is_decided and len(states) == 1:
            return False
        if sum(low == high for low, high in states) > 1 or not rest or self._left < 0:
            return True
        return any(self.varies(fact, view.assuming(rest[0], cell), rest[1:]) for cell in self.cells(rest[0], view))

    def opened(self, wanted: set[str], view: View, rest: Sequence[str]) -> set[str]:
        """Those wanted (each stands in one place) that count once the `rest`, which stand in several, are fixed."""
        low, high = self.state(view)
        if low == high:
            return set()
        if not rest or self._left < 0:
            leaves = open_in((self._node, False), self._node.state(view), view, (UNMET, self._ceiling))
            tests = (leaf.test for leaf in leaves if leaf.test is not None)
            return wanted.intersection(fact for test in tests for fact in test.live(view))
        found: set[str] = set()
        for cell in self.cells(rest[0], view):
            found |= self.opened(wanted - found, view.assuming(rest[0], cell), rest[1:])
            if found == wanted:
                break
        return found

    def bounds(self, view: View, rest: Sequence[str]) -> tuple[int, int]:
        """The worst and the best that can come, the facts in `rest` taken one value at a time."""
        low, high = self.state(view)
        if low == high or not rest or self._left < 0:
            return low, high
        worst_seen, best_seen = MET, UNMET
        for cell in self.cells(rest[0], view):
            inner = self.bounds(view.assuming(rest[0], cell), rest[1:])
            worst_seen, best_seen = min(worst_seen, inner[0]), max(best_seen, inner[1])
            if (worst_seen, best_seen) == (low, high):
                break
        return worst_seen, best_seen
