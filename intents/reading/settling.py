"""One value a fact: what wins where two parts of the message speak of the same."""

from __future__ import annotations

from intents.reading.layout import Layout
from intents.reading.manners import spoken
from intents.reading.model import ReadFact

_HALF = 0.5


def settle(layout: Layout, facts: list[ReadFact]) -> list[ReadFact]:
    """Each fact once; a kind of organisation that is named beats "company"; what follows from a trade is added."""
    out: dict[str, ReadFact] = {}
    for found in facts:
        out.setdefault(found.fact, found)
    if "layoff_rate" in out and out["layoff_rate"].value and out.get("layoffs") and out["layoffs"].value == "none":
        del out["layoffs"]
    if "people_laid_off" in out and out["people_laid_off"].value != 0:
        for fact, value in (("layoffs", "none"), ("layoff_rate", 0)):
            if fact in out and out[fact].value == value:
                del out[fact]  # 裁了俩人，其他都留着
    _share_of_excluded_trade(out)
    _add_excluded_trade(layout, out)
    return list(out.values())


def _share_of_excluded_trade(out: dict[str, ReadFact]) -> None:
    """More than half of the income from an excluded trade, or less, decides."""
    share = out.pop("excluded_trade_share", None)
    if share is None:
        return
    low, high = bounds(share.value)
    if low is not None and low >= _HALF and not (low == high == _HALF):
        out["industry_excluded"] = ReadFact("industry_excluded", True, share.span, share.cue)
    elif high is not None and high <= _HALF:
        out["industry_excluded"] = ReadFact("industry_excluded", False, share.span, share.cue)


def bounds(value: object) -> tuple[float | None, float | None]:
    """Lower and upper end of a number or a band; None where open."""
    if isinstance(value, dict):
        return value.get("min"), value.get("max")
    return (value, value) if isinstance(value, int | float) else (None, None)


def _add_excluded_trade(layout: Layout, out: dict[str, ReadFact]) -> None:
    """R&D super deduction: makers and software houses are in no excluded industry; hotels, shops and the like are."""
    if "industry_excluded" in out or "rd" not in layout.kinds:
        return
    trade = out.get("industry")
    excluded = [c for clause in layout.clauses if not clause.hearsay for c in clause.of("excluded_trade")]
    if excluded:
        mixed = "self" in layout.kinds and spoken("mixed_trade").search(layout.text)
        if not mixed and not (trade and trade.value in ("software", "manufacturing")):
            cue = excluded[0]
            out["industry_excluded"] = ReadFact(
                "industry_excluded", True, (cue.start, cue.end), layout.text[cue.start : cue.end]
            )
    elif trade and trade.value in ("software", "manufacturing", "biomedicine"):
        out["industry_excluded"] = ReadFact("industry_excluded", False, trade.span, trade.cue, derived=True)
