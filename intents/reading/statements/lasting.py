"""When a statement counts: not what was once and is no more, and not what is still to be done."""

from __future__ import annotations

from intents.reading.statements.sayings import Saying

_LASTING = frozenset(
    (
        *("key_epidemic_enterprise", "makes_epidemic_supplies", "higher_level_approval"),
        *("landlord", "carrier_capital", "startup_guaranteed_loan", "is_high_tech_enterprise", "is_tech_sme"),
        *("audited_books", "rd_accounts_separate", "incubator_level"),
    )
)
"""What counts as long as it lasts: what the enterprise once was or had is none of it."""
_DONE_FIRST = frozenset(
    (
        *("expands_production", "technical_upgrade"),
        *("rd_accounts_separate", "audited_books", "contract_registered", "written_contract"),
    )
)
"""What has to be done before it counts: a plan to expand next year is none."""


def is_past(said: Saying, manner: str = "past_before") -> bool:
    """Whether it is told as what once was, of something that counts as long as it lasts; `manner` words the past."""
    return said.rule.fact in _LASTING and said.is_preceded(manner)


def is_to_come(said: Saying) -> bool:
    """Whether it is told as what comes later, of something that has to be done before it counts."""
    return said.rule.fact in _DONE_FIRST and said.is_preceded("later_before")
