"""A small vocabulary and small rules, so that every enterprise can be tried out one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import strategies as st

from knowledge.conditions import Node
from knowledge.conditionsfile import parse_node
from knowledge.context import Context
from knowledge.facts import Vocabulary
from knowledge.factsfile import parse_vocabulary
from knowledge.regions import Region, Regions
from knowledge.values import FactValue

DAY = date(2026, 11, 22)
SOURCE = {"document": "doc", "at": None}


def two(word: str) -> dict[str, str]:
    """The same wording in both languages."""
    return {"zh": word, "en": word}


def definition(kind: str, **more: Any) -> dict[str, Any]:
    """A fact of facts.yml."""
    return {"type": kind, "label": two("label"), "question": two("question?"), **more}


def options(*names: str) -> list[dict[str, Any]]:
    """Options of a choice."""
    return [{"id": name, "label": two(name)} for name in names]


def vocabulary(**facts: Any) -> Vocabulary:
    """A vocabulary that has to be free of problems."""
    read, problems = parse_vocabulary(facts)
    assert problems == []
    return read


WORDS = vocabulary(
    first=definition("boolean"),
    second=definition("boolean"),
    kind=definition("choice", options=options("x", "y", "z")),
    heads=definition("count"),
    place=definition("region"),
    income=definition("money", min=None),
)
PLACES = Regions(
    {
        "CN": Region(None, {"en": ("China",)}),
        "north": Region("CN", {"en": ("North",)}),
        "city": Region("north", {"en": ("City",)}),
        "zone": Region("city", {"en": ("Zone",)}),
        "south": Region("CN", {"en": ("South",)}),
    }
)
CONTEXT = Context(WORDS, PLACES)
ANSWERS: Mapping[str, tuple[FactValue, ...]] = {
    "first": (True, False),
    "second": (True, False),
    "kind": ("x", "y", "z"),
    "heads": tuple(Decimal(n) for n in (5, 10, 15, 20, 25)),
    "place": ("zone", "city", "south"),
}
"""Every answer that the rules below can tell apart; a place is taken as the last word about it."""


def rule(data: Any) -> Node:
    """A tree of conditions that has to be free of problems."""
    node, problems = parse_node(data, (), WORDS)
    assert problems == [], problems
    assert node is not None
    return node


def condition(name: str, test: Any, *, manual: bool = False) -> dict[str, Any]:
    """A condition as a file states it."""
    data: dict[str, Any] = {"id": name, "text": two(name), "source": SOURCE}
    if manual:
        data["manual"] = True
    if test is not None:
        data["test"] = test
    return data


TESTS: tuple[dict[str, Any], ...] = (
    {"fact": "first", "op": "is", "value": True},
    {"fact": "second", "op": "is", "value": False},
    {"fact": "kind", "op": "in", "value": ["x", "y"]},
    {"fact": "kind", "op": "not_in", "value": ["y"]},
    {"fact": "heads", "op": "le", "value": 10},
    {"fact": "heads", "op": "gt", "value": 10},
    {"fact": "heads", "op": "between", "value": [10, 20]},
    {"fact": "heads", "op": "ge", "value": 20},
)


def trees(*, manual: bool = True) -> st.SearchStrategy[Any]:
    """Random rules, three groups deep, in which facts may stand in several places."""
    forms = [st.sampled_from(TESTS).map(lambda test: ("", test, False))]
    if manual:
        forms.append(st.just(("", None, True)))
        forms.append(st.sampled_from(TESTS).map(lambda test: ("", test, True)))
    leaves = st.one_of(forms)
    shapes = st.recursive(
        leaves,
        lambda inner: st.tuples(st.sampled_from(("all", "any", "none")), st.lists(inner, min_size=1, max_size=3)),
        max_leaves=6,
    )
    return shapes.map(lambda shape: _numbered(shape, iter(range(1000))))


def _numbered(shape: Any, numbers: Iterator[int]) -> dict[str, Any]:
    if len(shape) == 3:
        _, test, manual = shape
        return condition(f"c{next(numbers)}", test, manual=manual)
    kind, parts = shape
    return {kind: [_numbered(part, numbers) for part in parts]}


def profiles(facts: tuple[str, ...] = ("first", "second", "kind", "heads")) -> st.SearchStrategy[dict[str, FactValue]]:
    """Complete enterprises."""
    return st.fixed_dictionaries({fact: st.sampled_from(ANSWERS[fact]) for fact in facts})


def completions(known: Mapping[str, FactValue], facts: tuple[str, ...]) -> Iterator[dict[str, FactValue]]:
    """Every complete enterprise that agrees with what is known."""
    unknown = [fact for fact in facts if fact not in known]
    for values in product(*(ANSWERS[fact] for fact in unknown)):
        yield {**known, **dict(zip(unknown, values, strict=True))}
