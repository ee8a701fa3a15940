"""Whether one party of a technology transfer holds all of the other: 持股正好100%, "they hold 35 % of our shares"."""

from __future__ import annotations

from decimal import Decimal

from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.vocabulary.manners import spoken

_TOPICS = frozenset({"transfer_topic", "deal_party"})
_ALL = Decimal(1)
_NEAR = 12


def read_shareholdings(layout: Layout) -> list[ReadFact]:
    """related_100: true of a holding of 100 %, false of a smaller one (财税〔2010〕111号)."""
    if _TOPICS.isdisjoint(layout.kinds):
        return []
    for quantity in layout.quantities:
        start, end = quantity.span
        clause = layout.clause_at(start)
        if quantity.unit != "share" or quantity.exact is None or clause.asks or clause.general:
            continue
        before = spoken("shareholding_before").search(layout.text, max(clause.start, start - _NEAR), start)
        after = spoken("shareholding_after").match(layout.text, end, clause.end)
        if before is not None or after is not None:
            return [ReadFact("related_100", quantity.exact == _ALL, quantity.span, layout.text[start:end])]
    return []
