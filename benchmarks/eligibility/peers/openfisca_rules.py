"""The nine standing rules by hand for OpenFisca-Core: what is not stated has to have a default value here."""

from __future__ import annotations

from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import ETERNITY
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Enterprise = build_entity(key="enterprise", plural="enterprises", label="enterprise", is_person=True)
PERIOD = "2026-11"

INPUTS: dict[str, tuple[type, Any]] = {
    **dict.fromkeys(
        ("resident", "clean_record", "is_high_tech_enterprise", "audited_books", "rd_accounts_separate", "direct_route",
         "contract_registered", "written_contract", "is_filer", "space_used_for_incubation"),
        (bool, False),
    ),
    **dict.fromkeys(
        ("owns_core_ip", "in_supported_field", "industry_restricted", "industry_excluded", "rd_activity_excluded",
         "related_100"),
        (bool, True),
    ),
    **dict.fromkeys(
        ("age_days", "staff", "st_staff", "assets", "sales_last_year", "sales_3_years", "cost_and_expense_last_year",
         "rd_spend_last_year", "rd_spend_this_year", "rd_spend_3_years", "taxable_income", "class_1_ip", "class_2_ip",
         "months_unemployment_insurance", "unemployment_insurance_paid_last_year", "transfer_net_income"),
        (int, 0),
    ),
    "insured_staff": (int, 1000),
    "innovation_score": (float, 100),
    "rd_share_last_year": (float, 0),
    "rd_domestic_share": (float, 0),
    "high_tech_income_share": (float, 0),
    "income_tax_rate": (float, 0.25),
    "layoff_rate": (float, 1),
    "licence_years": (float, 0),
    "enterprise_size": (str, "large"),
    "technology_kind": (str, "other"),
    "licence_kind": (str, "none"),
    "contract_kind": (str, "other"),
    "org_type": (str, "enterprise"),
    "incubator_level": (str, "other"),
}  # fmt: skip


def _points(share: Any, steps: tuple[tuple[float, int], ...]) -> Any:
    return np.select([share >= bound for bound, _ in steps], [points for _, points in steps], default=0)


def _ratio(part: Any, whole: Any) -> Any:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole != 0)


def hnte_recognition(e: Any, p: Any) -> Any:
    sales = e("sales_last_year", p)
    needed = np.select([sales <= 50_000_000, sales <= 200_000_000], [0.05, 0.04], default=0.03)
    return (
        (e("age_days", p) >= 365)
        * (_ratio(e("st_staff", p), e("staff", p)) >= 0.1)
        * (_ratio(e("rd_spend_3_years", p), e("sales_3_years", p)) >= needed)
        * (e("rd_domestic_share", p) >= np.float32(0.6))
        * (e("high_tech_income_share", p) >= np.float32(0.6))
        * e("clean_record", p)
        * e("owns_core_ip", p)
        * e("in_supported_field", p)
        * (e("innovation_score", p) > 70)
    )


def hnte_income_tax(e: Any, p: Any) -> Any:
    return e("is_high_tech_enterprise", p)


def hnte_income_tax_benefit(e: Any, p: Any) -> Any:
    return e("cn_hnte_income_tax", p) * np.maximum(e("taxable_income", p), 0) * 0.1


def tech_sme(e: Any, p: Any) -> Any:
    staff, sales, spent = e("staff", p), e("sales_last_year", p), e("rd_spend_last_year", p)
    people = _points(_ratio(e("st_staff", p), staff), ((0.3, 20), (0.25, 16), (0.2, 12), (0.15, 8), (0.1, 4)))
    # A share is kept in single precision there, in which 0.06 is a little less.
    told = np.round(e("rd_share_last_year", p).astype(float), 6)
    share = np.where(spent > 0, _ratio(spent, sales), told)
    by_sales = _points(share, ((0.06, 50), (0.05, 40), (0.04, 30), (0.03, 20), (0.02, 10)))
    cost = e("cost_and_expense_last_year", p)
    by_cost = _points(_ratio(spent, cost), ((0.3, 50), (0.25, 40), (0.2, 30), (0.15, 20), (0.1, 10)))
    rights = np.maximum(
        _points(e("class_1_ip", p), ((1, 30),)), _points(e("class_2_ip", p), ((4, 24), (3, 18), (2, 12), (1, 6)))
    )
    scored = (people > 0) * (people + np.maximum(by_sales, by_cost) + rights >= 60)
    return (
        e("resident", p)
        * (staff <= 500)
        * (sales <= 200_000_000)
        * (e("assets", p) <= 200_000_000)
        * np.logical_not(e("industry_restricted", p))
        * e("clean_record", p)
        * (e("direct_route", p) + scored)
    )


