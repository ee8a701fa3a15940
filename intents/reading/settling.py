"""One value a fact: what wins where two parts of the message speak of the same."""

from __future__ import annotations

from intents.reading.layout import Layout
from intents.reading.model import ReadFact

_SPECIFIC_TRADES = ("software", "biomedicine", "agriculture", "service")


def settle(layout: Layout, facts: list[ReadFact]) -> list[ReadFact]:
    """Each fact once; a kind of organisation that is named beats "company"; what follows from a trade is added."""
    out: dict[str, ReadFact] = {}
    for found in facts:
        out.setdefault(found.fact, found)
    if "layoff_rate" in out and out["layoff_rate"].value and out.get("layoffs") and out["layoffs"].value == "none":
        del out["layoffs"]
    _add_excluded_trade(layout, out)
    return list(out.values())


def _add_excluded_trade(layout: Layout, out: dict[str, ReadFact]) -> None:
    """R&D super deduction: makers and software houses are in no excluded industry; hotels, shops and the like are."""
    if "industry_excluded" in out or "rd" not in layout.kinds:
        return
    trade = out.get("industry")
    excluded = [c for clause in layout.clauses if not clause.hearsay for c in clause.of("excluded_trade")]
    if excluded:
        mixed = "self" in layout.kinds and any(
            w in layout.text for w in ("一边", "各占", "兼", "part", "also", "both", "side")
        )
        if not mixed and not (trade and trade.value in ("software", "manufacturing")):
            cue = excluded[0]
            out["industry_excluded"] = ReadFact(
                "industry_excluded", True, (cue.start, cue.end), layout.text[cue.start : cue.end]
            )
    elif trade and trade.value in ("software", "manufacturing", "biomedicine"):
        out["industry_excluded"] = ReadFact("industry_excluded", False, trade.span, trade.cue, derived=True)
