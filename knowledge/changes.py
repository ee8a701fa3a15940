"""What differs between two knowledge bases: measures, and of each what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.catalogue import Catalogue
from knowledge.conditions import Group, Node, leaves
from knowledge.measures import Measure
from knowledge.records import dataclass

PARTS: Mapping[str, tuple[str, ...]] = {
    "window": ("validity",),
    "place": ("region", "regions"),
    "kind": ("kind",),
    "texts": ("title", "summary", "who", "what", "notes"),
    "words": ("names", "keywords", "examples", "topics"),
    "application": ("apply",),
    "sources": ("sources",),
    "relations": ("relations",),
}
"""Parts of a measure beside conditions and amounts, by the name under which a change of them is told."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    measure: str
    """Empty for a parameter, which may serve several."""
    part: str
    """measure, condition, amount, parameter, or a key of PARTS."""
    what: str
    """added, removed or changed."""
    name: str = ""
    """Of a condition its id, of an amount what it is of."""


def changes(old: Catalogue, new: Catalogue) -> list[Change]:
    """Every difference, by measure."""
    found: list[Change] = []
    for name in sorted(old.measures.keys() | new.measures.keys()):
        before, after = old.measures.get(name), new.measures.get(name)
        if before is None or after is None:
            found.append(Change(name, "measure", "added" if before is None else "removed"))
        elif before != after:
            found += _within(name, before, after)
    parameters = [{name: repr(value) for name, value in side.context.parameters.items()} for side in (old, new)]
    return [*found, *_compared("", "parameter", *parameters)]


def is_founded_alike(old: Catalogue, new: Catalogue) -> bool:
    """Whether what verdicts rest on beside the measures is the same: one that says the same is then judged alike."""
    one, other = (
        (side.context.vocabulary, side.context.parameters, side.regions.by_id, side.pack) for side in (old, new)
    )
    return one == other


def _within(name: str, before: Measure, after: Measure) -> Iterator[Change]:
    yield from _compared(name, "condition", _conditions(before), _conditions(after))
    if _conditions(before).keys() == _conditions(after).keys() and _structure(before.rule) != _structure(after.rule):
        yield Change(name, "condition", "changed", "how they are joined")
    yield from _compared(name, "amount", _amounts(before), _amounts(after))
    for part, fields in PARTS.items():
        if any(getattr(before, field) != getattr(after, field) for field in fields):
            yield Change(name, part, "changed")


def _conditions(measure: Measure) -> dict[str, str]:
    """As text: what has been worked out on an object in the meantime makes no difference."""
    return {leaf.id: repr(leaf) for leaf in leaves(measure.rule)} if measure.rule is not None else {}


def _structure(node: Node | None) -> object:
    """How the conditions are joined, without what they say."""
    if isinstance(node, Group):
        return node.kind, tuple(_structure(part) for part in node.nodes)
    return node.id if node is not None else None


def _amounts(measure: Measure) -> dict[str, str]:
    out: dict[str, str] = {}
    for benefit in measure.gains:
        of = str(benefit.of)
        out[of if of not in out else f"{of} {len(out) + 1}"] = repr(benefit)
    return out


def _compared(measure: str, part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) == after.get(name):
            continue
        what = "added" if name not in before else "removed" if name not in after else "changed"
        yield Change(measure, part, what, name)
