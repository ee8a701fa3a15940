"""Facts among each other: what follows from what, and how a profile's JSON becomes facts and back."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.catalogue import Catalogue
from knowledge.derivation import derive
from knowledge.facts import NUMERIC
from knowledge.profiles import read_profile
from knowledge.records import dataclass
from knowledge.values import FactValue, to_json


@dataclass(frozen=True, slots=True)
class FactLinks:
    """Which facts others are worked out from, and what a profile says with all that follows."""

    catalogue: Catalogue

    def part_asked(self, fact: str, profile: Mapping[str, Any], unanswered: Container[str]) -> str:
        """The sum that is asked for in place of one worked out from it and others told: of an increase this year's."""
        definition = self.catalogue.context.vocabulary.facts.get(fact)
        rules = definition.derived if definition is not None and definition.type == "money" else ()
        for rule in rules:
            open_ = [name for name in rule.inputs if not isinstance(profile.get(name), int | float)]
            if len(rule.inputs) > 1 and len(open_) == 1 and open_[0] not in unanswered:
                return open_[0]
        return fact

    def sources_of(self, fact: str) -> tuple[str, ...]:
        """The facts that a fact is worked out from, at any depth; empty for a fact that stands by itself."""
        vocabulary = self.catalogue.context.vocabulary
        rules = vocabulary[fact].derived if fact in vocabulary else ()
        direct = tuple(name for rule in rules for name in rule.inputs)
        return (*direct, *(deeper for name in direct for deeper in self.sources_of(name)))

    def inputs(self, facts: Sequence[str]) -> tuple[str, ...]:
        """The facts and everything that they are worked out from, each once."""
        return tuple(dict.fromkeys(name for fact in facts for name in (fact, *self.sources_of(fact))))

    def read(self, profile: Mapping[str, Any]) -> dict[str, FactValue]:
        """A profile of JSON values as typed facts; facts that are not in the vocabulary are left out."""
        exact = {fact: _exact(value) for fact, value in profile.items()}
        return read_profile(exact, self.catalogue.context.vocabulary, self.catalogue.regions)[0]

    def known(self, profile: Mapping[str, Any], day: date) -> dict[str, Any]:
        """The profile with everything that follows from it, as JSON values."""
        derived = derive(self.read(profile), day, self.catalogue.context)
        return {**{fact: to_json(value) for fact, value in derived.items()}, **profile}

    def pressed(self, fact: str, value: str) -> Any:
        """The JSON value of a pressed option."""
        kind = self.catalogue.context.vocabulary.fact_type(fact)
        if kind == "boolean":
            return value == "true"
        return float(value) if kind in NUMERIC and value.replace(".", "", 1).isdigit() else value


def _exact(value: Any) -> Any:
    """JSON's floats as decimals in text, which is how facts are read exactly."""
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}"
    if isinstance(value, dict):
        return {key: _exact(part) for key, part in value.items()}
    return value
