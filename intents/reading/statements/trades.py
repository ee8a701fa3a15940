"""What follows from the trade for the R&D super deduction: makers may use it, shops and hotels may not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intents.reading.clauses import Clause
from intents.reading.layout import Layout, list_start
from intents.reading.model import ReadFact
from intents.reading.numbers.quantities import Quantity
from intents.reading.vocabulary.manners import spoken
from intents.reading.vocabulary.wordclasses import Cue

_HALF = 0.5
_RESEARCH = frozenset({"rd", "super_deduction"})
_OPEN_TO = ("software", "manufacturing", "biomedicine", "agriculture")
_TRADES = frozenset({*_OPEN_TO, "service", "goods", "make"})
_NOT_NOW = ("formerly_before", "later_before")
_OTHER_SUMS = frozenset({"assets", "taxable_income", "cost_expense", "loan", "invested", "ui_paid", "spent"})


def weigh_trades(layout: Layout, out: dict[str, ReadFact]) -> None:
    """More than half of the income from an excluded trade, or less, decides."""
    share = out.pop("excluded_trade_share", None)
    if _is_share_open(layout):
        return
    if "excluded_trade" in layout.kinds and not _RESEARCH.isdisjoint(layout.kinds):
        share = _share_of_several(layout, share)
    if share is None:
        return
    low, high = _bounds(share.value)
    if low is not None and low >= _HALF and not (low == high == _HALF):
        out["industry_excluded"] = ReadFact("industry_excluded", True, share.span, share.cue)
    elif high is not None and high <= _HALF:
        out["industry_excluded"] = ReadFact("industry_excluded", False, share.span, share.cue)


def _is_share_open(layout: Layout) -> bool:
    """Whether how much of the income an excluded trade makes is said not to be known: 批发有没有过半还没算出来."""
    return "excluded_trade" in layout.kinds and spoken("share_not_known").search(layout.text) is not None


def _share_of_several(layout: Layout, share: ReadFact | None) -> ReadFact | None:
    """The excluded trades' share where several are counted: 零售45%，批发15%; 批发收入600万，软件收入400万."""
    counted = list(_counted_trades(layout))
    halved = spoken("halved").search(layout.text)
    if halved is not None:
        return ReadFact("excluded_trade_share", _HALF, halved.span(), halved.group())
    excluded = [(cue, q) for cue, q in counted if cue.kind == "excluded_trade"]
    told = [float(q.exact or 0) for _, q in excluded]
    if told and all(q.unit == "share" for _, q in excluded):
        known = 0 if share is None else share.value
        together = min(round(sum(told), 4), 1)
        return _trade_share(layout, excluded[0][0], together) if _is_less(known, together) else share
    whole = sum(float(q.exact or 0) for _, q in counted)
    is_all = len(excluded) < len(counted) and all(q.unit != "share" for _, q in counted)
    if share is not None or not told or not is_all or not spoken("share_of_income").search(layout.text):
        return share
    cue = excluded[0][0]
    return _trade_share(layout, cue, round(sum(told) / whole, 4))


def _is_less(known: object, together: float) -> bool:
    return isinstance(known, int | float) and known < together


def _trade_share(layout: Layout, cue: Cue, share: float) -> ReadFact:
    return ReadFact("excluded_trade_share", share, (cue.start, cue.end), layout.text[cue.start : cue.end])


def _counted_trades(layout: Layout) -> Iterator[tuple[Cue, Quantity]]:
    """Each line of business that has its sum or share beside it."""
    for clause in layout.clauses:
        if clause.has("rd") or clause.asks or clause.hearsay or clause.theirs:
            continue
        for quantity in clause.quantities:
            trade = _trade_beside(layout, clause, quantity) if quantity.exact else None
            if trade is not None:
                yield trade, quantity


def _trade_beside(layout: Layout, clause: Clause, quantity: Quantity) -> Cue | None:
    """The trade whose income a sum is: the last one named in the clause between the sum before and this one."""
    if quantity.unit != "share" and not (quantity.unit in ("money", "bare") and quantity.scaled):
        return None
    before = [q.span[1] for q in clause.quantities if q.span[1] <= quantity.span[0]]
    start = before[-1] if before else clause.start
    named = [c for c in clause.cues if start <= c.start and c.end <= quantity.span[0]]
    if any(c.kind in _OTHER_SUMS for c in named):
        return None
    trades = [c for c in named if c.kind == "excluded_trade"] or [c for c in named if c.kind in _TRADES]
    return _trade_behind(layout, clause, quantity) or (trades[-1] if trades else None)


def _trade_behind(layout: Layout, clause: Clause, quantity: Quantity) -> Cue | None:
    """Three million from leasing."""
    behind = [c for c in clause.cues if c.start >= quantity.span[1]]
    named = sorted((c for c in behind if c.kind in _TRADES or c.kind == "excluded_trade"), key=_first_and_excluded)
    if not named or not spoken("earned_from").fullmatch(layout.text, quantity.span[1], named[0].start):
        return None
    return named[0]


def add_research(layout: Layout, out: dict[str, ReadFact], known: Mapping[str, Any]) -> None:
    """Adds whether the trade is an excluded one, and that what is new is R&D, in a message about research."""
    if "industry_excluded" not in out and (not _RESEARCH.isdisjoint(layout.kinds) or "industry_excluded" in known):
        _add_trade(layout, out, is_new="industry_excluded" not in known)
    if "super_deduction" in layout.kinds and "rd_activity_excluded" not in out:
        _add_new_thing(layout, out)


