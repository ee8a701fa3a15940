"""What a rule may refer to: facts, their types and their options."""

from __future__ import annotations

from typing import Protocol

NUMBERS = frozenset({"money", "count", "share", "number"})
"""Fact types that arithmetic can use."""
DATES = frozenset({"date"})
CHOICES = frozenset({"choice", "boolean"})


class Names(Protocol):
    """The ids that a rule may refer to."""

    def fact_type(self, fact: str, /) -> str | None:
        """The type of a fact; None where there is no such fact."""

    def fact_ids(self) -> tuple[str, ...]:
        """All fact ids."""

    def option_ids(self, fact: str, /) -> tuple[str, ...]:
        """The options of a choice; empty for other types."""
