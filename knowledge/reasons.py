"""The shortest reason of a verdict: the fewest conditions that bring it about by themselves."""

from __future__ import annotations

from knowledge.conditions import MANUAL, MET, UNMET, Condition, Node, conjuncts, worst
from knowledge.context import View
from knowledge.rules import Judged


def shortest_reason(subject: Judged, view: View) -> tuple[str, ...]:
    """Ids of the conditions, in reading order; empty where there is nothing to decide.

    Of a refusal one failing condition (of an OR every alternative); of a yes every condition (of an OR the shortest
    alternative that holds); of "likely" those that a person decides; while it is open those that are not known.
    """
    if subject.eligibility is None:
        return ()
    nodes = conjuncts(subject.eligibility)
    states = [node.state(view) for node in nodes]
    verdict = worst(states)[1]
    if verdict == UNMET:
        failing = [node for node, state in zip(nodes, states, strict=True) if state[1] == UNMET]
        found = min((_reason(node, view, UNMET, negated=False) for node in failing), key=len)
    else:
        found = [leaf for node in nodes for leaf in _reason(node, view, verdict, negated=False)]
    return tuple(leaf.id for leaf in found)


def _reason(node: Node, view: View, outcome: int, *, negated: bool) -> list[Condition]:
    """The fewest conditions that bring a node to `outcome`; none where it is at another that does not matter."""
    state = node.state(view, negated=negated)
    if isinstance(node, Condition):
        return [node] if state[1] == outcome else []
    if state[1] != outcome:
        return []
    flipped = negated != (node.kind == "none")
    parts = [(part, part.state(view, negated=flipped)) for part in node.nodes]
    reasons = [_reason(part, view, outcome, negated=flipped) for part, now in parts if now[1] == outcome]
    takes_best = node.takes_best(negated=negated)
    is_one_enough = (takes_best and outcome in (MET, MANUAL)) or (not takes_best and outcome == UNMET)
    return min(reasons, key=len) if is_one_enough else [leaf for reason in reasons for leaf in reason]
