"""Facts of which one message says two things: none of them is taken, and the reply asks which is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from intents.reading.layout import Layout
from intents.reading.model import Contradiction, ReadFact, is_exact
from intents.reading.vocabulary.manners import spoken
from knowledge.regions import Regions

_OWN = frozenset({"enterprise_size"})
"""Choices of which an enterprise has one, told of others as readily as of itself."""


def contradicted_figures(layout: Layout, facts: Iterable[ReadFact]) -> tuple[Contradiction, ...]:
    """Numbers given twice and differently: 30 employees, and 500 employees further on."""
    return _differing(
        layout,
        (f for f in facts if is_exact(f.value)),
        lambda first, second: bool(first.cue) == bool(second.cue),  # a number with words of its own is meant
    )


def contradicted_statements(layout: Layout, facts: Iterable[ReadFact]) -> tuple[Contradiction, ...]:
    """The same words affirmed in one clause and denied in another; "we are a small company" and "a large one"."""
    found = list(facts)
    denied = _differing(
        layout,
        (f for f in found if isinstance(f.value, bool)),
        lambda first, second: first.cue == second.cue and not _is_one_clause(layout, first, second),
    )
    sizes = (f for f in found if f.fact in _OWN and isinstance(f.value, str) and _is_of_us(layout, f))
    return (*denied, *_differing(layout, sizes, lambda first, second: not _is_one_clause(layout, first, second)))


def _is_of_us(layout: Layout, found: ReadFact) -> bool:
    return layout.clause_at(found.span[0]).has("self") or spoken("somebody_thinks").search(layout.text) is not None


def contradicted_places(facts: Iterable[ReadFact], regions: Regions) -> tuple[Contradiction, ...]:
    """In the zone, and not in it."""
    told = {f.fact: f for f in facts}
    here, outside = told.get("region"), told.get("region_not")
    if here is None or outside is None or here.assumed or here.cue != outside.cue:
        return ()  # not in the city of Baoding, in Zhuozhou: two places, though one lies in the other
    is_denied = any(regions.within(str(here.value), str(area)) for area in outside.value)
    return (Contradiction("region", (here.value,)),) if is_denied else ()


def _differing(
    layout: Layout, facts: Iterable[ReadFact], do_clash: Callable[[ReadFact, ReadFact], bool]
) -> tuple[Contradiction, ...]:
    first: dict[str, ReadFact] = {}
    out: dict[str, Contradiction] = {}
    for found in sorted(facts, key=lambda fact: fact.span):
        before = first.setdefault(found.fact, found)
        if before.value == found.value or not do_clash(before, found) or is_taken_back(layout, before, found):
            continue
        out.setdefault(found.fact, Contradiction(found.fact, (before.value, found.value)))
    return tuple(out.values())


def _is_one_clause(layout: Layout, first: ReadFact, second: ReadFact) -> bool:
    return layout.index_at(first.span[0]) == layout.index_at(second.span[0])


def is_taken_back(layout: Layout, first: ReadFact, second: ReadFact) -> bool:
    """We are 30, no wait, 32: the second is meant; and so is what is said of a year of its own."""
    between = spoken("takes_back").search(layout.text, first.span[1], max(first.span[1], second.span[0]))
    return between is not None or first.span == second.span
