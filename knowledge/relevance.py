"""Which unknown facts can still change the verdict or the amount, and which to ask for first.

A first walk finds the conditions that are open and not overruled; where no fact stands in two of them, that is
already exact. Where one does, its possible values are cut at its thresholds and tried out, case by case
(branch and prune). Where even that cannot settle it, the fact stays: asking once too often is better than never.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from knowledge.conditions import MANUAL, MET, UNKNOWN, UNMET, Condition, Group, State, worst
from knowledge.context import View
from knowledge.rules import Judged, Part, recalled
from knowledge.thresholds import cells, is_point
from knowledge.trials import Trial, open_in


class Standing(NamedTuple):
    """A part of the rule and what it comes to for this enterprise (a tuple: made for every part, every time)."""

    part: Part
    state: State

    @property
    def is_open(self) -> bool:
        """Whether facts can still change it."""
        return self.state[0] != self.state[2]


def standings(subject: Judged, view: View) -> tuple[Standing, ...]:
    """Every part with its outcome, each looked at by itself."""
    return tuple([stand(part, subject, view) for part in subject.parts])


def independent(subject: Judged, found: tuple[Standing, ...], view: View) -> tuple[Standing, ...]:
    """The same with parts that wait for the same facts taken together, so that no fact stands in two of them."""
    if not subject.shared:
        return found
    together = _linked([(standing, _waits_for(standing, subject, view)) for standing in found])
    if len(together) == len(found):
        return found
    return tuple(
        members[0]
        if len(members) == 1
        else stand(Part.of(Group("all", tuple(s.part.node for s in members))), subject, view)
        for members in together
    )


def stand(part: Part, subject: Judged, view: View) -> Standing:
    """What one part comes to, looked at by itself."""
    if not part.tangled:
        return Standing(part, part.node.state(view))
    low, now, high = part.node.state(view)
    if low != high:
        key = ("bounds", part.situation(view))
        low, high = recalled(subject, key, lambda: Trial(part.node, subject, MET).bounds(view, part.tangled))
        now = low if low == high or low >= MANUAL else now
    return Standing(part, (low, now, high))


def _waits_for(standing: Standing, subject: Judged, view: View) -> set[str]:
    open_leaves = open_conditions(standing, view, MET)
    facts = {fact for leaf in open_leaves if leaf.test is not None for fact in leaf.test.live(view)}
    return facts & subject.shared


def _linked(waiting: Sequence[tuple[Standing, set[str]]]) -> list[list[Standing]]:
    """Groups that share no fact, in reading order of their first members."""
    groups: list[tuple[list[Standing], set[str]]] = []
    for standing, facts in waiting:
        touching = [group for group in groups if not group[1].isdisjoint(facts)]
        merged = ([standing], set(facts))
        if touching:
            merged = ([s for group in touching for s in group[0]] + [standing], facts.union(*(g[1] for g in touching)))
            at = groups.index(touching[0])
            groups[at] = merged
            groups = [group for group in groups if group is merged or group not in touching[1:]]
        else:
            groups.append(merged)
    return [members for members, _ in groups]


def open_conditions(standing: Standing, view: View, ceiling: int) -> list[Condition]:
    """The single conditions of a part that are open and not overruled by others; `ceiling`: the best still possible."""
    node = standing.part.node
    if isinstance(node, Condition):
        low, _, high = standing.state
        return [node] if low < min(high, ceiling) else []
    return list(open_in((node, False), node.state(view), view, (UNMET, ceiling))) if standing.is_open else []


def verdict_facts(subject: Judged, found: Sequence[Standing], view: View) -> dict[str, bool]:
    """Facts that can still change the verdict, in reading order; the value says that only a manual condition has it.

    `found` has to be independent.
    """
    uses = open_facts(found, view)
    changing = _changing(uses, subject, found, view)
    return {fact: all(leaf.manual for leaf in leaves) for fact, leaves in uses.items() if fact in changing}


def open_facts(found: Sequence[Standing], view: View) -> dict[str, list[Condition]]:
    """Facts of the conditions that are open and not overruled, with those conditions, in reading order.

    Every fact that can change the verdict is here; one that stands in two conditions may be here for nothing.
    """
    ceiling = _ceiling(found)
    uses: dict[str, list[Condition]] = {}
    for standing in found:
        for leaf in open_conditions(standing, view, ceiling) if standing.is_open else ():
            for fact in _live(leaf, view):
                uses.setdefault(fact, []).append(leaf)
    return uses


def _live(leaf: Condition, view: View) -> Sequence[str]:
    """Facts that an open condition waits for."""
    if leaf.test is None:
        return ()
    facts = leaf.test.facts
    if len(facts) == 1 and facts[0] not in view.facts:
        return facts  # an open test of one fact of which nothing is known
    return tuple(dict.fromkeys(leaf.test.live(view)))


def _ceiling(found: Sequence[Standing]) -> int:
    """The best that all parts together can still come to: what would be better in one of them changes nothing."""
    return min([MET, *(standing.state[2] for standing in found)])


def _changing(
    uses: Mapping[str, Sequence[Condition]], subject: Judged, found: Sequence[Standing], view: View
) -> set[str]:
    """Those of the facts in use that can really change what their part comes to."""
    ceiling = _ceiling(found)
    changing: set[str] = set()
    for standing in found:
        part = standing.part
        own = [fact for fact in part.facts if fact in uses and uses[fact][0].id in part.name]
        knots = [fact for fact in own if _mentions(fact, uses[fact]) > 1]
        if not knots:
            changing.update(own)  # nothing of the part stands in two places: the walk was exact
            continue
        case = (part, subject, ceiling)
        key = ("changing", part.situation(view), ceiling, tuple(own), tuple(knots))
        changing |= recalled(subject, key, lambda: _disentangled(case, own, knots, view))  # noqa: B023 - called at once
    return changing


def _mentions(fact: str, uses: Sequence[Condition]) -> int:
    """How often open conditions name the fact: one test may do so twice."""
    return sum(leaf.test.mentions.count(fact) for leaf in uses if leaf.test is not None)


def _disentangled(case: tuple[Part, Judged, int], own: Sequence[str], knots: Sequence[str], view: View) -> set[str]:
    """Those of a part's own facts that can change it, though the `knots` stand in several places of it."""
    part, subject, ceiling = case
    plain = {fact for fact in own if fact not in knots}
    changing = Trial(part.node, subject, ceiling).opened(plain, view, knots) if plain else set()
    for fact in own:
        if fact not in knots:
            continue
        trial = Trial(part.node, subject, ceiling)
        others = [knot for knot in knots if knot != fact]
        rest = [one for one in part.facts if one not in knots and len(trial.cells(one, view)) > 1]
        if trial.varies(fact, view, [*others, *rest]):
            changing.add(fact)
    return changing


