"""Facts that follow from two others of the message, or from one of the message and one of the profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from intents.reading.model import ReadFact, Span, is_exact
from knowledge.values import number_to_json

_Sum = Callable[..., Decimal | None]
_ONE = Decimal(1)
_NO_RISE = ReadFact("rd_increase", None, (0, 0), "")
_NEARLY = Decimal("1e-6")


def _difference(this: Decimal, last: Decimal) -> Decimal | None:
    return this - last


def _sum(last: Decimal, rise: Decimal) -> Decimal:
    return last + rise


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole > 0 and part <= whole else None


def _part(share: Decimal, whole: Decimal) -> Decimal | None:
    """30 % of 120 people, a third of 180; None where it is no whole number: the share was rounded then."""
    part = share * whole
    return part.quantize(_ONE) if abs(part - part.quantize(_ONE)) < _NEARLY else None


def _rest(part: Decimal, whole: Decimal) -> Decimal | None:
    """The share of what is left over."""
    share = _share(part, whole)
    return None if share is None else 1 - share


def _net(receipts: Decimal, cost: Decimal, taxes: Decimal) -> Decimal | None:
    return receipts - cost - taxes


_RULES: tuple[tuple[str, tuple[str, ...], _Sum], ...] = (
    ("rd_increase", ("rd_spend_this_year", "rd_spend_last_year"), _difference),
    ("rd_spend_this_year", ("rd_spend_last_year", "rd_increase"), _sum),
    ("rd_spend_last_year", ("rd_spend_this_year", "rd_increase"), _difference),
    ("st_staff", ("st_staff_share", "staff"), _part),
    ("layoff_rate", ("people_laid_off", "laid_off_base"), _share),
    ("layoff_rate", ("people_laid_off", "insured_staff"), _share),
    ("high_tech_income_share", ("high_tech_income_last_year", "total_income_last_year"), _share),
    ("high_tech_income_share", ("high_tech_income_last_year", "sales_last_year"), _share),
    ("high_tech_income_share", ("other_income_last_year", "total_income_last_year"), _rest),
    ("rd_domestic_share", ("rd_at_home", "rd_spend_3_years"), _share),
    ("rd_domestic_share", ("rd_at_home", "rd_spend_last_year"), _share),
    ("rd_domestic_share", ("rd_abroad", "rd_spend_3_years"), _rest),
    ("rd_domestic_share", ("rd_abroad", "rd_spend_last_year"), _rest),
    ("transfer_net_income", ("transfer_receipts", "transfer_cost", "transfer_taxes"), _net),
    ("transfer_net_income", ("transfer_receipts", "transfer_deductions"), _difference),
)
_OPTIONAL = {"transfer_net_income": "transfer_equipment"}
_INPUTS = frozenset(name for _, inputs, _ in _RULES for name in inputs)
_INTERNAL = {"laid_off_base", "rd_at_home", "rd_abroad", "other_income_last_year", "transfer_deductions"}
"""Numbers that only serve to work out others."""


def with_derived(facts: list[ReadFact], known: Mapping[str, Any]) -> list[ReadFact]:
    """The facts and what follows from them; at least one input is of this message, given values are never replaced."""
    by_fact = {f.fact: f for f in facts}
    if _INPUTS.isdisjoint(by_fact):
        return facts
    out = list(facts)
    for target, inputs, rule in _RULES:
        if target in by_fact or by_fact.keys().isdisjoint(inputs) or _is_of_years_before(target, by_fact):
            continue
        values = [_value(name, by_fact, known) for name in inputs]
        fresh = [by_fact[name].span for name in inputs if name in by_fact]
        if None in values:
            continue
        result = rule(*values)
        extra = by_fact.get(_OPTIONAL.get(target, ""))
        if result is not None and extra is not None and isinstance(extra.value, int | float):
            result -= Decimal(str(extra.value))
            fresh.append(extra.span)
        if result is not None:
            found = ReadFact(target, number_to_json(result), _cover(fresh), "", derived=True)
            by_fact[target] = found
            out.append(found)
    if "st_staff" in by_fact:
        by_fact.pop("st_staff_share", None)  # a number of people says more than the share that goes with it
    return [f for f in out if f.fact in by_fact and f.fact not in _INTERNAL]


def _is_of_years_before(target: str, by_fact: Mapping[str, ReadFact]) -> bool:
    """Whether the rise is that of last year over the one before, from which nothing follows for this year."""
    return target == "rd_spend_this_year" and by_fact.get("rd_increase", _NO_RISE).derived


def _value(name: str, by_fact: Mapping[str, ReadFact], known: Mapping[str, Any]) -> Decimal | None:
    if name == "laid_off_base" and name not in by_fact:
        return _base_before(known)
    return _number(by_fact[name].value if name in by_fact else known.get(name))


def _base_before(known: Mapping[str, Any]) -> Decimal | None:
    """Of how many people so many were laid off as was told before: a rate is not to outlive its number of people."""
    people, rate = (_number(known.get(name)) for name in ("people_laid_off", "layoff_rate"))
    if not people or not rate:
        return None
    base = people / rate
    return base.quantize(_ONE) if abs(base - base.quantize(_ONE)) < _NEARLY else None


def _number(value: Any) -> Decimal | None:
    return Decimal(str(value)) if is_exact(value) else None


def _cover(spans: list[Span]) -> Span:
    return min(s for s, _ in spans), max(e for _, e in spans)