def super_deduction(e: Any, p: Any) -> Any:
    return (
        e("resident", p)
        * e("audited_books", p)
        * e("rd_accounts_separate", p)
        * np.logical_not(e("industry_excluded", p))
        * np.logical_not(e("rd_activity_excluded", p))
    )


def super_deduction_benefit(e: Any, p: Any) -> Any:
    last = e("rd_spend_last_year", p)
    spent = np.where(last > 0, last, e("rd_spend_this_year", p))
    return e("cn_rd_super_deduction", p) * spent * e("income_tax_rate", p)


def small_profit(e: Any, p: Any) -> Any:
    return (
        (e("taxable_income", p) <= 3_000_000)
        * (e("staff", p) <= 300)
        * (e("assets", p) <= 50_000_000)
        * np.logical_not(e("industry_restricted", p))
    )


def small_profit_benefit(e: Any, p: Any) -> Any:
    return e("cn_small_low_profit_tax", p) * np.maximum(e("taxable_income", p), 0) * 0.2


def job_refund(e: Any, p: Any) -> Any:
    rate = e("layoff_rate", p)
    few = (rate <= np.float32(0.055)) + (e("insured_staff", p) <= 30) * (rate <= np.float32(0.2))
    return (e("months_unemployment_insurance", p) >= 12) * few


def job_refund_benefit(e: Any, p: Any) -> Any:
    share = np.where(e("enterprise_size", p) == "large", 0.3, 0.6)
    return e("cn_job_retention_refund", p) * e("unemployment_insurance_paid_last_year", p) * share


def technology_transfer(e: Any, p: Any) -> Any:
    return (
        e("resident", p)
        * (e("technology_kind", p) != "other")
        * ((e("licence_kind", p) == "ownership") + (e("licence_years", p) >= 5))
        * e("contract_registered", p)
        * np.logical_not(e("related_100", p))
    )


def technology_transfer_benefit(e: Any, p: Any) -> Any:
    net = np.maximum(e("transfer_net_income", p), 0)
    saved = np.minimum(net, 5_000_000) * 0.25 + np.maximum(net - 5_000_000, 0) * 0.125
    return e("cn_tech_transfer_income_tax", p) * saved


def contract_registration(e: Any, p: Any) -> Any:
    return e("written_contract", p) * (e("contract_kind", p) != "other") * e("is_filer", p)


def incubator_property_tax(e: Any, p: Any) -> Any:
    kind, level = e("org_type", p), e("incubator_level", p)
    is_national = level == "national"
    carrier = ((kind == "incubator") + (kind == "university_science_park")) * (is_national + (level == "provincial"))
    return (carrier + (kind == "maker_space") * is_national) * e("space_used_for_incubation", p)


RULES = {
    "cn_hnte_recognition": (hnte_recognition, None),
    "cn_hnte_income_tax": (hnte_income_tax, hnte_income_tax_benefit),
    "cn_tech_sme_evaluation": (tech_sme, None),
    "cn_rd_super_deduction": (super_deduction, super_deduction_benefit),
    "cn_small_low_profit_tax": (small_profit, small_profit_benefit),
    "cn_job_retention_refund": (job_refund, job_refund_benefit),
    "cn_tech_transfer_income_tax": (technology_transfer, technology_transfer_benefit),
    "cn_tech_contract_registration": (contract_registration, None),
    "cn_incubator_property_tax": (incubator_property_tax, None),
}


def build_system() -> TaxBenefitSystem:
    """A system with every input and rule."""
    system = TaxBenefitSystem([Enterprise])
    for name, (kind, default) in INPUTS.items():
        system.add_variable(_variable(name, kind, default))
    for name, (rule, benefit) in RULES.items():
        system.add_variable(_variable(name, bool, False, rule))
        if benefit is not None:
            system.add_variable(_variable(f"{name}_benefit", float, 0, benefit))
    return system


def _variable(name: str, kind: type, default: Any, rule: Any = None) -> type[Variable]:
    body: dict[str, Any] = {
        "value_type": kind,
        "entity": Enterprise,
        "definition_period": ETERNITY,
        "default_value": default,
        "label": name,
    }
    if rule is not None:
        body["formula"] = lambda enterprise, period, _parameters=None: rule(enterprise, period)
    return type(name, (Variable,), body)
