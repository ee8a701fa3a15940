"""Which organisation asks: a university named behind a firm of one's own is whom it works with."""

from __future__ import annotations

from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.vocabulary.manners import spoken

_BODIES = ("university", "research_institute", "research_team")
_LEAST = 2
"""Characters between a firm and a body that is another: 企业研究院 is one thing."""


def without_partners(layout: Layout, ranked: list[tuple[int, ReadFact]]) -> list[tuple[int, ReadFact]]:
    """Without the university that a firm told of before works with, buys from or pays."""
    firms = [found.span[1] for _, found in ranked if found.fact == "org_type" and found.value == "enterprise"]
    if not firms:
        return ranked
    first = min(firms)
    return [found for found in ranked if not _is_partner(layout, found[1], first)]


def _is_partner(layout: Layout, found: ReadFact, firm: int) -> bool:
    if found.fact != "org_type" or found.value not in _BODIES or found.span[0] < firm + _LEAST:
        return False
    start = layout.clause_at(found.span[0]).start
    return spoken("we_are_before").search(layout.text, start, found.span[0]) is None