def _add_trade(layout: Layout, out: dict[str, ReadFact], *, is_new: bool) -> None:
    """Makers and software houses are in no excluded industry; hotels, shops and the like are.

    A trade told anew replaces what an earlier one led to, as if it had been said.
    """
    if _is_share_open(layout):
        return
    excluded = list(_excluded_trades(layout))
    denied = [cue for cue in excluded if _is_denied_trade(layout, cue)]
    if denied:
        cue = denied[0]
        _drop_denied(layout, out, cue)
        if len(denied) > 1 or spoken("trades_after").search(layout.text, cue.end):
            out["industry_excluded"] = _excluded(layout, cue, value=False)
    elif (trade := out.get("industry")) and trade.value in _OPEN_TO and _makes_most(layout, trade):
        out["industry_excluded"] = ReadFact("industry_excluded", False, trade.span, trade.cue, derived=is_new)
    elif excluded:
        _add_excluded(layout, out, excluded[0])
    elif trade is None:
        _add_maker(layout, out, is_new=is_new)
    elif trade.value in _OPEN_TO and not _is_a_side_line(layout, trade):
        out["industry_excluded"] = ReadFact("industry_excluded", False, trade.span, trade.cue, derived=is_new)


def _drop_denied(layout: Layout, out: dict[str, ReadFact], cue: Cue) -> None:
    """Drops the trade that was read from the list of what they are not."""
    trade = out.get("industry")
    if (
        trade is not None
        and trade.value not in _OPEN_TO
        and layout.clause_at(trade.span[0]) is layout.clause_at(cue.start)
    ):
        del out["industry"]


def _add_excluded(layout: Layout, out: dict[str, ReadFact], cue: Cue) -> None:
    """An excluded trade is the enterprise's, unless another one is told beside it: 一边开餐厅，一边做软件."""
    trade = out.get("industry")
    mixed = "self" in layout.kinds and spoken("mixed_trade").search(layout.text)
    own_tool = trade is not None and spoken("own_tool_before").search(layout.text, 0, trade.span[0])
    if not mixed and (own_tool or not (trade and trade.value in ("software", "manufacturing"))):
        out["industry_excluded"] = _excluded(layout, cue, value=True)
        if own_tool:
            del out["industry"]


def _add_maker(layout: Layout, out: dict[str, ReadFact], *, is_new: bool) -> None:
    """A maker by what it makes, whatever that is: 做传动轴的, "we build telescopes"."""
    made = spoken("makes_things").search(layout.text)
    clause = layout.clause_at(made.start()) if made is not None else None
    if made is None or clause is None or clause.asks or clause.theirs or clause.hearsay:
        return
    out["industry"] = ReadFact("industry", "manufacturing", made.span(), made.group())
    out["industry_excluded"] = ReadFact("industry_excluded", False, made.span(), made.group(), derived=is_new)


def _first_and_excluded(cue: Cue) -> tuple[int, bool]:
    return cue.start, cue.kind != "excluded_trade"


def _excluded_trades(layout: Layout) -> Iterator[Cue]:
    """Words for such trades, where they are not those of customers or of the past: 给酒店做软件, 以前做零售."""
    if "excluded_trade" not in layout.kinds:
        return
    for clause in layout.clauses:
        if clause.hearsay or clause.theirs or clause.general:
            continue
        for cue in clause.of("excluded_trade"):
            if any(spoken(name).match(layout.text, cue.end) for name in ("somebody_elses_after", "spent_on_after")):
                continue
            if any(spoken(name).search(layout.text, clause.start, cue.start) for name in _NOT_NOW):
                continue
            if not spoken("for_others").search(layout.text, clause.start, cue.start):
                yield cue


def _is_denied_trade(layout: Layout, cue: Cue) -> bool:
    """Whether the list of the word is one of what they are not: 不属于烟草、住宿、餐饮, 餐饮、零售都不沾."""
    before = spoken("denied_trade_before").search(layout.text, list_start(layout, cue.start), cue.start)
    return before is not None or spoken("denied_trade_after").match(layout.text, cue.end) is not None


def _excluded(layout: Layout, cue: Cue, *, value: bool) -> ReadFact:
    return ReadFact("industry_excluded", value, (cue.start, cue.end), layout.text[cue.start : cue.end])


def _is_a_side_line(layout: Layout, trade: ReadFact) -> bool:
    """Whether the trade makes less than half of the income: 另外37%是自研软件."""
    clause = layout.clause_at(trade.span[0])
    if not spoken("share_of_income").search(layout.text, clause.start, clause.end) or clause.has("rd"):
        return False
    return any(q.unit == "share" and q.high is not None and q.high < _HALF for q in clause.quantities)


def _makes_most(layout: Layout, trade: ReadFact) -> bool:
    """Whether more than half of the income is the trade's: hotels 40%, 另外60%是酒店软件."""
    clause = layout.clause_at(trade.span[0])
    shares = [q for q in clause.quantities if q.unit == "share"]
    if len(shares) != 1 or clause.has("rd") or clause.asks or clause.question:
        return False
    parts = [c for c in layout.clauses if c.sentence == clause.sentence]
    told = any(spoken("share_of_income").search(layout.text, c.start, c.end) for c in parts)
    return told and shares[0].low is not None and shares[0].low > _HALF


def _add_new_thing(layout: Layout, out: dict[str, ReadFact]) -> None:
    """R&D super deduction: whoever develops something new does R&D, whatever it is."""
    found = spoken("new_thing_made").search(layout.text) if "新" in layout.text else None
    if found is not None and not layout.clause_at(found.start()).asks:
        out["rd_activity_excluded"] = ReadFact("rd_activity_excluded", False, found.span(), found.group())


def _bounds(value: object) -> tuple[float | None, float | None]:
    """Lower and upper end of a number or a band; None where open."""
    if isinstance(value, dict):
        return value.get("min"), value.get("max")
    return (value, value) if isinstance(value, int | float) else (None, None)
