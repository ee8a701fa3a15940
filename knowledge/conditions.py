"""The tree of conditions, and what it comes to in three-valued logic.

AND takes the worst of its parts, OR the best, in the order unmet < unknown < manual < met; NONE turns every
leaf round and takes the worst. `manual` (a person decides) stands between unknown and met, so that it never
hides a fact that can still decide. Source: Kleene's strong logic; the product's contract, "verdict".
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.citations import Citation, Text
from knowledge.comparisons import Test
from knowledge.context import View
from knowledge.records import dataclass
from knowledge.values import Outcome

UNMET, UNKNOWN, MANUAL, MET = 0, 1, 2, 3
OUTCOMES = (Outcome.UNMET, Outcome.UNKNOWN, Outcome.MANUAL, Outcome.MET)
State = tuple[int, int, int]
"""Worst that can still come of a node, what it comes to now, and the best that can still come of it."""

_YES: State = (MET, MET, MET)
_NO: State = (UNMET, UNMET, UNMET)
_OPEN: State = (UNMET, UNKNOWN, MET)
_BY_HAND: State = (MANUAL, MANUAL, MANUAL)
_BY_HAND_OPEN: State = (UNMET, MANUAL, MANUAL)
"""A manual condition whose own test is open: it counts as manual, and a fact may still rule it out."""
_NOT_BY_HAND_OPEN: State = (MANUAL, MANUAL, MET)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: a test, a matter for a person, or both."""

    id: str
    text: Text
    """States the condition so that it is true when met."""
    source: Citation
    test: Test | None = None
    manual: bool = False

    def state(self, view: View, *, negated: bool = False) -> State:
        """Outcome for one enterprise; `negated` inside `none`."""
        if self.test is None:
            return _BY_HAND
        passed = self.test.evaluate(view)
        if passed is None:
            if not self.manual:
                return _OPEN
            return _NOT_BY_HAND_OPEN if negated else _BY_HAND_OPEN
        if passed and self.manual:
            return _BY_HAND
        return _YES if passed != negated else _NO


@dataclass(frozen=True, slots=True)
class Group:
    """Several nodes of which all, any or none have to be met; id, text and source name the group."""

    kind: str
    """"all", "any" or "none"."""
    nodes: tuple[Node, ...]
    id: str | None = None
    text: Text | None = None
    source: Citation | None = None

    def state(self, view: View, *, negated: bool = False) -> State:
        """Outcome for one enterprise; `negated` inside `none`."""
        flipped = negated != (self.kind == "none")
        states = [node.state(view, negated=flipped) for node in self.nodes]
        return best(states) if self.takes_best(negated=negated) else worst(states)

    def takes_best(self, *, negated: bool) -> bool:
        """Whether one good part is enough (an OR, or an AND turned round)."""
        return (self.kind == "any") != negated  # none of them: all of them, each turned round


Node = Condition | Group


def worst(states: list[State]) -> State:
    """AND: the worst of the parts, for now and for what can come."""
    if len(states) < 2:
        return states[0] if states else _YES
    lows, nows, highs = zip(*states, strict=True)
    return min(lows), min(nows), min(highs)


def best(states: list[State]) -> State:
    """OR: the best of the parts, for now and for what can come."""
    if len(states) < 2:
        return states[0] if states else _NO
    lows, nows, highs = zip(*states, strict=True)
    return max(lows), max(nows), max(highs)


def leaves(node: Node) -> Iterator[Condition]:
    """The single conditions of a tree, in reading order."""
    if isinstance(node, Condition):
        yield node
        return
    for part in node.nodes:
        yield from leaves(part)


def conjuncts(node: Node) -> tuple[Node, ...]:
    """The parts that all have to be met: nested `all` groups without a name are opened."""
    if isinstance(node, Group) and node.kind == "all" and node.id is None:
        return tuple(part for child in node.nodes for part in conjuncts(child))
    return (node,)


def facts_read(node: Node) -> tuple[str, ...]:
    """Ids of the facts that a tree tests, each once, in reading order."""
    return tuple(dict.fromkeys(fact for leaf in leaves(node) if leaf.test for fact in leaf.test.facts))