def decisiveness(fact: str, subject: Judged, found: Sequence[Standing], view: View) -> tuple[float, float]:
    """Share of the fact's answers that end the matter, and that settle at least one part (0..1 each).

    Every answer that is told apart weighs the same; a single number on a border weighs next to nothing.
    """
    untouched = [s.state for s in found if fact not in s.part.facts]
    touched = [s.part for s in found if fact in s.part.facts]
    if any(part.tangled for part in touched):
        key = (fact, tuple([part.situation(view) for part in touched]))
        answers = recalled(subject, key, lambda: _answers(fact, subject, touched, view))
    else:
        answers = _answers(fact, subject, touched, view)
    total = ends_it = settles = 0.0
    for weight, states in answers:
        total += weight
        ends_it += weight * (worst([*untouched, *states])[1] != UNKNOWN)
        settles += weight * any(state[0] == state[2] for state in states)
    return (ends_it / total, settles / total) if total else (0.0, 0.0)


def _answers(fact: str, subject: Judged, touched: Sequence[Part], view: View) -> list[tuple[float, list[State]]]:
    """Each answer to a fact: how much it weighs, and what the parts that test the fact come to."""
    found = []
    for cell in cells(fact, subject.tests[fact], view):
        assumed = view.assuming(fact, cell)
        found.append((0.01 if is_point(cell) else 1.0, [part.node.state(assumed) for part in touched]))
    return found
