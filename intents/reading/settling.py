"""One value a fact: what wins where two parts of the message speak of the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intents.reading.contradictions import is_taken_back
from intents.reading.layout import Layout
from intents.reading.model import ReadFact
from intents.reading.statements.trades import add_research, weigh_trades

_SHARES = {
    "rd_share_3_years": ("rd_spend_3_years", "sales_3_years"),
    "rd_share_last_year": ("rd_spend_last_year", "sales_last_year"),
}
_SPENDING = ("rd_spend_this_year", "rd_spend_last_year")
_LICENCES = ("exclusive", "non_exclusive")
_UNDER_A_YEAR = {"max": 12, "max_open": True}
_CARRIERS = ("incubator", "maker_space", "university_science_park")


def settle(
    layout: Layout, facts: list[ReadFact], known: Mapping[str, Any], *, correcting: bool = False
) -> list[ReadFact]:
    """Each fact once; a kind of organisation that is named beats "company"; what follows from a trade is added.

    `known` is the profile so far: what followed from the trade told before is not to outlive it. A share that puts
    something right wins over the sums told before.
    """
    out = _first_of_each(layout, facts)
    _layoffs_as_it_ended(out, facts)
    _nobody_is_none(out)
    rate, people, kind = (out.get(fact) for fact in ("layoff_rate", "people_laid_off", "org_type"))
    if people and people.value != 0:
        _drop(out, {"layoffs": "none", "layoff_rate": 0})  # 裁了俩人，其他都留着
    elif rate and rate.value:
        _drop(out, {"layoffs": "none"})
    if kind and kind.value in _CARRIERS:
        _drop(out, {"incubator_tenant": True, "landlord": "incubator"})  # the incubated enterprises are its tenants
    if kind and kind.value == "city_or_park":
        _drop(out, {"landlord": "zone_state_assets"})  # the zone's committee is no tenant of its own
    _one_route_is_enough(out)
    _a_day_says_more(out)
    for share, sums in _SHARES.items():
        if all(name in out or (name in known and not correcting) for name in sums):
            out.pop(share, None)  # two sums say it more exactly than the share that goes with them
    _all_are_insured(layout, out)
    _years_are_of_a_licence(out, known)
    weigh_trades(layout, out)
    _rise_told_in_sums(out, known)
    add_research(layout, out, known)
    return list(out.values())


def _nobody_is_none(out: dict[str, ReadFact]) -> None:
    """Nobody laid off, and 裁员率0, are no layoffs."""
    for fact in ("people_laid_off", "layoff_rate"):
        found = out.get(fact)
        if found and found.value == 0:
            out.setdefault("layoffs", ReadFact("layoffs", "none", found.span, found.cue))


def _first_of_each(layout: Layout, facts: list[ReadFact]) -> dict[str, ReadFact]:
    """The first value of each fact, unless it is taken back: 发明专利2件——更正一下，发明都还没授权."""
    out: dict[str, ReadFact] = {}
    for found in facts:
        before = out.setdefault(found.fact, found)
        if before.value != found.value and before.span[1] <= found.span[0] and is_taken_back(layout, before, found):
            out[found.fact] = found
    return out


def _layoffs_as_it_ended(out: dict[str, ReadFact], facts: list[ReadFact]) -> None:
    """Who laid off many did so, whenever there were none: 2019年没裁，今年裁了一半."""
    some = next((one for one in facts if one.fact == "layoffs" and one.value == "many"), None)
    if some is not None and out["layoffs"].value == "none":
        out["layoffs"] = some
        _drop(out, {"layoff_rate": 0})


def _all_are_insured(layout: Layout, out: dict[str, ReadFact]) -> None:
    """Of a staff that is insured to the last one its number is that of the insured: "12 people, all insured"."""
    staff = out.get("staff")
    if "all_insured" in layout.kinds and staff is not None and "insured_staff" not in out:
        out["insured_staff"] = ReadFact("insured_staff", staff.value, staff.span, staff.cue)


def _years_are_of_a_licence(out: dict[str, ReadFact], known: Mapping[str, Any]) -> None:
    """What is let for so many years is a licence, whichever of the two: 专利授权对方用三年."""
    years = out.get("licence_years")
    if years is not None and "licence_kind" not in out and "licence_kind" not in known:
        out["licence_kind"] = ReadFact("licence_kind", [*_LICENCES], years.span, years.cue)


def _rise_told_in_sums(out: dict[str, ReadFact], known: Mapping[str, Any]) -> None:
    """That R&D rose says less than the sums of both years do."""
    rise = out.get("rd_increase")
    if rise and isinstance(rise.value, dict) and all(name in out or name in known for name in _SPENDING):
        del out["rd_increase"]


def _one_route_is_enough(out: dict[str, ReadFact]) -> None:
    """有高企证，没有国家奖: the award that is not there denies no direct route."""
    certificate = out.get("is_high_tech_enterprise")
    if certificate and certificate.value is True:
        _drop(out, {"direct_route": False})


def _a_day_says_more(out: dict[str, ReadFact]) -> None:
    """Registered in 2024, if only just: the year says how old the enterprise is."""
    age = out.get("age_months")
    if "registered_on" in out and age is not None and age.value == _UNDER_A_YEAR:
        del out["age_months"]


def _drop(out: dict[str, ReadFact], contradicted: Mapping[str, Any]) -> None:
    for fact, value in contradicted.items():
        if fact in out and out[fact].value == value:
            del out[fact]
