"""Facts in the words of one language: names, questions, values, and what is missing to a limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.rendering import formats
from bot.rendering.wording import Wording
from knowledge.catalogue import Catalogue
from knowledge.eligibility import ConditionResult
from knowledge.facts import FactDefinition
from knowledge.near_miss import Gap
from knowledge.records import dataclass
from knowledge.values import FactValue, Settled, to_json

_AT_MOST = ("le", "lt", "before")


@dataclass(frozen=True, slots=True)
class FactWords:
    """Names facts and writes out their values."""

    catalogue: Catalogue
    wording: Wording

    def label(self, fact: str) -> str:
        """What a fact is called."""
        definition = self._definition(fact)
        return formats.in_language(definition.label, self.wording.language) if definition else fact

    def question(self, fact: str) -> str:
        """What is asked in order to learn a fact."""
        return formats.in_language(self.catalogue.context.vocabulary[fact].question, self.wording.language)

    def options(self, fact: str) -> list[tuple[str, str]]:
        """(label, value as a button carries it) of a yes/no fact or a choice; empty for any other."""
        definition = self.catalogue.context.vocabulary[fact]
        if definition.type == "boolean":
            return [(self.wording("button_yes"), "true"), (self.wording("button_no"), "false")]
        return [(formats.in_language(o.label, self.wording.language), o.id) for o in definition.options]

    def stated(self, facts: Mapping[str, Any]) -> list[str]:
        """Label and value of each fact."""
        return [self.wording("fact_used", label=self.label(f), value=self.shown(f, v)) for f, v in facts.items()]

    def shown(self, fact: str, value: Any) -> str:
        """A fact's value (as JSON) in words."""
        definition = self._definition(fact)
        if isinstance(value, bool):
            return self.wording("assumption_yes" if value else "assumption_no")
        if isinstance(value, dict):
            return self._band(value, definition)
        if isinstance(value, list):
            return self.wording.join([self.shown(fact, item) for item in value])
        if isinstance(value, int | float):
            return self._number(value, definition)
        return self._name(str(value), definition)

    def answer(self, fact: str, answer: FactValue) -> str:
        """An answer that a rule tells apart, in words."""
        if isinstance(answer, Settled):
            if answer.place is None:
                return self.wording("place_elsewhere")
            return self.wording("place_in", place=self.shown(fact, answer.place))
        return self.shown(fact, to_json(answer))

    def detail(self, result: ConditionResult) -> str:
        """What a condition was decided on: the facts it used, and what is lacking; empty where nothing is known."""
        if result.gap is not None:
            return self._gap(result.gap)
        values = {fact: to_json(value) for fact, value in result.values}
        if len(values) == 1:  # a yes or no says no more than the mark before the line
            return "".join(self.shown(f, value) for f, value in values.items() if not isinstance(value, bool))
        return self.wording.join(self.stated(values))

    def _gap(self, gap: Gap) -> str:
        key = "gap_above" if gap.relation in _AT_MOST else "gap_below"
        shown = {name: self._measured(getattr(gap, name), gap) for name in ("value", "bound")}
        off = self._measured(gap.difference, gap) if isinstance(gap.bound, Decimal) else self._days(gap.difference)
        text = self.wording(key, difference=off, **shown)
        if gap.passes_on is None:
            return text
        return self.wording("gap_until", text=text, day=formats.day(gap.passes_on, self.wording.language))

    def _measured(self, value: Decimal | date, gap: Gap) -> str:
        if isinstance(value, date):
            return formats.day(value, self.wording.language)
        return self.quantity(value, gap.unit, is_share=gap.unit is None and abs(gap.bound) <= 1)  # type: ignore[arg-type]  # the bound of a number is one

    def _days(self, difference: Decimal) -> str:
        return self.quantity(difference, "days")

    def quantity(self, value: Decimal | float | int, unit: str | None, *, is_share: bool = False) -> str:
        """A number with its unit."""
        if is_share:
            return f"{formats.number(round(Decimal(str(value)) * 100, 4))}%"
        if unit == "CNY":
            return self.wording("yuan", amount=formats.number(value))
        return self.wording("unit_" + unit, amount=formats.number(value)) if unit else formats.number(value)

    def _number(self, value: float, definition: FactDefinition | None) -> str:
        unit = definition.unit if definition else None
        return self.quantity(value, unit, is_share=definition is not None and definition.type == "share")

    def _band(self, band: Mapping[str, Any], definition: FactDefinition | None) -> str:
        low, high = (self._end(band.get(end), definition) for end in ("min", "max"))
        if high is None or (low is not None and _is_limit(band, "max", definition)):
            return self.wording("band_above" if band.get("min_open") else "band_from", low=low)
        if low is None or _is_limit(band, "min", definition):
            return self.wording("band_below" if band.get("max_open") else "band_up_to", high=high)
        return low if low == high else self.wording("band", low=low, high=high)

    def _end(self, value: Any, definition: FactDefinition | None) -> str | None:
        if value is None:
            return None
        return self._name(value, definition) if isinstance(value, str) else self._number(value, definition)

    def _name(self, value: str, definition: FactDefinition | None) -> str:
        if definition is None:
            return value
        if definition.type in ("region", "regions"):
            return self.catalogue.regions.name(value, self.wording.language)
        if definition.type == "date":
            return formats.loose_day(value, self.wording.language)
        labels = {o.id: formats.in_language(o.label, self.wording.language) for o in definition.options}
        return labels.get(value, value)

    def _definition(self, fact: str) -> FactDefinition | None:
        return self.catalogue.context.vocabulary.facts.get(fact)


def _is_limit(band: Mapping[str, Any], end: str, definition: FactDefinition | None) -> bool:
    """Whether the band ends where the fact itself does, so that only its other end says anything."""
    limit = getattr(definition, end, None)
    return limit is not None and band.get(end) == limit and not band.get(f"{end}_open")
