"""One value a fact: what wins where two parts of the message speak of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intents.reading.layout import Layout
from intents.reading.manners import spoken
from intents.reading.model import ReadFact
from intents.reading.wordclasses import Cue

_HALF = 0.5
_RESEARCH = frozenset({"rd", "super_deduction"})
_SHARES = {
    "rd_share_3_years": ("rd_spend_3_years", "sales_3_years"),
    "rd_share_last_year": ("rd_spend_last_year", "sales_last_year"),
}
_SPENDING = ("rd_spend_this_year", "rd_spend_last_year")
_CARRIERS = ("incubator", "maker_space", "university_science_park")


def settle(layout: Layout, facts: list[ReadFact], known: Mapping[str, Any]) -> list[ReadFact]:
    """Each fact once; a kind of organisation that is named beats "company"; what follows from a trade is added.

    `known` is the profile so far: what followed from the trade told before is not to outlive it.
    """
    out: dict[str, ReadFact] = {}
    for found in facts:
        out.setdefault(found.fact, found)
    rate, people, kind = (out.get(fact) for fact in ("layoff_rate", "people_laid_off", "org_type"))
    if people and people.value != 0:
        _drop(out, {"layoffs": "none", "layoff_rate": 0})  # 裁了俩人，其他都留着
    elif rate and rate.value:
        _drop(out, {"layoffs": "none"})
    if kind and kind.value in _CARRIERS:
        _drop(out, {"incubator_tenant": True, "landlord": "incubator"})  # the incubated enterprises are its tenants
    for share, sums in _SHARES.items():
        if all(name in out or name in known for name in sums):
            out.pop(share, None)  # two sums say it more exactly than the share that goes with them
    _all_are_insured(layout, out)
    _share_of_excluded_trade(out)
    _rise_told_in_sums(out, known)
    if not _RESEARCH.isdisjoint(layout.kinds) or "industry_excluded" in known:
        _add_excluded_trade(layout, out, is_new="industry_excluded" not in known)
    return list(out.values())


def _all_are_insured(layout: Layout, out: dict[str, ReadFact]) -> None:
    """Of a staff that is insured to the last one its number is that of the insured: "12 people, all insured"."""
    staff = out.get("staff")
    if "all_insured" in layout.kinds and staff is not None and "insured_staff" not in out:
        out["insured_staff"] = ReadFact("insured_staff", staff.value, staff.span, staff.cue)


def _rise_told_in_sums(out: dict[str, ReadFact], known: Mapping[str, Any]) -> None:
    """That R&D rose says less than the sums of both years do."""
    rise = out.get("rd_increase")
    if rise and isinstance(rise.value, dict) and all(name in out or name in known for name in _SPENDING):
        del out["rd_increase"]


def _drop(out: dict[str, ReadFact], contradicted: Mapping[str, Any]) -> None:
    for fact, value in contradicted.items():
        if fact in out and out[fact].value == value:
            del out[fact]


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


def _excluded_trades(layout: Layout) -> Iterator[Cue]:
    """Words for such trades, where they are not those of customers: 给酒店做软件."""
    for clause in layout.clauses:
        if clause.hearsay or clause.theirs or clause.general:
            continue
        for cue in clause.of("excluded_trade"):
            if not spoken("for_others").search(layout.text, clause.start, cue.start):
                yield cue


def _is_denied_trade(layout: Layout, cue: Cue) -> bool:
    """Whether the list in which the word stands is one of what they are not: 不属于烟草、住宿、餐饮."""
    index = layout.index_at(cue.start)
    while index and layout.clauses[index - 1].mark == "、":
        index -= 1
    return spoken("denied_trade_before").search(layout.text, layout.clauses[index].start, cue.start) is not None


def _excluded(layout: Layout, cue: Cue, *, value: bool) -> ReadFact:
    return ReadFact("industry_excluded", value, (cue.start, cue.end), layout.text[cue.start : cue.end])


def _add_excluded_trade(layout: Layout, out: dict[str, ReadFact], *, is_new: bool) -> None:
    """R&D super deduction: makers and software houses are in no excluded industry; hotels, shops and the like are.

    A trade told anew replaces what an earlier one led to, as if it had been said.
    """
    if "industry_excluded" in out:
        return
    trade = out.get("industry")
    excluded = list(_excluded_trades(layout))
    denied = [cue for cue in excluded if _is_denied_trade(layout, cue)]
    if denied:
        cue = denied[0]
        if len(denied) > 1 or spoken("trades_after").search(layout.text, cue.end):
            out["industry_excluded"] = _excluded(layout, cue, value=False)
    elif excluded:
        mixed = "self" in layout.kinds and spoken("mixed_trade").search(layout.text)
        own_tool = trade is not None and spoken("own_tool_before").search(layout.text, 0, trade.span[0])
        if not mixed and (own_tool or not (trade and trade.value in ("software", "manufacturing"))):
            out["industry_excluded"] = _excluded(layout, excluded[0], value=True)
            if own_tool:
                del out["industry"]
    elif trade and trade.value in ("software", "manufacturing", "biomedicine"):
        out["industry_excluded"] = ReadFact("industry_excluded", False, trade.span, trade.cue, derived=is_new)
    elif trade is None and (made := spoken("makes_things").search(layout.text)):
        if not layout.clause_at(made.start()).asks:
            out["industry"] = ReadFact("industry", "manufacturing", made.span(), made.group())
            out["industry_excluded"] = ReadFact("industry_excluded", False, made.span(), made.group(), derived=is_new)
